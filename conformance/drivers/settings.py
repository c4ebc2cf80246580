"""What a target file says besides its mapping: who the target is, how its actors sign in, and how gently it is to be treated.

The same values are what a binding is made from, one that somebody else wrote included.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec

from conformance.deadlines import A_SCENARIO

Capability = Literal["hub-record", "address-history", "lists", "cases", "edit-forms", "tokens", "integration-version", "connected-index"]

SECRET_KEYS = frozenset({"secret", "token"})
"""Keys whose values must come from the environment or from a file, and are shown nowhere."""

_Seconds = Annotated[float, msgspec.Meta(ge=0, le=3600)]


class Actor(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """How one actor signs in: with a name and a secret, or with a token that was given out beforehand."""

    name: str = ""
    """The name by which the actor signs in."""
    secret: str = ""
    """What goes with the name. Only from the environment, "${ACME_SECRET}", or from a file, "${file:acme.secret}"."""
    token: str = ""
    """A token in place of name and secret; likewise only from the environment or a file."""


class Actors(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """Who can act on the target. A scenario that needs an actor who is not here is not applicable."""

    csa: Actor | None = None
    """A customer service advisor: makes the customers of every scenario, and may read every record."""
    owner: Actor | None = None
    """A customer who acts on their own record."""
    another: Actor | None = None
    """A customer who acts on somebody else's record."""
    nobody: Actor | None = None
    """Somebody who is not signed in."""


class Dates(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """How the target writes dates, in `yyyy`, `mm`, `dd` (and `HH`, `MM`, `SS` in answers). For a mapping; other wires have their own."""

    sent: str = "yyyy-mm-dd"
    """The form in which a date is sent."""
    field: str = ""
    """The form in which a date of a date field is sent; blank where that is the same, and the target is not seen to tell them apart."""
    answered: tuple[str, ...] = ("yyyy-mm-dd",)
    """The forms in which dates come back; what has none of them is left as it came."""

    def forms(self) -> tuple[str, ...]:
        """All that are told."""
        return (self.sent, *([self.field] if self.field else []), *self.answered)


class Limits(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """How much the target can be asked at once."""

    timeout: Annotated[float, msgspec.Meta(ge=0.1, le=3600)] = 10.0
    """Seconds to wait for an answer: from connecting to its last byte, whatever comes now and then."""
    requests_a_second: Annotated[float, msgspec.Meta(ge=0)] = 0.0
    """No more requests than these in a second; 0 for as many as it takes."""
    patience: _Seconds = 120.0
    """Seconds that one request waits at the most where the target asks for it (429, Retry-After)."""
    scenario_deadline: Annotated[float, msgspec.Meta(ge=0, le=86400)] = A_SCENARIO
    """Seconds for a scenario; 0 for as many as it takes. What is waited by requests_a_second and settle is not counted."""
    deadline: Annotated[float, msgspec.Meta(ge=0)] = 0.0
    """Seconds for a whole run, which then stops, and can be taken up again; 0 for as many as it takes."""
    jobs: Annotated[int, msgspec.Meta(ge=0, le=64)] = 0
    """So many calls at the same time at the most; 0 for no limit but the usual one."""
    settle: _Seconds = 0.0
    """Seconds after a change until everything shows it; 0 for a target that shows it at once."""


class Network(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """The way to the target."""

    ca_file: str = ""
    """A file of the certificate authorities to trust instead of the usual ones; its path is taken from the target file's folder."""
    proxy_from_environment: bool = False
    """Whether HTTPS_PROXY and the like are heeded."""


class Settings(msgspec.Struct, frozen=True, omit_defaults=True):
    """A target as a binding is given it, every secret in its place."""

    address: str
    """How the target was named on the command line."""
    url: str
    name: str
    version: str = ""
    capabilities: tuple[str, ...] | None = None
    """What it declares; None where the file leaves that to the target."""
    time_zone: str = ""
    dates: Dates = Dates()
    actors: Actors = Actors()
    limits: Limits = Limits()
    network: Network = Network()
    options: dict[str, Any] = {}
    """Whatever a binding of one's own needs besides."""
    secrets: tuple[str, ...] = ()
    """Every value that must be shown nowhere."""
