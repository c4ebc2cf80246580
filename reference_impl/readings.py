"""The points that the source leaves open, and the outcomes it permits. The first of each is what the hub does unless told otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

READINGS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "get.connected-index-absent": ("blank",),
        "create.location-default": ("1", "3", "blank"),
        "ignore-empty.absent-entry": ("blank", "kept"),
        "ignore-empty.whitespace": ("blank", "text"),
        "address.not-primary-others": ("ended", "left"),
        "address.blank-cleared-record": ("in place", "added"),
        "address.past-end-primary": ("saved", "refused"),
        "address.same-again": ("added", "none"),
        "email.rest-of-update": ("refused", "saved"),
        "twitter.at-sign": ("as sent", "one form"),
        "dates.two-digit-year": ("refused", "taken"),
        "dates.end-before-start": ("refused", "saved"),
        "hub.edit-needs-pre-submission": ("earlier", "edited"),
    }
)
"""Rules of level `reading`."""

REFUSED_OR_IGNORED: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "location.range": ("refused", "ignored"),
        "dates.not-day-first": ("refused", "ignored"),
        "ids.label-refused": ("refused", "ignored"),
        "ids.contact-type-values": ("refused", "ignored"),
        "ids.preferred-contact-method-values": ("refused", "ignored"),
        "ids.consent-values": ("refused", "ignored"),
        "custom.no-others": ("ignored", "refused"),
    }
)
"""Rules after which a bad value is never saved, while the rest of its call may be."""

UNSAID: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "unsaid.date-alone": ("counts", "does not count"),
        "unsaid.location-alone": ("none", "added"),
        "unsaid.search-entry": ("address", "customer"),
        "unsaid.consent-blank": ("blank", "0"),
        "unsaid.sort-name-half": ("alone", "with comma"),
        "unsaid.settings-missing": ("unticked", "refused"),
        "unsaid.unknown-entry": ("ignored", "refused"),
        "unsaid.null": ("refused", "blank"),
        "unsaid.time-of-day": ("taken", "refused"),
        "unsaid.single-digits": ("taken", "refused"),
        "unsaid.form-blank": ("blank", "kept"),
        "unsaid.first-not-primary": ("primary", "none"),
        "unsaid.in-place-without-address": ("added", "refused"),
        "unsaid.new-record-unsent": ("carried over", "blank"),
        "unsaid.in-place-not-primary": ("ignored", "refused"),
        "unsaid.in-place-start-blank": ("kept", "cleared"),
        "unsaid.edit-form-mandatory": ("held", "refused"),
        "unsaid.start-date-form": ("date", "date and time", "with an offset"),
    }
)
"""Points of which no rule speaks."""

OUTCOMES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType({**READINGS, **REFUSED_OR_IGNORED, **UNSAID})
DEFAULTS: Final[Mapping[str, str]] = MappingProxyType({point: outcomes[0] for point, outcomes in OUTCOMES.items()})


def chosen(choices: Mapping[str, str]) -> Mapping[str, str]:
    """Every point with its outcome: the chosen ones, and the first of all others. Raises ValueError for a choice that is not permitted."""
    for point, outcome in choices.items():
        if outcome not in OUTCOMES.get(point, ()):
            raise ValueError(f"{outcome!r} is no outcome of {point!r}: {', '.join(OUTCOMES.get(point, ('no such point',)))}")
    return MappingProxyType({**DEFAULTS, **choices})
