"""Over real sockets: an exchange is over in its time whatever drips, and no more of an answer is taken than is read."""

from __future__ import annotations

import gzip
import socket
import threading
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import closing

import anyio
import pytest

from conformance.bounds import LARGEST_ANSWER
from conformance.deadlines import Deadline, within
from conformance.drivers.asgi import AsgiTransport
from conformance.drivers.http import HttpTransport
from conformance.drivers.manners import Manners
from conformance.drivers.sending import Sending
from conformance.drivers.transport import Outgoing, UnreachableError
from conformance.load.carrying import GeventTransport
from tests.dripping import BEAT, Saying, dripping, once, pouring, saying
from tests.serving import PATIENCE

SECONDS = 10 * BEAT
HEAD = b"HTTP/1.1 200 OK\r\n"
MEGABYTE = bytes(1024 * 1024)
GET = Outgoing("GET", "/healthz")
CARRIERS: dict[str, Callable[[str, Manners], Sending]] = {"a run's": HttpTransport, "a load's": GeventTransport}

DRIPPING: dict[str, Saying] = {
    "nothing at all": lambda over: iter([b""] if over.wait(PATIENCE) else []),
    "the first line": dripping(b"HTTP/1.1 200 ", b"O"),
    "a line of the head": dripping(HEAD + b"X-Long: ", b"g"),
    "lines of the head": dripping(HEAD, b"X: y\r\n"),
    "answers that are only to come": dripping(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "early hints": dripping(b"", b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"),
    "a body": dripping(HEAD + b"Content-Length: 1000\r\n\r\n", b" "),
    "a body without a length": dripping(HEAD + b"\r\n", b" "),
    "chunks": dripping(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n"),
    "the size of a chunk": dripping(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"0"),
    "what comes behind the chunks": dripping(HEAD + b"Transfer-Encoding: chunked\r\n\r\n0\r\n", b"X: y\r\n"),
}
POURING: dict[str, Saying] = {
    "a body without a length": pouring(HEAD + b"\r\n", MEGABYTE),
    "a body of 1 GB": pouring(HEAD + b"Content-Length: 1073741824\r\n\r\n", MEGABYTE),
    "chunks": pouring(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"100000\r\n" + MEGABYTE + b"\r\n"),
    "answers that are only to come": pouring(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 1000),
    "a length that is wrong by one": once(HEAD + b"Content-Length: %d\r\n\r\n" % (LARGEST_ANSWER + 1), bytes(LARGEST_ANSWER + 1)),
}
HEADS: dict[str, tuple[Saying, str]] = {
    "a line without end": (pouring(HEAD + b"X-Long: ", MEGABYTE), "the head of the answer has a line of more than 64 KiB; the fault is"),
    "lines without end": (pouring(HEAD, b"Set-Cookie: a=b\r\n" * 1000), "the head of the answer has more than 100 lines; the fault is"),
    "a first line without end": (pouring(b"", b"hello " * 1000), "the first line of the answer is longer than 64 KiB, so it is no HTTP"),
}


@pytest.fixture(params=CARRIERS)
def carrier(request: pytest.FixtureRequest) -> Iterator[Callable[..., Sending]]:
    made: list[Sending] = []

    def make(url: str, seconds: float = PATIENCE) -> Sending:
        made.append(CARRIERS[request.param](url, Manners(timeout=seconds)))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.mark.parametrize("what", DRIPPING)
def test_a_byte_now_and_then_does_not_extend_the_time(what: str, carrier: Callable[..., Sending]) -> None:
    with saying(DRIPPING[what]) as url:
        begun = time.monotonic()
        with pytest.raises(UnreachableError, match=rf"^GET {url}/healthz: no answer within {SECONDS:g} s$"):
            carrier(url, SECONDS).exchange(GET)
        assert SECONDS <= time.monotonic() - begun < PATIENCE


@pytest.mark.parametrize("what", POURING)
def test_no_more_is_taken_than_is_read(what: str, carrier: Callable[..., Sending]) -> None:
    with saying(POURING[what]) as url:
        transport = carrier(url)
        tracemalloc.start()
        with pytest.raises(UnreachableError, match=r"/healthz: the answer is longer than 1 MiB, and was not read to its end$"):
            transport.exchange(GET)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert most < 16 * LARGEST_ANSWER


@pytest.mark.parametrize("what", HEADS)
def test_a_head_without_end_is_told_whose_fault_it_is(what: str) -> None:
    said, message = HEADS[what]
    with saying(said) as url, pytest.raises(UnreachableError, match=message):
        HttpTransport(url).exchange(GET)


@pytest.mark.parametrize("what", HEADS)
def test_of_a_head_no_more_is_taken_either_where_it_is_not_told(what: str) -> None:
    with saying(HEADS[what][0]) as url, pytest.raises(UnreachableError):
        GeventTransport(url, Manners()).exchange(GET)


def test_what_is_packed_is_bounded_when_it_is_unpacked() -> None:
    bomb = gzip.compress(gzip.compress(bytes(200 * LARGEST_ANSWER), 1))
    head = HEAD + b"Content-Encoding: gzip, gzip\r\nContent-Length: %d\r\n\r\n" % len(bomb)
    assert len(bomb) < LARGEST_ANSWER
    with saying(once(head, bomb)) as url:
        tracemalloc.start()
        with pytest.raises(UnreachableError, match="longer than 1 MiB"):
            HttpTransport(url).exchange(GET)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert most < 16 * LARGEST_ANSWER


def test_an_answer_as_long_as_is_read_is_one(carrier: Callable[..., Sending]) -> None:
    body = bytes(LARGEST_ANSWER - 1000)
    with saying(once(HEAD + b"Content-Length: %d\r\n\r\n" % len(body), body)) as url:
        transport = carrier(url)
        assert [transport.exchange(GET).body for _ in range(2)] == [body, body]


def test_what_is_only_to_come_is_no_answer(carrier: Callable[..., Sending]) -> None:
    hint = b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
    with saying(once(hint, hint, HEAD + b"Content-Length: 2\r\n\r\n{}")) as url:
        transport = carrier(url)
        assert [(came.status, came.body) for came in (transport.exchange(GET), transport.exchange(GET))] == [(200, b"{}")] * 2


def test_whoever_does_not_listen_is_given_up(carrier: Callable[..., Sending]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        transport = carrier(f"http://127.0.0.1:{deaf.getsockname()[1]}", SECONDS)
        with pytest.raises(UnreachableError, match=rf"no answer within {SECONDS:g} s$"):
            transport.exchange(Outgoing("POST", "/", {}, bytes(64 * 1024 * 1024)))


def test_a_name_that_nobody_looks_up_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    released = threading.Event()

    def looking(*_: object) -> list[object]:
        released.wait(PATIENCE)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", looking)
    with pytest.raises(UnreachableError, match=r"^GET http://hub\.example/healthz: no answer within"):
        HttpTransport("http://hub.example", Manners(timeout=SECONDS)).exchange(GET)
    released.set()


def test_a_nearer_deadline_holds_and_is_told(carrier: Callable[..., Sending]) -> None:
    told = pytest.raises(UnreachableError, match=r"/healthz: the scenario has had its time$")
    with saying(DRIPPING["a body"]) as url, within(Deadline(SECONDS, "the scenario has had its time")), told:
        carrier(url).exchange(GET)


def test_an_application_is_bounded_likewise() -> None:
    pieces = 0

    async def endless(scope: object, _: object, send: Callable[[object], object]) -> None:
        nonlocal pieces
        assert isinstance(scope, dict)
        assert scope["type"] == "http"
        await send({"type": "http.response.start", "status": 200, "headers": []})  # type: ignore[misc]  # it can be awaited
        while True:
            pieces += 1
            await send({"type": "http.response.body", "body": MEGABYTE, "more_body": True})  # type: ignore[misc]  # likewise
            await anyio.sleep(0)

    transport = AsgiTransport(endless, "asgi:x:app")  # type: ignore[arg-type]  # as above
    with closing(transport), pytest.raises(UnreachableError, match=r"^GET asgi:x:app/healthz: the answer is longer than 1 MiB"):
        transport.exchange(GET)
    assert pieces < 5
