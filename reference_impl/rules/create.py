"""Making a new customer."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from reference_impl.fields import CUSTOM_FIELDS, PROFILE_ENTRIES, SEARCH_ENTRY
from reference_impl.rules import custom, location, twitter
from reference_impl.sent import Sent, Sents
from reference_impl.trace import Trace
from reference_impl.values import Problem

REQUIRED: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "contact_type": ("create.contact-type-required",),
        "preferred_contact_method": ("create.preferred-contact-method-required",),
    }
)
_STORED: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        **dict.fromkeys((*PROFILE_ENTRIES, SEARCH_ENTRY), ("create.stores-fields",)),
        **dict.fromkeys(CUSTOM_FIELDS, (custom.RULE, "create.stores-fields")),
        "email_address": ("create.email", "create.stores-fields"),
    }
)


def problems_of_mandatory(trace: Trace, sents: Sents, required: Mapping[str, tuple[str, ...]], problems: list[Problem]) -> list[Problem]:
    """The mandatory entries that are blank. One that is wrong already is not blank as well."""
    wrong = {problem.field for problem in problems}
    found = []
    for entry, rules in required.items():
        if entry in wrong or sents[entry].value:
            continue
        if trace.decide(("decision", "refused", entry), "is mandatory", *rules):
            found.append(Problem(entry, "is mandatory"))
    return found


def decide_profile(trace: Trace, sents: Sents) -> None:
    """Decide every value of the new customer's profile that is sent, and the location; the rest of a new profile is blank."""
    readings = trace.world.readings
    trace.decide_each(
        ("customers", trace.ucrn, "profile"),
        [_created(name, sents[name], readings) for name in trace.world.names.profile if name in sents or name == location.ENTRY],
    )


def _created(name: str, sent: Sent, readings: Mapping[str, str]) -> tuple[str, str, tuple[str, ...]]:
    if name == location.ENTRY:
        return (name, *location.created(sent, readings))
    if name == twitter.ENTRY:
        return (name, *twitter.created(sent, readings))
    return name, sent.value, _STORED[name] + sent.rules


def decide_case(trace: Trace, case_id: str) -> None:
    """An anonymous case that is being raised stays without a customer (L7)."""
    trace.decide(("cases", case_id, "ucrn"), None, "create.case-not-linked")


def answer_ucrn(trace: Trace) -> str:
    """The UCRN as the caller learns it."""
    return trace.decide(("answer", "ucrn"), trace.ucrn, "create.returns-ucrn", "create.distinct") or ""
