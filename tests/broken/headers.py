"""Headers that are too many, too long, or odd."""

from __future__ import annotations

from tests.broken.values import Line, Misbehaviour, Reply, body, borne, head, ill, said

_BEGUN = b"HTTP/1.1 200 OK\r\n"


def _odd(line: Line, right: Reply) -> None:
    """Names in other letters, no space behind the colon, much of it behind another."""
    line.send(head(f"HTTP/1.1 {right.status}", "content-TYPE:application/json", f"CONTENT-length:    {len(right.body)}   "), right.body)


def _rude(line: Line, right: Reply) -> None:
    rude = ("X-Bell: \x07\x1b[31m", "X-\xff: \xff\xfe", "X-Folded: a\r\n\tb", "Date: never", "Retry-After: -1")
    line.send(body(right.body, *rude, status=f"{right.status} \x1b[31mRight"))


HEADERS = (
    Misbehaviour(
        "endless headers",
        "headers without end",
        lambda line, _: line.for_ever(_BEGUN + b"X-More: and more\r\n" * 1000),
        ill("more than 100 lines"),
    ),
    Misbehaviour(
        "a header of 1 MB", "one header of 1 MB", said(body(b"{}", f"X-Long: {'x' * 1_000_000}")), ill("a line of more than 64 KiB")
    ),
    Misbehaviour(
        "an endless header",
        "one header without end",
        lambda line, _: line.for_ever(b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 65536),
        ill("a line of more than 64 KiB"),
    ),
    Misbehaviour(
        "an endless status",
        "a status line without end",
        lambda line, _: line.for_ever(b"HTTP/1.1 200 " + b"x" * 65536),
        ill("so it is no HTTP"),
    ),
    Misbehaviour(
        "endless cookies",
        "cookies without end",
        lambda line, _: line.for_ever(_BEGUN + b"Set-Cookie: a=b; Path=/\r\n" * 1000),
        ill("more than 100 lines"),
    ),
    Misbehaviour(
        "90 large cookies",
        "90 cookies of 60 KB with each answer",
        said(body(b"{}", *(f"Set-Cookie: c{n}={'x' * 60_000}" for n in range(90)))),
        ill("longer than 1 MiB"),
    ),
    Misbehaviour("odd headers", "names of headers in any letters, no reason behind the status", _odd, borne()),
    Misbehaviour("rude headers", "control characters, bytes that are no text, folded lines, dates and waits that are none", _rude, borne()),
)
