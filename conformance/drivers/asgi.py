"""Requests to an ASGI application in this process, without a socket. The only module that imports `httpx`, `anyio` and `asgi_lifespan`.

The application runs in an event loop of its own, on a thread of its own, from its start-up to its shutdown as under a server.
"""

from __future__ import annotations

import importlib
import logging
import sys
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import Any, Final

import anyio
import httpx
from anyio.from_thread import start_blocking_portal
from asgi_lifespan import LifespanManager, LifespanNotSupported

from conformance.bounds import LARGEST_ANSWER
from conformance.deadlines import nearest
from conformance.drivers.manners import USUAL, Manners
from conformance.drivers.pacing import Pace
from conformance.drivers.sending import TOO_LONG, Carried, Sending
from conformance.drivers.transport import Outgoing, UnreachableError
from conformance.exchanges import TargetError

SCHEME: Final = "asgi:"

_Message = MutableMapping[str, Any]
Application = Callable[[_Message, Callable[[], Awaitable[_Message]], Callable[[_Message], Awaitable[None]]], Awaitable[None]]
"""An ASGI 3 application."""

_HOST: Final = "http://localhost"
"""What the application is told that it is reached at; most that check the host let this one through."""
_LIFESPAN_SECONDS: Final = 60.0
"""So long a start-up or a shutdown may take."""
_LOG: Final = logging.getLogger(__name__)


class AsgiTransport(Sending):
    """Carries requests to one application as function calls."""

    def __init__(self, application: Application, address: str, manners: Manners = USUAL, pace: Pace | None = None) -> None:
        """Start the application up; raises TargetError where it does not start. `address` is what it is called in reports."""
        super().__init__(address, manners, pace, base=_HOST)
        self._running = ExitStack()
        self._portal = self._running.enter_context(start_blocking_portal())
        try:
            self._transport = httpx.ASGITransport(self._started(_telling(application, address)), raise_app_exceptions=False)
        except Exception as error:
            self._running.close()
            raise TargetError(f"{address}: the application does not start: {type(error).__name__}: {error}", 2) from error

    def _started(self, application: Application) -> Any:
        lifespan: AbstractContextManager[LifespanManager]
        manager = self._portal.call(lambda: LifespanManager(application, _LIFESPAN_SECONDS, _LIFESPAN_SECONDS))
        lifespan = self._portal.wrap_async_context_manager(manager)
        try:
            return self._running.enter_context(lifespan).app
        except LifespanNotSupported:
            return application

    def carried(self, request: Outgoing) -> Carried:
        """Call the application, and wait for its whole answer; raises UnreachableError where that is too long, or TimeoutError.

        An application that never waits itself keeps whoever calls it, and is not given up: it is not another process.
        """
        response = self._portal.call(self._called, request, nearest().left())
        if len(response.content) > LARGEST_ANSWER:
            raise UnreachableError(f"{self.named(request)}: {TOO_LONG}")
        return response.status_code, response.headers, response.content

    async def _called(self, request: Outgoing, seconds: float) -> httpx.Response:
        asked = httpx.Request(request.method, _HOST + request.path, headers=dict(request.headers), content=request.body)
        with anyio.fail_after(seconds):
            response = await self._transport.handle_async_request(asked)
            await response.aread()
            return response

    def close(self) -> None:
        """Shut the application down."""
        self._running.close()


_Receive = Callable[[], Awaitable[_Message]]
_Send = Callable[[_Message], Awaitable[None]]


class _TooLongError(Exception):
    """What an application is told that goes on answering."""


def _telling(application: Application, address: str) -> Application:
    """The application, with what it raises in the log: a test run then shows the traceback beside the status 500 that it is answered as.

    What it answers beyond what is read is not kept.
    """

    async def telling(scope: _Message, receive: _Receive, send: _Send) -> None:
        try:
            await application(scope, receive, _bounded(send))
        except Exception as error:
            if scope["type"] == "http" and not isinstance(error, _TooLongError):
                _LOG.exception("%s raised an exception at %s %s", address, scope["method"], scope["path"])
            raise

    return telling


def _bounded(send: _Send) -> _Send:
    came = 0

    async def bounded(message: _Message) -> None:
        nonlocal came
        body = message.get("body", b"")
        if came > LARGEST_ANSWER:
            raise _TooLongError
        came += len(body)
        await send({**message, "body": body[: LARGEST_ANSWER + 1]} if len(body) > LARGEST_ANSWER else message)

    return bounded


def application_of(target: str) -> Application:
    """The application that `asgi:module:name` names; modules are also looked for in the current folder. Raises TargetError."""
    module_name, _, path = target.removeprefix(SCHEME).partition(":")
    if not module_name or not path:
        raise TargetError(f"{target!r} names no application: give 'asgi:module:name', such as asgi:shop.web:app", 2)
    here = str(Path.cwd())
    if "" not in sys.path and here not in sys.path:
        sys.path.insert(0, here)
    try:
        found: Any = importlib.import_module(module_name)
    except ModuleNotFoundError as error:
        if error.name and f"{module_name}.".startswith(f"{error.name}."):
            raise TargetError(f"{target}: there is no module {error.name!r} here; run this where it can be imported", 2) from None
        raise TargetError(f"{target}: {module_name} does not import: {error}", 2) from error
    except Exception as error:
        raise TargetError(f"{target}: {module_name} does not import: {type(error).__name__}: {error}", 2) from error
    for name in path.split("."):
        if not hasattr(found, name):
            raise TargetError(f"{target}: {module_name} has no {path!r}", 2)
        found = getattr(found, name)
    if not callable(found):
        raise TargetError(f"{target}: {path} is no ASGI application but {type(found).__name__}", 2)
    application: Application = found
    return application
