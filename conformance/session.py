"""One run from beginning to end: the header, every finding as it is made, the footer; on disk when a folder is given."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from contextlib import ExitStack, closing
from datetime import UTC, datetime
from pathlib import Path

from msgspec.structs import replace

from conformance.carrying import behalf_of, racing, reaching, with_reasons
from conformance.deadlines import A_SCENARIO, NEVER, Deadline, within
from conformance.exchanges import Driver, TargetError
from conformance.given import Customer
from conformance.inventory import Inventory
from conformance.jobs import GoneError, OverError, carry_out
from conformance.keeping import InMemory, Keeper, OnDisk
from conformance.known import KnownFailure
from conformance.listed import as_listed, stale_entries
from conformance.lists import Lists
from conformance.performance import Room
from conformance.record import Finding, Footer, Header, Record
from conformance.resuming import Begun
from conformance.suite import Rule, Scenario, Suite
from conformance.under_way import UnderWay

RECORD_FILE = "record.jsonl"
INVENTORY_FILE = "inventory.jsonl"
BEFORE = "before the run"
"""Under which the inventory has what was made then, in the place of a scenario."""


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
    is there is not run once more. Each scenario has so many `seconds`. With `under_way` each is noted before anything of it is sent; what a
    run that had begun sends once more is marked, in the requests, the inventory and the record. Raises UnwrittenError where a file cannot
    be written. An interruption ends the run with a footer that says so, and so does the `deadline` of the run: what is under way then is
    given up, and is not in the record, for nothing was found out.
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
    over = _Over(deadline, len(left))

    def carried_out(rule: Rule, scenario: Scenario, room: Room) -> Finding:
        if under_way:
            under_way.begun(scenario.id)
        with within(deadline):
            finding = once(rule, scenario, reach(scenario), lists, room)
        return replace(finding, again=True) if scenario.id in again else finding

    def keep(finding: Finding) -> None:
        over.before(finding)
        finding = with_reasons(suite, by_id[finding.scenario], as_listed(finding, header))
        keeper.add(finding)
        progress(finding)
        over.raise_if_so()

    def carry_all_out() -> None:
        over.raise_if_so()
        carry_out(left, carried_out, keep, header.jobs)

    def footer(findings: int) -> Footer:
        stale = stale_entries(suite, header, keeper.findings()) if header.known else ()
        return Footer(_iso(now()), findings, stopped, stale)

    with ExitStack() as open_meanwhile:
        open_meanwhile.callback(keeper.close)
        made = open_meanwhile.enter_context(closing(Inventory(noted, driver.target, header.run))) if noted and given is None else None
        keeper.begin(header)
        if under_way:
            _note_again(begun, again, under_way, made)
        _seen_to(before, behalf_of(driver, made, BEFORE, begun is not None), deadline)
        header = replace(header, jobs=jobs())
        keeper.begin(header)
        lists, reach, once = Lists(suite, driver), reaching(driver, made, given, again), racing(header.races, seconds)
        stopped = _stopped(carry_all_out)
        record_of_all = keeper.end(footer)
        if under_way and not stopped:
            under_way.over()
        return record_of_all


class _Over:
    """Ends a run when its time is over and not all was carried out."""

    def __init__(self, deadline: Deadline, outstanding: int) -> None:
        self._deadline, self._outstanding = deadline, outstanding

    def raise_if_so(self) -> None:
        """Raises OverError where it is over and more was to be carried out."""
        if self._deadline.over() and self._outstanding:
            raise OverError(self._deadline.said)

    def before(self, finding: Finding) -> None:
        """Before a finding is kept; raises OverError where it only says that the time was over, which is no finding."""
        if self._deadline.over() and finding.verdict == "error":
            raise OverError(self._deadline.said)
        self._outstanding -= 1


def _stopped(carry_all_out: Callable[[], None]) -> str:
    """Why that ended before its last scenario; blank where it did not."""
    try:
        carry_all_out()
    except OverError as over:
        return str(over)
    except GoneError as gone:
        return f"the target stopped answering: {gone}"
    except KeyboardInterrupt as interruption:
        return str(interruption) or "interrupted from the keyboard"
    return ""


def _note_again(begun: Begun | None, again: Collection[str], under_way: UnderWay, made: Inventory | None) -> None:
    """Note that the run begins, and what will be begun again: in the inventory, where the run ended in the middle of it."""
    if not begun:
        pass
    elif under_way.before is None:  # any of them may have been begun, and that must still be known after the next kill
        for scenario in sorted(again):
            under_way.begun(scenario)
    elif made:
        for scenario in (BEFORE,) if under_way.before == {BEFORE} else begun.left_open(again):
            made.left_open(scenario)
    under_way.begun(BEFORE)


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


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
