"""Hostile requests as bytes on a socket: each is refused in the words of the contract or served, at once, and the server goes on."""

from __future__ import annotations

import http.client
import logging
import socket
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import msgspec
import pytest

from reference_impl.api import Api
from reference_impl.hub import Hub
from tests.serving import serving

AT_ONCE = 5.0
"""Seconds within which any of them must be answered; most take a thousandth of it."""
JSON = b"Content-Type: application/json\r\n"
MANDATORY = b'"contact_type":"Individual","preferred_contact_method":"1"'
CHUNKED = b"Transfer-Encoding: chunked\r\n"
LAST = b"0\r\n\r\n"
SIGN_IN = b'{"csa":"csa","secret":"a secret for tests"}'


def alive(*headers: bytes) -> bytes:
    return b"GET /healthz HTTP/1.1\r\nHost: x\r\n" + b"".join(header + b"\r\n" for header in headers) + b"\r\n"


def line(line: bytes) -> bytes:
    return line + b"\r\nHost: x\r\n\r\n"


def posted(body: bytes, headers: bytes = b"", path: bytes = b"/v2/profile/create") -> bytes:
    length = headers or b"Content-Length: %d\r\n" % len(body)
    return b"POST " + path + b" HTTP/1.1\r\nHost: x\r\n" + JSON + length + b"\r\n" + body


def chunks(*parts: bytes, path: bytes = b"/v2/profile/create") -> bytes:
    return posted(b"".join(parts), CHUNKED, path)


def created(value: bytes) -> bytes:
    return posted(b'{"fields":{' + MANDATORY + b',"first_name":' + value + b"}}")


SERVED = {
    "an old version": b"GET /healthz HTTP/1.0\r\n\r\n",
    "header bytes beyond ASCII": alive("X: ünïcödé".encode()),
    "a query of nonsense": line(b"GET /healthz?a=%ff&b=%00&&&=%zz HTTP/1.1"),
    "a thousand headers": alive(*(b"X%d: y" % number for number in range(1000))),
    "an upgrade that there is not": alive(b"Connection: Upgrade", b"Upgrade: websocket"),
    "a body that nobody asked for": alive(b"Content-Type: application/json", b"Content-Length: 2") + b"{}",
    "an extension of a chunk": chunks(b'%x;a="b"\r\n' % len(SIGN_IN) + SIGN_IN + b"\r\n", LAST, path=b"/v2/sessions"),
    "the same key twice": created(b'"a","first_name":"b"'),
    "a NUL in a value": created(b'"\\u0000"'),
    "escape sequences and markup": created(b'"\\u001b[2J<script>\\u202e"'),
    "a lone pair of surrogates": created(b'"\\ud83d\\ude00"'),
}

