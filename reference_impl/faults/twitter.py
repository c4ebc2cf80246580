"""Faults in the Twitter account."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from reference_impl.conditions import (
    by_customer,
    every,
    filled,
    gives_a_place,
    held,
    is_not,
    keeps_open,
    leaves_out,
    organization,
    unticked,
)
from reference_impl.faults.fault import faults_of
from reference_impl.mistakes import adding_a_record, neighbours, replaced
from reference_impl.rewriting import also_primary, also_profile, before, instead, today, when
from reference_impl.trace import Trace
from reference_impl.values import Entry


def begins_with_at(entry: Entry, _: Trace) -> bool:
    """The value begins with @."""
    return str(entry.value).startswith("@")


def spilling(entry: Entry, trace: Trace) -> Iterable[Entry]:
    """The account saved also with the customers made just before and after this one."""
    paths = [("customers", other.ucrn, "profile", "twitter") for other in neighbours(trace, 1)]
    return (entry, *(Entry(path, trace.sent["twitter"], entry.rules) for path in paths))


_saved = every(held, filled)

FAULTS: Final = faults_of(
    {
        "twitter.added": {
            "lost": (when((held, instead(before))), "A first Twitter account is not saved by an update."),
            "lost-when-unticked": (
                when((every(held, unticked), instead(""))),
                "With the box unticked a first Twitter account is not saved.",
            ),
            "small-letters": (
                when((_saved, instead(lambda entry, _: str(entry.value).lower()))),
                "A first Twitter account is saved in small letters.",
            ),
            "no-noughts": (when((_saved, instead(replaced("^0+", "")))), "A first Twitter account loses the noughts before it."),
            "lost-beside-an-address": (
                when((every(held, gives_a_place), instead(""))),
                "Beside an address a first Twitter account is not saved.",
            ),
        },
        "twitter.changed": {
            "kept": (when((held, instead(before))), "A Twitter account does not change."),
            "kept-when-unticked": (
                when((every(held, unticked), instead(before))),
                "With the box unticked a Twitter account does not change.",
            ),
            "added": (
                when((held, instead(lambda entry, trace: f"{before(entry, trace)},{entry.value}"))),
                "A second Twitter account stands beside the first.",
            ),
            "kept-for-organizations": (
                when((every(held, organization), instead(before))),
                "An organization's Twitter account does not change.",
            ),
            "kept-beside-an-address": (
                when((every(held, gives_a_place), instead(before))),
                "Beside an address a Twitter account does not change.",
            ),
        },
        "twitter.removed": {
            "kept": (when((held, instead(before))), "A Twitter account is not removed."),
            "at-sign-left": (when((held, instead("@"))), "Of a Twitter account that is removed the @ is left."),
            "kept-beside-an-address": (
                when((every(held, gives_a_place), instead(before))),
                "Beside an address a Twitter account is not removed.",
            ),
            "wrong-box": (
                when((every(held, keeps_open), instead(before))),
                "Where empty end dates are kept a Twitter account is not removed.",
            ),
        },
        "twitter.kept": {
            "removed": (when((held, instead(""))), "A blank Twitter account is removed though the box is ticked."),
            "removed-when-not-sent": (
                when((every(held, leaves_out()), instead(""))),
                "A Twitter account that is not sent is removed though the box is ticked.",
            ),
            "removed-beside-an-address": (
                when((every(held, gives_a_place), instead(""))),
                "Beside an address a blank Twitter account is removed though the box is ticked.",
            ),
            "removed-by-owners": (
                when((every(held, by_customer), instead(""))),
                "Customers who leave the Twitter account blank remove it.",
            ),
        },
        "twitter.alone": {
            "clears-phone": (also_profile("phone_number", ""), "Changing the Twitter account removes the phone number."),
            "adds-a-record": (adding_a_record, "Changing the Twitter account adds an address record."),
            "ends-the-address": (
                when((is_not(keeps_open), also_primary("end_date", today))),
                "Changing the Twitter account ends the address.",
            ),
            "spills-over": (spilling, "Neighbouring customers get the Twitter account as well."),
        },
        "twitter.at-sign": {
            "doubled": (
                when((every(held, begins_with_at), instead(lambda entry, _: f"@{entry.value}"))),
                "An account that begins with @ gets another one.",
            ),
        },
    }
)
"""In the order of the book."""
