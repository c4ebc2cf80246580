"""From findings to a conclusion: what a rule came to, what a run came to, and the exit status that belongs to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Literal

import msgspec

from conformance.judging import Verdict
from conformance.record import Finding, Footer, Header

Conclusion = Literal["conformant", "conformant, with warnings", "not conformant, as known", "not conformant", "not established"]

VERDICTS: tuple[Verdict, ...] = ("pass", "fail", "warning", "observed", "not-applicable", "blocked", "error")
LISTED: tuple[Verdict, ...] = ("known", "stale")
"""What only a list of known failures gives."""
NOT_GREEN: tuple[Verdict, ...] = ("fail", "stale", "error", "blocked", "warning")
"""The verdicts that somebody has to look at, the gravest first."""
_WORST_FIRST: tuple[Verdict, ...] = ("fail", "stale", "error", "blocked", "warning", "known", "observed", "pass", "not-applicable")

CONFORMANT, NOT_CONFORMANT, USAGE, UNREACHABLE, OURS, INCOMPLETE = range(6)
"""Exit statuses."""


class Tally(msgspec.Struct):
    """How often each verdict was given."""

    counts: Counter[str] = msgspec.field(default_factory=Counter)

    def __getitem__(self, verdict: str) -> int:
        return self.counts[verdict]

    @property
    def given(self) -> tuple[Verdict, ...]:
        """The verdicts that were given."""
        return tuple(verdict for verdict in (*VERDICTS, *LISTED) if self.counts[verdict])

    @property
    def total(self) -> int:
        """All findings counted."""
        return sum(self.counts.values())


def tally(findings: Iterable[Finding]) -> Tally:
    """Count the verdicts of findings."""
    return Tally(Counter(finding.verdict for finding in findings))


def worst(findings: Iterable[Finding]) -> Verdict:
    """The verdict that a rule or chapter as a whole deserves: the worst of its findings."""
    return worst_of(finding.verdict for finding in findings)


def worst_of(verdicts: Iterable[Verdict]) -> Verdict:
    """The worst of verdicts; not applicable where there is none."""
    present = set(verdicts)
    return next((verdict for verdict in _WORST_FIRST if verdict in present), "not-applicable")


def verdicts_in(counted: Tally) -> tuple[Verdict, ...]:
    """The verdicts that a table counts: what only a list of known failures gives, only where it was given."""
    return (*VERDICTS, *(verdict for verdict in LISTED if counted[verdict]))


def conclude(header: Header, findings: Iterable[Finding], footer: Footer | None) -> tuple[Conclusion, str, int]:
    """What a run establishes, why in a few words, and its exit status. Nothing run is never 0. Findings are gone through once."""
    kinds = Counter((finding.verdict, finding.rule if _breaks(finding) else "") for finding in findings)
    counted = Tally()
    for (verdict, _), count in kinds.items():
        counted.counts[verdict] += count
    broken, known = _broken(kinds, "fail", "stale"), _broken(kinds, "known")
    stale = counted["stale"] + (len(footer.stale) if footer else 0)
    if broken:
        as_known = f", and as known in {known.total()} more" if known else ""
        look = f"; the list of known failures is not true in {plural(stale, 'place')}: correct it as well" if stale else ""
        end = f"; {ended}" if (ended := ended_early(footer)) else ""
        return "not conformant", f"{_in_words(broken)}{as_known}{look}{end}", NOT_CONFORMANT
    if stale:
        return (
            "not established",
            f"the list of known failures is not true in {plural(stale, 'place')}: correct it, and run again",
            NOT_CONFORMANT,
        )
    unfinished = _unfinished(counted, footer)
    if unfinished:
        return "not established", unfinished, INCOMPLETE
    scope = _scope(header)
    if known:
        return "not conformant, as known", f"{_in_words(known)}{scope}, all listed as known", CONFORMANT
    otherwise = counted["warning"] + counted["known"]
    if otherwise:
        return (
            "conformant, with warnings",
            f"otherwise than should and reading rules say in {plural(otherwise, 'scenario')}{scope}",
            CONFORMANT,
        )
    return "conformant", f"every applicable must rule holds{scope}", CONFORMANT


def _scope(header: Header) -> str:
    """Where a conclusion holds, if not everywhere."""
    if header.load:
        return " in all that was lived under load"
    if header.read_only:
        scope = " in what can be seen without changing anything"
    else:
        scope = "" if header.complete or (header.shard and not header.selected) else " in what was selected"
    return f"{scope}{',' if scope else ''} in shard {header.shard}" if header.shard else scope


def _breaks(finding: Finding) -> bool:
    """Whether a must rule does not hold there, if its verdict says so. What is stale because it passes now does hold."""
    return finding.level == "must" and (bool(finding.mismatches) or finding.verdict != "stale")


def _broken(kinds: Counter[tuple[Verdict, str]], *verdicts: Verdict) -> Counter[str]:
    """The must rules that do not hold, of those with these verdicts, each with the number of its scenarios."""
    broken: Counter[str] = Counter()
    for (verdict, rule), count in kinds.items():
        if rule and verdict in verdicts:
            broken[rule] += count
    return broken


def _in_words(broken: Counter[str]) -> str:
    return f"{plural(len(broken), 'must rule')} broken, in {plural(broken.total(), 'scenario')}"


def _unfinished(counted: Tally, footer: Footer | None) -> str:
    """Why a run without failures establishes nothing all the same; blank where it does."""
    if ended := ended_early(footer):
        return ended
    if counted["error"]:
        return f"an error of the network's or ours in {plural(counted['error'], 'scenario')}"
    if counted["blocked"]:
        return f"no way to carry out {plural(counted['blocked'], 'scenario')}"
    return "nothing was run" if counted.total == counted["not-applicable"] else ""


def ended_early(footer: Footer | None) -> str:
    """Why a run has not come to its end; blank where it has."""
    return "the record breaks off: it has no footer" if footer is None else footer.stopped


def plural(count: int, thing: str) -> str:
    """A number of things in words: `1 scenario`, `2 scenarios`."""
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"
