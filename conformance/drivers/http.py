"""Requests over a socket. The only module that imports `requests`.

A prepared request goes through the session's adapter directly: `Session.request` would read the environment and merge settings
again for each one. Redirects are not followed, so no secret travels to another host.
"""

from __future__ import annotations

import time
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

import msgspec
import requests
from requests.structures import CaseInsensitiveDict

from conformance import __version__
from conformance.drivers.transport import Incoming, Outgoing, Response, UnreachableError
from conformance.exchanges import TargetError
from conformance.suite import Json

_DATE_TOLERANCE = 2.0
"""Seconds by which a `Date` header may lag or be rounded."""


class HttpTransport:
    """Carries requests to one base URL with one kept-alive connection. `timeout` in seconds, for connecting and for each read."""

    def __init__(self, address: str, timeout: float = 10.0) -> None:
        if not _is_url(address):
            raise TargetError(f"{address!r} is no target: give 'reference', 'reference:FAULT', or a URL such as http://127.0.0.1:8100", 2)
        self.address = address.rstrip("/")
        self._timeout = timeout
        self._session = requests.Session()
        self._adapter = _Adapter()
        self._session.mount(self.address, self._adapter)
        self._headers = CaseInsensitiveDict({"Accept": "application/json", "User-Agent": f"conformance/{__version__}"})
        self._offset: tuple[float, float] | None = None

    def set_clock_offset(self, low: float, high: float) -> None:
        """Judge the target's clock by this offset rather than by each `Date` header."""
        self._offset = (low, high)

    def send(self, method: str, path: str, token: str, body: Json) -> Response:
        """Send one request with JSON; raises UnreachableError where no whole response comes back."""
        headers = self._headers.copy()
        if token:
            headers["Authorization"] = f"Bearer {token}"
        if body is not None:
            headers["Content-Type"] = "application/json"
        came = self._exchanged(method, path, headers, None if body is None else msgspec.json.encode(body))
        times = came.sent, came.received, came.earliest, came.latest
        try:
            return Response(came.status, msgspec.json.decode(came.body), True, *times)
        except msgspec.DecodeError:
            return Response(came.status, came.body.decode("utf-8", "replace"), False, *times)

    def exchange(self, request: Outgoing) -> Incoming:
        """Send one request as it stands, but for the headers that every request has; raises UnreachableError likewise."""
        headers = self._headers.copy()
        headers.update(request.headers)
        return self._exchanged(request.method, request.path, headers, request.body)

    def _exchanged(self, method: str, path: str, headers: CaseInsensitiveDict[str], body: bytes | None) -> Incoming:
        prepared = requests.PreparedRequest()
        prepared.method, prepared.url, prepared.headers, prepared.body = method, self.address + path, headers, body
        if body is not None:
            headers["Content-Length"] = str(len(body))
        sent = time.time()
        try:
            response = self._adapter.send(prepared, timeout=self._timeout)
            content = response.content
        except requests.Timeout:
            raise UnreachableError(f"{method} {self.address}{path}: no answer within {self._timeout:g} s") from None
        except (requests.RequestException, OSError) as error:
            raise UnreachableError(f"{method} {self.address}{path}: {_reason(error)}") from None
        received = time.time()
        earliest, latest = self._clock(sent, received, response.headers.get("Date", ""))
        return Incoming(response.status_code, response.headers, content, sent, received, earliest, latest)

    def _clock(self, sent: float, received: float, date: str) -> tuple[float, float]:
        if self._offset:
            return sent + self._offset[0], received + self._offset[1]
        shown = _seconds(date)
        if shown is None:
            return sent, received
        return shown - (received - sent) - _DATE_TOLERANCE, shown + _DATE_TOLERANCE

    def close(self) -> None:
        """Close the connection."""
        self._session.close()


class _Adapter(requests.adapters.HTTPAdapter):
    """The adapter of one target: to which pool of connections a request belongs is found out once, not for each request."""

    _pool: Any = None

    def get_connection_with_tls_context(self, *arguments: Any, **options: Any) -> Any:
        """The pool that `requests` finds for the first request."""
        if self._pool is None:
            self._pool = super().get_connection_with_tls_context(*arguments, **options)
        return self._pool

    def request_url(self, request: requests.PreparedRequest, proxies: Any) -> str:  # noqa: ARG002  # the signature of requests
        """What stands in the request line: all behind the host. There are no proxies."""
        return "/" + str(request.url).split("/", 3)[3]


def _is_url(address: str) -> bool:
    try:
        parts = urlsplit(address)
        host, port = (parts.hostname or "").encode("idna"), parts.port
    except ValueError:  # brackets that do not close, a label that is blank or too long, a port that is no number
        return False
    return parts.scheme in ("http", "https") and bool(host) and port != 0


@lru_cache(maxsize=64)
def _seconds(date: str) -> float | None:
    try:
        return parsedate_to_datetime(date).timestamp()
    except (ValueError, TypeError):
        return None


def _reason(error: BaseException) -> str:
    """The innermost reason of a failed connection, without the wrapping of three libraries."""
    seen = error
    while seen.args and isinstance(seen.args[0], BaseException):
        seen = seen.args[0]
    inner = getattr(seen, "reason", None)
    if isinstance(inner, BaseException):
        return _reason(inner)
    return str(seen).rpartition(": ")[2] or type(seen).__name__
