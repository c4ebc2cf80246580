"""The report as one page: the book with verdicts in its margins. It needs no network, and opens from a disk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from msgspec.structs import replace

from conformance.book import texts
from conformance.record import Finding, Source
from conformance.renderers.citing import source_words
from conformance.renderers.index import Index
from conformance.renderers.latency import words
from conformance.renderers.pages.chapters import ChapterPage, chapters
from conformance.renderers.pages.evidence import evidence
from conformance.renderers.pages.margins import ELSEWHERE, Margins, RuleMargin
from conformance.renderers.pages.marks import MARKS, NOT_GREEN, Mark
from conformance.renderers.pages.page import fragment, page
from conformance.renderers.pages.summary import look, summary
from conformance.suite import Suite
from conformance.verdicts import worst


class Entry(NamedTuple):
    """A line of the contents: a chapter, and the worst of its verdicts, None where nothing of it was run."""

    link: str
    title: str
    mark: Mark | None


class ChapterMargin(NamedTuple):
    """A chapter as it is written, and its rules with what stands in their margins."""

    page: ChapterPage
    rules: Iterator[RuleMargin]


class Elsewhere(NamedTuple):
    """What this book does not have."""

    id: str
    rules: Iterator[RuleMargin]


def html(suite: Suite, record: Source) -> Iterator[str]:
    """The parts of the page, one after the other."""
    looked = look(record)
    index = Index(suite)
    ran: dict[str, list[Finding]] = {}
    for finding in looked.findings:
        ran.setdefault(finding.chapter, []).append(finding)
    shown = replace(suite, chapters=tuple(chapter for chapter in suite.chapters if chapter.stem in ran or not chapter.rules))
    known = {rule.id for rule in shown.rules()}
    sources = {rule.id: source_words(rule) for rule in suite.rules() if rule.source}

    def told(finding: Finding) -> str:
        opened = finding.verdict in NOT_GREEN
        return fragment("evidence.html", one=evidence(index, record.header, finding), shown=known, sources=sources, opened=opened)

    margins = Margins(index, record.findings, Counter(finding.rule for finding in looked.findings), told)
    pages = list(chapters(shown, texts()))
    contents = [Entry(one.chapter.stem, one.chapter.title, _mark(ran.get(one.chapter.stem, []))) for one in pages]
    strange = [finding for finding in looked.findings if not index.has(finding)]
    contents += [Entry(ELSEWHERE, "Not in this book", _mark(strange))] if strange else []
    target = record.header.target
    yield from page(
        "report.html",
        ("report.css",),
        ("report.js",),
        version=suite.version,
        target=f"{target.name} {target.version}".strip() or target.address,
        summary=summary(suite, record, looked),
        contents=contents,
        chapters=(ChapterMargin(one, margins.rules(one)) for one in pages),
        elsewhere=Elsewhere(ELSEWHERE, margins.elsewhere()) if strange else None,
        words=words,
        at={finding.rule: f"{ELSEWHERE}/{finding.rule}" for finding in strange if finding.rule not in known},
    )


def _mark(findings: list[Finding]) -> Mark | None:
    return MARKS[worst(findings)] if findings else None
