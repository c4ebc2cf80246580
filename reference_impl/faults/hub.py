"""Faults in the hub around the integrations."""

from __future__ import annotations

from typing import Final

from reference_impl.conditions import by_customer, calls, every, named, organization, refused, sends
from reference_impl.faults.fault import faults_of
from reference_impl.fields import PLACE_ENTRIES
from reference_impl.mistakes import takes_it
from reference_impl.rewriting import instead, nothing, when
from reference_impl.trace import Trace
from reference_impl.values import Entry


def as_opened(entry: Entry, trace: Trace) -> str:
    """What the edit form showed when it was opened first."""
    return trace.world.edit_forms[trace.call.edit_form_id].opened.get(entry.path[-1], "")


_shown_again = calls("reopen-edit-form")

FAULTS: Final = faults_of(
    {
        "hub.v2-only": {
            "any-version": (takes_it, "Integrations of any version are taken."),
            "get-any-version": (when((every(refused, calls("get")), nothing)), "A Get of any version is taken."),
            "new-address-any-version": (
                when((every(refused, sends("new_address", "1")), nothing)),
                "A new address is taken from integrations of any version.",
            ),
            "customers-any-version": (
                when((every(refused, by_customer, calls("get")), nothing)),
                "Customers may use a Get of any version.",
            ),
        },
        "hub.edit-repopulates": {
            "as-opened": (when((_shown_again, instead(as_opened))), "An edit form shows again what it showed at first."),
            "location-as-opened": (
                when((every(_shown_again, named("location")), instead(as_opened))),
                "An edit form shows again the location that it showed at first.",
            ),
            "address-as-opened": (
                when((every(_shown_again, named(*PLACE_ENTRIES)), instead(as_opened))),
                "An edit form shows again the address that it showed at first.",
            ),
            "organization-as-opened": (
                when((every(_shown_again, organization), instead(as_opened))),
                "An organization's edit form shows again what it showed at first.",
            ),
            "dates-as-opened": (
                when((every(_shown_again, named("start_date", "end_date")), instead(as_opened))),
                "An edit form shows again the dates of the address that it showed at first.",
            ),
            "twitter-as-opened": (
                when((every(_shown_again, named("twitter")), instead(as_opened))),
                "An edit form shows again the Twitter account that it showed at first.",
            ),
        },
        "hub.edit-needs-pre-submission": {
            "blank": (when((_shown_again, instead(""))), "A form reopened without an integration is blank."),
        },
    }
)
"""In the order of the book."""
