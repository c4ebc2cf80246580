"""Records of every way in which a run can end, for the tests of views that must be red where the exit status is not 0."""

from __future__ import annotations

from msgspec.structs import replace

from conformance.judging import Verdict
from conformance.record import Footer, Record
from conformance.verdicts import LISTED, VERDICTS
from tests.sample import sample

STALE_ENTRIES = ("location.changed is listed as a known failure, and all 12 scenarios that ran pass: take it out of the file",)


def endings() -> dict[str, Record]:
    """A record of each verdict alone and beside what passes, and of each way to end before or without establishing anything."""
    return {
        **{verdict: _of(verdict) for verdict in (*VERDICTS, *LISTED)},
        **{f"pass and {verdict}": _of("pass", verdict) for verdict in (*VERDICTS, *LISTED)},
        "all": sample(),
        "breaks off": replace(_of("pass"), footer=None),
        "stopped": _ended(_of("pass"), stopped="interrupted from the keyboard"),
        "stopped after a failure": _ended(_of("fail"), stopped="interrupted from the keyboard"),
        "stale entry": _ended(_of("pass"), stale=STALE_ENTRIES),
        "nothing": _of(),
    }


def _of(*verdicts: Verdict) -> Record:
    findings = tuple(finding for finding in sample().findings if finding.verdict in verdicts)
    return Record(sample().header, findings, Footer("2025-07-01T12:01:00+00:00", len(findings)))


def _ended(record: Record, stopped: str = "", stale: tuple[str, ...] = ()) -> Record:
    assert record.footer
    return replace(record, footer=replace(record.footer, stopped=stopped, stale=stale))
