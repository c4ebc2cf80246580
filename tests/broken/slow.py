"""Answers that take their time."""

from __future__ import annotations

import time

from tests.broken.values import LATE, TIMEOUT, Line, Misbehaviour, Reply, body, borne, head, lost

_HEAD = head("HTTP/1.1 200 OK", "Content-Type: application/json", "Content-Length: 500")


def _drips(line: Line, right: Reply) -> None:
    line.drip(body(right.body))


def _drips_body(line: Line, right: Reply) -> None:
    line.send(head("HTTP/1.1 200 OK", "Content-Type: application/json", f"Content-Length: {len(right.body) + 1000}"))
    line.drip(right.body + b" " * 1000)


def _drips_chunks(line: Line, _: Reply) -> None:
    line.send(head("HTTP/1.1 200 OK", "Content-Type: application/json", "Transfer-Encoding: chunked"))
    line.drip(b"1\r\n \r\n" * 100)


def _drips_headers(line: Line, _: Reply) -> None:
    line.send(b"HTTP/1.1 200 OK\r\n")
    line.drip(b"X-Wait: a while\r\n" * 50)


def _falls_silent(line: Line, _: Reply) -> None:
    line.send(_HEAD + b'{"fields": {')
    line.stay()


def _falls_silent_in_headers(line: Line, _: Reply) -> None:
    line.send(_HEAD[:40])
    line.stay()


def _late(line: Line, right: Reply) -> None:
    time.sleep(0.05)  # an answer that comes late is what this is about
    line.send(body(right.body, status=f"{right.status} Right"))


def _too_late(line: Line, right: Reply) -> None:
    time.sleep(TIMEOUT + 0.5)  # likewise: longer than anybody waits
    line.send(body(right.body, status=f"{right.status} Right"))


SLOW = (
    Misbehaviour("drips", "a byte of the answer now and then", _drips, lost(LATE)),
    Misbehaviour("drips headers", "a byte of endless headers now and then", _drips_headers, lost(LATE)),
    Misbehaviour("drips the body", "the headers at once, and a byte of the body now and then", _drips_body, lost(LATE)),
    Misbehaviour("drips chunks", "the headers at once, and a chunk of one byte now and then", _drips_chunks, lost(LATE)),
    Misbehaviour("falls silent in the headers", "half of the headers, and nothing more", _falls_silent_in_headers, lost(LATE)),
    Misbehaviour("falls silent in the body", "half of the body, and nothing more", _falls_silent, lost(LATE)),
    Misbehaviour("answers too late", "the right answer, when nobody waits for it any more", _too_late, lost(LATE)),
    Misbehaviour("dawdles", "the right answer, a little late each time", _late, borne()),
)
