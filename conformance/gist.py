"""What a finding came to without its evidence, so that the findings of several runs can be held in memory and side by side. Pure."""

from __future__ import annotations

from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from conformance.judging import Verdict
from conformance.lasting import lasting
from conformance.record import Finding, Source
from conformance.suite import Level

State = Literal["held", "failed", "warned", "known", "untold"]
"""What a verdict says of the target itself; `untold` is nothing."""

_STATES: dict[Verdict, State] = {
    "pass": "held",
    "observed": "held",
    "fail": "failed",
    "warning": "warned",
    "known": "known",
    "stale": "failed",
    "not-applicable": "untold",
    "blocked": "untold",
    "error": "untold",
}


class Gist(NamedTuple):
    """One finding in short."""

    scenario: str
    rule: str
    chapter: str
    level: Level
    verdict: Verdict
    outcome: str = ""
    cause: str = ""
    expected: str = ""
    """What was expected at the first place that does not match."""
    seen: str = ""
    """What was seen there."""
    lasting: tuple[str, ...] = ()
    """What was seen at every such place, in words that are the same in every run."""

    @property
    def state(self) -> State:
        """What it says of the target. What is stale though nothing was seen that does not match does hold."""
        return "held" if self.verdict == "stale" and not self.lasting else _STATES[self.verdict]


def gist(finding: Finding, zone: ZoneInfo) -> Gist:
    """A finding in short; `zone` is that of the target."""
    expected, seen = (finding.mismatches[0].expected, finding.mismatches[0].seen) if finding.mismatches else ("", "")
    constant = tuple(lasting(mismatch.seen, finding, zone) for mismatch in finding.mismatches)
    told = (finding.scenario, finding.rule, finding.chapter, finding.level, finding.verdict, finding.outcome, finding.cause)
    return Gist(*told, expected, seen, constant)


def gists(record: Source) -> dict[str, Gist]:
    """The findings of a record in short, by scenario, in its order."""
    zone = ZoneInfo(record.header.target.time_zone)
    return {finding.scenario: gist(finding, zone) for finding in record.findings}