REFUSED: dict[str, tuple[int, bytes]] = {
    "no HTTP": (400, b"\x00\xff\xfe garbage\r\n\r\n"),
    "a TLS hello": (400, b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"a" * 500),
    "no version": (400, b"GET /healthz\r\n\r\n"),
    "no host": (400, b"GET /healthz HTTP/1.1\r\n\r\n"),
    "two hosts": (400, b"GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"),
    "a space before a colon": (400, b"GET /healthz HTTP/1.1\r\nHost : x\r\n\r\n"),
    "a NUL in a header": (400, alive(b"X: \0")),
    "a line break in a header": (400, alive(b"X: a\rb")),
    "a header of 100 KiB": (431, alive(b"X: " + b"a" * 100 * 1024)),
    "a header of 1 MiB": (400, alive(b"X: " + b"a" * 1024 * 1024)),
    "a path of 70 KiB": (431, line(b"GET /" + b"a" * 70 * 1024 + b" HTTP/1.1")),
    "a path of parts": (404, line(b"GET " + b"/a" * 20_000 + b" HTTP/1.1")),
    "another server's address": (404, line(b"GET http://elsewhere/healthz HTTP/1.1")),
    "a tunnel": (404, line(b"CONNECT elsewhere:80 HTTP/1.1")),
    "a path upwards": (404, line(b"GET /v2/../healthz HTTP/1.1")),
    "a list upwards": (404, line(b"GET /v2/lists/..%2flists%2fcountries HTTP/1.1")),
    "a list of Python's": (404, line(b"GET /v2/lists/__class__ HTTP/1.1")),
    "a file for a list": (404, line(b"GET /v2/lists/%2fetc%2fpasswd HTTP/1.1")),
    "a NUL for a list": (404, line(b"GET /v2/lists/countries%00 HTTP/1.1")),
    "escapes that are none": (404, line(b"GET /v2/lists/%zz%c0%ae%ff HTTP/1.1")),
    "a path with two slashes": (404, line(b"GET //healthz HTTP/1.1")),
    "no method of anybody's": (400, line(b"G(T /healthz HTTP/1.1")),
    "a method in small letters": (405, line(b"get /healthz HTTP/1.1")),
    "a method of 50 KB": (405, line(b"A" * 50_000 + b" /healthz HTTP/1.1")),
    "a trace": (405, line(b"TRACE /healthz HTTP/1.1")),
    "a token of 60 KB": (401, alive(b"Authorization: Bearer " + b"a" * 60_000)),
    "a token beyond ASCII": (401, alive(b"Authorization: Bearer \xff\xfe")),
    "both lengths": (400, posted(b"2\r\n{}\r\n" + LAST, CHUNKED + b"Content-Length: 2\r\n")),
    "two lengths": (400, posted(b"{}", b"Content-Length: 2\r\nContent-Length: 3\r\n")),
    "a length below none": (400, posted(b"", b"Content-Length: -1\r\n")),
    "a length with a sign": (400, posted(b"{}", b"Content-Length: +2\r\n")),
    "a length in hexadecimal": (400, posted(b"{}", b"Content-Length: 0x2\r\n")),
    "a length of 5,000 digits": (400, posted(b"", b"Content-Length: " + b"9" * 5000 + b"\r\n")),
    "a length of 19 digits": (413, posted(b"", b"Content-Length: 9999999999999999999\r\n")),
    "compressed": (400, posted(b"{}", b"Transfer-Encoding: gzip, chunked\r\n")),
    "a chunk of no length": (400, chunks(b"zz\r\n{}\r\n", LAST)),
    "a chunk below none": (400, chunks(b"-1\r\n{}\r\n", LAST)),
    "a chunk that is longer": (400, chunks(b"2\r\n{}{}\r\n", LAST)),
    "chunks of one byte": (400, chunks(b"1\r\n \r\n" * 20_000, LAST)),
    "trailers without end": (400, chunks(b"2\r\n{}\r\n0\r\n", b"X: y\r\n" * 50_000)),
    "100 MiB": (413, posted(b" " * 100 * 1024 * 1024)),
    "100 MiB in chunks": (413, chunks((b"100000\r\n" + b" " * 1024 * 1024 + b"\r\n") * 100, LAST)),
    "deep JSON": (400, posted(b'{"fields":' * 50_000 + b"1" + b"}" * 50_000)),
    "deep lists": (400, posted(b"[" * 500_000 + b"]" * 500_000)),
    "no number": (400, created(b"NaN")),
    "no end of a number": (400, created(b"-Infinity")),
    "a number of 500,000 digits": (400, created(b"9" * 500_000)),
    "a number beyond all": (400, created(b"1e" + b"9" * 5000)),
    "no UTF-8": (400, created(b'"\xff\xfe"')),
    "UTF-8 in more bytes than it needs": (400, created(b'"\xc0\x80"')),
    "half a pair of surrogates": (400, created(b'"\\ud800"')),
    "a byte order mark": (400, posted(b"\xef\xbb\xbf{}")),
    "UTF-16": (400, posted('{"fields":{}}'.encode("utf-16"))),
    "60,000 entries": (422, posted(b'{"fields":{' + b",".join(b'"k%d":""' % number for number in range(60_000)) + b"}}")),
    "60,000 entries of no text": (400, posted(b'{"fields":{' + b",".join(b'"k%d":1' % number for number in range(60_000)) + b"}}")),
    "a name of 900 KB": (400, posted(b'{"fields":{"' + b"k" * 900_000 + b'":1}}')),
    "tokens that grow": (
        413,
        posted(b'{"fields":{' + MANDATORY + b',"first_name":"' + b"{A}" * 160_000 + b'"},"form":{"A":"' + b"x" * 500_000 + b'"}}'),
    ),
}
"""The status that the contract or HTTP has for it, and the bytes."""


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with serving(Api(Hub(), "csa", "a secret for tests")) as served:
        yield served


