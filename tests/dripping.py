"""A server that says whatever a test lets it say, byte by byte, once it has heard the head of a request."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress

from tests.serving import PATIENCE

BEAT = 0.02
"""Seconds between what comes now and then."""
Saying = Callable[[threading.Event], Iterable[bytes]]
"""What is said, piece by piece; the event is set when the test is over."""


@contextmanager
def saying(said: Saying) -> Iterator[str]:
    """Serve on a free port of this machine; gives the URL. Every connection is answered likewise, each request on it."""
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threads = [threading.Thread(target=_accepting, args=(listener, said, over), daemon=True)]
        threads[0].start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            over.set()
            listener.shutdown(socket.SHUT_RDWR)
            threads[0].join(PATIENCE)


def _accepting(listener: socket.socket, said: Saying, over: threading.Event) -> None:
    with suppress(OSError):
        while not over.is_set():
            connection, _ = listener.accept()
            threading.Thread(target=_answering, args=(connection, said, over), daemon=True).start()


def _answering(connection: socket.socket, said: Saying, over: threading.Event) -> None:
    with connection, suppress(OSError):
        connection.settimeout(PATIENCE)
        while not over.is_set() and _heard(connection):
            for piece in said(over):
                connection.sendall(piece)


def _heard(connection: socket.socket) -> bytes:
    heard = b""
    while b"\r\n\r\n" not in heard:
        piece = connection.recv(65536)
        if not piece:
            return b""
        heard += piece
    return heard


def dripping(first: bytes, piece: bytes) -> Saying:
    """Says the first at once, and then the piece again and again, now and then."""

    def said(over: threading.Event) -> Iterator[bytes]:
        yield first
        while not over.wait(BEAT):
            yield piece

    return said


def pouring(first: bytes, piece: bytes) -> Saying:
    """Likewise as fast as it can."""

    def said(over: threading.Event) -> Iterator[bytes]:
        yield first
        while not over.is_set():
            yield piece

    return said


def once(*pieces: bytes) -> Saying:
    """Says these."""
    return lambda _: pieces
