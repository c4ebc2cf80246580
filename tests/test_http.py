"""Requests over a socket: what is sent, and what becomes of every way in which no whole answer comes back."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from email.utils import formatdate

import pytest
import requests
import responses

from conformance.drivers.http import HttpTransport
from conformance.drivers.transport import Outgoing, UnreachableError
from conformance.exchanges import TargetError

HUB = "http://hub.example"
GET = f"{HUB}/v2/profile/get"


@pytest.fixture
def wire() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock() as mocked:
        yield mocked


@pytest.fixture
def transport() -> Iterator[HttpTransport]:
    made = HttpTransport(HUB, timeout=2.5)
    yield made
    made.close()


def test_json_goes_there_and_comes_back(wire: responses.RequestsMock, transport: HttpTransport) -> None:
    wire.post(GET, json={"fields": {"first_name": "Zoë"}}, status=200)
    response = transport.send("POST", "/v2/profile/get", "t0ken", {"fields": {"ucrn": "Ü1"}})
    assert (response.status, response.body, response.json) == (200, {"fields": {"first_name": "Zoë"}}, True)
    sent = wire.calls[0].request
    assert json.loads(sent.body or "") == {"fields": {"ucrn": "Ü1"}}
    assert sent.headers["Authorization"] == "Bearer t0ken"
    assert sent.headers["Content-Type"] == "application/json"
    assert sent.headers["Content-Length"] == str(len(sent.body or ""))
    assert sent.headers["User-Agent"].startswith("conformance/")


def test_nobody_sends_no_token_and_no_body_has_no_type(wire: responses.RequestsMock, transport: HttpTransport) -> None:
    wire.get(f"{HUB}/v2/capabilities", json={})
    transport.send("GET", "/v2/capabilities", "", None)
    assert {"Authorization", "Content-Type"}.isdisjoint(wire.calls[0].request.headers)


def test_any_request_goes_there_as_it_stands(wire: responses.RequestsMock, transport: HttpTransport) -> None:
    wire.put(f"{HUB}/contacts/7?all=1", body=b"\xff<ok/>", headers={"Set-Cookie": "seen=1"}, status=202)
    came = transport.exchange(Outgoing("PUT", "/contacts/7?all=1", {"accept": "text/xml", "X-Key": "k"}, b"name=Zo%C3%AB"))
    assert (came.status, came.body, came.headers["set-cookie"]) == (202, b"\xff<ok/>", "seen=1")
    sent = wire.calls[0].request
    assert (sent.body, sent.headers["Accept"], sent.headers["X-Key"]) == (b"name=Zo%C3%AB", "text/xml", "k")
    assert "Authorization" not in sent.headers


def test_a_slash_at_the_end_of_the_address_changes_nothing(wire: responses.RequestsMock) -> None:
    wire.get(f"{HUB}/base/healthz", json={})
    transport = HttpTransport(f"{HUB}/base/")
    assert transport.send("GET", "/healthz", "", None).status == 200
    assert transport.address == f"{HUB}/base"


LOST: dict[str, tuple[Exception, str]] = {
    "connecting takes too long": (requests.ConnectTimeout("x"), f"POST {GET}: no answer within 2.5 s"),
    "answering takes too long": (requests.ReadTimeout("x"), f"POST {GET}: no answer within 2.5 s"),
    "the connection is cut": (requests.ConnectionError("Connection reset by peer"), f"POST {GET}: Connection reset by peer"),
    "the answer breaks off": (requests.exceptions.ChunkedEncodingError("IncompleteRead"), f"POST {GET}: IncompleteRead"),
    "the certificate is no good": (requests.exceptions.SSLError("certificate verify failed"), f"POST {GET}: certificate verify failed"),
}


@pytest.mark.parametrize("way", LOST)
def test_without_a_whole_answer_the_target_is_unreachable(way: str, wire: responses.RequestsMock, transport: HttpTransport) -> None:
    error, message = LOST[way]
    wire.post(GET, body=error)
    with pytest.raises(UnreachableError) as caught:
        transport.send("POST", "/v2/profile/get", "", {})
    assert str(caught.value) == message


def test_where_nobody_listens_the_reason_is_told_in_a_few_words() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    transport = HttpTransport(f"http://127.0.0.1:{port}")
    with pytest.raises(UnreachableError, match=rf"^GET http://127\.0\.0\.1:{port}/healthz: .*Connection refused$") as caught:
        transport.send("GET", "/healthz", "", None)
    assert "HTTPConnectionPool" not in str(caught.value)


def test_a_server_that_never_answers_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        transport = HttpTransport(f"http://127.0.0.1:{silent.getsockname()[1]}", timeout=0.1)
        with pytest.raises(UnreachableError, match=r"no answer within 0\.1 s$"):
            transport.send("GET", "/healthz", "", None)


def test_a_redirect_is_an_answer_and_takes_no_token_anywhere_else(wire: responses.RequestsMock, transport: HttpTransport) -> None:
    wire.post(GET, status=307, headers={"Location": "http://elsewhere.example/"}, json={})
    assert transport.send("POST", "/v2/profile/get", "t0ken", {}).status == 307
    assert [call.request.url for call in wire.calls] == [GET]


@pytest.mark.parametrize("body", ["<html>Bad gateway</html>", "", "{broken", "\N{BLACK HEART SUIT}"])
def test_what_is_no_json_is_kept_as_text(body: str, wire: responses.RequestsMock, transport: HttpTransport) -> None:
    wire.post(GET, body=body.encode(), status=502)
    response = transport.send("POST", "/v2/profile/get", "", {})
    assert (response.status, response.body, response.json) == (502, body, False)


def test_bytes_that_are_no_text_do_no_harm(wire: responses.RequestsMock, transport: HttpTransport) -> None:
    wire.post(GET, body=b"\xff\xfe", status=200)
    response = transport.send("POST", "/v2/profile/get", "", {})
    assert (response.body, response.json) == ("\ufffd\ufffd", False)


class TestClock:
    HOUR = 3600.0

    def test_the_date_header_says_what_the_targets_clock_can_have_shown(
        self, wire: responses.RequestsMock, transport: HttpTransport
    ) -> None:
        shown = 1_751_371_200.0
        wire.post(GET, json={}, headers={"Date": formatdate(shown, usegmt=True)})
        response = transport.send("POST", "/v2/profile/get", "", {})
        assert shown - 5 < response.earliest <= shown <= response.latest < shown + 5

    @pytest.mark.parametrize("headers", [{}, {"Date": "yesterday"}, {"Date": ""}])
    def test_without_one_it_is_taken_for_ours(
        self, headers: dict[str, str], wire: responses.RequestsMock, transport: HttpTransport
    ) -> None:
        wire.post(GET, json={}, headers=headers)
        response = transport.send("POST", "/v2/profile/get", "", {})
        assert (response.earliest, response.latest) == (response.sent, response.received)

    def test_a_known_offset_comes_before_the_header(self, wire: responses.RequestsMock, transport: HttpTransport) -> None:
        wire.post(GET, json={}, headers={"Date": formatdate(0, usegmt=True)})
        transport.set_clock_offset(self.HOUR - 1, self.HOUR + 1)
        response = transport.send("POST", "/v2/profile/get", "", {})
        assert response.earliest == response.sent + self.HOUR - 1
        assert response.latest == response.received + self.HOUR + 1


@pytest.mark.parametrize("address", ["ftp://hub.example", "http://", "://hub", "file:///etc/passwd"])
def test_an_address_that_is_none_is_the_users_mistake(address: str) -> None:
    with pytest.raises(TargetError, match="is no target: give 'reference', 'reference:FAULT', or a URL") as caught:
        HttpTransport(address)
    assert caught.value.status == 2
