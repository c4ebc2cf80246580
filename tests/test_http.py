"""Requests over a socket: what is sent, and what becomes of every way in which no whole answer comes back."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from email.utils import formatdate
from pathlib import Path
from typing import Any

import pytest
import requests
import responses

from conformance.behalf import OnBehalf
from conformance.drivers.bindings.native import NativeDriver
from conformance.drivers.http import HttpTransport
from conformance.drivers.manners import Manners
from conformance.drivers.pacing import Pace
from conformance.drivers.transport import Outgoing, RedirectedError, UnreachableError
from conformance.exchanges import Asked, TargetError

HUB = "http://hub.example"
GET = f"{HUB}/v2/profile/get"


@pytest.fixture
def wire() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock() as mocked:
        yield mocked


@pytest.fixture
def transport() -> Iterator[HttpTransport]:
    made = HttpTransport(HUB, Manners(timeout=2.5))
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
    "the certificate is no good": (
        requests.exceptions.SSLError("certificate verify failed"),
        f"POST {GET}: certificate verify failed; if an authority of your own signed the target's certificate, "
        "give the authority's with --ca-file",
    ),
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
    told = rf"^GET http://127\.0\.0\.1:{port}/healthz: Connection refused; is the server running\?$"
    with pytest.raises(UnreachableError, match=told) as caught:
        transport.send("GET", "/healthz", "", None)
    assert "HTTPConnectionPool" not in str(caught.value)


def test_a_server_that_never_answers_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        transport = HttpTransport(f"http://127.0.0.1:{silent.getsockname()[1]}", Manners(timeout=0.1))
        with pytest.raises(UnreachableError, match=r"no answer within 0\.1 s$"):
            transport.send("GET", "/healthz", "", None)


class TestRedirects:
    LISTS = f"{HUB}/v2/lists/countries"

    @pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
    @pytest.mark.parametrize("where", ["http://elsewhere.example/", f"{HUB}/v3/profile/get"])
    def test_of_a_post_is_the_fault_of_the_address(
        self, status: int, where: str, wire: responses.RequestsMock, transport: HttpTransport
    ) -> None:
        wire.post(GET, status=status, headers={"Location": where}, json={})
        with pytest.raises(RedirectedError) as caught:
            transport.send("POST", "/v2/profile/get", "t0ken", {})
        assert str(caught.value).startswith(f"POST {GET} is redirected ({status}) to {where}, which is not followed: a POST is not sent")
        assert str(caught.value).endswith("name it as the target's address")
        assert [call.request.url for call in wire.calls] == [GET]

    def test_of_a_get_is_followed_below_the_same_address(self, wire: responses.RequestsMock, transport: HttpTransport) -> None:
        wire.get(self.LISTS, status=308, headers={"Location": "countries/"})
        wire.get(f"{self.LISTS}/", json={"items": []})
        assert transport.send("GET", "/v2/lists/countries", "t0ken", None).body == {"items": []}
        assert [call.request.headers["Authorization"] for call in wire.calls] == ["Bearer t0ken"] * 2

    @pytest.mark.parametrize(
        "where",
        [
            "http://elsewhere.example/x?key=sentinel",
            "https://hub.example/x",
            "//elsewhere.example/x",
            "http://hub.example:8080/x",
            "http://hub.example.elsewhere.example/",
            "http://user:sentinel@elsewhere.example/",
        ],
    )
    def test_never_takes_a_token_to_another_host(self, where: str, wire: responses.RequestsMock, transport: HttpTransport) -> None:
        wire.get(self.LISTS, status=302, headers={"Location": where})
        with pytest.raises(RedirectedError, match="may be secret, and is sent nowhere else") as caught:
            transport.send("GET", "/v2/lists/countries", "t0ken", None)
        assert [call.request.url for call in wire.calls] == [self.LISTS]
        assert "sentinel" not in str(caught.value)

    def test_to_what_is_no_url_are_not_followed(self, wire: responses.RequestsMock, transport: HttpTransport) -> None:
        wire.get(self.LISTS, status=302, headers={"Location": "http://[::1"})
        with pytest.raises(RedirectedError, match=r"is redirected \(302\) to 'http://\[::1', which is no URL"):
            transport.send("GET", "/v2/lists/countries", "", None)

    def test_to_what_cannot_stand_in_a_request_are_encoded(self, wire: responses.RequestsMock, transport: HttpTransport) -> None:
        wire.get(self.LISTS, status=302, headers={"Location": "/v2/a \x07?b=%20"})
        wire.get(f"{HUB}/v2/a%20%07?b=%20", json={"items": []})
        assert transport.send("GET", "/v2/lists/countries", "", None).body == {"items": []}

    def test_of_great_length_are_told_in_short(self, wire: responses.RequestsMock, transport: HttpTransport) -> None:
        wire.post(GET, status=302, headers={"Location": f"/{'x' * 60_000}"})
        with pytest.raises(RedirectedError) as caught:
            transport.send("POST", "/v2/profile/get", "", {})
        assert len(str(caught.value)) < 600

    def test_in_a_circle_come_to_an_end(self, wire: responses.RequestsMock, transport: HttpTransport) -> None:
        wire.get(self.LISTS, status=302, headers={"Location": self.LISTS})
        with pytest.raises(RedirectedError, match="more than 5 redirects in a row"):
            transport.send("GET", "/v2/lists/countries", "", None)

    def test_are_answers_for_whoever_asks_for_the_bare_exchange(self, wire: responses.RequestsMock, transport: HttpTransport) -> None:
        wire.get(self.LISTS, status=302, headers={"Location": "/forbidden"})
        assert transport.exchange(Outgoing("GET", "/v2/lists/countries")).headers["location"] == "/forbidden"

    def test_without_a_place_are_answers(self, wire: responses.RequestsMock, transport: HttpTransport) -> None:
        wire.post(GET, status=302, json={})
        assert transport.send("POST", "/v2/profile/get", "", {}).status == 302

    def test_when_a_target_is_introduced_are_a_matter_of_configuration(
        self, wire: responses.RequestsMock, transport: HttpTransport
    ) -> None:
        wire.get(f"{HUB}/v2/capabilities", status=301, headers={"Location": "https://hub.example/v2/capabilities"})
        with pytest.raises(TargetError, match=r"is redirected \(301\) to https://hub\.example/v2/capabilities") as caught:
            NativeDriver(transport, "csa", "a secret")
        assert caught.value.status == 2


class TestWaiting:
    """What is waited is counted by a clock of the test's own."""

    @staticmethod
    def waiting(patience: float = 120) -> tuple[HttpTransport, list[float]]:
        slept: list[float] = []
        pace = Pace(0, lambda: sum(slept), slept.append)
        return HttpTransport(HUB, Manners(patience=patience), pace), slept

    def test_an_answer_that_asks_to_wait_is_none(self, wire: responses.RequestsMock) -> None:
        wire.post(GET, status=429, headers={"Retry-After": "3"}, json={"title": "Slow down"})
        wire.post(GET, status=503, headers={"Retry-After": "2"})
        wire.post(GET, json={"fields": {}})
        transport, slept = self.waiting()
        assert transport.send("POST", "/v2/profile/get", "t0ken", {}).status == 200
        assert slept == [3, 2]
        assert [call.request.headers["Authorization"] for call in wire.calls] == ["Bearer t0ken"] * 3

    def test_a_target_that_never_has_time_is_no_failure_of_its_rules(self, wire: responses.RequestsMock) -> None:
        wire.post(GET, status=429, headers={"Retry-After": "50"})
        transport, slept = self.waiting()
        with pytest.raises(UnreachableError) as caught:
            transport.send("POST", "/v2/profile/get", "", {})
        assert str(caught.value) == (
            f"POST {GET}: the target asks to wait for 50 s (429), and the suite, which has waited 100 s, waits 120 s at the most; "
            "ask more slowly with --requests-a-second, or wait longer with --patience"
        )
        assert slept == [50, 50]

    def test_a_503_that_does_not_say_how_long_is_an_answer(self, wire: responses.RequestsMock) -> None:
        wire.post(GET, status=503, json={})
        transport, slept = self.waiting()
        assert transport.send("POST", "/v2/profile/get", "", {}).status == 503
        assert slept == []


