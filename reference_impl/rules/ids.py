"""IDs of the hub's lists, and entries that take one of a few codes."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from reference_impl.fields import CODES, LIST_OF_ENTRY
from reference_impl.lists import LISTS
from reference_impl.sent import Refused, Taken

ID_RULES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "prefix_id": ("ids.prefix", "lists.served"),
        "suffix_id": ("ids.suffix", "lists.served"),
        "preferred_language": ("ids.language", "lists.served"),
        "country_id": ("ids.country", "lists.served", "ids.country-four-digits"),
    }
)
CODE_RULES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "contact_type": "ids.contact-type-values",
        "preferred_contact_method": "ids.preferred-contact-method-values",
        "consent_to_share": "ids.consent-values",
        "location": "location.range",
        "new_address": "address.flag-values",
        "primary_address": "address.flag-values",
    }
)


def read_id(entry: str, text: str) -> Taken | Refused:
    """An ID of the entry's list as it is, or what is wrong with it. A name is not resolved to its ID."""
    if text in LISTS[LIST_OF_ENTRY[entry]]:
        return Taken(text, ID_RULES[entry])
    if entry == "country_id":
        return Refused("is no ID of the list", ("ids.label-refused", "ids.country-four-digits"))
    return Refused("is no ID of the list", ("ids.label-refused",))


def read_code(entry: str, text: str) -> Taken | Refused:
    """One of the entry's codes as it is, or what is wrong with it."""
    if text in CODES[entry]:
        return Taken(text, (CODE_RULES[entry],))
    return Refused(f"is none of {', '.join(CODES[entry])}", (CODE_RULES[entry],))


def read_methods(text: str) -> Taken | Refused:
    """Contact methods separated by commas, in their order and without spaces, or what is wrong with them.

    What binds the preferred contact method does not bind this list (L45, L70).
    """
    methods = [method.strip() for method in text.split(",")]
    if all(method in CODES["preferred_contact_method"] for method in methods):
        return Taken(",".join(methods), ("get.notification-preference",))
    return Refused("is no list of contact methods 1 to 4, separated by commas", ("get.notification-preference",))


def name_of(list_name: str, item_id: str) -> str:
    """The name that belongs to an ID, blank for a blank one."""
    return LISTS[list_name].get(item_id, "")
