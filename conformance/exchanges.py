"""What travels between the suite and a target: what is asked, what is answered, and the exchanges that are the evidence of it."""

from __future__ import annotations

from typing import Literal, Protocol

import msgspec

from conformance.suite import Json, Operation

ACTORS = ("csa", "owner", "another", "nobody")
"""A CSA, a customer on their own record, a customer on somebody else's, and somebody who is not signed in."""


FORM = "form"
"""Among the names that an operation answers: the fields of the form that went with the call, whatever they are called."""


class Asked(msgspec.Struct, frozen=True, omit_defaults=True):
    """A call with every name and placeholder filled: what a binding turns into requests of its wire."""

    operation: Operation
    actor: str = "csa"
    """`csa`, `nobody`, or the UCRN of the customer who is signed in."""
    ucrn: str = ""
    """Whose record is looked at (get, hub-record) or edited (open-edit-form)."""
    fields: dict[str, str] = {}
    ignore_empty: bool = False
    keep_empty_end_dates: bool = False
    integration_version: str = ""
    form: dict[str, str] | None = None
    case_id: str = ""
    edit_form_id: str = ""
    pre_submission: bool = False
    list_name: str = ""


class Exchange(msgspec.Struct, frozen=True, omit_defaults=True):
    """One request and its response as they travelled, secrets left out."""

    method: str
    path: str
    """Path and query below the target's address."""
    actor: str
    request: Json
    status: int
    response: Json
    """The decoded JSON, or the text where it is none (its first 2,000 characters)."""
    sent: float
    """Seconds since 1970 on our own clock; `received` likewise."""
    received: float
    earliest: float
    """The least that the target's own clock can have shown during the exchange, seconds since 1970; `latest` the most."""
    latest: float
    headers: dict[str, str] = {}
    """Headers of the request, where the wire is not the native one."""


Status = Literal["accepted", "refused", "broken", "unsigned", "unreachable"]


class Answer(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a target answered, in the words of the book.

    `broken` is an answer that is neither acceptance nor refusal of the call (a 5xx, a session that ran out, no JSON): the target's
    fault. `unsigned` means that the actor could not be signed in, so the call was never made. `unreachable` is no answer at
    all: the network's. `detail` says what was found, or why a call was refused.
    """

    status: Status
    fields: dict[str, Json] = {}
    addresses: list[dict[str, Json]] = []
    items: list[dict[str, Json]] = []
    detail: str = ""


class Observation(msgspec.Struct, frozen=True, omit_defaults=True):
    """One performed call of a scenario: at which step, what was asked, what was answered, and every exchange it took."""

    step: int
    key: str
    """Tells the observations of one step from each other: the label of the act."""
    asked: Asked
    answer: Answer
    exchanges: tuple[Exchange, ...] = ()


class Target(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is known of a target: how it was named on the command line, what it calls itself, what it declares, and its clock."""

    address: str
    name: str = ""
    version: str = ""
    capabilities: tuple[str, ...] = ()
    time_zone: str = "Europe/London"
    clock_offset: float = 0.0
    """Seconds by which its clock is ahead of ours, as measured before the run."""
    clock_source: str = ""
    latency: float = 0.0
    """Seconds that its capabilities took to answer."""
    binding: str = ""
    """Which wire it speaks; blank for the native contract, whose requests a reader can send from a shell."""
    url: str = ""
    """Where it is, for a target that is named by a file."""
    actors: tuple[str, ...] = ACTORS
    """Who can act on it."""
    sends: dict[str, tuple[str, ...]] = {}
    """By operation the entries that can be sent to it; an operation that is not there takes all of them."""
    answers: dict[str, tuple[str, ...]] = {}
    """By operation the names that it answers, likewise."""


class Driver(Protocol):
    """Reaches one target. `perform` never raises for what a target does; the answer says it. Threads share a driver."""

    target: Target

    def perform(self, asked: Asked) -> tuple[Answer, tuple[Exchange, ...]]:
        """Ask, and return the answer with its exchanges."""
        ...

    def close(self) -> None:
        """Let go of connections."""
        ...


TARGETS = "give 'reference', 'reference:FAULT', a URL such as http://127.0.0.1:8100, or a target file such as acme.toml"
"""What somebody is told who names something else."""


class TargetError(Exception):
    """A target that cannot be used as it was named. The message is one clear line; `status` is the exit status that belongs to it."""

    def __init__(self, message: str, status: Literal[2, 3]) -> None:
        super().__init__(message)
        self.status = status

    def __reduce__(self) -> tuple[type[TargetError], tuple[str, int]]:
        """How it comes from one process to another."""
        return TargetError, (str(self), self.status)


class InapplicableError(Exception):
    """A call that must not be made of this target, so the scenario does not apply to it. Raised by a driver; the message says why."""
