"""A target file as it stands. `fixtures/targets/example.toml` tells it line by line."""

from __future__ import annotations

from typing import Any

import msgspec

from conformance.drivers.bindings.mapping.shapes import Mapping
from conformance.drivers.settings import Actors, Capability, Dates, Limits, Network
from conformance.known import KnownFailure

MAPPING = "mapping"
APIBROKER = "apibroker"


class TargetFile(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """One target: where it is, how it is spoken to, and what there is to know of it."""

    name: str
    """What the report calls it."""
    url: str
    """Its base URL."""
    version: str = ""
    binding: str = "native"
    """`native`, `mapping`, or the name of a binding of one's own."""
    capabilities: tuple[Capability, ...] | None = None
    """What it can do besides creating, updating and getting. A hub of the native wire says so itself."""
    time_zone: str = ""
    """The zone in which its dates are meant, as the IANA database calls it."""
    dates: Dates = Dates()
    actors: Actors = Actors()
    limits: Limits = Limits()
    network: Network = Network()
    known_failures: tuple[KnownFailure, ...] = ()
    """What does not hold, as somebody has found out and listed."""
    mapping: Mapping | str | None = None
    """The mapping itself, or the name of a file beside this one that holds it."""
    options: dict[str, Any] = {}
    """What a binding of one's own needs besides."""
