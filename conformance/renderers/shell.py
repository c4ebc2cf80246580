"""Texts of others as a shell takes them: a word each, whatever is in it, and nothing in them that a terminal obeys. Pure."""

from __future__ import annotations

import re
import shlex
from functools import lru_cache
from urllib.parse import quote

from conformance.unseen import is_unseen

LONGEST = 100_000
"""So many bytes a word may have: most systems take no longer one."""
_IN_URLS = "!#$%&'()*+,/:;=?@[]~"
_FORMATTED = re.compile(r"[^ -~]|[%\\'!]|\A-")
_QUOTE = "'\"'\"'"
"""A quotation mark within a text between such marks."""


def word(text: str, encoding: str = "utf-8") -> str:
    """A text as one word; where it has signs that cannot be seen, or are written in another encoding, `printf` writes it."""
    odd = any(_is_odd(one, encoding) for one in set(text))
    return f'"$({printed(text, encoding)})"' if odd else shlex.quote(text)


def printed(text: str, encoding: str = "utf-8") -> str:
    """The command that prints just this text, byte for byte. Every shell has it."""
    return f"printf '{_FORMATTED.sub(lambda match: _formatted(match[0], encoding), text)}'"


def fits_in_a_word(text: str) -> bool:
    """Whether a text can stand in a line as it is: all of it can be seen, and it is not too long."""
    return len(text.encode("utf-8", "replace")) <= LONGEST and not any(map(is_unseen, set(text)))


def in_url(text: str) -> str:
    """A part of a URL, with what cannot stand in one as the bytes that travel."""
    return quote(text, safe=_IN_URLS, errors="replace")


def inside(text: str) -> str:
    """A text as it stands within single quotation marks."""
    return text.replace("'", _QUOTE)


def is_plain(text: str) -> bool:
    """Whether a text is of the kind that a line can take out of JSON, keep in a variable, and put into JSON and URLs again."""
    return bool(re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}", text))


def _is_odd(one: str, encoding: str) -> bool:
    return is_unseen(one) or (encoding != "utf-8" and not one.isascii())


@lru_cache(1_000)
def _formatted(one: str, encoding: str) -> str:
    """A character within the format of `printf`, which would take `-` for an option; a shell that is typed into has `!` for its history."""
    if one in "!-" or _is_odd(one, encoding):
        return "".join(f"\\{byte:03o}" for byte in one.encode(encoding, "replace"))
    return {"%": "%%", "\\": "\\\\", "'": _QUOTE}.get(one, one)
