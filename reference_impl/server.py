"""The reference over HTTP: what belongs to a socket (bodies, tokens, dates, signals). Everything else is the contract's, in `Api`."""

from __future__ import annotations

import asyncio
import os
import re
import secrets
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC
from email.utils import format_datetime
from http import HTTPStatus
from types import MappingProxyType
from typing import Final

import msgspec
import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Mount
from starlette.types import ASGIApp, Receive, Scope, Send

from reference_impl import openapi
from reference_impl.api import ABSENT, INVALID, Api, Reply
from reference_impl.api import Request as Asked
from reference_impl.connections import STANDARD, Bodies, Limits, connection, size_of_head
from reference_impl.faults import Fault
from reference_impl.hub import Hub
from reference_impl.openapi_schemas import Schema
from reference_impl.world import CAPABILITIES

LOOPBACK: Final = "127.0.0.1"
CSA_NAME: Final = "csa"

_MAX_HEAD: Final = 64 * 1024
_LINGERING_SECONDS: Final = 1
_SHUTDOWN_SECONDS: Final = 2

_JSON_TYPE: Final = re.compile(r"application/([\w.-]+\+)?json", re.IGNORECASE)
_BEARER: Final = re.compile(r"bearer +([\w.~+/-]+=*)", re.IGNORECASE | re.ASCII)
_NOBODYS_TOKEN: Final = " "
"""Stands for an Authorization header that holds no bearer token: no session can have it, so it is refused like a wrong one."""
_CLOSE: Final = {"Connection": "close"}


Around = Callable[[ASGIApp], ASGIApp]
"""Puts an application around the contract's, for paths that are not the contract's."""


class AddressError(Exception):
    """The server cannot listen where it was told to, with the reason in one line."""


def application(api: Api, limits: Limits = STANDARD) -> Starlette:
    """The contract as an ASGI application, with the document of it at `/openapi.json`."""

    async def refuse(_: Request, error: Exception) -> Response:
        if isinstance(error, HTTPException):
            return _response(api, _problem(error.status_code, HTTPStatus(error.status_code).phrase, error.headers))
        return _response(api, _problem(500, "The reference implementation failed"))

    return Starlette(routes=[Mount("/", _contract(api, limits))], exception_handlers={HTTPException: refuse, Exception: refuse})


def _contract(api: Api, limits: Limits) -> ASGIApp:
    document = openapi.document(api.hub.capabilities)
    bodies = Bodies(limits)

    async def contract(scope: Scope, receive: Receive, send: Send) -> None:
        try:
            response = await _answered(api, document, bodies, Request(scope, receive))
        except ClientDisconnect:
            return
        except asyncio.CancelledError:  # the server goes down while the body is still coming
            response = _response(api, _problem(503, "The server is going down", _CLOSE))
        await response(scope, receive, send)

    return contract


async def _answered(api: Api, document: Schema, bodies: Bodies, request: Request) -> Response:
    headers = request.headers
    if size_of_head(request) > _MAX_HEAD:
        return _response(api, _problem(431, "The head of the request is larger than 64 KiB", _CLOSE), _Lingering)
    if "Transfer-Encoding" in headers and "Content-Length" in headers:  # what stands between may have read another end than we do
        return _response(api, _problem(400, "The length of the body is told in two ways", _CLOSE), _Lingering)
    content = await bodies.read(request)
    if content is None:
        return _response(api, _problem(413, "The body is larger than 1 MiB", _CLOSE), _Lingering)
    if content and not _JSON_TYPE.fullmatch(headers.get("Content-Type", "").partition(";")[0].strip()):
        return _response(api, _problem(415, "The body is not JSON by its type"))
    method = "GET" if request.method == "HEAD" else request.method
    path = request.scope["raw_path"].decode("latin-1")
    if path == "/openapi.json":
        return _response(api, _described(document, method))
    return _response(api, api.answer(Asked(method, path, _token(request), decoded(content))))


def _described(document: Schema, method: str) -> Reply:
    if method != "GET":
        return _problem(405, "This path does not take the method", {"Allow": "GET"})
    return Reply(200, document, {"Content-Type": "application/json"})


def decoded(content: bytes) -> object:
    """The JSON of a body; ABSENT for none, INVALID for what is not JSON."""
    if not content:
        return ABSENT
    try:
        return msgspec.json.decode(content)
    except (ValueError, RecursionError):  # text that is no UTF-8 and numbers out of range are ValueErrors as well
        return INVALID


def _token(request: Request) -> str | None:
    headers = request.headers.getlist("Authorization")
    if not headers:
        return None
    found = _BEARER.fullmatch(headers[0].strip()) if len(headers) == 1 else None
    return found[1] if found else _NOBODYS_TOKEN


