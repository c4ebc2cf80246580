"""Requests over a socket among many greenlets of one thread. The only module that imports `geventhttpclient`.

It is what Locust's own `FastHttpUser` sends with, without what a browser would need besides.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any
from urllib.parse import urlsplit

from gevent import Timeout
from geventhttpclient import HTTPClient
from geventhttpclient.response import HTTPConnectionClosed, HTTPParseError, HTTPSocketPoolResponse

from conformance.bounds import LARGEST_ANSWER
from conformance.deadlines import nearest
from conformance.drivers.connecting import LongAnswerError
from conformance.drivers.http import authorities, is_url
from conformance.drivers.manners import Manners
from conformance.drivers.pacing import Pace
from conformance.drivers.reasons import reason
from conformance.drivers.sending import TOO_LONG, Carried, Sending
from conformance.drivers.transport import Outgoing, UnreachableError
from conformance.exchanges import TARGETS, TargetError

_SIDE_BY_SIDE = 16
"""So many requests of one user at the same time at the most."""


class GeventTransport(Sending):
    """Carries requests to one base URL with kept-alive connections. Certificates are verified."""

    def __init__(self, address: str, manners: Manners, pace: Pace | None = None) -> None:
        """Raises TargetError for what is no address."""
        if not is_url(address):
            raise TargetError(f"{address!r} is no target: {TARGETS}", 2)
        if manners.proxy_from_environment:
            raise TargetError("a load goes straight to its target: leave --proxy-from-environment out", 2)
        super().__init__(address.rstrip("/"), manners, pace)
        self._timeout = manners.timeout
        parts = urlsplit(self.address)
        self._below = parts.path
        self._host = f"Host: {parts.netloc.rpartition('@')[2]}"
        verified_by = authorities(manners.ca_file) if manners.ca_file else None
        secured: dict[str, Any] = {}
        if parts.scheme == "https":
            secured = {"ssl": True, "ssl_options": {}, "ssl_context_factory": lambda: ssl.create_default_context(cafile=verified_by)}
        self._client = HTTPClient(
            parts.hostname or "",
            parts.port,
            concurrency=_SIDE_BY_SIDE,
            connection_timeout=self._timeout,
            network_timeout=self._timeout,
            **secured,
        )

    def carried(self, request: Outgoing) -> Carried:
        """Send, and wait for what comes back; raises UnreachableError where that is no whole response, TimeoutError where it is late."""
        try:
            with Timeout(nearest().left(), TimeoutError):
                response = self._answered(request)
                content = response.read(LARGEST_ANSWER + 1)
            if len(content) <= LARGEST_ANSWER:
                return response.status_code, _in_one(response.info()), content
            why = TOO_LONG
        except TimeoutError:
            raise
        except (OSError, HTTPConnectionClosed, HTTPParseError) as error:
            why = reason(error)
        raise UnreachableError(f"{self.named(request)}: {why}")

    def _answered(self, request: Outgoing) -> HTTPSocketPoolResponse:
        """What comes back. A head is put together here, at a third of what it costs the client, to which an odd one is left."""
        path = self._below + request.path
        lines = [f"{request.method} {path} HTTP/1.1", self._host, *(f"{name}: {value}" for name, value in request.headers.items())]
        head = "\r\n".join(lines)
        if head.count("\n") + 1 != len(lines) or path.count(" ") or not head.isascii():
            return self._client.request(request.method, path, request.body or b"", request.headers)
        pool = self._client._connection_pool
        connection = pool.get_socket()
        try:
            connection.sendall(head.encode() + b"\r\n\r\n" + (request.body or b""))
        except BaseException:
            pool.release_socket(connection)
            raise
        return _Answer(connection, pool, method=request.method)

    @contextmanager
    def opened(self) -> Iterator[None]:
        """Meanwhile a connection is open that nobody else is given; afterwards whoever asks first has it."""
        pool = self._client._connection_pool
        connection = None
        with suppress(Exception), Timeout(nearest().left(), TimeoutError):
            connection = pool.get_socket()  # what keeps it from opening keeps the request from being sent too, which tells it
        try:
            yield
        finally:
            if connection is not None:
                pool.return_socket(connection)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()


class _Answer(HTTPSocketPoolResponse):
    """An answer of which no more is taken than is read."""

    _came = 0

    def feed(self, data: Any) -> None:
        """Take what came; raises LongAnswerError."""
        self._came += len(data)
        if self._came > LARGEST_ANSWER:
            raise LongAnswerError
        super().feed(data)


def _in_one(headers: Any) -> Any:
    """The headers, one that came several times as one line, as `requests` has it."""
    if any(type(lines) is list for lines in dict.values(headers)):
        for name in headers:
            headers[name] = ", ".join(headers.getlist(name))
    return headers
