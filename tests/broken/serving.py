"""A server that reads requests off a socket, lets a right hub answer them, and says something else where it misbehaves."""

from __future__ import annotations

import json
import socket
import ssl
import struct
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import IO

from reference_impl.api import ABSENT, Api, Request
from tests.broken.values import CALLS, EVERY, INTRODUCED, LATER, LIST, LISTS, MADE, NEVER, ONE, SIGNED, UPDATE, Asked, Reply, Speaking, body
from tests.serving import PATIENCE

MARK = "van der Berg"
"""The last name by which the one customer is known whose answers are wrong."""
_LATER = 20
_THIRD = 3


class SocketLine:
    """A connection."""

    def __init__(self, client: socket.socket, over: threading.Event) -> None:
        self.open = True
        self._client, self._over = client, over

    def send(self, *parts: bytes) -> None:
        self._client.sendall(b"".join(parts))

    def drip(self, content: bytes, seconds: float = 0.1) -> None:
        for byte in content:
            self.send(bytes([byte]))
            if self._over.wait(seconds):
                break
        self.stay()

    def for_ever(self, content: bytes) -> None:
        while not self._over.is_set():
            self.send(content)

    def stay(self) -> None:
        with suppress(OSError):
            while self._client.recv(65536):
                pass
        self.close()

    def last(self, content: bytes) -> None:
        cork = getattr(socket, "TCP_CORK", None)  # Linux alone holds the bytes back until the end goes along
        if cork:
            self._client.setsockopt(socket.IPPROTO_TCP, cork, 1)
        self.send(content)
        self.close()

    def close(self) -> None:
        self.open = False
        with suppress(OSError):
            self._client.shutdown(socket.SHUT_WR)

    def reset(self) -> None:
        self.open = False
        self._client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._client.close()


class Struck:
    """Tells the answers that are to be wrong from the others."""

    def __init__(self, part: str) -> None:
        self._part = part
        self._requests: Counter[str] = Counter()
        self._ucrns: set[str] = set()

    def __call__(self, asked: Asked, right: Reply) -> bool:
        self._requests.update(("", asked.path.rpartition("/")[2]))
        return _PARTS[self._part](self, asked, right)

    def later(self, *_: object) -> bool:
        return self._requests[""] >= _LATER

    def list(self, asked: Asked, _: Reply) -> bool:
        return asked.path.endswith("/prefixes") and self._requests["prefixes"] == 1

    def update(self, asked: Asked, _: Reply) -> bool:
        return asked.path.endswith("/update") and self._requests["update"] == _THIRD

    def made(self, asked: Asked, right: Reply) -> bool:
        """Whether the one customer is made here; remembers who it is."""
        if not asked.path.endswith("/create") or json.loads(asked.content)["fields"].get("last_name") != MARK:
            return False
        self._ucrns.add(json.loads(right.body)["ucrn"])
        return True

    def looked_at(self, asked: Asked, right: Reply) -> bool:
        if self.made(asked, right):
            return False
        return asked.path.endswith("/get") and json.loads(asked.content)["fields"].get("ucrn") in self._ucrns


_PARTS: dict[str, Callable[[Struck, Asked, Reply], bool]] = {
    EVERY: lambda *_: True,
    ONE: Struck.looked_at,
    MADE: Struck.made,
    SIGNED: lambda _, asked, __: asked.path == "/v2/sessions",
    LISTS: lambda _, asked, __: asked.path.startswith("/v2/lists/"),
    CALLS: lambda _, asked, __: asked.path.startswith("/v2/profile/"),
    INTRODUCED: lambda _, asked, __: asked.path == "/v2/capabilities",
    LIST: Struck.list,
    UPDATE: Struck.update,
    LATER: Struck.later,
    NEVER: lambda *_: False,
}


@contextmanager
def misbehaving(
    answering: Callable[[Asked], Reply], speaks: Speaking, part: str, tls: ssl.SSLContext | None = None, greets: bool = False
) -> Iterator[int]:
    """Serve a hub, and say something else in place of some answers, or as a greeting before anything is asked; gives the port."""
    over, struck, clients = threading.Event(), Struck(part), set[socket.socket]()

    def converse(client: socket.socket) -> None:
        with suppress(OSError), client, tls.wrap_socket(client, server_side=True) if tls else client as spoken:
            clients.add(spoken)
            line = SocketLine(spoken, over)
            with spoken.makefile("rb") as reading:
                if greets:
                    speaks(line, Reply(0, b""))
                while line.open:
                    asked = request_in(reading)
                    if asked is None:
                        line.last(body(b"", status="400 Bad Request"))
                        break
                    right = answering(asked)
                    if struck(asked, right):
                        speaks(line, right)
                    else:
                        line.send(body(right.body, status=f"{right.status} Right"))

    with socket.create_server(("127.0.0.1", 0)) as listener:

        def accept() -> None:
            with suppress(OSError):
                while not over.is_set():
                    threading.Thread(target=converse, args=(listener.accept()[0],), daemon=True).start()

        accepting = threading.Thread(target=accept, daemon=True)
        accepting.start()
        try:
            yield listener.getsockname()[1]
        finally:
            over.set()
            for one in (listener, *clients):
                with suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)
            accepting.join(PATIENCE)


def request_in(reading: IO[bytes]) -> Asked | None:
    """The next request; None where there is none any more."""
    first = reading.readline(65536).decode("latin-1").split()
    if len(first) != 3:
        return None
    headers = {}
    while line := reading.readline().strip().decode("latin-1"):
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
    content = reading.read(int(headers.get("content-length", 0)))
    return Asked(first[0], first[1], headers.get("authorization", "").removeprefix("Bearer "), content)


def answer_of(api: Api, asked: Asked) -> Reply:
    reply = api.answer(Request(asked.method, asked.path, asked.token, json.loads(asked.content) if asked.content else ABSENT))
    return Reply(reply.status, json.dumps(reply.body).encode())