def _problem(status: int, title: str, headers: Mapping[str, str] | None = None) -> Reply:
    body = {"type": "about:blank", "title": title, "status": status, "errors": []}
    return Reply(status, body, {"Content-Type": "application/problem+json", **(headers or {})})


def _response(api: Api, reply: Reply, kind: type[Response] = Response) -> Response:
    """The reply with the date of the hub's own clock, by which a suite judges what today is."""
    date = format_datetime(api.hub.clock().astimezone(UTC), usegmt=True)
    return kind(msgspec.json.encode(reply.body), reply.status, {**reply.headers, "Date": date})


class _Lingering(Response):
    """Sent at once, while the rest of the request is read for a moment longer: a client that is cut off while it sends loses the answer."""

    async def __call__(self, _: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        await send({"type": "http.response.body", "body": self.body, "more_body": True})
        with suppress(TimeoutError):
            async with asyncio.timeout(_LINGERING_SECONDS):
                while (await receive()).get("more_body"):
                    pass
        await send({"type": "http.response.body"})


class Server(uvicorn.Server):
    """A server of the contract on a bound socket.

    Once it listens, it says on standard output where, and how a CSA signs in, unless it is to be `quiet`. What is served beside the
    contract comes in by `around`; `places` are the paths that it says too, by name.
    """

    def __init__(
        self,
        api: Api,
        listener: socket.socket,
        quiet: bool = False,
        around: Around | None = None,
        places: Mapping[str, str] = MappingProxyType({}),
        limits: Limits = STANDARD,
    ) -> None:
        contract = application(api, limits)
        super().__init__(
            uvicorn.Config(
                around(contract) if around else contract,
                http=connection(limits, lambda status, title: _response(api, _problem(status, title, _CLOSE))),
                ws="none",
                lifespan="off",
                log_config=None,
                log_level="error",  # what clients do wrong is told to them
                access_log=False,
                proxy_headers=False,
                server_header=False,
                date_header=False,
                timeout_keep_alive=limits.idle_seconds,
                timeout_graceful_shutdown=_SHUTDOWN_SECONDS,
                h11_max_incomplete_event_size=_MAX_HEAD,
            )
        )
        self._api = api
        self._quiet = quiet
        self._places = places
        self.listener = listener

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start to listen, then say so."""
        await super().startup(sockets)
        if self._quiet:
            return
        api, url = self._api, address(self.listener)
        sys.stdout.write(f"Listening on {url}\nCSA name: {api.csa_name}\nCSA secret: {api.csa_secret}\n")
        sys.stdout.write("".join(f"{name}: {url}{path}\n" for name, path in self._places.items()))
        sys.stdout.flush()

    def serve_until_told(self) -> None:
        """Serve until SIGINT, SIGTERM or `should_exit`; then return when the answers under way are given."""
        with _signals_stop(self):
            self.run([self.listener])


@contextmanager
def _signals_stop(server: uvicorn.Server) -> Iterator[None]:
    """uvicorn raises the signals that stopped it once more when it has stopped; here they find nothing left to do."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, server.handle_exit) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, disposition in before.items():
            signal.signal(number, disposition)


def bound(host: str, port: int) -> socket.socket:
    """A socket that listens there; port 0 is any free one. Raises AddressError where that cannot be."""
    try:
        return _listener(host or LOOPBACK, port)
    except (OSError, OverflowError, UnicodeError) as error:  # not free or not ours, no port number, no host name
        raise AddressError(f"cannot listen on {host} port {port}: {getattr(error, 'strerror', None) or error}") from error


def _listener(host: str, port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    try:
        if os.name == "posix":  # elsewhere this would share the port with whoever has it
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        # What it accepts inherits this; asyncio does not set it on such sockets, and every answer would wait 40 ms for an acknowledgement.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        listener.bind((host, port))
        listener.listen()
    except BaseException:
        listener.close()
        raise
    return listener


def address(listener: socket.socket) -> str:
    """The URL at which a socket is reached."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def serve(
    *,
    host: str = LOOPBACK,
    port: int = 8100,
    csa_name: str = CSA_NAME,
    csa_secret: str | None = None,
    fault: Fault | None = None,
    without: frozenset[str] = frozenset(),
    around: Around | None = None,
    places: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Serve a new hub until SIGINT or SIGTERM. A secret that is not given is made up.

    `without` are the capabilities that the hub lacks; `around` and `places` are as for the Server. Raises ValueError for a capability
    that there is not, AddressError where it cannot listen.
    """
    if unknown := without - CAPABILITIES:
        raise ValueError(f"no such capability: {', '.join(sorted(unknown))}")
    hub = Hub(capabilities=CAPABILITIES - without, fault=fault)
    api = Api(hub, csa_name, csa_secret or secrets.token_urlsafe())
    with bound(host, port) as listener:
        Server(api, listener, around=around, places=places).serve_until_told()