@pytest.fixture(autouse=True)
def _nothing_fails(url: str, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """After each of them the server answers as before, and nothing of ours has failed."""
    begun = time.monotonic()
    with caplog.at_level(logging.WARNING):
        yield
        with connected(url) as client:
            client.sendall(alive())
            assert answer(client)[0].status == 200
    assert time.monotonic() - begun < AT_ONCE
    assert caplog.records == []


def connected(url: str) -> socket.socket:
    where = urlsplit(url)
    return socket.create_connection((where.hostname, where.port), AT_ONCE)


def answer(client: socket.socket) -> tuple[http.client.HTTPResponse, bytes]:
    response = http.client.HTTPResponse(client)
    response.begin()
    return response, response.read()


@pytest.mark.parametrize("name", SERVED)
def test_what_is_odd_and_permitted_is_served(url: str, name: str) -> None:
    with connected(url) as client:
        client.sendall(SERVED[name])
        response, _ = answer(client)
    assert response.status in (200, 201)


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_is_refused_in_the_words_of_the_contract(url: str, name: str) -> None:
    status, request = REFUSED[name]
    with connected(url) as client:
        client.sendall(request)
        response, body = answer(client)
    assert response.status == status
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.headers["Date"]
    problem = msgspec.json.decode(body)
    assert problem["status"] == status
    assert problem["title"]
    assert len(body) < 100_000, "an answer to nonsense is no larger than somebody reads"


def test_of_two_lengths_neither_is_believed(url: str) -> None:
    with connected(url) as client:
        client.sendall(REFUSED["both lengths"][1])
        response, body = answer(client)
    assert "told in two ways" in msgspec.json.decode(body)["title"]
    assert response.headers["Connection"] == "close"


def test_requests_that_do_not_wait_are_answered_in_order(url: str) -> None:
    paths = [b"/healthz", b"/nowhere", b"/v2/capabilities"] * 50
    with connected(url) as client:
        client.sendall(b"".join(line(b"GET " + path + b" HTTP/1.1") for path in paths) + alive(b"Connection: close"))
        received = b"".join(iter(lambda: client.recv(65536), b""))
    assert [int(part[:3]) for part in received.split(b"HTTP/1.1 ")[1:]] == [200, 404, 200] * 50 + [200]


@pytest.mark.parametrize("before", [alive(), posted(b"{}"), chunks(b"2\r\n{}\r\n", LAST)], ids=["a get", "a post", "chunks"])
def test_nonsense_after_a_request_does_not_take_its_answer(url: str, before: bytes) -> None:
    with connected(url) as client:
        client.sendall(before + b"\0garbage\r\n\r\n")
        received = b"".join(iter(lambda: client.recv(65536), b""))
    first, last = (int(part[:3]) for part in received.split(b"HTTP/1.1 ")[1:])
    assert (first, last) == (200 if before == alive() else 400, 400)


def test_nonsense_beyond_the_limit_is_refused_as_whichever_is_seen_first(url: str) -> None:
    with connected(url) as client:
        client.sendall(chunks(b"100001\r\n" + b" " * (1024 * 1024 + 1) + b"\r\nzz\r\n"))
        assert answer(client)[0].status in (400, 413)


def test_who_goes_away_in_the_middle_is_forgotten(url: str) -> None:
    for cut in range(1, 150, 7):
        with connected(url) as client:
            client.sendall(posted(b'{"fields":{}}')[:cut])
