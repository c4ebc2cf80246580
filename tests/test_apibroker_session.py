"""A session as the page makes one: which requests, which cookies, and what is told when there is none."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from requests.structures import CaseInsensitiveDict

from conformance.drivers.bindings.apibroker_session import Sessions, SignInError
from conformance.drivers.cookies import cookies_of, set_by
from conformance.drivers.transport import Incoming, Outgoing
from tests.servers import NOON
from tests.test_apibroker_settings import GOOD

SID = "0123456789abcdef0123456789abcdef"


def came(body: Any, status: int = 200, sets: str = "") -> Incoming:
    content = body.encode() if isinstance(body, str) else json.dumps(body).encode()
    return Incoming(status, CaseInsensitiveDict({"Set-Cookie": sets} if sets else {}), content, NOON, NOON, NOON, NOON)


class Scripted:
    """A wire whose answers go by the path; keeps what was asked."""

    address = "https://council.example"

    def __init__(self, **answers: Incoming) -> None:
        self.asked: list[Outgoing] = []
        self._answers = answers

    def exchange(self, request: Outgoing) -> Incoming:
        self.asked.append(request)
        return next(answer for name, answer in self._answers.items() if name in request.path.partition("?")[0])

    def close(self) -> None:
        pass


def authenticated(signed_in: bool = True, sets: str = "") -> Incoming:
    return came({"auth-session": SID, "is_authenticated": signed_in}, sets=sets)


def test_the_least_is_one_question_with_the_cookies_given() -> None:
    wire = Scripted(isauthenticated=authenticated())
    session, _ = Sessions(GOOD, wire).opened("csa")
    [asked] = wire.asked
    uri = "https%3A%2F%2Fcouncil.example%2Ffillform%2F%3Fiframe_id%3D1"
    assert (asked.method, asked.path) == ("GET", f"/authapi/isauthenticated?uri={uri}&hostname=council.example&withCredentials=true")
    assert asked.headers["Cookie"] == "PHPSESSID=sentinel"
    assert (session.sid, session.cookies) == (SID, {"PHPSESSID": "sentinel"})


def test_the_most_are_four_steps_in_their_order() -> None:
    wire = Scripted(
        fillform=came(f'<script>x = {{"auth-session":"{SID}"}}</script>', sets="PHPSESSID=fresh; path=/"),
        isauthenticated=authenticated(signed_in=False),
        domain=came({}),
        nextref=came({"data": {"reference": "FS-Case-1", "csrfToken": "t0ken"}}),
    )
    settings = msgspec.structs.replace(GOOD, landing="/fillform/?iframe_id=1", domain=True, nextref=True, csrf="header")
    session, _ = Sessions(settings, wire, clock=lambda: NOON).opened("nobody")
    assert [asked.path.partition("?")[0] for asked in wire.asked] == [
        "/fillform/",
        "/authapi/isauthenticated",
        "/apibroker/domain/council.example",
        "/api/nextref",
    ]
    assert wire.asked[2].path.endswith(f"?_={NOON:.0f}000&sid={SID}")
    assert [asked.headers.get("Cookie") for asked in wire.asked] == [None, *["PHPSESSID=fresh"] * 3]
    assert (session.reference, session.csrf_token) == ("FS-Case-1", "t0ken")


NONE: dict[str, tuple[str, Incoming, str]] = {
    "no sid": ("csa", came({"is_authenticated": False}), "gets no session: /authapi/isauthenticated answered 200 (nothing transformed)"),
    "a page": ("csa", came("<html>sentinel</html>"), "gets no session: /authapi/isauthenticated answered 200 (not JSON) without"),
    "forbidden": ("nobody", came("", 403), "nobody in particular gets no session: /authapi/isauthenticated answered 403 (forbidden)"),
    "signed out": ("csa", authenticated(signed_in=False), "the CSA is not signed in with the cookies given: take new ones from a browser"),
    "no cookies": (
        "7",
        authenticated(),
        "the customer 7 cannot be signed in: the tenant does that itself, and the target's settings hold no",
    ),
}


@pytest.mark.parametrize(("actor", "answer", "told"), NONE.values(), ids=NONE)
def test_without_a_session_it_is_told_why(actor: str, answer: Incoming, told: str) -> None:
    with pytest.raises(SignInError) as caught:
        Sessions(GOOD, Scripted(isauthenticated=answer)).opened(actor)
    assert told in str(caught.value)
    assert "sentinel" not in str(caught.value)


def test_without_the_token_that_is_to_be_sent_there_is_none() -> None:
    settings = msgspec.structs.replace(GOOD, nextref=True, csrf="body")
    with pytest.raises(SignInError, match="the CSA gets no token: /api/nextref answered 200 without 'csrfToken'"):
        Sessions(settings, Scripted(isauthenticated=authenticated(), nextref=came({}))).opened("csa")


def test_nobody_needs_no_cookie() -> None:
    session, _ = Sessions(GOOD, Scripted(isauthenticated=authenticated(False, sets="PHPSESSID=fresh"))).opened("nobody")
    assert session.cookies == {"PHPSESSID": "fresh"}


@pytest.mark.parametrize(
    ("answer", "alive"),
    [
        (authenticated(), True),
        (authenticated(signed_in=False), False),
        (came({"auth-session": "f" * 32, "is_authenticated": True}), False),
        (came(""), False),
    ],
)
def test_whether_a_session_is_still_there(answer: Incoming, alive: bool) -> None:
    session, _ = Sessions(GOOD, Scripted(isauthenticated=authenticated())).opened("csa")
    assert Sessions(GOOD, Scripted(isauthenticated=answer)).alive(session) is alive


COOKIES: tuple[tuple[str, dict[str, str]], ...] = (
    ("", {}),
    ("PHPSESSID=abc; path=/; HttpOnly", {"PHPSESSID": "abc"}),
    ("a=1; path=/, b=2; Secure", {"a": "1", "b": "2"}),
    ("a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT; path=/, b=2", {"a": "1", "b": "2"}),
    ("a=1; expires=Wed, 21-Oct-2026 07:28:00 GMT, b=2; Max-Age=3", {"a": "1", "b": "2"}),
    ("a=eyJ=; path=/", {"a": "eyJ="}),
)


@pytest.mark.parametrize(("header", "cookies"), COOKIES)
def test_cookies_that_an_answer_sets(header: str, cookies: dict[str, str]) -> None:
    assert set_by(came("", sets=header).headers) == cookies


def test_cookies_that_are_sent() -> None:
    assert cookies_of("a=1; b=x=y;  c; d=") == {"a": "1", "b": "x=y", "d": ""}
