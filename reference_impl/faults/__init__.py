"""Faults: the ways in which a hub can be made to break one rule, so that the suite can be held to noticing.

A fault breaks its rule where the chapters before that rule do not look, so that the first rule found broken is the one it breaks.
One module holds the faults of a chapter of the book.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from reference_impl.faults import (
    access,
    addresses,
    concurrent,
    create,
    custom,
    dates,
    email,
    get,
    hub,
    ids,
    ignore_empty,
    location,
    old_addresses,
    tokens,
    twitter,
    update,
)
from reference_impl.faults.fault import Fault

__all__ = ["FAULTS", "Fault"]

_CHAPTERS: Final = (
    *(access, get, create, update, ignore_empty, addresses, old_addresses),
    *(location, email, twitter, dates, ids, custom, tokens, hub, concurrent),
)

FAULTS: Final[Mapping[str, Fault]] = MappingProxyType({fault.name: fault for chapter in _CHAPTERS for fault in chapter.FAULTS})
"""Every fault by its name, in the order of the book."""
