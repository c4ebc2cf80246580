"""Targets side by side as a page of its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from conformance.comparison import Cell, Comparison
from conformance.renderers.comparison import LEGEND, about, alone, heading, in_words, readings, rules_of, seen, why
from conformance.renderers.escaping import in_a_line
from conformance.renderers.pages.marks import MARKS
from conformance.renderers.pages.page import page
from conformance.unseen import Seen


class Shown(NamedTuple):
    """A cell as the page shows it."""

    words: str
    sign: str
    tone: str
    seen: Seen
    only: bool


def compared_page(found: Comparison, everything: bool = False) -> Iterator[str]:
    """The parts of the page; with `everything` the rules on which they do not differ, too."""
    rows = found.rows if everything else found.differing
    yield from page(
        "compare.html",
        ("compare.css",),
        columns=found.columns,
        targets=[tuple(map(_told, about(column))) for column in found.columns],
        notes=found.notes,
        heading=heading(found, everything),
        legend=LEGEND,
        rows=[
            {"rule": row.rule, "level": row.level, "cells": [_shown(cell, row.alone == number) for number, cell in enumerate(row.cells)]}
            for row in rows
        ],
        alone=[tuple(map(_told, one)) for one in alone(found)],
        readings=[tuple(map(_told, one)) for one in readings(found, everything)],
        untold=[{"why": _told(why(one)), "rules": rules_of(one), "counts": one.counts} for one in found.untold],
    )


def _shown(cell: Cell, only: bool) -> Shown:
    if cell.verdict is None:
        return Shown("not run", "·", "none", Seen(), only)
    mark = MARKS[cell.verdict]
    return Shown(in_words(cell), mark.sign, mark.tone, _told(seen(cell)), only)


def _told(text: str) -> Seen:
    return Seen(in_a_line(text))