def test_nothing_is_taken_from_the_environment(wire: responses.RequestsMock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "netrc").write_text("machine hub.example login sentinel password sentinel\n", encoding="utf-8")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    monkeypatch.setenv("HTTP_PROXY", "http://proxy.example:3128")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "none.pem"))
    wire.get(f"{HUB}/healthz", json={})
    HttpTransport(HUB).send("GET", "/healthz", "", None)
    assert "Authorization" not in wire.calls[0].request.headers
    kept: Any = wire.calls[0].request
    assert (kept.req_kwargs["proxies"], kept.req_kwargs["verify"]) == ({}, True)


def test_the_run_is_told_with_every_request(wire: responses.RequestsMock) -> None:
    wire.get(f"{HUB}/healthz", json={})
    HttpTransport(HUB, Manners(run_id="4f2a")).send("GET", "/healthz", "", None)
    assert wire.calls[0].request.headers["User-Agent"].endswith(" (run 4f2a)")


@pytest.mark.parametrize(("again", "told"), [(False, " (run 4f2a; x.rule/one)"), (True, " (run 4f2a; x.rule/one; again)")])
def test_so_is_the_scenario_and_whether_it_was_begun_before(again: bool, told: str, wire: responses.RequestsMock) -> None:
    wire.post(f"{HUB}/v2/sessions", json={"token": "t"}, status=201)
    wire.post(GET, json={"fields": {}})
    wire.get(f"{HUB}/v2/capabilities", json={"capabilities": []})
    wire.get(f"{HUB}/healthz", json={})
    transport = HttpTransport(HUB, Manners(run_id="4f2a"))
    driver = NativeDriver(transport, "csa", "a-secret")
    OnBehalf(driver, "x.rule/one", again).perform(Asked("get", fields={"ucrn": "1"}))
    transport.send("GET", "/healthz", "", None)
    agents = [str(call.request.headers["User-Agent"]).partition(" ")[2] for call in wire.calls]
    assert agents[-2:] == [told.strip(), "(run 4f2a)"]


