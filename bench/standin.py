"""`python -m bench.standin SECONDS`: a hub that only looks things up, and answers after so long.

It answers scenarios as the reference did when they were recorded, fast enough to keep any client busy.

What it answers to a request depends on the requests before it on the same connection: it walks along a tree in which each recorded scenario
is a way from the root. A create begins a scenario, so it is looked up at the root.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from typing import NamedTuple

import msgspec

from conformance.book import book
from conformance.drivers.in_process import driver_of
from conformance.drivers.transport import Response, Transport
from conformance.lists import Lists
from conformance.runner import run_scenario
from conformance.selection import select
from conformance.suite import Json, Rule, Scenario
from reference_impl.clock import system_clock
from reference_impl.hub import Hub

_CHAPTERS = ("location", "email", "dates")
_CREATE = "POST /v2/profile/create "
_SIGN_IN = "/v2/sessions"


def selected() -> list[tuple[Rule, Scenario]]:
    """The scenarios that are about one customer, who is made first."""
    return [
        (rule, scenario)
        for rule, scenario in select(book(), _CHAPTERS)
        if [call.operation for act in scenario.acts() if (call := act.call)].count("create") == 1
    ]


class Sent(NamedTuple):
    """A request and its answer, as recorded."""

    method: str
    path: str
    body: bytes
    status: int
    answer: bytes

    @property
    def key(self) -> str:
        """What it is looked up by."""
        return f"{self.method} {self.path} {self.body.decode()}"


class _Recording:
    """A transport that keeps what goes through it."""

    def __init__(self, bare: Transport) -> None:
        self.address = bare.address
        self.sent: list[Sent] = []
        self._bare = bare
        self.set_clock_offset, self.close = bare.set_clock_offset, bare.close

    def send(self, method: str, path: str, token: str, body: Json) -> Response:
        """Send on, and keep it."""
        response = self._bare.send(method, path, token, body)
        content = b"" if body is None else msgspec.json.encode(body)
        self.sent.append(Sent(method, path, content, response.status, msgspec.json.encode(response.body)))
        return response


def recorded() -> tuple[list[Sent], list[list[Sent]]]:
    """What comes before the scenarios, and each of these by itself: it meets a fresh reference, so the same create has one answer."""
    suite = book()
    before: list[Sent] = []
    ways: list[list[Sent]] = []
    for rule, scenario in selected():
        kept: list[_Recording] = []

        def around(bare: Transport, kept: list[_Recording] = kept) -> Transport:
            kept.append(_Recording(bare))
            return kept[0]

        driver = driver_of(Hub(clock=system_clock), system_clock, "reference", around)
        lists = Lists(suite, driver)
        for name in ("prefixes", "suffixes", "countries", "languages"):
            lists.names(name)
        before = before or list(kept[0].sent)
        kept[0].sent.clear()
        run_scenario(rule, scenario, driver, lists)
        ways.append([one for one in kept[0].sent if one.path != _SIGN_IN])
    return before, ways


class _Node:
    """A place in the tree: what may come next, with its answer."""

    def __init__(self) -> None:
        self.next: dict[str, tuple[bytes, _Node]] = {}

    def add(self, way: list[Sent]) -> None:
        node = self
        for sent in way:
            node = node.next.setdefault(sent.key, (_head(sent), _Node()))[1]


def _head(sent: Sent) -> bytes:
    return (
        f"HTTP/1.1 {sent.status} X\r\nContent-Type: application/json\r\nContent-Length: {len(sent.answer)}\r\n\r\n".encode() + sent.answer
    )


class _Wire(asyncio.Protocol):
    def __init__(self, root: _Node, always: dict[str, bytes], delay: float) -> None:
        self._root, self._node, self._always, self._delay = root, root, always, delay
        self._write: Callable[[bytes], object]
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        later = asyncio.get_running_loop().call_later
        self._write = (lambda content: later(self._delay, transport.write, content)) if self._delay else transport.write

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            head = self._buffer[:end].lower()
            at = head.find(b"content-length:")
            length = int(head[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
            if len(self._buffer) < end + 4 + length:
                return
            method, path, _ = self._buffer.split(b" ", 2)
            body = self._buffer[end + 4 : end + 4 + length]
            self._buffer = self._buffer[end + 4 + length :]
            self._write(self._answer(f"{method.decode()} {path.decode()} {body.decode()}"))

    def _answer(self, key: str) -> bytes:
        if key.startswith(_CREATE):
            self._node = self._root
        found = self._node.next.get(key)
        if found:
            self._node = found[1]
            return found[0]
        return self._always.get(key.split(" {")[0].strip()) or b"HTTP/1.1 404 X\r\nContent-Length: 2\r\n\r\n{}"


async def _serve(delay: float) -> None:
    before, ways = recorded()
    root = _Node()
    for way in ways:
        root.add(way)
    always = {f"{one.method} {one.path}": _head(one) for one in before}
    server = await asyncio.get_running_loop().create_server(lambda: _Wire(root, always, delay), "127.0.0.1", 0)
    sys.stdout.write(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve(float(sys.argv[1])))
