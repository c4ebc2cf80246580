"""The reference behind a socket of this process, for tests."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from reference_impl.api import Api
from reference_impl.connections import STANDARD, Limits
from reference_impl.server import Around, Server, address, bound

PATIENCE = 10
"""Seconds after which a test gives up on what should be there at once."""


@contextmanager
def serving(api: Api, around: Around | None = None, limits: Limits = STANDARD) -> Iterator[str]:
    """Serve the contract, perhaps with something around it, on a free port of this machine; gives the URL."""
    with bound("127.0.0.1", 0) as listener:
        server = Server(api, listener, around=around, limits=limits)
        thread = threading.Thread(target=server.serve_until_told)
        thread.start()
        try:
            yield address(listener)
        finally:
            server.should_exit = True
            thread.join(PATIENCE)
    assert not thread.is_alive()
