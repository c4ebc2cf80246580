"""Text of others as a page can show it: what a browser would not show, or would obey, stands as a sign of its own."""

from __future__ import annotations

import re
from typing import NamedTuple

_ODD = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f"  # control characters, but for tab and line end
    "\x80-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"  # unseen, or turning a text's direction
    "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\U000e0000-\U000e007f]"  # halves of characters, and what is none
)
CUT = 1200
"""So many characters of a long text are shown at once."""


class Cut(NamedTuple):
    """The part of a text that is shown at once, what is left of it, and how long the whole is."""

    shown: str
    rest: str
    length: int


def visible(text: str) -> str:
    """The same text with a sign for every character that cannot be seen or that acts upon others: `␀`, `\\u202e`."""
    return _ODD.sub(_sign, text)


def _sign(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "␡"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def cut(text: str, limit: int = CUT) -> Cut:
    """A text in two parts, where it is longer than `limit` and what would be saved is worth it."""
    return Cut(text, "", len(text)) if len(text) <= limit + limit // 4 else Cut(text[:limit], text[limit:], len(text))
