"""Changing a customer's profile."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from reference_impl.fields import CUSTOM_FIELDS, PLACE_ENTRIES, PROFILE_ENTRIES
from reference_impl.rules import custom, email, ignore_empty, location, twitter
from reference_impl.sent import Sent, Sents
from reference_impl.trace import Trace

REQUIRED: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "contact_type": ("update.contact-type-required", "ignore-empty.exceptions"),
        "preferred_contact_method": ("update.preferred-contact-method-required", "ignore-empty.exceptions"),
    }
)
STORED: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        **dict.fromkeys((*PROFILE_ENTRIES, *PLACE_ENTRIES), ("update.stores-fields",)),
        **dict.fromkeys(CUSTOM_FIELDS, (custom.RULE, "update.stores-fields")),
        "alternative_email": ("email.alternative-updatable", "update.stores-fields"),
    }
)

_ALWAYS: Final = (location.ENTRY, email.ENTRY)
"""Decided by every update, for they have rules of their own that an update which says nothing of them follows too."""


def decide_profile(trace: Trace, held: Mapping[str, str], sents: Sents, ticked: bool) -> None:
    """Decide every value of the customer's profile that is held or sent: given, kept or cleared."""
    readings = trace.world.readings
    trace.decide_each(
        ("customers", trace.ucrn, "profile"),
        [
            (name, *_updated(name, sents[name], held.get(name, ""), ticked, readings))
            for name in trace.world.names.profile
            if name in sents or held.get(name) or name in _ALWAYS
        ],
    )


def _updated(name: str, sent: Sent, held: str, ticked: bool, readings: Mapping[str, str]) -> tuple[str, tuple[str, ...]]:
    if name == location.ENTRY:
        return location.updated(sent, held, ticked)
    if name == email.ENTRY:
        return email.updated(sent, held, ticked)
    if name == twitter.ENTRY:
        return twitter.updated(sent, held, ticked, readings)
    if sent.value:
        return sent.value, STORED[name] + sent.rules
    value, rules = ignore_empty.resolved(sent, held, ticked, "profile")
    return value, (*rules, custom.RULE) if name in custom.FIELDS else rules


def decide_refused(trace: Trace) -> None:
    """Say that a refused update saves nothing."""
    trace.decide(("decision", "saved"), "nothing", "update.refused-changes-nothing")
