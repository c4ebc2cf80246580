"""One run from beginning to end: the header, every finding as it is made, the footer; on disk when a folder is given."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from conformance.exchanges import Driver
from conformance.lists import Lists
from conformance.record import Finding, Footer, Header, Record, Writer
from conformance.runner import GoneError, run
from conformance.suite import Rule, Scenario, Suite

RECORD_FILE = "record.jsonl"
REPORT_FILE = "report.txt"


def hold(
    suite: Suite,
    chosen: list[tuple[Rule, Scenario]],
    driver: Driver,
    *,
    selected: Sequence[str] = (),
    folder: Path | None = None,
    progress: Callable[[Finding], None] = lambda _: None,
) -> Record:
    """Run the chosen scenarios against a driver. What was found is kept whatever ends the run.

    Raises RecordError where the folder cannot be written. An interruption from the keyboard ends the run with a footer that says so.
    """
    header = Header(suite.version, driver.target, _now(), tuple(selected), len(chosen), complete=not selected)
    writer = Writer(folder / RECORD_FILE) if folder else None
    findings: list[Finding] = []
    by_id = {scenario.id: scenario for _, scenario in chosen}

    def keep(finding: Finding) -> None:
        if finding.mismatches and finding.verdict in ("fail", "warning"):
            finding = _with_reasons(suite, by_id[finding.scenario], finding)
        if writer:
            writer.write(finding)
        findings.append(finding)
        progress(finding)

    stopped = ""
    try:
        if writer:
            writer.write(header)
        try:
            run(chosen, driver, Lists(suite, driver), keep)
        except GoneError as gone:
            stopped = f"the target stopped answering: {gone}"
        except KeyboardInterrupt:
            stopped = "interrupted from the keyboard"
        footer = Footer(_now(), len(findings), stopped)
        if writer:
            writer.write(footer)
    finally:
        if writer:
            writer.close()
    return Record(header, tuple(findings), footer)


def _with_reasons(suite: Suite, scenario: Scenario, finding: Finding) -> Finding:
    from conformance.oracle import reasons_for

    return msgspec.structs.replace(finding, why=reasons_for(suite, scenario, finding))


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
