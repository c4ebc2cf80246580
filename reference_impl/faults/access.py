"""Faults in who may read a record."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from reference_impl.conditions import by_customer, every, is_not, organization, refused
from reference_impl.faults.fault import faults_of
from reference_impl.mistakes import acting_on_the_newest, name_without_suffix, takes_it
from reference_impl.rewriting import Worth, before, instead, nothing, when
from reference_impl.trace import Trace
from reference_impl.values import Entry

# A hub that remembers something keeps it in the profile, under a name that no call answers.


def once(entry: Entry, trace: Trace) -> Iterable[Entry]:
    """Permit it the first time alone."""
    if trace.before and trace.before.profile.get("was read"):
        return ()
    return (entry, Entry(("customers", trace.ucrn, "profile", "was read"), "yes", entry.rules))


def reading_the_newest(entry: Entry, trace: Trace) -> Iterable[Entry]:
    """Permit it, and give the record that was made last."""
    trace.ucrn = max(trace.world.customers)
    return (entry,)


def reading_the_one_before(entry: Entry, trace: Trace) -> Iterable[Entry]:
    """Permit it, and give the record that was made before."""
    before = str(int(trace.ucrn) - 1)
    trace.ucrn = before if before in trace.world.customers else trace.ucrn
    return (entry,)


def acting_on_the_own(_: Entry, trace: Trace) -> Iterable[Entry]:
    """Take who is signed in for the one who was meant."""
    trace.ucrn = trace.call.actor.ucrn
    return ()


def asker_is_organization(_: Entry, trace: Trace) -> bool:
    """Who asks is an organization."""
    asker = trace.world.customers.get(trace.call.actor.ucrn)
    return asker is not None and asker.profile["contact_type"] == "Organization"


def shares_a_phone(_: Entry, trace: Trace) -> bool:
    """Who asks has the telephone number of the one asked for."""
    asker = trace.world.customers.get(trace.call.actor.ucrn)
    number = asker.profile["phone_number"] if asker else ""
    return bool(number) and trace.before is not None and trace.before.profile["phone_number"] == number


def with_the(name: str) -> Worth:
    """What was said, and behind it a value of the record."""

    def worth(entry: Entry, trace: Trace) -> str:
        value = before(entry._replace(path=(name,)), trace)
        return f"{entry.value}: {value}" if value else str(entry.value)

    return worth


FAULTS: Final = faults_of(
    {
        "access.owner": {
            "refused": (nothing, "Customers cannot get their own record."),
            "organizations-refused": (when((organization, nothing)), "Organizations cannot get their own record."),
            "once-only": (once, "Customers get their own record once and never again."),
            "record-before": (reading_the_one_before, "Customers get the record that was made before theirs."),
        },
        "access.csa": {
            "refused": (nothing, "CSAs cannot get a record."),
            "organizations-refused": (when((organization, nothing)), "CSAs cannot get an organization's record."),
            "newest-record": (reading_the_newest, "CSAs get the record that was made last, whichever they ask for."),
        },
        "access.refused": {
            "reads-others": (takes_it, "Any signed-in customer gets any record."),
            "names-them": (instead(name_without_suffix), "A refusal says whose record it is."),
            "same-phone-reads": (when((every(refused, shares_a_phone), nothing)), "Customers with one telephone number read each other."),
            "organizations-read": (when((every(refused, asker_is_organization), nothing)), "Organizations get any record."),
            "tells-e-mail": (instead(with_the("email_address")), "A refusal tells the e-mail of the record."),
        },
        "access.anonymous": {
            "reads": (takes_it, "A record is given to who is not signed in."),
            "names-them": (instead(name_without_suffix), "A refusal of who is not signed in says whose record it is."),
            "reads-organizations": (
                when((every(refused, organization), nothing)),
                "Organizations' records are given to who is not signed in.",
            ),
            "tells-phone": (instead(with_the("phone_number")), "A refusal of who is not signed in tells the telephone number."),
        },
        "access.unknown-ucrn": {
            "tells-customers": (when((by_customer, nothing)), "Customers can find out which UCRNs exist."),
            "newest-record": (
                when((is_not(by_customer), acting_on_the_newest)),
                "An unknown UCRN gets a CSA the record that was made last.",
            ),
        },
        "access.ucrn-blank": {
            "newest-record": (acting_on_the_newest, "A blank UCRN gets the record that was made last."),
            "own-record": (when((by_customer, acting_on_the_own)), "A blank UCRN gets customers their own record."),
        },
    }
)
"""In the order of the book."""
