"""Faults that show when many call at once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from reference_impl.conditions import calls, decides, every
from reference_impl.faults.fault import faults_of
from reference_impl.mistakes import gives_last_name_alone, spilling_over
from reference_impl.rewriting import also_profile, instead, when
from reference_impl.trace import Trace
from reference_impl.values import Entry


def writing_back(entry: Entry, trace: Trace) -> Iterable[Entry]:
    """The first name written back as it was before the update before this one, where this one does not give it."""
    stale = trace.world.stale.get(trace.ucrn)
    if stale is None or not gives_last_name_alone(entry, trace):
        return (entry,)
    return also_profile("first_name", stale.profile["first_name"])(entry, trace)


def first_of_its_kind(entry: Entry, trace: Trace) -> str:
    """The UCRN of who was created last, if that is the same person by names, birth date and telephone and has no address."""
    newest = trace.world.customers.get(max(trace.world.customers, default=""))
    told = ("first_name", "last_name", "birth_date", "phone_number")
    if newest is None or newest.addresses or not all(map(trace.sent.get, told)):
        return str(entry.value)
    alike = all(newest.profile[name] == trace.sent[name] for name in told if name != "birth_date")
    return newest.ucrn if alike and not trace.sent.get("street") else str(entry.value)


FAULTS: Final = faults_of(
    {
        "concurrent.no-lost-update": {
            "writes-back": (
                when((every(calls("update"), decides("built upon")), writing_back)),
                "An update of the last name undoes the update before it.",
            ),
        },
        "concurrent.isolated": {
            "spills-over": (when((decides("other customers"), spilling_over(3))), "Updates reach other customers."),
        },
        "concurrent.distinct-ucrn": {
            "same-person": (
                when((decides("ucrn"), instead(first_of_its_kind))),
                "Customers of equal names, birth date and telephone get one UCRN.",
            ),
        },
    }
)
"""In the order of the book."""
