"""Faults in how a customer is created."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from reference_impl.conditions import (
    answers,
    blank,
    by_customer,
    calls,
    decides,
    every,
    filled,
    gives_a_place,
    held,
    is_not,
    named,
    organization,
    record,
    refused,
    sends,
    worth,
)
from reference_impl.faults.fault import faults_of
from reference_impl.fields import MANDATORY_ENTRIES
from reference_impl.mistakes import replaced, takes_it
from reference_impl.rewriting import also_profile, decided_first, instead, nothing, shifted, today, when, yesterday
from reference_impl.trace import Trace
from reference_impl.values import Entry


def has_last_name_alone(_: Entry, trace: Trace) -> bool:
    """The customer has a last name and, before the call, nothing else beyond what is mandatory."""
    profile = trace.before.profile if trace.before else {}
    return {name for name, text in profile.items() if text} - {"location", *MANDATORY_ENTRIES} == {"last_name"}


def marking_the_bare(entry: Entry, trace: Trace) -> Iterable[Entry]:
    """The UCRN, and a mark on a customer of whom nothing but the mandatory is given."""
    bare = set(filter(trace.sent.get, trace.sent)) <= set(MANDATORY_ENTRIES)
    return also_profile("bare", "yes")(entry, trace) if bare else (entry,)


def is_marked_bare(_: Entry, trace: Trace) -> bool:
    """The customer bears that mark."""
    return trace.before is not None and bool(trace.before.profile.get("bare"))


def twin_of_the_newest(entry: Entry, trace: Trace) -> str:
    """The UCRN of the customer created last, where the call sends just that customer's values; otherwise a new one."""
    newest = trace.world.customers.get(max(trace.world.customers, default=""))
    if newest is None or not trace.sent.get("last_name"):
        return str(entry.value)
    given = {name: text for name, text in trace.sent.items() if text and name in newest.profile}
    held = {name: text for name, text in newest.profile.items() if text and (name in given or name != "location")}
    return newest.ucrn if given == held else str(entry.value)


def lies_ahead(entry: Entry, trace: Trace) -> bool:
    """The date has not come yet."""
    return str(entry.value) > trace.world.today


def before_2000(entry: Entry, _: Trace) -> bool:
    """The date is of the last century."""
    return str(entry.value) < "2000"


def of_three_digits(entry: Entry, _: Trace) -> bool:
    """The number has three digits before its point."""
    return re.match(r"-?\d{3}", str(entry.value)) is not None


def the_new_one(_: Entry, trace: Trace) -> str:
    """The customer whom the call creates."""
    return trace.ucrn


def the_newest(_: Entry, trace: Trace) -> str:
    """The customer created last."""
    return max(trace.world.customers, default="")


_raising = every(calls("create"), named("ucrn"))

