r"""Text of others as every reader can hold it: what cannot be seen, or would be obeyed, stands as its number. Pure.

A terminal obeys control characters; other signs turn the direction of writing, or take no room. Each stands as `\x1b`, `\u202e` or
`\U000e0041`. A backslash of the text itself that would read so stands as `\x5c`: no two texts are shown alike, and each can be read back.
"""

from __future__ import annotations

import re

_NUMBER = r"x[0-9a-f]{2}|u[0-9a-f]{4}|U[0-9a-f]{8}"
_STRANGE = re.compile(r"[^\n\t -~]")
_IN_TEXT = re.compile(rf"[^\n\t -~]|\\(?={_NUMBER})")
_IN_LINE = re.compile(rf"[^ -~]|\\(?={_NUMBER})|\A | \Z")
_BLANK = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U0001d159\U000e0100-\U000e01ef]")
"""What counts as printable, and is blank all the same."""


def visible(text: str) -> str:
    """A text of several lines: their ends and tabs stay. To be used once, since it shows its own numbers as a text that had them."""
    return _IN_TEXT.sub(_shown, text)


def in_one_line(text: str) -> str:
    """The same in one line, and with the blanks that it begins and ends with, which most views would leave out."""
    return _IN_LINE.sub(_shown, text)


def harmless(text: str) -> str:
    """A text of our own for a terminal, where it may hold another's after all: shown already, it stays what it is."""
    return _STRANGE.sub(_shown, text)


def in_json(text: str) -> str:
    """JSON that says the same, with JSON's own escapes for what cannot be seen."""
    return _STRANGE.sub(_escaped, text)


class Seen(str):
    """A text in which everything can be seen already, which says so to a page that would see to it."""

    __slots__ = ()


def is_unseen(one: str) -> bool:
    """Whether a character cannot be seen, or would be obeyed."""
    return not one.isprintable() or bool(_BLANK.match(one))


def number(one: str) -> str:
    """A character as its number."""
    code = ord(one)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _shown(match: re.Match[str]) -> str:
    one = match[0]
    return number(one) if one in " \\" or is_unseen(one) else one


def _escaped(match: re.Match[str]) -> str:
    one = match[0]
    if not is_unseen(one):
        return one
    units = one.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))
