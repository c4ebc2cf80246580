"""Targets side by side, as text and as Markdown: the rules on which they differ, where only one fails, readings, what is not verified."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from conformance.comparison import Cell, Column, Comparison, Row, Untold
from conformance.judging import VERDICT_WORDS
from conformance.renderers.escaping import in_a_line, in_markdown
from conformance.renderers.tables import markdown_table, table
from conformance.renderers.words import cut
from conformance.verdicts import plural

NOT_RUN = "–"
LEGEND = "beside a verdict, the scenarios that hold of those that apply; what was not run is no pass"
_NARROW, _WIDE = 18, 44
_CAUSE = 200
"""So many characters are told of why something is not verified, so that there is room for the rules."""
_RULES = 6
"""So many rules are named for a reason why something is not verified."""


class Section(NamedTuple):
    """One part of the page: its heading, what is said below it, and a table."""

    heading: str
    said: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str | int, ...], ...]


def compared(found: Comparison, everything: bool = False) -> str:
    """The whole text; with `everything` the rules on which they do not differ, too."""
    parts = [_in_text(section) for section in sections(found, everything)]
    notes = "\n".join(f"mind  {in_a_line(note)}" for note in found.notes)
    return "\n\n".join(part for part in (*parts[:1], notes, *parts[1:]) if part) + "\n"


def compared_in_markdown(found: Comparison, everything: bool = False) -> str:
    """The same as Markdown."""
    first, *others = [_in_markdown(section) for section in sections(found, everything)]
    notes = "\n".join(f"- {in_markdown(note)}" for note in found.notes)
    return "\n\n".join(part for part in (first, notes, *others) if part) + "\n"


def sections(found: Comparison, everything: bool) -> Iterator[Section]:
    """What is told of a comparison, part by part; a part without rows is told by its sentence."""
    labels = tuple(column.label for column in found.columns)
    yield Section("Targets side by side", "", ("target", "named", "suite", "run", "conclusion"), tuple(map(about, found.columns)))
    rows = found.rows if everything else found.differing
    yield Section(
        heading(found, everything), f"{NOT_RUN} not run; {LEGEND}" if rows else "", ("rule", "level", *labels), tuple(map(_verdicts, rows))
    )
    single = tuple(alone(found))
    yield Section("Where only one does not hold", "" if single else "nowhere", ("target", "rule", "seen there"), single)
    followed = tuple(readings(found, everything))
    yield Section("Readings", "" if followed else "none that differs", ("rule", *labels), followed)
    yield Section("Not verified", "" if found.untold else "nothing", ("scenarios", *labels), tuple(map(_untold, found.untold)))


def heading(found: Comparison, everything: bool) -> str:
    """What stands above the matrix."""
    rules, differ = plural(len(found.rows), "rule"), f"differ on {len(found.differing)}"
    return f"All {rules}, of which they {differ}" if everything else f"They {differ} of {rules}"


def about(column: Column) -> tuple[str, ...]:
    """A target, how it was named, by which suite and when it was run, and what that establishes."""
    header = column.header
    return column.label, header.target.address, header.suite, header.started, f"{column.conclusion.upper()}: {column.reason}"


def alone(found: Comparison) -> Iterator[tuple[str, ...]]:
    """Target by target the rules that do not hold there only, with what was seen."""
    for number, column in enumerate(found.columns):
        yield from ((column.label, row.rule, seen(row.cells[number])) for row in found.alone(number))


def readings(found: Comparison, everything: bool) -> Iterator[tuple[str, ...]]:
    """The readings that each target follows, where they differ; with `everything` all of them."""
    for row in found.rows:
        if row.level == "reading" and any(cell.outcomes for cell in row.cells) and (everything or row.readings_differ):
            cells = (NOT_RUN if cell.verdict is None else " and ".join(cell.outcomes) or "none found" for cell in row.cells)
            yield (row.rule, *cells)


def in_words(cell: Cell) -> str:
    """A cell of the matrix: the verdict, and how many scenarios hold."""
    if cell.verdict is None:
        return NOT_RUN
    return f"{VERDICT_WORDS[cell.verdict].lower()} {cell.held}/{cell.applicable}" if cell.applicable else "not applicable"


def seen(cell: Cell) -> str:
    """What was seen, or why it is not known, where a rule does not hold."""
    first = cell.first
    if first is None or first.state == "held":
        return ""
    return f"{first.seen}, not {first.expected}" if first.seen else first.cause


def why(one: Untold) -> str:
    """Why something is not verified."""
    return "not run" if one.verdict is None else f"{VERDICT_WORDS[one.verdict].lower()}: {cut(one.cause, _CAUSE)}"


def rules_of(one: Untold) -> str:
    """Of which rules that is; the first of them, where they are many."""
    more = len(one.rules) - _RULES
    return ", ".join(one.rules[:_RULES]) + (f" and {plural(more, 'other')}" if more > 0 else "")


def _verdicts(row: Row) -> tuple[str, ...]:
    return row.rule, row.level, *map(in_words, row.cells)


def _untold(one: Untold) -> tuple[str | int, ...]:
    return f"{why(one)} ({rules_of(one)})", *one.counts


def _in_text(section: Section) -> str:
    lines = [section.heading]
    lines += ["", f"  {section.said}"] if section.said else []
    if section.rows:
        lines += ["", table([_narrow(name) for name in section.columns], [_cells(row, _folded) for row in section.rows])]
    return "\n".join(lines)


def _in_markdown(section: Section) -> str:
    parts = [f"### {section.heading}", in_markdown(section.said)]
    parts += (
        [markdown_table([in_markdown(name) for name in section.columns], [_cells(row, in_markdown) for row in section.rows])]
        if section.rows
        else []
    )
    return "\n\n".join(part for part in parts if part)


def _cells(row: Sequence[str | int], shown: Callable[[str], str]) -> list[str | int]:
    return [shown(cell) if isinstance(cell, str) else cell for cell in row]


def _narrow(text: str) -> str:
    """A label in lines, so that several columns have room."""
    return "\n".join(textwrap.wrap(in_a_line(text), _NARROW, break_on_hyphens=False))


def _folded(text: str) -> str:
    """What stands in a cell in lines, ids whole."""
    return "\n".join(textwrap.wrap(in_a_line(text), _WIDE, break_long_words=False, break_on_hyphens=False))
