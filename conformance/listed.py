"""What a run found, held against the list of known failures. Pure, from nothing but what the record holds.

What fails as listed is `known`; what fails otherwise, or does not fail any more, is `stale`: the list is not true, and somebody must look.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from conformance.known import KnownFailure, nearest
from conformance.lasting import filled, lasting
from conformance.record import Finding, Header
from conformance.suite import Suite

_FAILED = ("fail", "warning")
_HELD = ("pass", "observed")


def day_of(header: Header) -> date:
    """The day, by the target's clock and in its zone, on which a run began: by it the list is read to the end of the run."""
    begun = datetime.fromisoformat(header.started) + timedelta(seconds=header.target.clock_offset)
    return begun.astimezone(ZoneInfo(header.target.time_zone)).date()


def as_listed(finding: Finding, header: Header) -> Finding:
    """A finding as it is in the light of what was known before the run; as it was, where nothing speaks of its scenario."""
    if finding.verdict not in (*_FAILED, *_HELD):
        return finding
    entry = nearest(_in_force(header), finding.scenario)
    if finding.verdict in _HELD:
        return replace(finding, verdict="stale", cause=_holds_now(entry)) if entry and not entry.breadth else finding
    if entry is None:
        expired = nearest(header.known, finding.scenario)
        return replace(finding, cause=f"the known failure expired on {expired.until}: {told(expired)}") if expired else finding
    if is_as_listed(entry, finding, ZoneInfo(header.target.time_zone)):
        return replace(finding, verdict="known", cause=told(entry))
    return replace(finding, verdict="stale", cause=_fails_otherwise(entry, finding))


def stale_entries(suite: Suite, header: Header, findings: Iterable[Finding]) -> tuple[str, ...]:
    """A sentence for each entry for several scenarios of which none fails any more.

    Only a run that came to all of its scenarios can tell that: where some were not selected, or left out because nothing was to be
    changed, they might still fail.
    """
    verdicts = {finding.scenario: finding.verdict for finding in findings}
    in_force = () if header.read_only else _in_force(header)
    came: dict[tuple[str, str], list[str]] = {}
    for scenario in suite.scenarios() if in_force else ():
        speaks = nearest(in_force, scenario.id)
        if speaks:
            came.setdefault((speaks.rule, speaks.scenario), []).append(verdicts.get(scenario.id, ""))
    sentences: list[str] = []
    for entry in in_force:
        ran = [verdict for verdict in came.get((entry.rule, entry.scenario), ()) if verdict != "not-applicable"]
        if ran and all(verdict in _HELD for verdict in ran):
            several = "the one scenario that ran passes" if len(ran) == 1 else f"all {len(ran)} scenarios that ran pass"
            sentences.append(f"{entry.place} is listed as a known failure ({entry.observed}), and {several}: take it out of the file")
    return tuple(sentences)


def told(entry: KnownFailure) -> str:
    """Why it fails, where more is told of it, and how long it is known."""
    return entry.reason + (f" ({entry.link})" if entry.link else "") + (f"; known until {entry.until}" if entry.until else "")


def _in_force(header: Header) -> tuple[KnownFailure, ...]:
    day = day_of(header) if header.known else date.min
    return tuple(entry for entry in header.known if not entry.has_expired(day))


def is_as_listed(entry: KnownFailure, finding: Finding, zone: ZoneInfo) -> bool:
    """Whether what was seen first is what is listed. What differs from run to run may be listed as its placeholder: `<today>`, `<ucrn>`."""
    if not finding.mismatches:
        return False
    listed, seen = entry.observed.strip(), finding.mismatches[0].seen.strip()
    return seen == listed or lasting(seen, finding, zone) == lasting(filled(listed, finding), finding, zone)


def _fails_otherwise(entry: KnownFailure, finding: Finding) -> str:
    found = finding.mismatches[0].seen if finding.mismatches else "nothing to compare"
    return f"listed as a known failure with {entry.observed}, found {found}: look into it, and correct the file"


def _holds_now(entry: KnownFailure) -> str:
    return f"listed as a known failure ({entry.observed}), and it passes now: take it out of the file"
