"""Markdown of texts that others wrote: they stay what they are, whatever marks are in them. Pure."""

from __future__ import annotations

import re

from conformance.renderers.words import cut, in_line
from conformance.unseen import number, visible

LONGEST = 300
"""So many characters of a value are told in a line."""
_BLANK = "*blank*"
_FORMULAS = ("=", "+", "-", "@")


def code(text: str, longest: int = LONGEST) -> str:
    """A text as a code span of one line, between more backticks than it has itself."""
    return span(in_line(text, longest)) if text else _BLANK


def span(shown: str) -> str:
    """A text that can be shown as it is, as a code span."""
    fence = "`" * (_run(shown) + 1)
    edge = " " if shown[0] in "` " or shown[-1] in "` " else ""
    return f"{fence}{edge}{shown}{edge}{fence}"


def cell(text: str, longest: int = LONGEST) -> str:
    """The same in a table, where a bar would end the cell, and whose cells are copied into spreadsheets."""
    return span(no_formula(in_line(text, longest))).replace("|", r"\|") if text else _BLANK


def no_formula(shown: str) -> str:
    """A text that no spreadsheet takes for a formula: the sign that one begins with stands as its number."""
    return number(shown[0]) + shown[1:] if shown[:1] in _FORMULAS else shown


def block(text: str, language: str = "", longest: int = 4_000) -> str:
    """A text as a block of code, between fences longer than any in it."""
    shown = cut(visible(text), longest)
    fence = "`" * max(3, _run(shown) + 1)
    return f"{fence}{language}\n{shown}\n{fence}"


def _run(text: str) -> int:
    """The length of the longest run of backticks."""
    return max((len(run) for run in re.findall("`+", text)), default=0)
