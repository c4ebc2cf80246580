"""A record in short: what it came to, in the room that the book's rules take, however many findings there are. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

import msgspec

from conformance.judging import Verdict
from conformance.record import Finding, Source
from conformance.verdicts import INCOMPLETE, Conclusion, Tally, conclude, ended_early

_KEPT = 3
"""So many findings of a group are kept."""


class Group(msgspec.Struct):
    """Findings of one rule with one verdict (and, where it is the same for many, one cause): the first of them, and how many there are."""

    verdict: Verdict
    rule: str
    first: list[Finding] = msgspec.field(default_factory=list)
    count: int = 0


class Part(msgspec.Struct):
    """What a chapter or a rule came to: one of its findings, its rules, and how often each verdict was given."""

    one: Finding
    rules: set[str] = msgspec.field(default_factory=set)
    counted: Tally = msgspec.field(default_factory=Tally)

    def add(self, finding: Finding) -> None:
        """Count one finding."""
        self.rules.add(finding.rule)
        self.counted.counts[finding.verdict] += 1


class Summary(msgspec.Struct):
    """What a record came to."""

    conclusion: Conclusion = "not established"
    reason: str = ""
    status: int = INCOMPLETE
    counted: Tally = msgspec.field(default_factory=Tally)
    chapters: dict[str, Part] = msgspec.field(default_factory=dict)
    rules: dict[str, Part] = msgspec.field(default_factory=dict)
    in_order: bool = True
    """Whether the findings of a rule stand one below the other, as they do wherever a run has come to its end."""
    outcomes: dict[str, dict[str, Finding]] = msgspec.field(default_factory=dict)
    """By rule, each outcome that was found where several are permitted, with the first finding of it."""
    unfinished: str = ""
    """Why not all is known that the run was to find out; blank where it is."""
    stale: tuple[str, ...] = ()
    """A sentence for each entry of the known failures of which nothing fails any more."""
    _groups: dict[tuple[str, str, str], Group] = msgspec.field(default_factory=dict)
    _last: str = ""

    def groups(self, *verdicts: Verdict) -> list[Group]:
        """The groups with these verdicts, verdict by verdict, and otherwise in the order of the record."""
        return [group for verdict in verdicts for group in self._groups.values() if group.verdict == verdict]

    def count(self, verdict: Verdict, rule: str) -> int:
        """How many findings of a rule have a verdict."""
        return self.rules[rule].counted[verdict]

    def add(self, finding: Finding) -> None:
        """Count one finding."""
        self.counted.counts[finding.verdict] += 1
        self.in_order = self.in_order and (finding.rule == self._last or finding.rule not in self.rules)
        self._last = finding.rule
        self.chapters.setdefault(finding.chapter, Part(finding)).add(finding)
        self.rules.setdefault(finding.rule, Part(finding)).add(finding)
        if finding.outcome:
            self.outcomes.setdefault(finding.rule, {}).setdefault(finding.outcome, finding)
        if finding.verdict not in ("pass", "observed"):
            cause = finding.cause if finding.verdict in ("known", "not-applicable") else ""
            group = self._groups.setdefault((finding.verdict, finding.rule, cause), Group(finding.verdict, finding.rule))
            group.count += 1
            if len(group.first) < _KEPT:
                group.first.append(finding)


def summary(record: Source) -> Summary:
    """What a record came to; its findings are gone through once."""
    told = Summary()

    def adding() -> Iterator[Finding]:
        for finding in record.findings:
            told.add(finding)
            yield finding

    told.conclusion, told.reason, told.status = conclude(record.header, adding(), record.footer)
    told.unfinished = told.reason if told.status == INCOMPLETE else ended_early(record.footer)
    told.stale = record.footer.stale if record.footer else ()
    return told


def rule_by_rule(record: Source, told: Summary, verdict: Verdict) -> Iterator[tuple[str, Iterator[Finding]]]:
    """The rules that have findings with a verdict, and those findings; each is to be gone through before the next is asked for.

    The record is gone through once, or once a rule where it is not in order, as one is that breaks off.
    """
    with_it = [rule for rule, part in told.rules.items() if part.counted[verdict]]
    if not with_it:
        return
    if told.in_order:
        yield from groupby((one for one in record.findings if one.verdict == verdict), key=lambda finding: finding.rule)
        return
    for rule in with_it:
        yield rule, (one for one in record.findings if (one.verdict, one.rule) == (verdict, rule))
