"""Dates as text, month first, and as a date field hands them over, year first."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, tzinfo
from typing import Final

from reference_impl.sent import Refused, Taken

_TEXT: Final = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4}|[0-9]{2})")
_FIELD: Final = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(T[0-9]{2}:[0-9]{2}.*)?")
_FORMS: Final = "is no date as mm/dd/yyyy or yyyy-mm-dd"
_FIRST_CENTURY: Final = 2000
_PIVOT: Final = 69
"""Two digits below it are years of this century, as POSIX has it."""


def read(text: str, readings: Mapping[str, str], zone: tzinfo) -> Taken | Refused:
    """A date as ISO text, or what is wrong with it."""
    if found := _TEXT.fullmatch(text):
        return _month_first(found, readings)
    if found := _FIELD.fullmatch(text):
        return _year_first(found, readings, zone)
    return Refused(_FORMS, ("dates.impossible",))


def _month_first(found: re.Match[str], readings: Mapping[str, str]) -> Taken | Refused:
    month, day, year = found.groups()
    if len(year) == 2 and readings["dates.two-digit-year"] == "refused":
        return Refused("needs a year of four digits", ("dates.two-digit-year",))
    if (len(month) == 1 or len(day) == 1) and readings["unsaid.single-digits"] == "refused":
        return Refused(_FORMS, ("dates.impossible",))
    rules = ("dates.us-text", "dates.two-digit-year") if len(year) == 2 else ("dates.us-text",)
    number = _year(year)
    if real := _real(number, int(month), int(day)):
        return _taken(real, rules)
    if _real(number, int(day), int(month)):
        return Refused("has no such month: the month comes first", ("dates.not-day-first",))
    return Refused("is no day of the calendar", ("dates.impossible",))


def _year_first(found: re.Match[str], readings: Mapping[str, str], zone: tzinfo) -> Taken | Refused:
    year, month, day, time = found.groups()
    if time is None:
        real = _real(int(year), int(month), int(day))
    else:
        real = _day_of(found.string, zone) if readings["unsaid.time-of-day"] == "taken" else None
    return _taken(real, ("dates.form-field",)) if real else Refused("is no day of the calendar", ("dates.impossible",))


def _taken(real: date, rules: tuple[str, ...]) -> Taken:
    leap = (real.month, real.day) == (2, 29)
    return Taken(real.isoformat(), (*rules, "dates.leap-day") if leap else rules)


def _year(digits: str) -> int:
    number = int(digits)
    if len(digits) == 4:
        return number
    return _FIRST_CENTURY + number - (100 if number >= _PIVOT else 0)


def _real(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _day_of(text: str, zone: tzinfo) -> date | None:
    try:
        moment = datetime.fromisoformat(text)
        return (moment.astimezone(zone) if moment.tzinfo else moment).date()
    except (ValueError, OverflowError):
        return None
