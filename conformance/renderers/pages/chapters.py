"""The book as its pages show it: chapter by chapter, block by block as they are written, each rule and scenario with its id."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

import msgspec
from markupsafe import Markup

from conformance.layout import Block, blocks
from conformance.renderers.citing import source_words
from conformance.renderers.pages.markdown import Markdown, links_to
from conformance.snippets import block
from conformance.suite import Chapter, Rule, Scenario, Suite
from conformance.unseen import Seen, harmless, in_json


class Part(NamedTuple):
    """A piece of a chapter or a scenario: `html` is what is read; JSON, headings and remarks are told apart by their kind."""

    kind: str
    html: Markup | Seen


class Row(NamedTuple):
    """A row of a table of scenarios, which is a scenario."""

    scenario: str
    cells: tuple[Markup, ...]


class Section(NamedTuple):
    """A scenario with its labels and blocks, or several of them with a row each; the ids of the rows begin with `id`."""

    id: str
    title: Markup
    parts: tuple[Part, ...]
    columns: tuple[Markup, ...] = ()
    rows: tuple[Row, ...] = ()

    @property
    def scenarios(self) -> tuple[str, ...]:
        """The ids of the scenarios that stand here."""
        return tuple(row.scenario for row in self.rows) or (self.id,)


class RulePage(NamedTuple):
    """A rule with its statement and its scenarios."""

    rule: Rule
    source: str
    statement: Markup
    sections: tuple[Section, ...]


class ChapterPage(NamedTuple):
    """A chapter with what stands before its first rule."""

    chapter: Chapter
    title: Markup
    opening: tuple[Part, ...]
    rules: tuple[RulePage, ...]


def chapters(suite: Suite, texts: Mapping[str, str]) -> Iterator[ChapterPage]:
    """Every chapter of a suite as `texts` has it, by its file's name; one that is not there is put together from its values."""
    markdown = Markdown(links_to(places(suite)))
    for chapter in suite.chapters:
        found = blocks(texts[chapter.file], chapter.file) if chapter.file in texts else []
        written = {block.line: block.text for block in found if block.kind == "heading"}
        if found and all(written.get(rule.line) == rule.id for rule in chapter.rules):
            yield _as_written(chapter, found, markdown)
        else:
            yield ChapterPage(chapter, markdown.words(chapter.title), (), tuple(_from_values(rule, markdown) for rule in chapter.rules))


def places(suite: Suite) -> dict[str, str]:
    """From each name that a text can mention, of a chapter's file, a rule or a scenario, to the id of its place on the page."""
    found = {chapter.file: chapter.stem for chapter in suite.chapters}
    for rule in suite.rules():
        found[rule.id] = rule.id
        found |= {scenario.id: scenario.id for scenario in rule.scenarios}
    return found


def _as_written(chapter: Chapter, found: Sequence[Block], markdown: Markdown) -> ChapterPage:
    lines = [rule.line for rule in chapter.rules]
    starts = [number for number, block in enumerate(found) if block.line in lines]
    opening = found[1 : starts[0]] if starts else found[1:]
    rules = tuple(
        _rule(rule, found[start + 1 : end], markdown)
        for rule, (start, end) in zip(chapter.rules, pairwise([*starts, len(found)]), strict=True)
    )
    parts = tuple(_part(block, markdown, deeper=1) for block in opening)
    return ChapterPage(chapter, markdown.words(found[0].text), parts, rules)


def _rule(rule: Rule, below: Sequence[Block], markdown: Markdown) -> RulePage:
    about = next(number for number, block in enumerate(below) if block.text.startswith("Level:"))
    headings = [number for number, block in enumerate(below) if block.kind == "heading"]
    by_line = {scenario.line: scenario for scenario in rule.scenarios}
    sections = tuple(
        _section(below[start], below[start + 1 : end], by_line, markdown)
        for start, end in pairwise([*headings, len(below)] * bool(headings))
    )
    statement = Markup().join(markdown.blocks(block.text) for block in below[:about])
    return RulePage(rule, source_words(rule), statement, sections)


def _section(heading: Block, below: Sequence[Block], by_line: Mapping[int, Scenario], markdown: Markdown) -> Section:
    parts = tuple(_part(block, markdown) for block in below if block.kind != "table")
    title = markdown.words(heading.text)
    table = next((block for block in below if block.kind == "table"), None)
    if table is None:
        return Section(by_line[heading.line].id, title, parts)
    columns, *cells = table.rows
    rows = tuple(
        Row(by_line[table.line + number].id, tuple(_cell(cell, markdown) for cell in row)) for number, row in enumerate(cells, start=2)
    )
    return Section(rows[0].scenario.rpartition("/")[0], title, parts, tuple(markdown.words(column) for column in columns), rows)


def _cell(text: str, markdown: Markdown) -> Markup:
    """A value of a scenario, which is taken as it is written: only code marks are no part of it."""
    return markdown.words(text) if text[:1] == "`" else Markup("{}").format(harmless(text))


def _part(block: Block, markdown: Markdown, deeper: int = 0) -> Part:
    if block.kind == "fence":
        return Part("json", Seen(block.text.rstrip("\n")))
    if block.kind == "heading":
        return Part(f"h{block.level + deeper}", markdown.words(block.text))
    if block.kind == "paragraph" and block.text.endswith((":", ".")) and "\n" not in block.text and not deeper:
        return Part("label", markdown.words(block.text))
    return Part("text", markdown.blocks(block.text))


def _from_values(rule: Rule, markdown: Markdown) -> RulePage:
    sections = tuple(Section(one.id, markdown.words(one.title), tuple(_parts(one, markdown))) for one in rule.scenarios)
    return RulePage(rule, source_words(rule), markdown.blocks(rule.statement), sections)


def _parts(scenario: Scenario, markdown: Markdown) -> Iterator[Part]:
    if scenario.note:
        yield Part("text", markdown.blocks(f"> {scenario.note}"))
    for act in scenario.acts():
        yield Part("label", markdown.words(act.label))
        below = block(act)
        if below is not None:
            yield Part("json", Seen(in_json(msgspec.json.format(msgspec.json.encode(below), indent=2).decode())))
