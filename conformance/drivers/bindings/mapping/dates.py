"""Dates in a target's own form, told by `yyyy`, `mm`, `dd`, `HH`, `MM` and `SS`. Pure.

A date that is none, such as 02/30/2020, is written in the target's form all the same, month as month and day as day: whether it is
taken is for the target to decide.
"""

from __future__ import annotations

import re
from functools import lru_cache

_TEXT = re.compile(r"(?P<mm>\d{1,2})/(?P<dd>\d{1,2})/(?P<yyyy>\d{1,4})")
"""A date of the book in words of a form, month first."""
_FIELD = re.compile(r"(?P<yyyy>\d{4})-(?P<mm>\d\d)-(?P<dd>\d\d)")
"""A date of the book as a date field hands it over."""
_PIECE = re.compile(r"yyyy|mm|dd|HH|MM|SS")
_DIGITS = {"yyyy": r"\d{4}", "mm": r"\d{1,2}", "dd": r"\d{1,2}", "HH": r"\d\d", "MM": r"\d\d", "SS": r"\d\d"}


def problem_of(form: str) -> str:
    """Why a text is no form of dates; blank where it is one."""
    pieces = _PIECE.findall(form)
    if all(pieces.count(piece) == 1 for piece in ("yyyy", "mm", "dd")) and all(pieces.count(piece) <= 1 for piece in _DIGITS):
        return ""
    return f"{form!r} is no form of a date: it needs yyyy, mm and dd, once each (and may have HH, MM, SS)"


def written(text: str, form: str, of_field: str = "") -> str | None:
    """A date of the book in the target's form, one of a date field in the other form if there is one; None for what is no such date."""
    for way, its_form in ((_TEXT, form), (_FIELD, of_field or form)):
        match = way.fullmatch(text)
        if match:
            return _with(match.groupdict(), its_form)
    return None


def _with(pieces: dict[str, str], form: str) -> str:
    return _PIECE.sub(lambda piece: pieces.get(piece[0], "00"), form)


def looks_like(text: str, form: str) -> bool:
    """Whether a target that takes dates in this form would take the text for one."""
    return bool(_pattern(form).fullmatch(text))


def read(text: str, forms: tuple[str, ...]) -> str:
    """A date in one of these forms year first, with its time of day if it has one; any other text as it is."""
    for form in forms:
        match = _pattern(form).fullmatch(text)
        if match:
            found = match.groupdict()
            day = f"{found['yyyy']}-{found['mm']:0>2}-{found['dd']:0>2}"
            return f"{day}T{found['HH']}:{found.get('MM', '00')}:{found.get('SS', '00')}" if "HH" in found else day
    return text


@lru_cache(maxsize=64)
def _pattern(form: str) -> re.Pattern[str]:
    pieces = re.split(f"({_PIECE.pattern})", form)
    return re.compile("".join(f"(?P<{piece}>{_DIGITS[piece]})" if piece in _DIGITS else re.escape(piece) for piece in pieces))
