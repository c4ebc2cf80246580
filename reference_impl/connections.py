"""One connection of the server: what uvicorn leaves without an end has one here, be it time, number or size."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack
from http import HTTPStatus
from typing import ClassVar, Final, NamedTuple

from starlette.requests import Request
from starlette.responses import Response
from uvicorn.protocols.http.h11_impl import H11Protocol

from reference_impl.bodies import MAX_BODY

Refuse = Callable[[int, str], Response]
"""Makes a refusal from its status and its title."""


class Limits(NamedTuple):
    """How much the server lets clients take. A request beyond it is refused or cut off, so that there is room for the others."""

    request_seconds: float = 20
    """From the first byte of a request (of the first one: from the opening of its connection) to the last of its answer."""
    idle_seconds: int = 75
    """Between two requests of one connection."""
    connections: int = 2000
    """At the same time; one more is closed at once."""
    large_bodies: int = 16
    """Bodies beyond `small_body` that are read at the same time; the next one waits for its turn, within its own time."""
    small_body: int = 64 * 1024
    """Bytes of a body that is read whenever it comes."""


STANDARD: Final = Limits()


def size_of_head(request: Request) -> int:
    """Bytes of a request's target and headers. The library counts them only where they have not come all at once."""
    target = len(request.scope["raw_path"]) + len(request.scope["query_string"])
    return target + sum(len(name) + len(value) for name, value in request.headers.raw)


class Bodies:
    """Reads bodies: small ones as they come, of the large ones only a few at the same time."""

    def __init__(self, limits: Limits) -> None:
        self._small = limits.small_body
        self._large = asyncio.Semaphore(limits.large_bodies)

    async def read(self, request: Request) -> bytes | None:
        """The body, or None as soon as it is known to be too large, be it by its declared length or by what has come."""
        declared = request.headers.get("Content-Length", "")
        if declared.isdecimal() and int(declared) > MAX_BODY:
            return None
        content, waits = bytearray(), True
        async with AsyncExitStack() as turn:
            async for chunk in request.stream():
                content += chunk
                if len(content) > MAX_BODY:
                    return None
                if waits and len(content) > self._small:
                    await turn.enter_async_context(self._large)
                    waits = False
        return bytes(content)


class Connection(H11Protocol):
    """Ends what comes too slowly, and answers what is no HTTP in the words of the contract. Made by `connection`."""

    limits: ClassVar[Limits] = STANDARD
    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Begin; the time of the first request begins too."""
        super().connection_made(transport)
        if len(self.connections) > self.limits.connections:
            transport.abort()
        self._begin()

    def data_received(self, data: bytes) -> None:
        """Take what came; the first of a later request starts its time."""
        if self._deadline is None:
            self._begin()
        super().data_received(data)

    def on_response_complete(self) -> None:
        """Wait for the next request, or go on with one that has come already. An answer that nobody takes keeps its end."""
        if not self.transport.get_write_buffer_size():
            self._end()
        super().on_response_complete()
        if self.conn.trailing_data[0]:  # the next request has begun to come, so its time has begun too
            self._unset_keepalive_if_required()
        if self.timeout_keep_alive_task is None and self._deadline is None and not self.transport.is_closing():
            self._begin()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing is waited for any more."""
        self._end()
        super().connection_lost(exc)

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002  # uvicorn's own words for it
        """Refuse what is no HTTP."""
        self._refuse(400, "This is no HTTP request")

    def timeout_keep_alive_handler(self) -> None:
        """Close an idle connection, with whatever was not taken from it."""
        super().timeout_keep_alive_handler()
        self.transport.abort()

    def refusal(self, status: int, title: str) -> Response:
        """A refusal in the words of the contract."""
        raise NotImplementedError

    def _begin(self) -> None:
        self._deadline = self.loop.call_later(self.limits.request_seconds, self._late)

    def _end(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _late(self) -> None:
        self._deadline = None
        if self.timeout_keep_alive_task is not None and not self.transport.get_write_buffer_size():
            return  # the answer was taken in the meantime
        if not self.transport.is_closing() and not self.transport.get_write_buffer_size():
            self._refuse(408, "The request took too long to come")
        self.transport.abort()

    def _refuse(self, status: int, title: str) -> None:
        """Answer in the application's place, unless it has begun to, and end the connection."""
        cycle = self.cycle
        begun = cycle is not None and cycle.response_started and not cycle.response_complete
        if cycle is not None:
            cycle.disconnected = True  # so that no second answer follows
        if not begun:
            answer = self.refusal(status, title)
            lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}".encode(), *(b": ".join(header) for header in answer.raw_headers)]
            self.transport.write(b"\r\n".join([*lines, b"", bytes(answer.body)]))
        self.transport.close()


def connection(bounds: Limits, refuse: Refuse) -> type[Connection]:
    """A protocol with these limits, which refuses in these words."""

    class Limited(Connection):
        limits = bounds

        def refusal(self, status: int, title: str) -> Response:
            return refuse(status, title)

    return Limited
