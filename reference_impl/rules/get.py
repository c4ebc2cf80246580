"""What Get answers of a record, and what the hub record shows of it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from reference_impl.fields import (
    CONNECTED_INDEX_ENTRIES,
    CUSTOM_FIELDS,
    GET_NAMES,
    HUB_RECORD_NAMES,
    PLACE_ENTRIES,
)
from reference_impl.rules import custom
from reference_impl.rules.ids import name_of
from reference_impl.trace import Trace
from reference_impl.values import Address, Customer, Value
from reference_impl.world import World

_TEXT: Final = ("get.data-names", "get.text-fidelity")
_PLAIN: Final = ("get.data-names",)

_RULES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        **dict.fromkeys(GET_NAMES, _TEXT),
        **dict.fromkeys(HUB_RECORD_NAMES, _TEXT),
        **dict.fromkeys(PLACE_ENTRIES, _TEXT),
        **dict.fromkeys(CUSTOM_FIELDS, (custom.RULE, "get.text-fidelity")),
        "name": ("get.full-name", "get.data-names", "ids.prefix", "ids.suffix"),
        "sort_name": ("get.sort-name", "get.data-names"),
        "contact_id": ("get.not-for-use",),
        "address_type": ("get.not-for-use",),
        "status": _PLAIN,
        "ucrn": _PLAIN,
        "birth_date": _PLAIN,
        "start_date": _PLAIN,
        "end_date": _PLAIN,
        "contact_type": ("get.contact-type", "get.data-names"),
        "location": ("get.location-code", "get.data-names"),
        "country_id": ("get.country", "get.data-names", "ids.country", "ids.country-four-digits"),
        "country": ("get.country", "get.data-names", "ids.country"),
        "consent_to_share": ("get.consent", "get.data-names"),
        "preferred_contact_method": ("get.preferred-contact-method", "get.data-names"),
        "notification_preference": ("get.notification-preference", "get.data-names"),
        "prefix_id": ("ids.prefix", "get.data-names"),
        "prefix": ("ids.prefix",),
        "suffix_id": ("ids.suffix",),
        "suffix": ("ids.suffix",),
        "preferred_language": ("ids.language",),
        "preferred_language_name": ("ids.language",),
    }
)
_RULES_WITH_INDEX: Final = {**_RULES, **dict.fromkeys(CONNECTED_INDEX_ENTRIES, ("get.connected-index", *_TEXT))}
_RULES_WITHOUT_INDEX: Final = {**_RULES, **dict.fromkeys(CONNECTED_INDEX_ENTRIES, ("get.connected-index-absent",))}
_GET_ANSWERS: Final = (*GET_NAMES, *CUSTOM_FIELDS)
STATUS: Final = "Active"


def answered(trace: Trace, customer: Customer) -> dict[str, Value]:
    """Every documented data name and every custom field, with its value as text, blank where there is none."""
    values, rules = _data(trace.world, customer), _rules(trace.world)
    trace.decide_each(("answer",), [(name, values.get(name, ""), rules[name]) for name in _GET_ANSWERS])
    trace.decide(("decision", "custom fields"), "those 28", "custom.no-others")
    trace.decide(("decision", "changes"), "none", "get.reads-only", "concurrent.isolated")
    return trace.below("answer")


def hub_record(trace: Trace, customer: Customer) -> dict[str, Value]:
    """What the hub shows of the customer to a CSA: no custom field (L69)."""
    values, rules = _data(trace.world, customer), _rules(trace.world)
    trace.decide_each(("answer",), [(name, values.get(name, ""), rules[name]) for name in HUB_RECORD_NAMES])
    trace.decide(("decision", "custom fields"), "not shown", "custom.not-in-hub-record")
    trace.decide(("decision", "changes"), "none", "concurrent.isolated")
    return trace.below("answer")


def address_records(trace: Trace, customer: Customer) -> list[dict[str, Value]]:
    """All address records as the hub shows them to a CSA."""
    primary = next((address.id for address in customer.addresses if address.primary), "none")
    trace.decide(("decision", "primary address"), primary, "address.one-primary")
    return [_address_record(trace, address) for address in customer.addresses]


def _address_record(trace: Trace, address: Address) -> dict[str, Value]:
    path, rules = ("answer", "addresses", address.id), _rules(trace.world)
    values = {**address.values, "country": name_of("countries", address.values.get("country_id", ""))}
    trace.decide((*path, "primary"), address.primary, "address.one-primary")
    trace.decide_each(path, [(name, value, rules[name]) for name, value in values.items()])
    return {"address_id": address.id, **trace.below(*path)}


def _rules(world: World) -> Mapping[str, tuple[str, ...]]:
    return _RULES_WITH_INDEX if "connected-index" in world.capabilities else _RULES_WITHOUT_INDEX


def _data(world: World, customer: Customer) -> dict[str, str]:
    """The record under its data names: the customer's values, those of the primary address, and what follows from both."""
    held = customer.profile
    values = {"ucrn": customer.ucrn, "status": STATUS, **held}
    for address in customer.addresses:
        if address.primary:
            values.update(address.values)
    values["country"] = name_of("countries", values.get("country_id", ""))
    values["prefix"] = name_of("prefixes", held["prefix_id"])
    values["suffix"] = name_of("suffixes", held["suffix_id"])
    values["preferred_language_name"] = name_of("languages", held["preferred_language"])
    values["name"] = full_name(values["prefix"], held["first_name"], held["last_name"], values["suffix"])
    values["sort_name"] = sort_name(held["last_name"], held["first_name"], world.readings["unsaid.sort-name-half"])
    if not held["consent_to_share"] and world.readings["unsaid.consent-blank"] == "0":
        values["consent_to_share"] = "0"
    return values


def full_name(*parts: str) -> str:
    """Those of prefix, first name, last name and suffix that are set, in this order."""
    return " ".join(part for part in parts if part)


def sort_name(last_name: str, first_name: str, half: str) -> str:
    """Last name, comma, space, first name. With one of the two alone, `half` says whether the comma stays."""
    if not last_name and not first_name:
        return ""
    if half == "with comma":
        return f"{last_name}, {first_name}"
    return ", ".join(part for part in (last_name, first_name) if part)
