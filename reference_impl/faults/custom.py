"""Faults in the custom fields."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from reference_impl.conditions import (
    answers,
    blank,
    by_customer,
    calls,
    every,
    filled,
    gives_a_place,
    held,
    leaves_out,
    left_out,
    named,
    organization,
    ticked,
)
from reference_impl.faults.fault import faults_of
from reference_impl.mistakes import replaced
from reference_impl.rewriting import Rewrite, Worth, also, also_profile, before, instead, nothing, sent, when
from reference_impl.trace import Trace
from reference_impl.values import Entry


def custom(number: int) -> Worth:
    """The value of a custom field, as it is held."""
    return lambda _, trace: trace.before.profile[f"custom_{number}"] if trace.before else ""


def sent_blank(entry: Entry, trace: Trace) -> bool:
    """The call has the entry, with nothing in it."""
    return trace.sent.get(entry.path[-1]) == ""


def as_a_date(entry: Entry, _: Trace) -> str:
    """A text that looks like a date, year first."""
    return re.sub(r"^(\d\d)/(\d\d)/(\d{4})$", r"\3-\1-\2", str(entry.value))


def shared_with(*numbers: int) -> Rewrite:
    """The value saved in other fields as well, before those have their turn."""

    def rewrite(entry: Entry, trace: Trace) -> Iterable[Entry]:
        return (entry, *(entry._replace(path=("customers", trace.ucrn, "profile", f"custom_{number}")) for number in numbers))

    return rewrite


_saved = every(held, filled)

FAULTS: Final = faults_of(
    {
        "custom.all-28": {
            "pairs": (
                when((every(held, named("custom_27"), filled), also_profile("custom_26", sent))),
                "Two custom fields share their value.",
            ),
            "17-not-changed": (
                when((every(held, named("custom_17"), calls("update")), instead(before))),
                "The custom field 17 cannot be changed.",
            ),
            "28-not-cleared": (when((every(held, named("custom_28"), blank), instead(before))), "The custom field 28 cannot be cleared."),
            "alike-beginnings": (
                when((every(_saved, named("custom_1")), shared_with(*range(10, 20)))),
                "The custom field 1 is saved in those whose numbers begin with 1.",
            ),
            "dates-read": (when((_saved, instead(as_a_date))), "A custom field that looks like a date is turned round."),
            "28-not-for-owners": (
                when((every(answers, by_customer, named("custom_28")), nothing)),
                "Customers are not answered the custom field 28.",
            ),
            "cut": (when((_saved, instead(lambda entry, _: str(entry.value)[:100]))), "Custom fields hold 100 characters."),
            "not-beside-an-address": (
                when((every(held, calls("update"), gives_a_place), instead(before))),
                "Beside an address custom fields do not change.",
            ),
            "escaped-by-updates": (
                when((every(_saved, calls("update")), instead(replaced("<", "&lt;")))),
                "An update saves `<` in a custom field as `&lt;`.",
            ),
            "cleared-by-owners": (
                when((every(held, by_customer, leaves_out()), instead(""))),
                "Customers clear the custom fields that they do not send.",
            ),
            "ticked-clears": (
                when((every(held, ticked, sent_blank), instead(""))),
                "A blank custom field is cleared though the box is ticked.",
            ),
        },
        "custom.no-others": {
            "answers-29": (also(("answer", "custom_29"), "here"), "There is a custom_29."),
            "29-is-28": (
                when((every(left_out, named("custom_29")), also_profile("custom_28", sent))),
                "What is sent as custom_29 is saved as the 28th.",
            ),
            "0-is-1": (
                when((every(left_out, named("custom_0")), also_profile("custom_1", sent))),
                "What is sent as custom_0 is saved as the first.",
            ),
        },
        "custom.not-in-hub-record": {
            "shown": (also(("answer", "custom_1"), custom(1)), "The hub record shows a custom field."),
            "last-shown": (also(("answer", "custom_28"), custom(28)), "The hub record shows the last custom field."),
            "shown-for-organizations": (
                when((organization, also(("answer", "custom_14"), custom(14)))),
                "The hub record of an organization shows a custom field.",
            ),
        },
    }
)
"""In the order of the book."""
