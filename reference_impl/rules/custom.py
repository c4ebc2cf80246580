"""The custom fields, custom_1 to custom_28."""

from __future__ import annotations

from typing import Final

from reference_impl.fields import CUSTOM_FIELDS

RULE: Final = "custom.all-28"
FIELDS: Final = frozenset(CUSTOM_FIELDS)


def is_none_of_the_28(entry: str) -> bool:
    """Whether an entry looks like a custom field and is none."""
    return entry.startswith("custom_") and entry not in FIELDS
