"""Faults in how a customer is updated."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from reference_impl.conditions import (
    by_customer,
    by_nobody,
    decides,
    every,
    gives_a_place,
    held,
    keeps_open,
    named,
    organization,
    refused,
    sends,
    ticked,
    unticked,
    worth,
)
from reference_impl.faults.fault import faults_of
from reference_impl.fields import MANDATORY_ENTRIES
from reference_impl.mistakes import (
    acting_on_the_newest,
    differs_in_capitals,
    gives_last_name_alone,
    neighbours,
    replaced,
    saving_all_the_same,
    spilling_over,
    takes_it,
)
from reference_impl.rewriting import Condition, Rewrite, also_primary, also_profile, before, instead, nothing, when
from reference_impl.trace import Trace
from reference_impl.values import Entry


def newest_is_organization(_: Entry, trace: Trace) -> bool:
    """The customer created last is an organization."""
    customers = trace.world.customers
    return bool(customers) and customers[max(customers)].profile["contact_type"] == "Organization"


def gives_nothing(_: Entry, trace: Trace) -> bool:
    """The update gives nothing beyond what is mandatory."""
    return set(filter(trace.sent.get, trace.sent)) <= {"ucrn", *MANDATORY_ENTRIES}


def was(value: str) -> Condition:
    """The customer had this value there before the call."""
    return lambda entry, trace: before(entry, trace) == value


def added_up(entry: Entry, trace: Trace) -> str:
    """The old list and the new one in one."""
    return ",".join(sorted({*before(entry, trace).split(","), *str(entry.value).split(",")} - {""}))


def spilling_the_house(entry: Entry, trace: Trace) -> Iterable[Entry]:
    """The house saved also in the addresses of the customers made just before and after this one."""
    house = trace.sent.get("house")
    addresses = [(other.ucrn, address.id) for other in neighbours(trace, 1) for address in other.addresses] if house else []
    return (entry, *(Entry(("customers", ucrn, "addresses", identity, "house"), house, entry.rules) for ucrn, identity in addresses))


def clearing_neighbours(entry: Entry, trace: Trace) -> Iterable[Entry]:
    """What the update sends blank cleared also in the customers made just before and after this one."""
    blanks = [name for name in ("first_name", "last_name", "phone_number") if trace.sent.get(name) == ""]
    paths = [("customers", other.ucrn, "profile", name) for other in neighbours(trace, 1) for name in blanks]
    return (entry, *(Entry(path, "", entry.rules) for path in paths))


def saving(name: str) -> Rewrite:
    """A refusal, and one entry saved in spite of it."""
    return lambda entry, trace: also_profile(name, trace.sent[name])(entry, trace) if trace.before and trace.sent.get(name) else (entry,)


def saving_the_house(entry: Entry, trace: Trace) -> Iterable[Entry]:
    """A refusal, and the house saved in spite of it."""
    return also_primary("house", trace.sent["house"])(entry, trace) if trace.sent.get("house") else (entry,)


def changes_nothing(_: Entry, trace: Trace) -> bool:
    """The update gives nothing that the profile does not hold already."""
    held = trace.before.profile if trace.before else {}
    return all(held.get(name) == text for name, text in trace.sent.items() if text and name in held)


_again = decides("built upon")

FAULTS: Final = faults_of(
    {
        "update.ucrn-required": {
            "newest-record": (acting_on_the_newest, "A blank UCRN updates the customer who was made last."),
            "newest-when-unticked": (
                when((unticked, acting_on_the_newest)),
                "With the box unticked a blank UCRN updates the customer who was made last.",
            ),
            "newest-organization": (
                when((newest_is_organization, acting_on_the_newest)),
                "A blank UCRN updates the organization that was made last.",
            ),
            "idle": (when((gives_nothing, acting_on_the_newest)), "An update without a UCRN and without anything to save is taken."),
        },
        "update.contact-type-required": {
            "taken": (takes_it, "An update may leave the contact type blank."),
            "kept-when-ticked": (when((every(refused, ticked), nothing)), "With the box ticked a blank contact type is ignored."),
            "taken-beside-an-address": (
                when((every(refused, gives_a_place), nothing)),
                "An update of the address may leave the contact type blank.",
            ),
            "kept-with-both-boxes": (
                when((every(refused, ticked, keeps_open), nothing)),
                "With both boxes ticked a blank contact type is ignored.",
            ),
        },
        "update.preferred-contact-method-required": {
            "taken": (takes_it, "An update may leave the preferred contact method blank."),
            "kept-when-ticked": (when((every(refused, ticked), nothing)), "With the box ticked a blank contact method is ignored."),
            "notifications-stand-in": (
                when((every(refused, sends("notification_preference")), nothing)),
                "An update of the notifications may leave the contact method blank.",
            ),
        },
        "update.unknown-ucrn": {
            "newest-record": (acting_on_the_newest, "An unknown UCRN updates the customer who was made last."),
        },
        "update.stores-fields": {
            "loses-longitude": (when((every(held, named("lng")), instead(before))), "The longitude is not updated."),
            "consent-for-good": (
                when((every(held, named("consent_to_share"), worth("0")), instead(before))),
                "Consent is never withdrawn.",
            ),
            "small-letters-alike": (
                when((every(held, named("last_name"), differs_in_capitals), instead(before))),
                "A last name that differs in capital letters alone is not updated.",
            ),
            "notifications-add-up": (
                when((every(held, named("notification_preference")), instead(added_up))),
                "A new list of notifications is added to the old one.",
            ),
            "flat-needs-the-box": (
                when((every(held, unticked, named("flat")), instead(before))),
                "With the box unticked the flat is not updated.",
            ),
            "organization-for-good": (
                when((every(held, named("contact_type"), was("Organization")), instead(before))),
                "An organization never becomes an individual.",
            ),
            "wrong-box": (
                when((every(held, keeps_open, named("first_name")), instead(before))),
                "Where empty end dates are kept the first name is not updated.",
            ),
            "northern-only": (when((every(held, named("lat")), instead(replaced("^-", "")))), "An update loses the sign of a latitude."),
        },
        "update.only-that-customer": {
            "spills-over": (when((decides("other customers"), spilling_over(1))), "Neighbouring customers change as well."),
            "spills-the-house": (
                when((decides("other customers"), spilling_the_house)),
                "The houses of neighbouring customers change as well.",
            ),
            "clears-neighbours": (
                when((every(decides("other customers"), unticked), clearing_neighbours)),
                "Neighbouring customers are cleared as well.",
            ),
        },
        "update.refused-changes-nothing": {
            "saves-names": (saving_all_the_same, "A refused update saves the names."),
            "saves-the-house": (saving_the_house, "A refused update saves the house."),
            "saves-the-method": (saving("preferred_contact_method"), "A refused update saves the preferred contact method."),
        },
        "update.twice-is-once": {
            "clears-name": (
                when((every(changes_nothing, gives_last_name_alone), also_profile("last_name", ""))),
                "A last name that is given again is removed.",
            ),
            "withdraws-consent": (
                when((every(_again, changes_nothing, sends("consent_to_share", "1")), also_profile("consent_to_share", "0"))),
                "A consent that is given again is withdrawn.",
            ),
        },
        "update.permitted": {
            "csa-only": (when((by_customer, nothing)), "Customers cannot update their own record."),
            "not-organizations": (when((every(by_customer, organization), nothing)), "Organizations cannot update their own record."),
        },
        "update.not-permitted": {
            "anybody": (takes_it, "Anybody updates any record."),
            "nobody": (when((every(refused, by_nobody), nothing)), "Who is not signed in updates any record."),
        },
    }
)
"""In the order of the book."""
