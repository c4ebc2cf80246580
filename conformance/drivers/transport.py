"""What carries a request to a target and brings back its response: over a socket, or by a function call in this process."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from conformance.suite import Json


class Response(NamedTuple):
    """A response with the times around it. `json` says whether the body was JSON; otherwise `body` is its text."""

    status: int
    body: Json
    json: bool
    sent: float
    received: float
    earliest: float
    latest: float


class UnreachableError(Exception):
    """No response: the network's fault, or nobody there. The message says what happened."""


class Transport(Protocol):
    """Carries one request at a time."""

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
