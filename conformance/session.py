"""One run from beginning to end: the header, every finding as it is made, the footer; on disk when a folder is given."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from conformance.exchanges import Driver
from conformance.given import Customer, ReadOnly, unfit
from conformance.inventory import Inventory
from conformance.known import KnownFailure
from conformance.listed import as_listed, stale_entries
from conformance.lists import Lists
from conformance.record import Finding, Footer, Header, Record, Writer
from conformance.runner import GoneError, Reach, run
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
    progress: Callable[[Finding], None] = lambda _: None,
    run_id: str = "",
    inventory: Path | None = None,
    given: Sequence[Customer] | None = None,
    before: Callable[[Driver], object] = lambda _: None,
    known: tuple[KnownFailure, ...] = (),
    now: Callable[[], datetime] = utc,
) -> Record:
    """Run the chosen scenarios against a driver. What was found is kept whatever ends the run.

    `inventory` is the file that everything made is appended to; by default it lies beside the record. With `given` customers, be they
    none, nothing is made or changed. What is to be seen to `before` the run is done through the driver, what it makes noted likewise, and
    may raise TargetError. Every finding is held against the failures that are `known`. Raises RecordError where a file cannot be written.
    An interruption from the keyboard ends the run with a footer that says so.
    """
    header = header_of(suite, driver, selected, len(chosen), run_id, given is not None, known, now)
    noted = inventory or (folder / INVENTORY_FILE if folder else None)
    made: Inventory | None = None
    writer = Writer(folder / RECORD_FILE) if folder else None
    findings: list[Finding] = []
    by_id = {scenario.id: scenario for _, scenario in chosen}

    def keep(finding: Finding) -> None:
        finding = with_reasons(suite, by_id[finding.scenario], as_listed(finding, header))
        if writer:
            writer.write(finding)
        findings.append(finding)
        progress(finding)

    stopped = ""
    try:
        if noted and given is None:
            made = Inventory(noted, driver.target, run_id)
        if writer:
            writer.write(header)
        before(made.noting(driver, BEFORE) if made else driver)
        try:
            run(chosen, driver, Lists(suite, driver), keep, reaching(driver, made, given))
        except GoneError as gone:
            stopped = f"the target stopped answering: {gone}"
        except KeyboardInterrupt:
            stopped = "interrupted from the keyboard"
        footer = Footer(_iso(now()), len(findings), stopped, stale_entries(suite, header, findings))
        if writer:
            writer.write(footer)
    finally:
        if writer:
            writer.close()
        if made:
            made.close()
    return Record(header, tuple(findings), footer)


def header_of(
    suite: Suite,
    driver: Driver,
    selected: Sequence[str],
    scenarios: int,
    run_id: str = "",
    read_only: bool = False,
    known: tuple[KnownFailure, ...] = (),
    now: Callable[[], datetime] = utc,
) -> Header:
    """The header of a run that begins now."""
    complete = not selected and not read_only
    return Header(suite.version, driver.target, _iso(now()), tuple(selected), scenarios, complete, run_id, read_only, known)


def reaching(driver: Driver, inventory: Inventory | None, given: Sequence[Customer] | None) -> Reach:
    """How scenarios reach the target: by what they may do to it (all, without `given`), and with everything made noted."""

    def reach(scenario: Scenario) -> Driver | str:
        if given is not None:
            return unfit(scenario) or ReadOnly(driver, given)
        return inventory.noting(driver, scenario.id) if inventory else driver

    return reach


def with_reasons(suite: Suite, scenario: Scenario, finding: Finding) -> Finding:
    """A finding that is not as the page says, with what the reference does there, and its trace of it; any other as it is."""
    if not finding.mismatches or finding.verdict not in _OTHERWISE:
        return finding
    from conformance.oracle import performed, reasons_in

    told, observations = performed(suite, scenario)
    steps = {mismatch.step for mismatch in finding.mismatches}
    good = tuple(one for one in observations if one.step in steps)
    return msgspec.structs.replace(finding, why=reasons_in(told, finding)[-_REASONS:], good=good)


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
