"""Answers that are no whole message of HTTP, or say in two ways where they end."""

from __future__ import annotations

from tests.broken.values import LATE, Line, Misbehaviour, Reply, Speaking, body, borne, head, ill, lost, said, wrong

_JSON = "Content-Type: application/json"
_CHUNKED = "Transfer-Encoding: chunked"
_OFF = "broke off"
_NO_HTTP = "no HTTP"


def _cut(content: bytes) -> Speaking:
    def speak(line: Line, _: Reply) -> None:
        line.send(content)
        line.close()

    return speak


def _chunks(line: Line, right: Reply) -> None:
    """The right answer in chunks, with a length beside them that is wrong."""
    line.send(head("HTTP/1.1 200 OK", _JSON, "Content-Length: 7", _CHUNKED), b"%x\r\n" % len(right.body), right.body, b"\r\n0\r\n\r\n")


def _unframed(line: Line, right: Reply) -> None:
    line.send(head(f"HTTP/1.1 {right.status} Right", _JSON), right.body)
    line.close()


def _bare(line: Line, right: Reply) -> None:
    line.send(right.body)
    line.close()


def _length(number: str) -> Speaking:
    return lambda line, right: line.send(head("HTTP/1.1 200 OK", _JSON, *(f"Content-Length: {one}" for one in number.split())), right.body)


def _twice(line: Line, right: Reply) -> None:
    answer = body(right.body, status=f"{right.status} Right")
    line.send(answer, answer)


def _hints(line: Line, right: Reply) -> None:
    hint = head("HTTP/1.1 103 Early Hints", "Link: </style.css>; rel=preload")
    line.send(hint, hint, body(right.body, status=f"{right.status} Right"))


FRAMING = (
    Misbehaviour("closes in the status line", "closes in the middle of the first line", _cut(b"HTTP/1.1 2"), ill(_NO_HTTP)),
    Misbehaviour("closes in the headers", "closes in the middle of the headers", _cut(b"HTTP/1.1 200 OK\r\nContent-Le"), lost(_OFF)),
    Misbehaviour("closes in the body", "closes in the middle of the body", _cut(body(b"{}" + b" " * 98)[:-50]), lost("50 of 100 bytes")),
    Misbehaviour("closes in a chunk", "closes in the middle of a chunk", _cut(head("HTTP/1.1 200 OK", _CHUNKED) + b"64\r\n{"), lost(_OFF)),
    Misbehaviour(
        "closes between chunks",
        "closes where the next chunk should be",
        _cut(head("HTTP/1.1 200 OK", _CHUNKED) + b"2\r\n{}\r\n"),
        lost(_OFF),
    ),
    Misbehaviour("length too long", "a Content-Length of more than comes, the connection open", _length("5000"), lost(LATE)),
    Misbehaviour("length too short", "a Content-Length of less than comes", _length("7"), wrong("no JSON")),
    Misbehaviour("two lengths", "two Content-Lengths that differ", _length("7 5"), ill("Content-Length")),
    Misbehaviour("length below zero", "a Content-Length of -1", _length("-1"), ill("Content-Length")),
    Misbehaviour("length in words", "a Content-Length that is no number", _length("many"), ill("Content-Length")),
    Misbehaviour("both lengths", "chunks, and a Content-Length that is wrong", _chunks, borne()),
    Misbehaviour("no length", "neither length nor chunks, the connection closed at the end", _unframed, borne()),
    Misbehaviour(
        "a chunk of no size", "chunks whose size is no number", said(head("HTTP/1.1 200 OK", _CHUNKED) + b"many\r\n{}\r\n"), ill("chunk")
    ),
    Misbehaviour(
        "a chunk of every size", "a chunk of 16 EiB", said(head("HTTP/1.1 200 OK", _CHUNKED) + b"ffffffffffffffff\r\n{}\r\n"), lost(LATE)
    ),
    Misbehaviour("HTTP/0.9", "the body without a status line or headers", _bare, ill(_NO_HTTP)),
    Misbehaviour("no HTTP", "the greeting of a mail server", _cut(b"220 mail.example ESMTP\r\n"), ill(_NO_HTTP)),
    Misbehaviour("a status in words", "a status line whose status is no number", said(b"HTTP/1.1 two hundred\r\n\r\n{}"), ill(_NO_HTTP)),
    Misbehaviour("early hints", "103 twice before each answer", _hints, borne()),
    Misbehaviour(
        "endless 100s",
        "100 Continue without end",
        lambda line, _: line.for_ever(head("HTTP/1.1 100 Continue") * 100),
        ill("longer than 1 MiB"),
    ),
    Misbehaviour(
        "endless hints",
        "103 Early Hints without end",
        lambda line, _: line.for_ever(head("HTTP/1.1 103 Early Hints") * 100),
        ill("longer than 1 MiB"),
    ),
    Misbehaviour(
        "changes the protocol",
        "101 Switching Protocols, unasked",
        said(head("HTTP/1.1 101 Switching Protocols", "Upgrade: h2c")),
        wrong("101"),
    ),
    Misbehaviour("answers twice", "each answer two times", _twice, borne()),
)