class TestAuthorities:
    def test_a_file_that_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(TargetError, match=r"the CA file .*none\.pem cannot be read: No such file") as caught:
            HttpTransport("https://hub.example", Manners(ca_file=str(tmp_path / "none.pem")))
        assert caught.value.status == 2

    @pytest.mark.parametrize("content", ["", "no certificate", "-----BEGIN CERTIFICATE-----\nbroken\n-----END CERTIFICATE-----\n"])
    def test_a_file_that_holds_none(self, content: str, tmp_path: Path) -> None:
        (tmp_path / "ca.pem").write_text(content, encoding="utf-8")
        with pytest.raises(TargetError, match=r"holds no certificate of an authority: give a file in PEM form") as caught:
            HttpTransport("https://hub.example", Manners(ca_file=str(tmp_path / "ca.pem")))
        assert caught.value.status == 2


@pytest.mark.parametrize("body", ["<html>Bad gateway</html>", "", "{broken", "\N{BLACK HEART SUIT}"])
def test_what_is_no_json_is_kept_as_text(body: str, wire: responses.RequestsMock, transport: HttpTransport) -> None:
    wire.post(GET, body=body.encode(), status=502)
    response = transport.send("POST", "/v2/profile/get", "", {})
    assert (response.status, response.body, response.json) == (502, body, False)


def test_bytes_that_are_no_text_do_no_harm(wire: responses.RequestsMock, transport: HttpTransport) -> None:
    wire.post(GET, body=b"\xff\xfe", status=200)
    response = transport.send("POST", "/v2/profile/get", "", {})
    assert (response.body, response.json) == ("\ufffd\ufffd", False)


@pytest.mark.parametrize("value", ["a\r\nX: y", "a\nb", "a\0", "\u20ac"])
def test_a_header_that_cannot_be_is_told_and_not_sent(value: str, transport: HttpTransport) -> None:
    with pytest.raises(UnreachableError, match="the header X-Key would have a line break in it, or letters that no header can carry"):
        transport.exchange(Outgoing("GET", "/contacts/7", {"X-Key": value}))


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
    with pytest.raises(TargetError, match="is no target: give 'reference', 'reference:FAULT', a URL such as http") as caught:
        HttpTransport(address)
    assert caught.value.status == 2
