"""Text of others as it may stand in Markdown: shown, never obeyed. Pure."""

from __future__ import annotations

import re

from conformance.renderers.spans import no_formula, span
from conformance.renderers.words import in_line
from conformance.unseen import number

_LIVE = re.compile(r"[@#]|://|www\.|\bGH-\d|\b[0-9a-f]{7,40}\b", re.IGNORECASE)
"""What a forge makes a link or a mention of, however it is escaped, but for code."""
_MARKED = re.compile(r"[&<>\\`*_{}\[\]!|~$]|(?<![^\W_])[+-]|(?<=\d)[.)]")
"""What marks something in Markdown, the kinds that forges read included; a hyphen within a word does not."""
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
"""What a backslash does not help against."""
_LONG = 300
"""So many characters of one text are shown: a table is to be read."""


def in_a_line(text: str, long: int = _LONG) -> str:
    """A text in one line of a table: with everything visible that would move a cursor, or turn the direction of writing, and cut."""
    return in_line(text, long)


def in_markdown(text: str, long: int = _LONG) -> str:
    """A text in one line of Markdown, in a table's cell too; as code where something in it would come alive otherwise."""
    if _LIVE.search(text):
        return span(no_formula(in_a_line(text, long)).replace("|", number("|")))  # a table and a paragraph would escape it otherwise
    return _MARKED.sub(lambda match: _ENTITIES.get(match[0], f"\\{match[0]}"), no_formula(in_a_line(text, long)))
