"""The reference behind a socket, where answers wait until as many requests are there as a test says; and what was there at once."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from reference_impl.api import Api
from reference_impl.server import Server, address, application, bound
from tests.serving import PATIENCE


class Gate:
    """Around an ASGI application: once it is shut, it opens when so many requests are before it, and stays open."""

    def __init__(self, api: Api, opens_at: int) -> None:
        self.most = 0
        """So many requests were there at once at the most."""
        self.connections: set[object] = set()
        self.filled = threading.Event()
        self._application, self._opens_at = application(api), opens_at
        self._there = 0
        self._open = asyncio.Event()
        self._shut = False

    def shut(self) -> None:
        """From now on requests wait."""
        self._shut = True

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer as the application does, when the gate is open."""
        self.connections.add(scope["client"])
        self._there += 1
        self.most = max(self.most, self._there)
        try:
            if self._shut:
                await self._wait()
            await self._application(scope, receive, send)
        finally:
            self._there -= 1

    async def _wait(self) -> None:
        if self._there >= self._opens_at:
            self.filled.set()
            self._open.set()
        async with asyncio.timeout(2 * PATIENCE):
            await self._open.wait()


@contextmanager
def gated(api: Api, opens_at: int) -> Iterator[tuple[str, Gate]]:
    """Serve the contract behind a gate on a free port of this machine; gives the URL and the gate."""
    gate = Gate(api, opens_at)
    with bound("127.0.0.1", 0) as listener:
        server = Server(api, listener, quiet=True)
        server.config.app = gate
        thread = threading.Thread(target=server.serve_until_told)
        thread.start()
        try:
            yield address(listener), gate
        finally:
            server.should_exit = True
            thread.join(PATIENCE)
    assert not thread.is_alive()
