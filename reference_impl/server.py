"""The reference over HTTP: what belongs to a socket (bodies, tokens, dates, signals). Everything else is the contract's, in `Api`."""

from __future__ import annotations

import re
import secrets
import signal
import socket
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from email.utils import format_datetime
from http import HTTPStatus
from typing import Final

import msgspec
import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from reference_impl import openapi
from reference_impl.api import ABSENT, INVALID, Api, Reply
from reference_impl.api import Request as Asked
from reference_impl.clock import Clock
from reference_impl.faults import Fault
from reference_impl.hub import Hub
from reference_impl.world import CAPABILITIES

MAX_BODY: Final = 1024 * 1024
CSA_NAME: Final = "csa"

_JSON_TYPE: Final = re.compile(r"application/([\w.-]+\+)?json", re.IGNORECASE)
_BEARER: Final = re.compile(r"bearer +([\w.~+/-]+=*)", re.IGNORECASE | re.ASCII)
_NOBODYS_TOKEN: Final = " "
"""Stands for an Authorization header that holds no bearer token: no session can have it, so it is refused like a wrong one."""
_TOO_LARGE: Final = "The body is larger than 1 MiB"
_NOT_JSON: Final = "The body is not JSON by its type"


class ServingError(Exception):
    """The server could not be started, with the reason in one line."""


def application(api: Api) -> Starlette:
    """The contract as an ASGI application, with the document of it at `/openapi.json`."""
    clock = api.hub.clock
    described = msgspec.json.encode(openapi.document(api.hub.capabilities))

    async def describe(_: Request) -> Response:
        return Response(described, headers=_dated(clock, {"Content-Type": "application/json"}))

    async def refuse(_: Request, error: Exception) -> Response:
        if isinstance(error, HTTPException):
            return _response(clock, _problem(error.status_code, HTTPStatus(error.status_code).phrase, error.headers))
        return _response(clock, _problem(500, "The reference implementation failed"))

    routes = [Route("/openapi.json", describe), Mount("/", _contract(api))]
    return Starlette(routes=routes, exception_handlers={HTTPException: refuse, Exception: refuse})


def _contract(api: Api) -> ASGIApp:
    async def contract(scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        try:
            response = await _answered(api, request)
        except ClientDisconnect:
            return
        await response(scope, receive, send)

    return contract


async def _answered(api: Api, request: Request) -> Response:
    content = await _content(request)
    if content is None:
        return _Lingering.of(_response(api.hub.clock, _problem(413, _TOO_LARGE, {"Connection": "close"})))
    if content and not _JSON_TYPE.fullmatch(request.headers.get("Content-Type", "").partition(";")[0].strip()):
        return _response(api.hub.clock, _problem(415, _NOT_JSON))
    method = "GET" if request.method == "HEAD" else request.method
    path = request.scope["raw_path"].decode("latin-1")
    return _response(api.hub.clock, api.answer(Asked(method, path, _token(request), _decoded(content))))


async def _content(request: Request) -> bytes | None:
    """The body, or None as soon as it is known to be too large, be it by its declared length or by what has come."""
    declared = request.headers.get("Content-Length", "")
    if declared.isdecimal() and int(declared) > MAX_BODY:
        return None
    content = bytearray()
    async for chunk in request.stream():
        content += chunk
        if len(content) > MAX_BODY:
            return None
    return bytes(content)


def _decoded(content: bytes) -> object:
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


def _dated(clock: Clock, headers: Mapping[str, str]) -> dict[str, str]:
    """The headers, with the date of the hub's own clock, by which a suite judges what today is."""
    return {**headers, "Date": format_datetime(clock().astimezone(UTC), usegmt=True)}


def _response(clock: Clock, reply: Reply) -> Response:
    return Response(msgspec.json.encode(reply.body), reply.status, _dated(clock, reply.headers))
