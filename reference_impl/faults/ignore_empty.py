"""Faults in what the check box *Ignore Empty Entries* does."""

from __future__ import annotations

from typing import Final

from reference_impl.conditions import (
    by_customer,
    every,
    has_a_place,
    held,
    is_not,
    keeps_open,
    leaves_out,
    named,
    organization,
    sends,
    unticked,
)
from reference_impl.faults.fault import faults_of
from reference_impl.mistakes import keeps_it
from reference_impl.rewriting import instead, when
from reference_impl.trace import Trace
from reference_impl.values import Entry


def changes_the_method(_: Entry, trace: Trace) -> bool:
    """The update gives another preferred contact method."""
    held_before = trace.before.profile["preferred_contact_method"] if trace.before else ""
    return trace.sent.get("preferred_contact_method") != held_before


FAULTS: Final = faults_of(
    {
        "ignore-empty.on-keeps-address": {
            "clears-country": (
                when((every(held, named("country_id")), instead(""))),
                "A blank country is cleared though the box is ticked.",
            ),
            "street-clears-postcode": (
                when((every(held, named("postcode"), sends("street")), instead(""))),
                "A new street clears the postcode.",
            ),
            "clears-what-is-not-sent": (
                when((every(held, leaves_out()), instead(""))),
                "An address entry that is not sent is cleared though the box is ticked.",
            ),
            "clears-coordinates": (
                when((every(held, named("lat", "lng"), is_not(sends("lat")), is_not(sends("lng"))), instead(""))),
                "A new address has no coordinates unless they are given.",
            ),
            "not-for-organizations": (
                when((every(held, organization), instead(""))),
                "An organization's blank address entries are cleared.",
            ),
            "not-for-owners": (
                when((every(held, by_customer), instead(""))),
                "Blank address entries are cleared when customers update their own record.",
            ),
            "not-with-both-boxes": (
                when((every(held, keeps_open, named("flat"), is_not(sends("new_address", "1"))), instead(""))),
                "With both boxes ticked a blank flat is cleared.",
            ),
        },
        "ignore-empty.on-keeps-profile": {
            "clears-prefix": (when((every(held, named("prefix_id")), instead(""))), "A blank prefix is cleared though the box is ticked."),
            "clears-birth-date": (
                when((every(held, named("birth_date")), instead(""))),
                "A blank birth date is cleared though the box is ticked.",
            ),
            "method-clears-notifications": (
                when((every(held, named("notification_preference"), changes_the_method), instead(""))),
                "Another preferred contact method clears the notifications.",
            ),
            "street-clears-name": (
                when((every(held, named("last_name"), sends("street")), instead(""))),
                "A new street clears a blank last name.",
            ),
            "clears-language": (
                when((every(held, named("preferred_language")), instead(""))),
                "A blank language is cleared though the box is ticked.",
            ),
            "not-for-owners": (
                when((every(held, by_customer), instead(""))),
                "Blank profile entries are cleared when customers update their own record.",
            ),
            "not-with-both-boxes": (
                when((every(held, keeps_open), instead(""))),
                "With both boxes ticked blank profile entries are cleared.",
            ),
        },
        "ignore-empty.off-clears-address": {
            "keeps-locality": (when((named("locality"), keeps_it)), "A blank locality is kept."),
            "keeps-country": (when((named("country_id"), keeps_it)), "A blank country is kept."),
            "keeps-half-a-place": (
                when((every(named("lat"), sends("lng")), keeps_it), (every(named("lng"), sends("lat")), keeps_it)),
                "A blank coordinate is kept beside one that is given.",
            ),
            "keeps-for-organizations": (when((organization, keeps_it)), "An organization's blank address entries are kept."),
            "wrong-box": (when((every(keeps_open, named("flat")), keeps_it)), "Where empty end dates are kept a blank flat is kept."),
        },
        "ignore-empty.off-clears-profile": {
            "keeps-phone": (when((named("phone_number"), keeps_it)), "A blank phone number is kept."),
            "keeps-suffix": (when((named("suffix_id"), keeps_it)), "A blank suffix is kept."),
            "wrong-box": (
                when((every(keeps_open, named("phone_number")), keeps_it)),
                "Where empty end dates are kept a blank phone number is kept.",
            ),
            "keeps-alternative": (when((named("alternative_email"), keeps_it)), "A blank alternative e-mail is kept."),
        },
        "ignore-empty.exceptions": {
            "clears-location": (when((every(held, named("location"), is_not(has_a_place)), instead(""))), "A blank location is cleared."),
            "clears-e-mail": (
                when((every(held, named("email_address"), unticked), instead(""))),
                "With the box unticked a blank e-mail is cleared.",
            ),
            "unknown-location": (
                when((every(held, named("location"), is_not(has_a_place)), instead("3"))),
                "With the box unticked a blank location becomes unknown.",
            ),
            "clears-e-mail-of-organizations": (
                when((every(held, named("email_address"), organization), instead(""))),
                "With the box unticked an organization's blank e-mail is cleared.",
            ),
            "not-for-owners": (when((every(held, by_customer), instead(""))), "Customers who leave e-mail and location blank clear them."),
        },
        "ignore-empty.absent-entry": {
            "placeholder": (
                when((every(held, named("first_name", "last_name", "phone_number", "alternative_email")), instead("?"))),
                "An entry that is not sent becomes a question mark.",
            ),
        },
        "ignore-empty.whitespace": {
            "underscore": (when((held, instead("_"))), "An entry of spaces becomes an underscore."),
        },
    }
)
"""In the order of the book."""
