"""One run from beginning to end: the header, every finding as it is made, the footer; on disk when a folder is given."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from datetime import UTC, datetime
from pathlib import Path

from msgspec.structs import replace

from conformance.deadlines import A_SCENARIO, NEVER, Deadline, within
from conformance.exchanges import Driver, TargetError
from conformance.given import Customer, ReadOnly, unfit
from conformance.inventory import Inventory
from conformance.jobs import GoneError, OverError, carry_out
from conformance.keeping import InMemory, Keeper, OnDisk
from conformance.known import KnownFailure
from conformance.listed import as_listed, stale_entries
from conformance.lists import Lists
from conformance.record import Finding, Footer, Header, Record
from conformance.resuming import Begun
from conformance.runner import Room, run_scenario
from conformance.suite import Rule, Scenario, Suite

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
    races: int = 1,
    seconds: float = A_SCENARIO,
    deadline: Deadline = NEVER,
    now: Callable[[], datetime] = utc,
) -> Record:
    """Run the chosen scenarios against a driver. What was found is kept whatever ends the run, in the order of the book when it has ended.

    With a `folder` for it (or the file of the `record` itself) it is on disk, and in memory only while somebody looks at it.
    `inventory` is the file that everything made is appended to; by default it is in the folder. With `given` customers, be they none,
    nothing is made or changed. What is to be seen to `before` the run is done through the driver, what it makes noted likewise, and may
    raise TargetError; then `jobs` tells how many scenarios are carried out side by side. Every finding is held against the failures that
    are `known`. What races is carried out `races` times. A run that had `begun` is taken up again in its record, as it was begun: what
    is there is not run once more. Each scenario has so many `seconds`. Raises RecordError where a file cannot be written. An interruption
    from the keyboard ends the run with a footer that says so, and so does the `deadline` of the run: what is under way then is given up,
    and is not in the record, for nothing was found out.
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
    outstanding, once = len(left), racing(header.races, seconds)

    def work(rule: Rule, scenario: Scenario, room: Room) -> Finding:
        with within(deadline):
            return once(rule, scenario, reach(scenario), lists, room)

    def keep(finding: Finding) -> None:
        nonlocal outstanding
        if deadline.over() and finding.verdict == "error":
            raise OverError(deadline.said)
        outstanding -= 1
        finding = with_reasons(suite, by_id[finding.scenario], as_listed(finding, header))
        keeper.add(finding)
        progress(finding)
        if deadline.over() and outstanding:
            raise OverError(deadline.said)

    def footer(findings: int) -> Footer:
        stale = stale_entries(suite, header, keeper.findings()) if header.known else ()
        return Footer(_iso(now()), findings, stopped, stale)

    stopped = ""
    with ExitStack() as open_meanwhile:
        open_meanwhile.callback(keeper.close)
        made = open_meanwhile.enter_context(closing(Inventory(noted, driver.target, header.run))) if noted and given is None else None
        keeper.begin(header)
        _seen_to(before, made.noting(driver, BEFORE) if made else driver, deadline)
        header = replace(header, jobs=jobs())
        keeper.begin(header)
        lists, reach = Lists(suite, driver), reaching(driver, made, given)
        try:
            if deadline.over() and outstanding:
                raise OverError(deadline.said)
            carry_out(left, work, keep, header.jobs)
        except OverError as over:
            stopped = str(over)
        except GoneError as gone:
            stopped = f"the target stopped answering: {gone}"
        except KeyboardInterrupt:
            stopped = "interrupted from the keyboard"
        return keeper.end(footer)


def _seen_to(before: Callable[[Driver], object], driver: Driver, deadline: Deadline) -> None:
    """What is seen to before a run; that its time is over meanwhile says nothing of the target."""
    try:
        with within(deadline):
            before(driver)
    except TargetError:
        if not deadline.over():
            raise


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


def reaching(driver: Driver, inventory: Inventory | None, given: Sequence[Customer] | None) -> Reach:
    """How scenarios reach the target: by what they may do to it (all, without `given`), and with everything made noted."""

    def reach(scenario: Scenario) -> Driver | str:
        if given is not None:
            return unfit(scenario) or ReadOnly(driver, given)
        return inventory.noting(driver, scenario.id) if inventory else driver

    return reach


Once = Callable[[Rule, Scenario, Driver | str, Lists, Room], Finding]
"""How a scenario is carried out and judged."""


def racing(times: int, seconds: float = A_SCENARIO) -> Once:
    """How scenarios are carried out, each in so many seconds: those whose acts race so many times, and held against every order of them."""

    def once(rule: Rule, scenario: Scenario, driver: Driver | str, lists: Lists, room: Room) -> Finding:
        if isinstance(driver, str) or not scenario.races:
            return run_scenario(rule, scenario, driver, lists, room, seconds)
        from conformance.racing import raced

        return raced(rule, scenario, driver, lists, times, room, seconds)

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
