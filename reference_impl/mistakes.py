"""Mistakes that faults of several chapters make, and that need more than the small pieces of `rewriting` and `conditions`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from reference_impl.conditions import blank, every, held, refused
from reference_impl.fields import MANDATORY_ENTRIES
from reference_impl.lists import LISTS
from reference_impl.rewriting import Rewrite, Worth, before, instead, nothing, when
from reference_impl.trace import Trace
from reference_impl.values import Customer, Entry

_SPILLED: Final = ("first_name", "last_name", "phone_number", "birth_date", "preferred_contact_method")

takes_it: Final = when((refused, nothing))
"""What should be refused is taken, as it was sent."""
keeps_it: Final = when((every(held, blank), instead(before)))
"""What should be cleared is kept."""


def acting_on_the_newest(_: Entry, trace: Trace) -> Iterable[Entry]:
    """Take the customer who was created last for the one who was meant."""
    trace.ucrn = max(trace.world.customers, default="")
    return ()


def neighbours(trace: Trace, distance: int) -> list[Customer]:
    """The customers who were created so many before and after the one whom the call is about."""
    ucrns = [str(int(trace.ucrn) + step) for step in (-distance, distance)]
    return [trace.world.customers[ucrn] for ucrn in ucrns if ucrn in trace.world.customers]


def spilling_over(distance: int) -> Rewrite:
    """What the update gives, saved also with the customers who were made so many before and after this one."""

    def rewrite(entry: Entry, trace: Trace) -> Iterable[Entry]:
        given = [(name, trace.sent[name]) for name in _SPILLED if trace.sent.get(name)]
        spilled = [
            Entry(("customers", other.ucrn, "profile", name), text, entry.rules)
            for other in neighbours(trace, distance)
            for name, text in given
        ]
        return (entry, *spilled)

    return rewrite


def gives_last_name_alone(_: Entry, trace: Trace) -> bool:
    """The update gives the last name, and nothing else beyond what is mandatory."""
    return set(filter(trace.sent.get, trace.sent)) == {"ucrn", "last_name", *MANDATORY_ENTRIES}


def saving_all_the_same(entry: Entry, trace: Trace) -> Iterable[Entry]:
    """A refusal, and its names saved in spite of it."""
    if trace.before is None:
        return (entry,)
    saved = [
        Entry(("customers", trace.ucrn, "profile", name), trace.sent[name], entry.rules)
        for name in ("first_name", "last_name", "phone_number")
        if trace.sent.get(name)
    ]
    return (entry, *saved)


def name_without_suffix(_: Entry, trace: Trace) -> str:
    """First and last name alone."""
    profile = trace.before.profile if trace.before else {}
    prefix = LISTS["prefixes"].get(profile.get("prefix_id", ""), "")
    return " ".join(part for part in (prefix, profile.get("first_name"), profile.get("last_name")) if part)


def plain_letters(entry: Entry, _: Trace) -> str:
    """The text with its accents taken off."""
    return "".join(sign for sign in unicodedata.normalize("NFD", str(entry.value)) if not unicodedata.combining(sign))


def replaced(pattern: str, by: str) -> Worth:
    """The entry's text with whatever matches the pattern replaced."""
    return lambda entry, _: re.sub(pattern, by, str(entry.value))


def adding_a_record(entry: Entry, trace: Trace) -> Iterable[Entry]:
    """The entry, and a copy of the customer's first address record, if there is one."""
    if trace.before is None or not trace.before.addresses:
        return (entry,)
    path = ("customers", trace.ucrn, "addresses", str(len(trace.before.addresses) + 2))
    return (entry, *(Entry((*path, name), value, entry.rules) for name, value in trace.before.addresses[0].values.items()))


def differs_in_capitals(entry: Entry, trace: Trace) -> bool:
    """The value is the one that was there before the call but for capital letters."""
    return str(entry.value).casefold() == before(entry, trace).casefold()
