"""The custom fields, custom_1 to custom_28."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from reference_impl.fields import CUSTOM_FIELDS

FIELD_RULES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType({name: ("custom.all-28",) for name in CUSTOM_FIELDS})


def is_none_of_the_28(entry: str) -> bool:
    """Whether an entry looks like a custom field and is none."""
    return entry.startswith("custom_") and entry not in FIELD_RULES
