"""The playground's page: what it offers, as one self-contained document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from conformance.names import (
    ADDRESS_DATES,
    ANSWERED_ONLY,
    CUSTOM,
    CUSTOM_BEYOND,
    NOT_FOR_USE,
    PLACE_ENTRIES,
    PROFILE_ENTRIES,
    SWITCHES,
)
from conformance.oracle import PERMITTED
from conformance.playground.composition import ACTORS, MOST_UPDATES
from conformance.playground.objections import Ids
from conformance.renderers.pages.page import page
from conformance.suite import Suite

EXAMPLES: Mapping[str, str] = {
    "Both boxes ticked: old addresses stay open": "address.old-stays-open/two-earlier-records-all-open/ticked",
    "Keep empty end dates unticked: they end today": "address.old-ends-today/two-earlier-records-both-open/ticked",
    "Blank entries that must not clear": "ignore-empty.on-keeps-profile/everything-blank-everything-kept/a-person",
    "Blank entries that do": "ignore-empty.off-clears-address/a-street-without-a-postcode",
    "A blank address adds no duplicate": "address.blank-adds-none/again-and-again/new-keep-ticked",
    "An address that is not the primary one": "address.not-primary-hidden/twice-in-a-row",
    "The location never falls back to 1": "location.kept/three-updates-in-a-row",
    "The e-mail never changes": "email.unchanged/three-updates-in-a-row",
    "Twitter is removed": "twitter.removed/the-account-is-removed/a-person",
    "A date with the day first": "dates.not-day-first/a-birth-date-with-the-day-first/25-december",
}
"""What somebody may begin with: a title and a scenario of the book."""

SCRIPTS = (*(f"playground-{part}.js" for part in ("parts", "calls", "readings", "outcome", "line", "card")), "playground.js")
"""What the page does, from its parts to its beginning."""

_GROUPS: Mapping[str, tuple[str, ...]] = {
    "Profile": tuple(name for name in PROFILE_ENTRIES if name != "ucrn"),
    "Address": PLACE_ENTRIES,
    "Dates of the address": ADDRESS_DATES,
    "Custom fields": CUSTOM,
    "Not meant to be sent": ("ucrn", *ANSWERED_ONLY, *sorted(NOT_FOR_USE), *CUSTOM_BEYOND),
}
"""The entries that are picked one by one; the switches stand on every update."""
_SUGGESTED: Mapping[str, tuple[str, ...]] = {
    "contact_type": ("Individual", "Organization"),
    "preferred_contact_method": ("1", "2", "3", "4"),
    "notification_preference": ("1", "1,3"),
    "consent_to_share": ("0", "1"),
    "location": ("1", "2", "3", "4", "5"),
    "birth_date": ("12/31/1980", "<today>"),
    "start_date": ("04/04/2019", "<today>"),
    "end_date": ("09/09/2099", "<today>"),
    "ucrn": ("<ucrn>", "<unknown ucrn>"),
}
_OF_LISTS = {"prefix_id": "prefixes", "suffix_id": "suffixes", "preferred_language": "languages", "country_id": "countries"}
_MOST_SUGGESTED = 40


def written(suite: Suite, ids: Ids) -> Iterator[str]:
    """The parts of the page, one after the other. `ids` are the names and IDs of the lists, from which values are suggested."""
    statements = {rule.id: rule.statement for rule in suite.rules()}
    facts = {
        "groups": _GROUPS,
        "switches": SWITCHES,
        "suggested": {
            **_SUGGESTED,
            **{entry: [f"<{name}: {word}>" for word in ids[name]][:_MOST_SUGGESTED] for entry, name in _OF_LISTS.items()},
        },
        "actors": ACTORS,
        "most": MOST_UPDATES,
        "readings": {point: list(outcomes) for point, outcomes in PERMITTED.items() if len(outcomes) > 1},
        "statements": {point: statements[point] for point in PERMITTED},
    }
    return page(
        "playground.html",
        styles=("playground.css",),
        scripts=SCRIPTS,
        connect="'self'",
        facts=msgspec.json.encode(facts).decode(),
        examples=EXAMPLES,
        version=suite.version,
    )
