"""Faults in the customer's location."""

from __future__ import annotations

import re
from typing import Final

from reference_impl.conditions import (
    by_customer,
    calls,
    every,
    gives_a_place,
    has_a_place,
    held,
    is_not,
    keeps_open,
    leaves_out,
    organization,
    refused,
    sends,
    taken,
    ticked,
    unticked,
    worth,
)
from reference_impl.faults.fault import faults_of
from reference_impl.mistakes import replaced, takes_it
from reference_impl.rewriting import before, instead, nothing, when
from reference_impl.trace import Trace
from reference_impl.values import Entry


def is_whole(_: Entry, trace: Trace) -> bool:
    """What is sent is a whole number."""
    return re.fullmatch(r"-?[0-9]+", trace.sent.get("location", "")) is not None


def nearest(entry: Entry, _: Trace) -> str:
    """The code that is nearest to a whole number."""
    return str(min(max(int(str(entry.value)), 1), 5))


def begins_with_a_code(_: Entry, trace: Trace) -> bool:
    """What is sent begins with a code."""
    return re.match("[1-5]", trace.sent.get("location", "")) is not None


def is_a_code_in_any_digits(_: Entry, trace: Trace) -> bool:
    """What is sent is a code, in digits of whatever script."""
    text = trace.sent.get("location", "")
    return text.isdecimal() and 1 <= int(text) <= 5


def in_our_digits(entry: Entry, _: Trace) -> str:
    """The number in digits 0 to 9."""
    return str(int(str(entry.value)))


FAULTS: Final = faults_of(
    {
        "location.kept": {
            "falls-back-to-1": (
                when((every(gives_a_place, is_not(sends("new_address", "0"))), instead("1"))),
                "With a new address the location falls back to 1.",
            ),
            "lost-with-the-address": (
                when((every(has_a_place, is_not(gives_a_place)), instead(""))),
                "The location is cleared with the address.",
            ),
            "unknown-when-not-sent": (
                when((every(gives_a_place, leaves_out("location")), instead("3"))),
                "An update of the address without a location makes it unknown.",
            ),
            "1-when-not-primary": (
                when((sends("primary_address", "0"), instead("1"))),
                "With an address that is not primary the location falls back to 1.",
            ),
            "1-for-owners": (
                when((every(by_customer, gives_a_place), instead("1"))),
                "Customers who update their address without a location are in the council's area.",
            ),
            "1-for-organizations": (
                when((every(organization, ticked), instead("1"))),
                "With the box ticked an organization's location falls back to 1.",
            ),
            "wrong-box": (when((keeps_open, instead("1"))), "Where empty end dates are kept the location falls back to 1."),
        },
        "location.changed": {
            "keeps-for-4": (when((every(held, worth("4")), instead(before))), "The location does not change to 4."),
            "never-back-to-1": (
                when((every(held, worth("1"), is_not(gives_a_place)), instead(before))),
                "The location does not change to 1 without an address.",
            ),
            "not-with-a-new-address": (
                when((every(held, sends("new_address", "1")), instead(before))),
                "With a new address the location does not change.",
            ),
            "not-for-organizations": (when((every(held, organization), instead(before))), "An organization's location does not change."),
            "not-unticked-with-an-address": (
                when((every(held, unticked, gives_a_place), instead(before))),
                "An unticked update of the address does not change the location.",
            ),
        },
        "location.range": {
            "taken": (takes_it, "Any location is saved."),
            "nearest": (
                when((every(refused, is_whole), nothing), (taken, instead(nearest))),
                "A number out of range becomes the nearest code.",
            ),
            "first-digit": (
                when((every(refused, begins_with_a_code), nothing), (taken, instead(replaced("(?<=^.).*", "")))),
                "Of a location that begins with a code the rest is left out.",
            ),
            "any-digits": (
                when((every(refused, is_a_code_in_any_digits), nothing), (taken, instead(in_our_digits))),
                "A code may be written in any digits.",
            ),
            "taken-at-creation": (when((every(refused, calls("create")), nothing)), "Any location is saved at creation."),
            "taken-with-an-address": (
                when((every(refused, unticked, gives_a_place), nothing)),
                "An unticked update of the address saves any location.",
            ),
        },
    }
)
"""In the order of the book."""
