"""What a misbehaviour is: what it does to which answers, and what has to come of a run that meets it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from types import MappingProxyType
from typing import NamedTuple, Protocol

EVERY = "every answer"
ONE = "one customer's Get"
MADE = "one customer's Create"
SIGNED = "every sign-in"
LISTS = "every list"
CALLS = "every create, update and Get"
INTRODUCED = "what it says of itself"
LIST = "the first list"
UPDATE = "the third update"
LATER = "every answer from the 20th request on"
NEVER = "no answer"
"""The answers that are wrong; all others are right."""

TARGET, NETWORK, ADDRESS, NOBODY = "the target", "the network", "the address that was given", "nobody"
BEFORE = "the target's server, or what stands before it"
"""Whose fault it is."""

UNSPOKEN = "is no hub that speaks the native contract"


class Asked(NamedTuple):
    """A request as it came."""

    method: str
    path: str
    token: str
    content: bytes


class Reply(NamedTuple):
    """A right answer: what the hub behind has to say."""

    status: int
    body: bytes


class Line(Protocol):
    """The server's end of a connection."""

    def send(self, *parts: bytes) -> None:
        """Send bytes as they stand."""

    def drip(self, content: bytes, seconds: float = 0.1) -> None:
        """Send them one by one, and stay for ever."""

    def for_ever(self, content: bytes) -> None:
        """Send these again and again."""

    def stay(self) -> None:
        """Say nothing, and keep the connection."""

    def last(self, content: bytes) -> None:
        """Send bytes and end it, so that the end arrives with them."""

    def close(self) -> None:
        """End it; what was sent arrives."""

    def reset(self) -> None:
        """Break it off."""


Speaking = Callable[[Line, Reply], None]
"""What is said instead of a right answer; afterwards the connection goes on, unless it was closed."""


class Spot(NamedTuple):
    """Where a target is met: its address, and the settings and options that belong to it."""

    url: str
    settings: Mapping[str, str] = MappingProxyType({})
    options: tuple[str, ...] = ()


Place = Callable[[Speaking, str], AbstractContextManager[Spot]]
"""Serves for as long as the block; it is told what to say, and instead of which answers."""


class Ending(NamedTuple):
    """What has to come of a run where these answers are wrong."""

    part: str
    verdict: str
    """Of the scenario that meets them; blank where no scenario is begun."""
    status: int
    whose: str
    says: str
    """Stands in the message."""


class Misbehaviour(NamedTuple):
    """One way to be wrong."""

    name: str
    does: str
    speaks: Speaking
    endings: tuple[Ending, ...]
    options: tuple[str, ...] = ()
    """Of the command line."""
    place: Place | None = None
    """Where it is met; by default a port of this machine, in plain HTTP."""
    selected: tuple[str, ...] = ("get.full-name",)


TIMEOUT = 2
"""Seconds that a run waits for an answer."""
LATE = f"no answer within {TIMEOUT} s"
SECONDS = 20
"""So long a run takes at the most, whatever it meets."""
MEGABYTES = 120
"""So much memory it has at the most."""


def lost(says: str, whose: str = NETWORK) -> tuple[Ending, ...]:
    """No whole answer comes: no run can be made, or one scenario cannot be judged."""
    return Ending(EVERY, "", 3, whose, says), Ending(ONE, "error", 5, whose, says)


def ill(says: str) -> tuple[Ending, ...]:
    """Likewise, for what comes is no message of HTTP, or one that nobody can read to its end."""
    return lost(says, BEFORE)


def wrong(says: str) -> tuple[Ending, ...]:
    """A whole answer is wrong: this is no hub, or the rule does not hold."""
    return Ending(EVERY, "", 2, ADDRESS, UNSPOKEN), Ending(ONE, "fail", 1, TARGET, says)


def borne(part: str = EVERY) -> tuple[Ending, ...]:
    """Nobody is harmed: HTTP permits it, or says how it is to be read."""
    return (Ending(part, "pass", 0, NOBODY, "CONFORMANT: every applicable must rule holds"),)


def body(content: bytes, *headers: str, status: str = "200 OK", kind: str = "application/json") -> bytes:
    """A whole answer of HTTP/1.1."""
    lines = (f"HTTP/1.1 {status}", f"Content-Type: {kind}", f"Content-Length: {len(content)}", *headers)
    return head(*lines) + content


def head(*lines: str) -> bytes:
    """The lines before a body."""
    return "".join(f"{line}\r\n" for line in (*lines, "")).encode("latin-1")


def said(content: bytes) -> Speaking:
    """Says the same whatever is right."""
    return lambda line, _: line.send(content)


def altered(alter: Callable[[bytes], bytes], *headers: str) -> Speaking:
    """The right answer with another body."""
    return lambda line, right: line.send(body(alter(right.body), *headers, status=f"{right.status} Altered"))
