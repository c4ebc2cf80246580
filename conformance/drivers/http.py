"""Requests over a socket. The only module that imports `requests`.

A prepared request goes through the adapter directly: `Session.request` would read the environment (proxies, certificates, the passwords
of a .netrc) and merge settings again for each one.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.structures import CaseInsensitiveDict
from requests.utils import get_environ_proxies

from conformance.bounds import LARGEST_ANSWER, UnreadableError, text_of
from conformance.concealing import of_url
from conformance.deadlines import nearest
from conformance.drivers.connecting import LongAnswerError, keeping_deadlines
from conformance.drivers.manners import USUAL, Manners
from conformance.drivers.pacing import Pace
from conformance.drivers.reasons import reason
from conformance.drivers.sending import Carried, Sending
from conformance.drivers.transport import Outgoing, UnreachableError
from conformance.exchanges import TARGETS, TargetError

_PIECE = 64 * 1024
_CONNECTIONS = 128
"""So many connections are kept at the most: more than there are ever calls at the same time, for one that is let go of is made anew."""


class HttpTransport(Sending):
    """Carries requests to one base URL, with one kept-alive connection for each thread that sends. Certificates are verified."""

    def __init__(self, address: str, manners: Manners = USUAL, pace: Pace | None = None) -> None:
        """Without a `pace` of others there is a fresh one; raises TargetError."""
        if not is_url(address):
            raise TargetError(f"{address!r} is no target: {TARGETS}", 2)
        super().__init__(address.rstrip("/"), manners, pace)
        self._timeout = manners.timeout
        self._verified_by: str | bool = authorities(manners.ca_file) if manners.ca_file else True
        self._proxies: dict[str, str] = {}
        if manners.proxy_from_environment:
            self._proxies = get_environ_proxies(self.address, no_proxy=None)
            for proxy in self._proxies.values():
                of_url(proxy)
        self._adapter = _Adapter(pool_maxsize=_CONNECTIONS)

    def carried(self, request: Outgoing) -> Carried:
        """Send, and wait for what comes back; raises UnreachableError where that is no whole response."""
        prepared = requests.PreparedRequest()
        prepared.method, prepared.url, prepared.body = request.method, self.address + request.path, request.body
        prepared.headers = CaseInsensitiveDict(request.headers)
        try:
            response = self._adapter.send(prepared, True, self._timeout, self._verified_by, None, self._proxies)
            return response.status_code, response.headers, _content(response)
        except requests.Timeout:
            raise TimeoutError from None
        except (requests.RequestException, OSError) as error:
            if nearest().over():
                raise TimeoutError from None
            raise UnreachableError(f"{self.named(request)}: {reason(error)}") from None

    @contextmanager
    def opened(self) -> Iterator[None]:
        """Meanwhile a connection is open that nobody else is given; afterwards whoever asks first has it."""
        pool = self._adapter.pool(self.address, self._verified_by, self._proxies)
        connection = None
        with suppress(Exception):  # what keeps it from opening keeps the request from being sent too, which tells it
            connection = pool._get_conn(self._timeout)
            if connection.is_closed:
                connection.connect()
        try:
            yield
        finally:
            if connection:
                pool._put_conn(connection)

    def close(self) -> None:
        """Close the connection."""
        self._adapter.close()


class _Adapter(requests.adapters.HTTPAdapter):
    """The adapter of one target: to which pool of connections a request belongs is found out once, not for each request."""

    _pool: Any = None

    def get_connection_with_tls_context(self, *arguments: Any, **options: Any) -> Any:
        """The pool that `requests` finds for the first request."""
        if self._pool is None:
            self._pool = keeping_deadlines(super().get_connection_with_tls_context(*arguments, **options))
        return self._pool

    def pool(self, address: str, verify: str | bool, proxies: Any) -> Any:
        """The pool of the target's connections."""
        adapter: Any = self  # what it is asked for has no types
        found = adapter.get_connection_with_tls_context(requests.Request("GET", address).prepare(), verify, proxies)
        adapter.cert_verify(found, address, verify, None)
        return found

    def build_response(self, req: requests.PreparedRequest, resp: Any) -> requests.Response:
        """What came, as it came: nothing is made of its cookies, of which the target's binding knows, nor of its encoding."""
        response = requests.Response()
        response.status_code, response.headers, response.raw, response.request = resp.status, resp.headers, resp, req
        return response

    def request_url(self, request: requests.PreparedRequest, proxies: Any) -> str:
        """What stands in the request line: all behind the host, where no proxy has to be told the host."""
        return super().request_url(request, proxies) if proxies else "/" + str(request.url).split("/", 3)[3]


def _content(response: requests.Response) -> bytes:
    """The body, unpacked; raises LongAnswerError, and what `requests` does."""
    length = response.headers.get("Content-Length", "0")
    if not length.replace(",", "").replace(" ", "").isdecimal():
        response.close()
        raise requests.exceptions.InvalidHeader(f"its Content-Length is {length[:60]!r}, which is no length")
    content = b""
    for piece in response.iter_content(_PIECE):
        content += piece
        if len(content) > LARGEST_ANSWER:
            response.close()
            raise LongAnswerError
        if nearest().over():  # what is packed may go on long after it has come
            response.close()
            raise TimeoutError
    return content


def is_url(address: str) -> bool:
    """Whether this is the URL of a place that can be reached over HTTP."""
    try:
        parts = urlsplit(address)
        host, port = (parts.hostname or "").encode("idna"), parts.port
    except ValueError:  # brackets that do not close, a label that is blank or too long, a port that is no number
        return False
    return parts.scheme in ("http", "https") and bool(host) and port != 0


def authorities(file: str) -> str:
    """The file, when it holds certificates; raises TargetError, as nothing could be reached with it."""
    try:
        text = text_of(Path(file))
        found = len(ssl.create_default_context(cadata=text).get_ca_certs()) if text.strip() else 0
    except (ssl.SSLError, ValueError):
        found = 0
    except UnreadableError as error:
        raise TargetError(f"the CA file {file} cannot be read: {error}", 2) from None
    if not found:
        raise TargetError(
            f"the CA file {file} holds no certificate of an authority: give a file in PEM form, '-----BEGIN CERTIFICATE-----'", 2
        )
    return file
