"""Bodies that are too large, packed, or not what was asked for."""

from __future__ import annotations

import gzip

from tests.broken.values import Line, Misbehaviour, Reply, body, borne, head, ill, said, wrong

_JSON = "Content-Type: application/json"
_GZIP = "Content-Encoding: gzip"
_MEGABYTE = b" " * 1_000_000
_TOO_LARGE = "longer than 1 MiB"


def _gigabyte(line: Line, _: Reply) -> None:
    line.send(head("HTTP/1.1 200 OK", _JSON, "Content-Length: 1000000000"))
    for __ in range(1000):
        line.send(_MEGABYTE)


def _endless(line: Line, _: Reply) -> None:
    line.send(head("HTTP/1.1 200 OK", _JSON))
    line.for_ever(_MEGABYTE)


def _endless_chunks(line: Line, _: Reply) -> None:
    line.send(head("HTTP/1.1 200 OK", _JSON, "Transfer-Encoding: chunked"))
    line.for_ever(b"f4240\r\n" + _MEGABYTE + b"\r\n")


BOMB = gzip.compress(_MEGABYTE, 9) * 1000
"""A gigabyte of blanks, packed into a megabyte; packed once more it is a few thousand bytes."""


def _bomb(line: Line, _: Reply) -> None:
    line.send(body(BOMB, _GZIP))


def _bomb_in_a_bomb(line: Line, _: Reply) -> None:
    line.send(body(gzip.compress(BOMB), "Content-Encoding: gzip, gzip"))


def _packed(line: Line, right: Reply) -> None:
    line.send(body(gzip.compress(right.body), _GZIP, status=f"{right.status} Right"))


def _halved(line: Line, right: Reply) -> None:
    line.send(body(gzip.compress(right.body)[:-12], _GZIP))


BODIES = (
    Misbehaviour("1 GB", "a body of 1 GB", _gigabyte, ill(_TOO_LARGE)),
    Misbehaviour("endless", "a body without end", _endless, ill(_TOO_LARGE)),
    Misbehaviour("endless chunks", "chunks without end", _endless_chunks, ill(_TOO_LARGE)),
    Misbehaviour("gzip bomb", "1 GB, packed into 1 MB", _bomb, ill(_TOO_LARGE)),
    Misbehaviour("gzip bomb in a gzip bomb", "1 GB, packed twice", _bomb_in_a_bomb, ill(_TOO_LARGE)),
    Misbehaviour("packed unasked", "each answer packed with gzip, which nobody asked for", _packed, borne()),
    Misbehaviour(
        "packed by name alone",
        "says gzip, and is not packed",
        said(body(b'{"fields": {}}', _GZIP)),
        ill("not packed as its Content-Encoding says"),
    ),
    Misbehaviour("half a gzip", "a gzip that ends too early", _halved, wrong("JSON")),
    Misbehaviour("empty", "200 with an empty body", said(body(b"")), wrong("no JSON")),
    Misbehaviour("204", "204, where a body belongs", said(head("HTTP/1.1 204 No Content")), wrong("204")),
    Misbehaviour(
        "HTML",
        "200 with a page that says that all is well",
        said(body(b"<!DOCTYPE html><p>All is well", kind="text/html")),
        wrong("<!DOCTYPE html>"),
    ),
    Misbehaviour(
        "a gateway's page",
        "502 with a page",
        said(body(b"<h1>Bad gateway</h1>", status="502 Bad Gateway", kind="text/html")),
        wrong("502 it begins '<h1>Bad gateway</h1>'"),
    ),
    Misbehaviour("a picture", "200 with a picture", said(body(b"\x89PNG\r\n\x1a\n\x00\x00", kind="image/png")), wrong("no JSON")),
)
