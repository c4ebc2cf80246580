"""What stands in the margins of the book: beside each rule and each scenario its verdict, and what is told when somebody asks why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from markupsafe import Markup

from conformance.judging import Verdict
from conformance.record import Finding
from conformance.renderers.citing import source_words
from conformance.renderers.index import UNKNOWN, Index
from conformance.renderers.pages.chapters import ChapterPage, Row, RulePage, Section
from conformance.renderers.pages.evidence import seen_first
from conformance.renderers.pages.marks import GREEN, MARKS, NOT_GREEN, Mark
from conformance.renderers.pages.packing import packed
from conformance.unseen import visible
from conformance.verdicts import worst

AT_ONCE = 2
"""Of each rule so many findings that are not green are told on the page itself; the others, and what holds, when somebody asks."""
ELSEWHERE = "not-in-this-book"
"""The id of the section for what this book does not have."""
Told = Callable[[Finding], str]
"""From a finding to what is told of it, as HTML."""


class Said(NamedTuple):
    """What is said of one scenario. `told` is what is told of it on the page itself; `number` is where the rest is kept."""

    id: str
    mark: Mark
    words: str
    number: int
    told: Markup


class RowMargin(NamedTuple):
    """A row of a table of scenarios with what is said of it, None where it was not run."""

    id: str
    row: Row
    said: Said | None


class SectionMargin(NamedTuple):
    """A scenario or a table of them; `said` is there for a scenario of its own."""

    section: Section
    rows: tuple[RowMargin, ...]
    said: Said | None
    counts: tuple[tuple[Mark, int], ...]
    opened: bool


class RuleMargin(NamedTuple):
    """A rule with its verdict, None where it was not run, and how many of its scenarios are green."""

    id: str
    page: RulePage
    mark: Mark | None
    green: int
    ran: int
    sections: tuple[SectionMargin, ...]
    packed: str


class Margins:
    """Goes through the findings of a record once, rule by rule in the order of the book, and keeps those that no page has a place for."""

    def __init__(self, index: Index, findings: Iterable[Finding], counts: Counter[str], told: Told) -> None:
        """`counts` says how many findings each rule has, so that they need not be all in memory at once."""
        self._index, self._told, self._counts = index, told, counts
        self._coming = iter(findings)
        self._waiting: dict[str, list[Finding]] = {}
        self._left: list[Finding] = []

    def rules(self, page: ChapterPage) -> Iterator[RuleMargin]:
        """The rules of a chapter with their verdicts."""
        for one in page.rules:
            yield self._rule(one, self._of(one.rule.id))

    def elsewhere(self) -> Iterator[RuleMargin]:
        """Whatever had no place in the chapters gone through before; of findings of one scenario each is shown."""
        self._left += [*(one for waiting in self._waiting.values() for one in waiting), *self._coming]
        place = ELSEWHERE
        while self._left:
            left: dict[str, list[Finding]] = {}
            for finding in self._left:
                left.setdefault(finding.rule, []).append(finding)
            self._left = []
            for identity, own in left.items():
                yield self._rule(self._page(own), own, f"{place}/{identity}")
            place += "/again"

    def _page(self, own: Sequence[Finding]) -> RulePage:
        """A page for findings of a rule that the book has none for."""
        rule = self._index.rule(own[0])
        about = UNKNOWN if rule.statement == UNKNOWN else "This book has the rule, and its own findings of these scenarios or none of them."
        names = (Row(scenario, (Markup("{}").format(visible(scenario)),)) for scenario in dict.fromkeys(one.scenario for one in own))
        section = Section("", Markup("Findings"), (), (Markup("scenario"),), tuple(names))
        return RulePage(rule, source_words(rule), Markup("<p>{}</p>").format(about), (section,))

    def _of(self, rule: str) -> list[Finding]:
        while len(self._waiting.get(rule, ())) < self._counts[rule]:
            finding = next(self._coming)
            self._waiting.setdefault(finding.rule, []).append(finding)
        return self._waiting.pop(rule, [])

    def _rule(self, page: RulePage, findings: Sequence[Finding], identity: str = "") -> RuleMargin:
        placed = {scenario for section in page.sections for scenario in section.scenarios}
        own: dict[str, Finding] = {}
        for finding in findings:
            if finding.scenario in placed and finding.scenario not in own:
                own[finding.scenario] = finding
            else:
                self._left.append(finding)
        said, kept = self._said(list(own.values()))
        return RuleMargin(
            identity or page.rule.id,
            page,
            MARKS[worst(own.values())] if own else None,
            sum(finding.verdict in GREEN for finding in own.values()),
            len(own),
            tuple(_section(section, said, identity) for section in page.sections),
            kept,
        )

    def _said(self, findings: Sequence[Finding]) -> tuple[dict[str, Said], str]:
        """What is said of each scenario of a rule, and what is kept until somebody asks."""
        at_once = [finding for finding in findings if finding.verdict in NOT_GREEN][:AT_ONCE]
        said: dict[str, Said] = {}
        kept: dict[int, str] = {}
        for number, finding in enumerate(findings):
            told = self._told(finding)
            here = finding in at_once
            if not here:
                kept[number] = told
            words = seen_first(finding) if finding.verdict in NOT_GREEN else finding.outcome or finding.cause
            said[finding.scenario] = Said(finding.scenario, MARKS[finding.verdict], words, number, Markup(told if here else ""))
        return said, packed(kept) if kept else ""


def _section(section: Section, said: dict[str, Said], within: str) -> SectionMargin:
    there = [said[scenario] for scenario in section.scenarios if scenario in said]
    counted = Counter(one.mark.verdict for one in there)
    counts = tuple((mark, counted[verdict]) for verdict, mark in MARKS.items() if counted[verdict])
    rows = tuple(RowMargin(f"{within}/{row.scenario}" if within else row.scenario, row, said.get(row.scenario)) for row in section.rows)
    return SectionMargin(section, rows, None if rows else said.get(section.id), counts, any(one.mark.verdict in NOT_GREEN for one in there))


def verdicts_by_rule(findings: Iterable[Finding]) -> dict[str, Verdict]:
    """What each rule came to as a whole."""
    own: dict[str, list[Finding]] = {}
    for finding in findings:
        own.setdefault(finding.rule, []).append(finding)
    return {rule: worst(found) for rule, found in own.items()}
