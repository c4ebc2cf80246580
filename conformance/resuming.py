"""A run that did not come to its end, taken up again in its own record.

What was found stays as it was found, but for errors: that nothing was answered tells nothing of the target, and most likely is what
ended the run. A last line that breaks off is the trace of a process that was killed, and goes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from msgspec.structs import replace

from conformance.record import Finding, Header, RecordError
from conformance.sameness import hold_together
from conformance.stored import Stored
from conformance.suite import Rule, Scenario
from conformance.verdicts import NOT_GREEN

_AGAIN = ("error",)
"""Verdicts that say nothing of the target: such a scenario is run once more."""


class Begun:
    """A record that has no end yet, or one that says it was stopped."""

    def __init__(self, path: Path) -> None:
        """Look through the record at `path`; raises RecordError where it is none, or is of a run that came to its end."""
        stored = Stored(path, partial=True)
        if stored.footer and not stored.footer.stopped:
            raise RecordError(f"{path} is of a run that came to its end: nothing is left to do; run --failed repeats what is not green")
        self.path = path
        self.header: Header = stored.header
        self._ended = {finding.scenario for finding in stored.findings}
        self._done = {finding.scenario for finding in stored.findings if self.stays(finding)}

    def stays(self, finding: Finding) -> bool:
        """Whether a finding stays as it is."""
        return finding.verdict not in _AGAIN

    def header_at(self, moment: str) -> Header:
        """The header of the run, which says that it was taken up again at this moment (ISO)."""
        return replace(self.header, resumed=(*self.header.resumed, moment))

    def left(self, chosen: Sequence[tuple[Rule, Scenario]]) -> list[tuple[Rule, Scenario]]:
        """What of the chosen scenarios is left to do."""
        return [(rule, scenario) for rule, scenario in chosen if scenario.id not in self._done]

    def again(self, left: Iterable[str], noted: frozenset[str] | None) -> frozenset[str]:
        """What was begun before of the scenarios that are left: what was `noted`; where that is not known (None), it may be any of them."""
        return frozenset(left) if noted is None else noted.intersection(left)

    def left_open(self, again: Iterable[str]) -> list[str]:
        """Those that came to nothing, not even to an error."""
        return sorted(set(again) - self._ended)

    def hold_together(self, now: Header, chosen: Collection[str]) -> None:
        """Raise RecordError where a run with this header and these scenarios is not the one that had begun."""
        more = [f"shard: {self.header.shard or 'none'}, then {now.shard or 'none'}"] if now.shard != self.header.shard else []
        if now.scenarios != self.header.scenarios:
            more.append(f"scenarios: {self.header.scenarios}, then {now.scenarios}")
        strange = sorted(self._done - set(chosen))
        if strange:
            more.append(f"{len(strange)} findings are of scenarios that were not chosen now, such as {strange[0]}")
        hold_together(f"{self.path} is of another run, and cannot be taken up again", self.header, now, *more)


def not_green(path: Path) -> tuple[str, ...]:
    """The ids of the scenarios that are not green in the record of a whole run; raises RecordError where there is none."""
    found = tuple(finding.scenario for finding in Stored(path).findings if finding.verdict in NOT_GREEN)
    if not found:
        raise RecordError(f"{path}: nothing in it is red, so there is nothing to repeat")
    return found
