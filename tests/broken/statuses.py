"""Statuses, redirects, and answers that ask to wait."""

from __future__ import annotations

from tests.broken.values import (
    ADDRESS,
    CALLS,
    EVERY,
    LISTS,
    ONE,
    SIGNED,
    TARGET,
    Ending,
    Misbehaviour,
    Speaking,
    body,
    said,
    wrong,
)


def _status(status: str, *headers: str) -> Speaking:
    return said(body(b"{}", *headers, status=status))


def _to(place: str, status: str = "302 Found") -> Speaking:
    return _status(status, f"Location: {place}")


def _redirected(says: str, late: str = "is not sent again by itself", whose: str = ADDRESS) -> tuple[Ending, ...]:
    return Ending(EVERY, "", 2, whose, says), Ending(ONE, "error", 5, whose, late)


def _waiting(says: str) -> tuple[Ending, ...]:
    return Ending(EVERY, "", 3, TARGET, says), Ending(ONE, "error", 5, TARGET, says)


_PATIENCE = "waits 1 s at the most"
_ELSEWHERE = "is sent nowhere else"
STATUSES = (
    Misbehaviour(
        "500",
        "500 to every call",
        _status("500 Internal Server Error"),
        (Ending(CALLS, "", 2, TARGET, "500"), Ending(ONE, "fail", 1, TARGET, "500")),
    ),
    Misbehaviour("999", "a status of 999", _status("999 Beyond"), wrong("999")),
    Misbehaviour("418", "418 to a Get that is permitted", _status("418 I'm a teapot"), (Ending(ONE, "fail", 1, TARGET, "refused: 418"),)),
    Misbehaviour(
        "no session lasts",
        "401 whoever asks with whatever token",
        _status("401 Unauthorized"),
        (Ending(CALLS, "", 2, TARGET, "ran out at once"), Ending(ONE, "fail", 1, TARGET, "ran out at once")),
    ),
    Misbehaviour(
        "signs nobody in", "403 to every sign-in", _status("403 Forbidden"), (Ending(SIGNED, "", 2, ADDRESS, "could not be signed in"),)
    ),
    Misbehaviour(
        "a token that is none",
        "a sign-in that answers a number for a token",
        said(body(b'{"token": 7}')),
        (Ending(SIGNED, "", 2, ADDRESS, "could not be signed in"),),
    ),
    Misbehaviour(
        "a token of two lines",
        "a sign-in that answers a token with a line break in it",
        said(body(b'{"token": "a\\r\\nX: y"}')),
        (Ending(SIGNED, "", 2, ADDRESS, "could not be signed in"),),
    ),
    Misbehaviour("no lists", "404 to every list", _status("404 Not Found"), (Ending(LISTS, "blocked", 5, TARGET, "is not answered: 404"),)),
    Misbehaviour(
        "redirects in a circle", "a redirect to where it comes from", _to("/v2/capabilities"), _redirected("more than 5 redirects in a row")
    ),
    Misbehaviour(
        "redirects without end",
        "a redirect one step further each time",
        _to("x/", "308 Permanent Redirect"),
        _redirected("more than 5 redirects in a row"),
    ),
    Misbehaviour("redirects to another host", "a redirect to another host", _to("http://elsewhere.example/"), _redirected(_ELSEWHERE)),
    Misbehaviour("redirects to a file", "a redirect to file:///etc/passwd", _to("file:///etc/passwd"), _redirected(_ELSEWHERE)),
    Misbehaviour(
        "redirects to nowhere", "a redirect to what is no address", _to("http://[::1"), _redirected("which is no URL", "which is no URL")
    ),
    Misbehaviour(
        "redirects to what cannot be asked for",
        "a redirect to a path with blanks and bells in it",
        _to("/a \x07 b\xff"),
        _redirected("more than 5 redirects in a row"),
    ),
    Misbehaviour(
        "redirects a long way", "a redirect to an address of 60 KB", _to(f"/{'x' * 60_000}"), _redirected("more than 5 redirects in a row")
    ),
    Misbehaviour("429 for ever", "429 to everything", _status("429 Too Many Requests"), _waiting(_PATIENCE)),
    Misbehaviour(
        "429 in words", "429 with a Retry-After that is no time", _status("429 Too Many Requests", "Retry-After: soon"), _waiting(_PATIENCE)
    ),
    Misbehaviour(
        "503 for a day", "503 with a Retry-After of a day", _status("503 Service Unavailable", "Retry-After: 86400"), _waiting("86400 s")
    ),
    Misbehaviour(
        "503 for ever",
        "503 with a Retry-After of 400 digits",
        _status("503 Service Unavailable", f"Retry-After: {'9' * 400}"),
        _waiting(_PATIENCE),
    ),
    Misbehaviour(
        "503 until 9999",
        "503 until the end of the calendar",
        _status("503 Service Unavailable", "Retry-After: Fri, 31 Dec 9999 23:59:59 GMT"),
        wrong("503"),
    ),
)
