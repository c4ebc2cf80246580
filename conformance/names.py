"""The names that travel: what Get answers, what create and update take, and how the values of a name are compared.

The reader refuses a name that stands in none of these tables, so a misspelt expectation cannot pass by being absent.
"""

from __future__ import annotations

PLACE_ENTRIES = (
    "search_for_street_postcode",
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
"""The entries that make up an address (L24–L39); its dates stand beside them."""

DATES = frozenset({"birth_date", "start_date", "end_date"})
CODE_LISTS = frozenset({"notification_preference"})
"""Names whose value is several codes: their order counts, spaces and the way they are listed do not."""

NOT_FOR_USE = frozenset({"contact_id", "address_type"})
"""L19 and L41: they may be sent, to see that nothing comes of it, and are never looked at."""

CUSTOM = tuple(f"custom_{number}" for number in range(1, 29))
CUSTOM_BEYOND = ("custom_0", "custom_29")
"""Not documented (L69 ends at 28); the book sends them and expects that they are never answered."""

PROFILE_ENTRIES = (
    "ucrn",
    "contact_type",
    "preferred_contact_method",
    "prefix_id",
    "first_name",
    "last_name",
    "suffix_id",
    "birth_date",
    "location",
    "consent_to_share",
    "notification_preference",
    "data_location",
    "region",
    "email_address",
    "alternative_email",
    "phone_number",
    "preferred_language",
    "twitter",
)
SWITCHES = ("new_address", "primary_address")
ADDRESS_DATES = ("start_date", "end_date")
ANSWERED_ONLY = ("name", "sort_name", "status", "country")

SENT = frozenset((*PROFILE_ENTRIES, *PLACE_ENTRIES, *ADDRESS_DATES, *SWITCHES, *ANSWERED_ONLY, *CUSTOM, *CUSTOM_BEYOND, *NOT_FOR_USE))
"""Every name that a block may send."""

ONLY_IN_HUB_RECORD = frozenset({"suffix_id", "preferred_language", "twitter"})
"""Entries that Get does not answer; the hub record shows them."""
IN_GET = frozenset((*PROFILE_ENTRIES, *PLACE_ENTRIES, *ADDRESS_DATES, *ANSWERED_ONLY, *CUSTOM, *CUSTOM_BEYOND)) - ONLY_IN_HUB_RECORD
IN_HUB_RECORD = IN_GET | ONLY_IN_HUB_RECORD | {"suffix", "preferred_language_name"}
IN_ADDRESS = frozenset((*PLACE_ENTRIES, *ADDRESS_DATES, "country", "primary"))
IN_CASE = frozenset({"ucrn", "case_id"})
IN_LIST_ITEM = frozenset({"id", "name"})

LISTS = ("prefixes", "suffixes", "countries", "languages")
MANDATORY = ("contact_type", "preferred_contact_method")
"""L52: what create and update must carry; the UCRN too in an update."""
CARRIED = dict(zip(MANDATORY, ("Individual", "1"), strict=True))
"""What every create and update carries unless its block says otherwise."""