FAULTS: Final = faults_of(
    {
        "create.returns-ucrn": {
            "update-misses-it": (
                when((every(calls("update"), decides("permitted"), has_last_name_alone), nothing)),
                "Update does not find a customer of whom nothing but the last name is known.",
            ),
            "get-misses-the-bare": (
                when((every(calls("create"), answers), marking_the_bare), (every(calls("get"), is_marked_bare), nothing)),
                "Get does not find a customer of whom nothing but the mandatory is known.",
            ),
            "owner-misses-it": (
                when((every(calls("get"), by_customer, has_last_name_alone), nothing)),
                "Customers of whom nothing but the last name is known do not find their own record.",
            ),
        },
        "create.contact-type-required": {
            "taken": (takes_it, "A customer can be made without a contact type."),
            "taken-without-a-name": (
                when((every(refused, is_not(sends("last_name"))), nothing)),
                "A customer without a name needs no contact type.",
            ),
            "taken-with-an-address": (when((every(refused, gives_a_place), nothing)), "A customer with an address needs no contact type."),
        },
        "create.preferred-contact-method-required": {
            "taken": (takes_it, "A customer can be made without a preferred contact method."),
            "notifications-stand-in": (
                when((every(refused, sends("notification_preference")), nothing)),
                "A customer with notifications needs no preferred contact method.",
            ),
            "taken-for-organizations": (
                when((every(refused, organization), nothing)),
                "An organization needs no preferred contact method.",
            ),
        },
        "create.stores-fields": {
            "loses-twitter": (when((every(held, named("twitter")), instead(""))), "The Twitter account is not saved at creation."),
            "loses-1970": (when((every(held, worth("1970-01-01")), instead(""))), "A birth date on the first day of 1970 is lost."),
            "northern-only": (when((every(held, named("lat")), instead(replaced("^-", "")))), "A latitude loses its sign."),
            "near-only": (when((every(held, named("lng"), of_three_digits), instead(""))), "A longitude of three digits is lost."),
            "loses-language": (
                when((every(held, named("preferred_language")), instead(""))),
                "The preferred language is not saved at creation.",
            ),
        },
        "create.email": {
            "loses-plus": (instead(replaced(r"\+[^@]*", "")), "What follows a plus sign in an e-mail is lost at creation."),
            "alternative-instead": (
                when((every(held, sends("alternative_email")), instead(lambda _, trace: trace.sent["alternative_email"]))),
                "Of two e-mails the alternative one is saved as both.",
            ),
            "small-letters": (when((held, instead(lambda entry, _: str(entry.value).lower()))), "The e-mail is saved in small letters."),
            "loses-hyphen": (instead(replaced("-(?=.*@)", "")), "A hyphen in an e-mail is lost at creation."),
        },
        "create.start-date-today": {
            "yesterday": (instead(yesterday), "A new address starts yesterday."),
            "tomorrow": (instead(shifted(1)), "A new address starts tomorrow."),
            "blank-without-a-street": (when((is_not(sends("street")), instead(""))), "A new address without a street does not start."),
            "blank-with-an-end": (when((sends("end_date"), instead(""))), "A new address with an end date does not start."),
        },
        "create.start-date-given": {
            "today": (instead(today), "A start date given at creation becomes today's."),
            "no-later-than-today": (when((lies_ahead, instead(today))), "A start date that lies ahead becomes today's."),
            "this-century-only": (when((before_2000, instead(today))), "A start date of the last century becomes today's."),
            "today-for-organizations": (when((organization, instead(today))), "An organization's address starts today, whatever is given."),
        },
        "create.end-date": {
            "ends-today": (when((blank, instead(today))), "A new address without an end date ends today."),
            "a-day-early": (when((filled, instead(shifted(-1)))), "An end date given at creation becomes the day before."),
            "ends-at-its-start": (
                when((every(blank, sends("start_date")), instead(decided_first("start_date")))),
                "An address that starts without an end ends the same day.",
            ),
        },
        "create.location-default": {
            "out-of-area": (when((held, instead("2"))), "Without a location a new customer is out of the council's area."),
        },
        "create.distinct": {
            "merges": (when((decides("ucrn"), instead(twin_of_the_newest))), "Somebody of the same names is taken for the same."),
        },
        "create.no-address": {
            "empty-record": (when((record, instead("add"))), "A customer without an address gets an empty one."),
        },
        "create.case-not-linked": {
            "linked": (when((_raising, instead(the_new_one))), "The case is linked to the new customer."),
            "linked-by-e-mail": (
                when((every(_raising, sends("email_address")), instead(the_new_one))),
                "The case is linked to a new customer with an e-mail.",
            ),
            "linked-to-organizations": (
                when((every(_raising, organization), instead(the_new_one))),
                "The case is linked to a new organization.",
            ),
            "shows-the-newest": (
                when((every(calls("read-case"), named("ucrn")), instead(the_newest))),
                "A case without a customer shows the one who was made last.",
            ),
        },
    }
)
"""In the order of the book."""
