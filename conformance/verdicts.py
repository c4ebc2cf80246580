"""From findings to a conclusion: what a rule came to, what a run came to, and the exit status that belongs to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Literal

import msgspec

from conformance.judging import Verdict
from conformance.record import Finding, Footer, Header

Conclusion = Literal["conformant", "conformant, with warnings", "not conformant", "not established"]

VERDICTS: tuple[Verdict, ...] = ("pass", "fail", "warning", "observed", "not-applicable", "blocked", "error")
_WORST_FIRST: tuple[Verdict, ...] = ("fail", "error", "blocked", "warning", "observed", "pass", "not-applicable")

CONFORMANT, NOT_CONFORMANT, USAGE, UNREACHABLE, OURS, INCOMPLETE = range(6)
"""Exit statuses."""


class Tally(msgspec.Struct):
    """How often each verdict was given."""

    counts: Counter[str] = msgspec.field(default_factory=Counter)

    def __getitem__(self, verdict: str) -> int:
        return self.counts[verdict]

    @property
    def total(self) -> int:
        """All findings counted."""
        return sum(self.counts.values())


def tally(findings: Iterable[Finding]) -> Tally:
    """Count the verdicts of findings."""
    return Tally(Counter(finding.verdict for finding in findings))


def worst(findings: Iterable[Finding]) -> Verdict:
    """The verdict that a rule or chapter as a whole deserves: the worst of its findings."""
    present = {finding.verdict for finding in findings}
    return next((verdict for verdict in _WORST_FIRST if verdict in present), "not-applicable")


def conclude(header: Header, findings: list[Finding], footer: Footer | None) -> tuple[Conclusion, str, int]:
    """What a run establishes, why in a few words, and its exit status. Nothing run is never 0."""
    counted = tally(findings)
    judged = counted["pass"] + counted["fail"] + counted["warning"] + counted["observed"]
    if counted["fail"]:
        rules = len({finding.rule for finding in findings if finding.verdict == "fail"})
        return "not conformant", f"{plural(rules, 'must rule')} broken, in {plural(counted['fail'], 'scenario')}", NOT_CONFORMANT
    if footer is None:
        return "not established", "the record breaks off: it has no footer", INCOMPLETE
    if footer.stopped:
        return "not established", footer.stopped, INCOMPLETE
    if counted["error"]:
        return "not established", f"an error of the network's or ours in {plural(counted['error'], 'scenario')}", INCOMPLETE
    if counted["blocked"]:
        return "not established", f"no way to carry out {plural(counted['blocked'], 'scenario')}", INCOMPLETE
    if not judged:
        return "not established", "nothing was run", INCOMPLETE
    scope = " in what can be seen without changing anything" if header.read_only else "" if header.complete else " in what was selected"
    if counted["warning"]:
        return (
            "conformant, with warnings",
            f"otherwise than should and reading rules say in {plural(counted['warning'], 'scenario')}{scope}",
            CONFORMANT,
        )
    return "conformant", f"every applicable must rule holds{scope}", CONFORMANT


def plural(count: int, thing: str) -> str:
    """A number of things in words: `1 scenario`, `2 scenarios`."""
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"
