"""Markdown of texts that others wrote: they stay what they are, whatever marks are in them. Pure."""

from __future__ import annotations

import re

from conformance.renderers.words import cut, in_line
from conformance.unseen import visible

LONGEST = 300
"""So many characters of a value are told in a line."""


def code(text: str, longest: int = LONGEST) -> str:
    """A text as a code span of one line, between more backticks than it has itself."""
    if not text:
        return "*blank*"
    shown = in_line(text, longest)
    fence = "`" * (_run(shown) + 1)
    edge = " " if shown[0] in "` " or shown[-1] in "` " else ""
    return f"{fence}{edge}{shown}{edge}{fence}"


def cell(text: str, longest: int = LONGEST) -> str:
    """The same in a table, where a bar would end the cell."""
    return code(text, longest).replace("|", r"\|")


def block(text: str, language: str = "", longest: int = 4_000) -> str:
    """A text as a block of code, between fences longer than any in it."""
    shown = cut(visible(text), longest)
    fence = "`" * max(3, _run(shown) + 1)
    return f"{fence}{language}\n{shown}\n{fence}"


def _run(text: str) -> int:
    """The length of the longest run of backticks."""
    return max((len(run) for run in re.findall("`+", text)), default=0)
