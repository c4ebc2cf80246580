"""Faults in how dates are read."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Final

from reference_impl.conditions import calls, every, named, organization, refused, taken, unticked
from reference_impl.faults.fault import faults_of
from reference_impl.mistakes import takes_it
from reference_impl.rewriting import also_primary, days_after, instead, nothing, sent, shifted, today, when
from reference_impl.trace import Trace
from reference_impl.values import Entry


def day_first(entry: Entry, trace: Trace) -> str:
    """What the call sends, read with day and month the other way round; as it was where that is no date."""
    year, month, day = _numbers(sent(entry, trace))
    try:
        return date(year, day, month).isoformat()
    except ValueError:
        return str(entry.value)


def rolled_over(entry: Entry, trace: Trace) -> str:
    """What the call sends, with months and days that run over into the next year and month."""
    year, month, day = _numbers(sent(entry, trace))
    first = date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)
    return days_after(first.isoformat(), day - 1)


def can_roll_over(entry: Entry, trace: Trace) -> bool:
    """What the call sends is made of a year and two more numbers."""
    year, _, _ = _numbers(sent(entry, trace))
    return year > 0


def _numbers(text: str) -> tuple[int, int, int]:
    """Year, month and day as they stand in a date in either form; noughts in anything else."""
    found = re.fullmatch(r"(\d+)([-/])(\d+)[-/](\d+)", text)
    if found is None:
        return (0, 0, 0)
    first, second, third = int(found[1]), int(found[3]), int(found[4])
    return (first, second, third) if found[2] == "-" else (third, first, second)


def of_a_century(entry: Entry, _: Trace) -> bool:
    """The year is divided by a hundred."""
    return str(entry.value)[2:4] == "00"


def ending_today(entry: Entry, trace: Trace) -> Iterable[Entry]:
    """A refusal, and the primary address ended today in spite of it."""
    return also_primary("end_date", today)(entry, trace)


_guesses = (taken, instead(day_first))

FAULTS: Final = faults_of(
    {
        "dates.us-text": {
            "day-first": (when(_guesses), "Text is read with the day first wherever it can be."),
            "ends-day-first": (
                when((every(taken, named("end_date")), instead(day_first))),
                "The text of an end date is read with the day first.",
            ),
            "updates-day-first": (when((every(taken, calls("update")), instead(day_first))), "An update reads text with the day first."),
            "births-day-first": (
                when((every(taken, named("birth_date")), instead(day_first))),
                "The text of a birth date is read with the day first.",
            ),
            "unticked-day-first": (
                when((every(taken, unticked), instead(day_first))),
                "With the box unticked text is read with the day first.",
            ),
            "organizations-day-first": (
                when((every(taken, organization), instead(day_first))),
                "The text of an organization's dates is read with the day first.",
            ),
        },
        "dates.form-field": {
            "day-first": (when(_guesses), "The value of a date field is read with day and month swapped."),
            "refused": (when((taken, nothing)), "The value of a date field is refused."),
            "a-day-early": (when((taken, instead(shifted(-1)))), "The value of a date field becomes the day before."),
            "end-refused": (
                when((every(taken, named("end_date"), calls("update")), nothing)),
                "The value of a date field is refused as an end date of an update.",
            ),
            "unticked-day-first": (
                when((every(taken, unticked), instead(day_first))),
                "With the box unticked a date field is read with day and month swapped.",
            ),
        },
        "dates.not-day-first": {
            "guesses": (when((refused, nothing), _guesses), "Day and month are swapped where that makes a date."),
            "as-text": (takes_it, "What has the day first is saved as it is."),
            "rolls-over": (
                when((refused, nothing), (taken, instead(rolled_over))),
                "A month past the twelfth runs over into the next year.",
            ),
            "guesses-at-creation": (
                when((every(refused, calls("create")), nothing), _guesses),
                "At creation day and month are swapped where that makes a date.",
            ),
            "guesses-ends": (
                when((every(refused, named("end_date")), nothing), _guesses),
                "Day and month of an end date are swapped where that makes a date.",
            ),
        },
        "dates.impossible": {
            "taken": (takes_it, "What is no date is saved as it is."),
            "rolls-over": (
                when((every(refused, can_roll_over), nothing), (taken, instead(rolled_over))),
                "A day past the end of its month runs over into the next.",
            ),
            "today": (when((refused, nothing), (taken, instead(today))), "What is no date is taken for today."),
            "taken-for-organizations": (when((every(refused, organization), nothing)), "What is no date is saved for an organization."),
        },
        "dates.leap-day": {
            "refused": (when((taken, nothing)), "The 29th of February is refused."),
            "day-before": (when((taken, instead(shifted(-1)))), "The 29th of February becomes the 28th."),
            "not-in-2000": (when((every(taken, of_a_century), nothing)), "The 29th of February is refused in the year 2000."),
        },
        "dates.two-digit-year": {
            "first-century": (
                when((refused, nothing), (taken, instead("0001-01-01"))),
                "A date with a year of two digits is saved as the first day of all.",
            ),
        },
        "dates.end-before-start": {
            "ends-today": (
                when((refused, ending_today)),
                "An update refused for its end date ends the address today all the same.",
            ),
        },
    }
)
"""In the order of the book."""
