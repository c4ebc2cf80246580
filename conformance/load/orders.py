"""What a process of a load is told: it comes through a pipe, never as an argument, for it holds a secret."""

from __future__ import annotations

from typing import Literal

import msgspec

from conformance.drivers.manners import Manners

Role = Literal["alone", "master", "worker"]


class Orders(msgspec.Struct, frozen=True):
    """One process: the target and how to sign in there, what is lived and for how long, and who else takes part."""

    target: str
    csa_name: str
    csa_secret: str
    manners: Manners
    role: Role
    selected: tuple[str, ...]
    users: int
    spawn_rate: float
    """So many users begin in a second."""
    seconds: float
    scenarios: int
    """The load ends when so many scenarios have been lived; 0 for no such end."""
    seed: int
    output: str
    """The folder of the record; blank for none."""
    inventory: str
    host: str
    """Where the master listens, or is found by its workers."""
    port: int
    workers: int
    """So many workers a master waits for."""
    web_port: int
    """Where Locust's own page is; -1 for none."""

    def __repr__(self) -> str:
        return f"Orders({self.target!r}, {self.role!r})"
