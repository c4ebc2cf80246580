"""The playground as an ASGI application around another one, which is left every path that is not below `/playground`."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from functools import cache
from http import HTTPStatus

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from conformance.book import book, texts
from conformance.oracle import LIKE_ITSELF
from conformance.playground.asked import Objected, Playground
from conformance.playground.objections import NOWHERE, Objection

PATH = "/playground"
LARGEST = 256 * 1024
"""Bytes of what may be asked at once."""

_AT_ONCE = 2
_READ_ON = 32
_SAFE = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
"""What every answer carries; the page holds the rest of its policy."""


def around(application: ASGIApp, playground: Playground | None = None) -> ASGIApp:
    """The application with the playground beside it. State of the playground is with whoever asks; nothing is kept here."""
    explains = playground or Playground(book(), LIKE_ITSELF)
    turns = asyncio.Semaphore(_AT_ONCE)

    async def with_playground(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not (scope["path"] == PATH or scope["path"].startswith(f"{PATH}/")):
            await application(scope, receive, send)
            return
        try:
            response = await _answered(explains, turns, Request(scope, receive))
        except ClientDisconnect:
            return
        await response(scope, receive, send)

    return with_playground


async def _answered(playground: Playground, turns: asyncio.Semaphore, request: Request) -> Response:
    path, method = request.scope["path"].removeprefix(PATH), request.method
    if path in _PAGES:
        return await run_in_threadpool(_PAGES[path], playground) if method in ("GET", "HEAD") else _refused(405, {"Allow": "GET"})
    if path != "/explain":
        return _refused(404)
    if method != "POST":
        return _refused(405, {"Allow": "POST"})
    if request.headers.get("Content-Type", "").partition(";")[0].strip().lower() != "application/json":
        return _refused(415)
    content = await _content(request)
    if content is None:
        return _refused(413, {"Connection": "close"})
    async with turns:
        reply = await run_in_threadpool(playground.answer, content)
    return _json(reply.status, reply.body)


async def _content(request: Request) -> bytes | None:
    """The body, or None for one that is too large. Such a one is read on for a while: who is cut off while sending loses the answer."""
    content, come = bytearray(), 0
    async for chunk in request.stream():
        come += len(chunk)
        if come <= LARGEST:
            content += chunk
        elif come > _READ_ON * LARGEST:
            break
    return bytes(content) if come <= LARGEST else None


def _refused(status: int, headers: dict[str, str] | None = None) -> Response:
    phrase = HTTPStatus(status).phrase.lower()
    about = {
        405: "the page answers GET, and /playground/explain POST",
        413: f"more than {LARGEST // 1024} KiB",
        415: "send application/json",
    }
    message = f"{phrase}: {about[status]}" if status in about else phrase
    return _json(status, Objected((Objection(NOWHERE, "", message),)), headers)


def _json(status: int, body: msgspec.Struct, headers: dict[str, str] | None = None) -> Response:
    return Response(msgspec.json.encode(body), status, {**_SAFE, **(headers or {})}, "application/json")


@cache
def _page(playground: Playground) -> Response:
    from conformance.playground.page import written

    return _html(written(playground.suite, playground.ids))


@cache
def _book(playground: Playground) -> Response:
    from conformance.renderers.book import readable

    return _html(readable(playground.suite, texts()))


def _html(parts: Iterable[str]) -> Response:
    return Response("".join(parts), 200, _SAFE, "text/html; charset=utf-8")


_PAGES = {"": _page, "/": _page, "/book": _book}
"""What a browser is shown below the playground's path; the book's anchors are what the rules on the page lead to."""
