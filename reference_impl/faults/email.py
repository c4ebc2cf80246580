"""Faults in the two e-mail addresses."""

from __future__ import annotations

from typing import Final

from reference_impl.conditions import by_customer, every, gives_a_place, held, is_not, keeps_open, organization, refused, sends, unticked
from reference_impl.faults.fault import faults_of
from reference_impl.mistakes import differs_in_capitals, saving_all_the_same
from reference_impl.rewriting import Condition, Rewrite, before, instead, nothing, sent, when
from reference_impl.trace import Trace
from reference_impl.values import Entry


def is_the_same_in_capitals(_: Entry, trace: Trace) -> bool:
    """The e-mail that is sent is the one that is held but for capital letters."""
    return _sent(trace).casefold() == _held(trace).casefold()


def is_a_first_one(_: Entry, trace: Trace) -> bool:
    """There is no e-mail yet."""
    return not _held(trace)


def is_longer(_: Entry, trace: Trace) -> bool:
    """The e-mail that is sent begins with the one that is held."""
    return bool(_held(trace)) and _sent(trace).startswith(_held(trace))


def _sent(trace: Trace) -> str:
    return trace.sent.get("email_address", "")


def _held(trace: Trace) -> str:
    return trace.before.profile["email_address"] if trace.before else ""


def is_the_e_mail(entry: Entry, trace: Trace) -> bool:
    """The value is the customer's e-mail."""
    return bool(_held(trace)) and entry.value == _held(trace)


def changed_where(condition: Condition) -> Rewrite:
    """The e-mail that is sent is saved where the condition holds."""
    saved = every(held, sends("email_address"), condition)
    return when((every(refused, condition), nothing), (saved, instead(sent)))


FAULTS: Final = faults_of(
    {
        "email.unchanged": {
            "changes": (when((refused, nothing), (every(held, sends("email_address")), instead(sent))), "An update changes the e-mail."),
            "letters-change": (changed_where(is_the_same_in_capitals), "An update changes capital letters of the e-mail."),
            "first-one": (changed_where(is_a_first_one), "An update gives an e-mail to who has none."),
            "longer": (changed_where(is_longer), "An update makes the e-mail longer."),
            "cleared-with-an-address": (
                when((every(held, unticked, gives_a_place, is_not(sends("email_address"))), instead(""))),
                "An unticked update of the address clears a blank e-mail.",
            ),
            "alternative-instead": (
                when((every(held, sends("alternative_email")), instead(lambda _, trace: trace.sent["alternative_email"]))),
                "An alternative e-mail takes the place of the e-mail.",
            ),
            "with-a-new-address": (changed_where(sends("new_address", "1")), "A new address brings a new e-mail along."),
            "for-organizations": (changed_where(organization), "An update changes an organization's e-mail."),
            "cleared-by-owners": (
                when((every(held, by_customer, sends("alternative_email")), instead(sent))),
                "Customers who give an alternative e-mail and leave the other blank clear it.",
            ),
            "wrong-box": (changed_where(keeps_open), "Where empty end dates are kept the e-mail changes."),
        },
        "email.rest-of-update": {
            "half-saved": (saving_all_the_same, "An update refused for its e-mail saves the names."),
        },
        "email.alternative-updatable": {
            "kept": (when((held, instead(before))), "The alternative e-mail does not change."),
            "letters-kept": (
                when((every(held, differs_in_capitals), instead(before))),
                "Capital letters of the alternative e-mail do not change.",
            ),
            "kept-beside-the-e-mail": (
                when((every(held, sends("email_address")), instead(before))),
                "Where the e-mail is sent along, the alternative one does not change.",
            ),
            "not-the-e-mail": (when((every(held, is_the_e_mail), instead(before))), "The alternative e-mail cannot be the e-mail."),
            "kept-beside-an-address": (
                when((every(held, gives_a_place), instead(before))),
                "Beside an address the alternative e-mail does not change.",
            ),
        },
    }
)
"""In the order of the book."""
