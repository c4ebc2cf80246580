"""The book into values: chapters, rules and scenarios from the blocks of Markdown. Whatever it does not understand, it objects to."""

from __future__ import annotations

import re
from itertools import pairwise

from conformance import __version__
from conformance.contents import entries_of
from conformance.layout import Block, blocks, objection
from conformance.scenarios import scenarios_of
from conformance.suite import CAPABILITIES, Chapter, Level, Rule, Scenario, Suite, Table

RULE_ID = re.compile(r"[a-z][a-z0-9-]*\.[a-z0-9-]+")
_ABOUT = re.compile(
    r"Level: (?P<level>must|should|reading|note)\. Source: (?P<source>none|L\d{1,5}(?:[-–, ]+L\d{1,5})*)\."
    r"(?: Requires: (?P<requires>[a-z, -]+)\.)?(?: Permits: (?P<permits>\*[^*]+\*(?:, \*[^*]+\*)*)\.)?"
)
_ENTRIES = re.compile(r'Entries "(?P<name>[^"]+)":')


def read(texts: dict[str, str]) -> Suite:
    """Read chapters (file name to text, in the order of the book) into a suite; raises ChapterError."""
    chapters = tuple(read_chapter(text, file) for file, text in texts.items())
    seen: dict[str, str] = {}
    for chapter in chapters:
        for rule in chapter.rules:
            if rule.id in seen:
                objection(chapter.file, rule.line, f"the rule {rule.id} once more", f"an id that {seen[rule.id]} does not have")
            seen[rule.id] = chapter.file
    return Suite(version=__version__, chapters=chapters)


def read_chapter(text: str, file: str) -> Chapter:
    """Read one chapter; raises ChapterError with the file, the line, what was found and what was expected."""
    found = blocks(text, file)
    if not found or found[0].kind != "heading" or found[0].level != 1:
        objection(file, 1, repr(text.split("\n", 1)[0]), "the chapter's title, a heading with one #")
    starts = [
        number for number, block in enumerate(found) if block.kind == "heading" and block.level == 2 and RULE_ID.fullmatch(block.text)
    ]
    opening = found[1 : starts[0]] if starts else found[1:]
    prose, tables, entries = _opening(opening, file)
    sections = [found[start:end] for start, end in pairwise([*starts, len(found)])] if starts else []
    stem = re.sub(r"^\d+-|\.md$", "", file)
    rules = tuple(_rule(section, file, stem, entries) for section in sections)
    return Chapter(file=file, stem=stem, title=found[0].text, prose=prose, tables=tables, entries=entries, rules=rules)


def read_snippet(text: str, file: str) -> Scenario:
    """Read labels and blocks that stand alone, as below a scenario's title, into a scenario; raises ChapterError."""
    title = Block("heading", 1, "snippet", level=3)
    rule = Rule(id="snippet.snippet", statement="", level="must", chapter="snippet", line=1)
    return scenarios_of([title, *blocks(text, file)], file, rule, {})[0]


def _opening(opening: list[Block], file: str) -> tuple[tuple[str, ...], tuple[Table, ...], dict[str, dict[str, str]]]:
    prose: list[str] = []
    tables: list[Table] = []
    entries: dict[str, dict[str, str]] = {}
    position = 0
    while position < len(opening):
        block = opening[position]
        named = _ENTRIES.fullmatch(block.text) if block.kind == "paragraph" else None
        if block.kind == "heading" and block.level == 1:
            objection(file, block.line, f"a second title {block.text!r}", "one title a chapter")
        if named:
            position += 1
            if position == len(opening) or opening[position].kind != "fence":
                objection(file, block.line, block.text, "a block of JSON below it")
            if named["name"] in entries:
                objection(file, block.line, f"a second set {named['name']!r}", "one set of a name")
            entries[named["name"]] = entries_of(opening[position], file)
        elif block.kind == "table":
            tables.append(Table(block.rows[0], block.rows[1:]))
        else:
            prose.append(block.text if block.kind != "heading" else f"{'#' * block.level} {block.text}")
        position += 1
    return tuple(prose), tuple(tables), entries


def _rule(section: list[Block], file: str, stem: str, entries: dict[str, dict[str, str]]) -> Rule:
    heading, *rest = section
    about_at = next((number for number, block in enumerate(rest) if block.kind == "paragraph" and block.text.startswith("Level:")), None)
    if about_at is None:
        objection(file, heading.line, f"the rule {heading.text} without a line about it", "'Level: … Source: ….' below its statement")
    statement = rest[:about_at]
    if not statement or any(block.kind not in ("paragraph", "list", "table") for block in statement):
        odd = next((block for block in statement if block.kind not in ("paragraph", "list", "table")), heading)
        objection(file, odd.line, repr(odd.text), f"the statement of {heading.text} in words")
    about = rest[about_at]
    match = _ABOUT.fullmatch(about.text)
    if not match:
        objection(
            file,
            about.line,
            repr(about.text),
            "'Level: must. Source: L1. Requires: a capability. Permits: *an outcome*.' (the last two where they apply)",
        )
    level: Level = match["level"]  # type: ignore[assignment]  # the pattern admits the four levels only
    rule = Rule(
        id=heading.text,
        statement="\n\n".join(block.text for block in statement),
        level=level,
        chapter=stem,
        line=heading.line,
        source=_source_lines(match["source"], file, about.line),
        requires=_requires(match["requires"], file, about.line),
        permits=tuple(re.findall(r"\*([^*]+)\*", match["permits"] or "")),
    )
    if (level == "reading") != bool(rule.permits):
        objection(file, about.line, repr(about.text), "the outcomes that a reading permits, and only for a reading")
    scenarios = scenarios_of(rest[about_at + 1 :], file, rule, entries)
    if bool(scenarios) == (level == "note"):
        objection(file, heading.line, f"{len(scenarios)} scenarios under {rule.id}", "none under a note, at least one under any other rule")
    return Rule(**{name: getattr(rule, name) for name in Rule.__struct_fields__ if name != "scenarios"}, scenarios=scenarios)


def _source_lines(text: str, file: str, line: int) -> tuple[int, ...]:
    lines: list[int] = []
    for part in text.split(", ") if text != "none" else []:
        first, _, last = part.replace("–", "-").partition("-")
        lines.extend(range(int(first[1:]), int((last or first)[1:]) + 1))
    if lines != sorted(set(lines)) or (not lines and text != "none"):
        objection(file, line, f"the source lines {text}", "lines in rising order, each once")
    return tuple(lines)


def _requires(text: str | None, file: str, line: int) -> tuple[str, ...]:
    required = tuple(text.split(", ")) if text else ()
    for capability in required:
        if capability.removeprefix("not ") not in CAPABILITIES:
            objection(file, line, f"the capability {capability!r}", f"one of {', '.join(CAPABILITIES)}")
    return required
