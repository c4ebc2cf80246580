"""What carries a request to a target and brings back its response: over a socket, or by a function call in this process."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple, Protocol

from conformance.suite import Json

_NONE: Mapping[str, str] = MappingProxyType({})


class Outgoing(NamedTuple):
    """A request as it travels. `path` is path and query below the target's address."""

    method: str
    path: str
    headers: Mapping[str, str] = _NONE
    body: bytes | None = None


class Incoming(NamedTuple):
    """What came back, with the times around it: seconds since 1970, on our clock and (earliest, latest) on the target's.

    The names of `headers` may be asked for in any letters; a cookie stands in `Set-Cookie` as it came.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    sent: float
    received: float
    earliest: float
    latest: float


class Response(NamedTuple):
    """A response with the times around it. `json` says whether the body was JSON; otherwise `body` is its text, and `why` the reason."""

    status: int
    body: Json
    json: bool
    sent: float
    received: float
    earliest: float
    latest: float
    why: str = ""


class UnreachableError(Exception):
    """No response: the network's fault, or nobody there. The message says what happened."""


class RedirectedError(UnreachableError):
    """The target sends elsewhere, and the suite does not follow: the fault of the address that was given. The message says what to do."""


class Wire(Protocol):
    """Carries any request; threads share it."""

    address: str

    def exchange(self, request: Outgoing) -> Incoming:
        """Send, and wait for what comes back; follows no redirect. Raises UnreachableError."""
        ...

    def close(self) -> None:
        """Let go of connections."""
        ...


class Transport(Protocol):
    """Carries requests with a bearer's token and JSON; threads share it."""

    address: str

    def send(self, method: str, path: str, token: str, body: Json) -> Response:
        """Send, and wait for the response; `token` blank for nobody. Raises UnreachableError."""
        ...

    def set_clock_offset(self, low: float, high: float) -> None:
        """From now on the target's clock is known to be ahead of ours by so many seconds."""
        ...

    def close(self) -> None:
        """Let go of connections."""
        ...
