"""Days that are easily taken for others: ends of months, of years and of centuries, and day and month that can change places."""

from __future__ import annotations

from datetime import date
from itertools import product

_IN_A_YEAR = ((1, 1), (1, 31), (2, 28), (3, 31), (5, 6), (11, 12), (12, 31))
_FORMS = ("%m/%d/%Y", "%Y-%m-%d")
"""As text, and as a date field hands it over."""


def _written(*years: int) -> tuple[str, ...]:
    days = [date(year, *day) for year, day in product(years, _IN_A_YEAR)]
    return tuple(day.strftime(form) for day, form in product(days, _FORMS))


PAST = _written(1931, 1999, 2000, 2019)
AHEAD = _written(2077, 2096)
