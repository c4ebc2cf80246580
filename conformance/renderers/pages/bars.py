"""Rules by level and by chapter, each group with how many of them hold and a bar of their verdicts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from conformance.judging import Verdict
from conformance.record import Finding
from conformance.renderers.index import Index
from conformance.renderers.pages.margins import verdicts_by_rule
from conformance.renderers.pages.marks import GREEN
from conformance.renderers.pages.plot import Piece, bar


class BarRow(NamedTuple):
    """Rules of one level or chapter: how many hold of those that were run, and a bar of their verdicts."""

    name: str
    link: str
    met: int
    ran: int
    pieces: tuple[Piece, ...]


def by_level(index: Index, findings: Sequence[Finding]) -> list[BarRow]:
    """The rules that were run, level by level."""
    levels = {rule.id: rule.level for rule in index.rules(findings)}
    verdicts = verdicts_by_rule(findings)
    groups = [(level, "", [verdicts[rule] for rule, its in levels.items() if its == level]) for level in ("must", "should", "reading")]
    return _rows([group for group in groups if group[2]])


def by_chapter(index: Index, findings: Sequence[Finding]) -> list[BarRow]:
    """The same, chapter by chapter."""
    verdicts = verdicts_by_rule(findings)
    of_chapter: dict[str, list[str]] = {}
    for finding in findings:
        of_chapter.setdefault(finding.chapter, []).append(finding.rule)
    known = {chapter.stem for chapter in index.suite.chapters}
    return _rows(
        [
            (
                chapter.title,
                chapter.stem if chapter.stem in known else "",
                [verdicts[rule] for rule in dict.fromkeys(of_chapter[chapter.stem])],
            )
            for chapter in index.chapters(findings)
        ]
    )


def _rows(groups: Sequence[tuple[str, str, list[Verdict]]]) -> list[BarRow]:
    longest = max((len(verdicts) for _, _, verdicts in groups), default=0)
    return [
        BarRow(
            name,
            link,
            sum(verdict in GREEN for verdict in verdicts),
            sum(verdict != "not-applicable" for verdict in verdicts),
            bar(Counter(verdicts), longest),
        )
        for name, link, verdicts in groups
    ]
