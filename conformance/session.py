"""One run from beginning to end: the header, every finding as it is made, the footer; on disk when a folder is given."""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Sequence
from contextlib import ExitStack, closing
from datetime import UTC, datetime
from pathlib import Path

from msgspec.structs import replace

from conformance.behalf import OnBehalf
from conformance.exchanges import Driver
from conformance.given import Customer, ReadOnly, unfit
from conformance.inventory import Inventory
from conformance.jobs import GoneError, carry_out
from conformance.keeping import InMemory, Keeper, OnDisk
from conformance.known import KnownFailure
from conformance.listed import as_listed, stale_entries
from conformance.lists import Lists
from conformance.record import Finding, Footer, Header, Record
from conformance.resuming import Begun
from conformance.runner import Room, run_scenario
from conformance.suite import Rule, Scenario, Suite
from conformance.under_way import UnderWay

RECORD_FILE = "record.jsonl"
INVENTORY_FILE = "inventory.jsonl"
BEFORE = "before the run"
"""Under which the inventory has what was made then, in the place of a scenario."""
_REASONS = 8
"""So many lines of the trace say why a finding does not match; the last of them speak of what is seen in the end."""
_OTHERWISE = ("fail", "warning", "known", "stale")


def utc() -> datetime:
    """The moment by our own clock."""
    return datetime.now(UTC)


def hold(
    suite: Suite,
    chosen: list[tuple[Rule, Scenario]],
    driver: Driver,
    *,
    selected: Sequence[str] = (),
    folder: Path | None = None,
    record: Path | None = None,
    progress: Callable[[Finding], None] = lambda _: None,
    run_id: str = "",
    inventory: Path | None = None,
    given: Sequence[Customer] | None = None,
    before: Callable[[Driver], object] = lambda _: None,
    known: tuple[KnownFailure, ...] = (),
    shard: str = "",
    jobs: Callable[[], int] = lambda: 1,
    begun: Begun | None = None,
    under_way: UnderWay | None = None,
    races: int = 1,
    now: Callable[[], datetime] = utc,
) -> Record:
    """Run the chosen scenarios against a driver. What was found is kept whatever ends the run, in the order of the book when it has ended.

    With a `folder` for it (or the file of the `record` itself) it is on disk, and in memory only while somebody looks at it.
    `inventory` is the file that everything made is appended to; by default it is in the folder. With `given` customers, be they none,
    nothing is made or changed. What is to be seen to `before` the run is done through the driver, what it makes noted likewise, and may
    raise TargetError; then `jobs` tells how many scenarios are carried out side by side. Every finding is held against the failures that
    are `known`. What races is carried out `races` times. A run that had `begun` is taken up again in its record, as it was begun: what
    is there is not run once more. With `under_way` each scenario is noted before anything of it is sent; what a run that had begun sends
    once more is marked, in the requests, the inventory and the record. Raises UnwrittenError where a file cannot be written. An
    interruption ends the run with a footer that says so.
    """
    header = replace(header_of(suite, driver, selected, len(chosen), run_id, given, known, shard, now), races=races)
    if begun:
        header = begun.header_at(_iso(now()))
    path = record or (folder / RECORD_FILE if folder else None)
    noted = inventory or (folder / INVENTORY_FILE if folder else None)
    order = {scenario.id: number for number, (_, scenario) in enumerate(chosen)}
    by_id = {scenario.id: scenario for _, scenario in chosen}
    keeper: Keeper = OnDisk(path, order, begun.stays if begun else None) if path else InMemory(order)
    left = begun.left(chosen) if begun else chosen
    again = begun.again((scenario.id for _, scenario in left), under_way.before if under_way else None) if begun else frozenset()

    def carried_out(rule: Rule, scenario: Scenario, room: Room) -> Finding:
        if under_way:
            under_way.begun(scenario.id)
        finding = once(rule, scenario, reach(scenario), lists, room)
        return replace(finding, again=True) if scenario.id in again else finding

    def keep(finding: Finding) -> None:
        finding = with_reasons(suite, by_id[finding.scenario], as_listed(finding, header))
        keeper.add(finding)
        progress(finding)

    def footer(findings: int) -> Footer:
        stale = stale_entries(suite, header, keeper.findings()) if header.known else ()
        return Footer(_iso(now()), findings, stopped, stale)

    stopped = ""
    with ExitStack() as open_meanwhile:
        open_meanwhile.callback(keeper.close)
        made = open_meanwhile.enter_context(closing(Inventory(noted, driver.target, header.run))) if noted and given is None else None
        keeper.begin(header)
        if begun and under_way:
            _note_again(begun, again, under_way, made)
        if under_way:
            under_way.begun(BEFORE)
        before(behalf_of(driver, made, BEFORE, begun is not None))
        header = replace(header, jobs=jobs())
        keeper.begin(header)
        lists, reach, once = Lists(suite, driver), reaching(driver, made, given, again), racing(header.races)
        try:
            carry_out(left, carried_out, keep, header.jobs)
        except GoneError as gone:
            stopped = f"the target stopped answering: {gone}"
        except KeyboardInterrupt as interruption:
            stopped = str(interruption) or "interrupted from the keyboard"
        record_of_all = keeper.end(footer)
        if under_way and not stopped:
            under_way.over()
        return record_of_all


