"""The names of entries and of data, and what kind of value each of them takes. Tables only."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final, NamedTuple

GET_NAMES: Final = (
    "name",
    "sort_name",
    "prefix_id",
    "last_name",
    "first_name",
    "contact_id",
    "birth_date",
    "ucrn",
    "status",
    "location",
    "search_for_street_postcode",
    "house",
    "street",
    "locality",
    "town",
    "post_town",
    "county",
    "postcode",
    "uprn",
    "ward",
    "start_date",
    "end_date",
    "country_id",
    "country",
    "flat",
    "lat",
    "lng",
    "address_type",
    "contact_type",
    "consent_to_share",
    "preferred_contact_method",
    "notification_preference",
    "data_location",
    "region",
    "alternative_email",
    "email_address",
    "phone_number",
)
"""The data names that Get answers, in the order of L14-L50."""

SEARCH_ENTRY: Final = "search_for_street_postcode"
"""The one place entry of which the source does not say whether it is the address's or the customer's."""

PLACE_ENTRIES: Final = (
    SEARCH_ENTRY,
    "flat",
    "house",
    "street",
    "locality",
    "town",
    "post_town",
    "county",
    "postcode",
    "uprn",
    "ward",
    "country_id",
    "lat",
    "lng",
)
"""The entries of which at least one must be filled for an address to be there."""

ADDRESS_DATES: Final = ("start_date", "end_date")
DATE_ENTRIES: Final = frozenset({"birth_date", *ADDRESS_DATES})
CUSTOM_FIELDS: Final = tuple(f"custom_{number}" for number in range(1, 29))
MANDATORY_ENTRIES: Final = ("contact_type", "preferred_contact_method")
CONNECTED_INDEX_ENTRIES: Final = ("data_location", "region")
FLAG_ENTRIES: Final = ("new_address", "primary_address")
IGNORED_ENTRIES: Final = ("contact_id", "address_type", "name", "sort_name", "status", "country")
"""Names that Get answers and that no create or update takes."""

PLAIN_PROFILE_ENTRIES: Final = (
    "contact_type",
    "prefix_id",
    "first_name",
    "last_name",
    "suffix_id",
    "birth_date",
    "location",
    "data_location",
    "region",
    "preferred_contact_method",
    "notification_preference",
    "consent_to_share",
    "preferred_language",
    "email_address",
    "alternative_email",
    "phone_number",
    "twitter",
)
PROFILE_ENTRIES: Final = PLAIN_PROFILE_ENTRIES + CUSTOM_FIELDS
CREATE_ENTRIES: Final = PROFILE_ENTRIES + PLACE_ENTRIES + ADDRESS_DATES
UPDATE_ENTRIES: Final = ("ucrn", *CREATE_ENTRIES, *FLAG_ENTRIES)

HUB_RECORD_NAMES: Final = ("name", "sort_name", "status", "ucrn", *PLAIN_PROFILE_ENTRIES, "prefix", "suffix", "preferred_language_name")
"""What the hub record shows of the customer; no custom fields (L69)."""

LIST_OF_ENTRY: Final = MappingProxyType(
    {"prefix_id": "prefixes", "suffix_id": "suffixes", "preferred_language": "languages", "country_id": "countries"}
)
"""Entries that take an ID, and the list that it is of."""

CODES: Final = MappingProxyType(
    {
        "contact_type": ("Individual", "Organization"),
        "preferred_contact_method": ("1", "2", "3", "4"),
        "consent_to_share": ("0", "1"),
        "location": ("1", "2", "3", "4", "5"),
        "new_address": ("0", "1"),
        "primary_address": ("0", "1"),
    }
)
"""Entries that take one of a few codes."""


class Names(NamedTuple):
    """Which entries belong to the customer, and which to an address record."""

    profile: tuple[str, ...]
    place: tuple[str, ...]


def names(search_entry: str) -> Names:
    """The entries by whom they belong to; `search_entry` is the reading of whose the one for searching is: `address` or `customer`."""
    if search_entry == "address":
        return Names(PROFILE_ENTRIES, PLACE_ENTRIES)
    return Names((*PROFILE_ENTRIES, SEARCH_ENTRY), tuple(name for name in PLACE_ENTRIES if name != SEARCH_ENTRY))
