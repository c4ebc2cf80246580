"""The hub's lists for select fields: IDs and the names that belong to them."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import resources
from types import MappingProxyType
from typing import Final

import msgspec


class Item(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One choice of a list."""

    id: str
    name: str


def _loaded(name: str) -> Mapping[str, str]:
    text = resources.files("reference_impl").joinpath("lists", f"{name}.json").read_bytes()
    return MappingProxyType({item.id: item.name for item in msgspec.json.decode(text, type=list[Item])})


LISTS: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {name: _loaded(name) for name in ("prefixes", "suffixes", "languages", "countries")}
)
"""List name to ID to name, in the order in which a select field shows them."""
