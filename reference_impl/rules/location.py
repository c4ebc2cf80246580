"""The customer's location, a code from 1 to 5 that an update never loses."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from reference_impl.sent import Sent

ENTRY: Final = "location"
_AT_CREATION: Final[Mapping[str, str]] = MappingProxyType({"1": "1", "3": "3", "blank": ""})


def created(sent: Sent, readings: Mapping[str, str]) -> tuple[str, tuple[str, ...]]:
    """The location of a new customer, with its rules."""
    if sent.value:
        return sent.value, ("create.stores-fields", *sent.rules)
    return _AT_CREATION[readings["create.location-default"]], ("create.location-default", *sent.rules)


def updated(sent: Sent, held: str, ticked: bool) -> tuple[str, tuple[str, ...]]:
    """The location after an update, with its rules."""
    if sent.value:
        return sent.value, ("location.changed", "update.stores-fields", *sent.rules)
    return held, ("location.kept", "ignore-empty.on-keeps-profile" if ticked else "ignore-empty.exceptions", *sent.rules)