def _note_again(begun: Begun, again: Collection[str], under_way: UnderWay, made: Inventory | None) -> None:
    """Note what will be begun again: in the inventory, where the run ended in the middle of it."""
    if under_way.before is None:  # any of them may have been begun, and that must still be known after the next kill
        for scenario in sorted(again):
            under_way.begun(scenario)
    elif made:
        for scenario in (BEFORE,) if under_way.before == {BEFORE} else begun.left_open(again):
            made.left_open(scenario)


def header_of(
    suite: Suite,
    driver: Driver,
    selected: Sequence[str],
    scenarios: int,
    run_id: str = "",
    given: Sequence[Customer] | None = None,
    known: tuple[KnownFailure, ...] = (),
    shard: str = "",
    now: Callable[[], datetime] = utc,
) -> Header:
    """The header of a run that begins now."""
    return Header(
        suite.version,
        driver.target,
        _iso(now()),
        tuple(selected),
        scenarios,
        complete=not selected and given is None and not shard,
        run=run_id,
        read_only=given is not None,
        known=known,
        customers=tuple(customer.ucrn for customer in given or ()),
        shard=shard,
    )


Reach = Callable[[Scenario], Driver | str]
"""The driver by which a scenario reaches the target, or why it does not apply to it."""


def reaching(driver: Driver, inventory: Inventory | None, given: Sequence[Customer] | None, again: Container[str] = frozenset()) -> Reach:
    """How scenarios reach the target: by what they may do to it (all, without `given`), and with everything made noted.

    Those that are carried out `again` say so with each request.
    """

    def reach(scenario: Scenario) -> Driver | str:
        if given is not None:
            return unfit(scenario) or ReadOnly(OnBehalf(driver, scenario.id), given)
        return behalf_of(driver, inventory, scenario.id, scenario.id in again)

    return reach


def behalf_of(driver: Driver, inventory: Inventory | None, scenario: str, again: bool = False) -> Driver:
    """The driver on behalf of a scenario, or of what is done in the place of one, with everything made noted under it."""
    speaking = OnBehalf(driver, scenario, again)
    return inventory.noting(speaking, scenario, again) if inventory else speaking


Once = Callable[[Rule, Scenario, Driver | str, Lists, Room], Finding]
"""How a scenario is carried out and judged."""


def racing(times: int) -> Once:
    """How scenarios are carried out: those whose acts race so many times, and held against every order of them."""

    def once(rule: Rule, scenario: Scenario, driver: Driver | str, lists: Lists, room: Room) -> Finding:
        if isinstance(driver, str) or not scenario.races:
            return run_scenario(rule, scenario, driver, lists, room)
        from conformance.racing import raced

        return raced(rule, scenario, driver, lists, times, room)

    return once


def with_reasons(suite: Suite, scenario: Scenario, finding: Finding) -> Finding:
    """A finding that is not as the page says, with what the reference does there, and its trace of it; any other as it is."""
    if not finding.mismatches or finding.verdict not in _OTHERWISE:
        return finding
    from conformance.oracle import performed, reasons_in

    told, observations = performed(suite, scenario)
    steps = {mismatch.step for mismatch in finding.mismatches}
    good = tuple(one for one in observations if one.step in steps)
    return replace(finding, why=reasons_in(told, finding)[-_REASONS:], good=good)


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
