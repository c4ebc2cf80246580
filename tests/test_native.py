"""The native wire: requests as the contract has them, sessions, and what each kind of answer means."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import msgspec
import pytest

from conformance import meeting
from conformance.book import book
from conformance.drivers.bindings.native import NativeDriver
from conformance.drivers.in_process import InProcessTransport
from conformance.drivers.transport import Response, UnreachableError
from conformance.exchanges import Answer, Asked, TargetError
from conformance.session import hold
from conformance.suite import Json
from reference_impl import api as reference_api
from reference_impl.clock import FixedClock
from reference_impl.hub import Hub
from tests.servers import NOON

SECRET = "sentinel-of-the-secret"
Reply = tuple[int, Json]


class Sent(NamedTuple):
    """One request as it reached the wire."""

    method: str
    path: str
    token: str
    body: Json


class Wire:
    """A hub made of one function from request to reply; sessions and capabilities are there unless it answers them itself."""

    address = "http://hub.example"

    def __init__(self, answers: Callable[[Sent], Reply | str | None] = lambda _: None) -> None:
        self.sent: list[Sent] = []
        self.offset: tuple[float, float] | None = None
        self.closed = False
        self._answers = answers

    def send(self, method: str, path: str, token: str, body: Json) -> Response:
        """Answer, or be lost where the function gives the reason why."""
        request = Sent(method, path, token, body)
        self.sent.append(request)
        reply = self._answers(request) or self._usual(request)
        if isinstance(reply, str):
            raise UnreachableError(reply)
        return Response(*reply, not isinstance(reply[1], str), NOON, NOON + 0.5, NOON - 2, NOON + 2)

    def _usual(self, request: Sent) -> Reply:
        if request.path == "/v2/sessions":
            who = request.body.get("ucrn", "csa") if isinstance(request.body, dict) else ""
            return 201, {"token": f"sentinel-token-{who}-{len(self.sent)}", "expires_in": 3600}
        if request.path == "/v2/capabilities":
            return 200, {"name": "Hub", "version": "1", "capabilities": ["lists"], "time_zone": "Europe/London"}
        return 200, {}

    def set_clock_offset(self, low: float, high: float) -> None:
        """Note it."""
        self.offset = (low, high)

    def close(self) -> None:
        """Note it."""
        self.closed = True


def driver_of(wire: Wire) -> NativeDriver:
    return NativeDriver(wire, "csa", SECRET)


def answering(status: int, body: Json) -> Wire:
    return Wire(lambda request: None if request.path in ("/v2/sessions", "/v2/capabilities") else (status, body))


def performed(asked: Asked, status: int = 200, body: Json = None) -> Answer:
    return driver_of(answering(status, {} if body is None else body)).perform(asked)[0]


class TestIntroduction:
    def test_it_learns_what_the_target_is_and_signs_the_csa_in(self) -> None:
        wire = Wire()
        target = driver_of(wire).target
        assert (target.address, target.name, target.version, target.capabilities) == ("http://hub.example", "Hub", "1", ("lists",))
        assert wire.sent == [
            Sent("GET", "/v2/capabilities", "", None),
            Sent("POST", "/v2/sessions", "", {"csa": "csa", "secret": SECRET}),
        ]

    def test_the_targets_own_clock_counts_where_it_tells_it(self) -> None:
        wire = Wire(lambda request: (200, {"capabilities": [], "now": "2025-07-01T14:00:00+01:00"}) if "cap" in request.path else None)
        target = driver_of(wire).target
        assert target.clock_source == "now"
        assert target.clock_offset == pytest.approx(3600, abs=2)
        assert wire.offset is not None
        assert wire.offset[0] < 3600 < wire.offset[1]

    @pytest.mark.parametrize("now", ["2025-07-01T14:00:00", "soon", 7, None])
    def test_otherwise_the_date_header_does(self, now: Json) -> None:
        wire = Wire(lambda request: (200, {"capabilities": [], "now": now}) if "cap" in request.path else None)
        assert driver_of(wire).target.clock_source == "Date header"
        assert wire.offset is None

    NO_HUB: tuple[tuple[Reply, str], ...] = (
        ((404, {"title": "Not found"}), ""),
        ((200, {}), ""),
        ((200, {"capabilities": "lists"}), ""),
        ((200, []), ": it is a list"),
        ((200, "<html>Welcome</html>"), ": it is no JSON; it begins '<html>Welcome</html>'"),
        ((302, {}), ""),
        ((500, {"capabilities": []}), ""),
    )

    @pytest.mark.parametrize(("reply", "nature"), NO_HUB)
    def test_what_is_no_hub_is_the_users_mistake(self, reply: Reply, nature: str) -> None:
        with pytest.raises(TargetError) as caught:
            driver_of(Wire(lambda _: reply))
        assert caught.value.status == 2
        assert str(caught.value) == (
            f"http://hub.example is no hub that speaks the native contract: GET /v2/capabilities answered {reply[0]} "
            f"without a list of capabilities{nature}; look at the URL, or reach this target through a binding of its own"
        )

    @pytest.mark.parametrize("zone", ["Mars/Olympus", "Europe", "../../etc/passwd", "x" * 100_000, 7])
    def test_a_time_zone_that_is_none_is_told_in_short(self, zone: Json) -> None:
        wire = Wire(lambda request: (200, {"capabilities": [], "time_zone": zone}) if "cap" in request.path else None)
        with pytest.raises(
            TargetError, match=r"says that its time zone is .*: give the name of a zone as the IANA database has it"
        ) as caught:
            driver_of(wire)
        assert (caught.value.status, len(str(caught.value)) < 300) == (2, True)

    @pytest.mark.parametrize("token", ["a\r\nX: y", "a b", "", "\u20ac"])
    def test_a_token_that_no_header_can_carry_is_none(self, token: str) -> None:
        wire = Wire(lambda request: (201, {"token": token}) if "sessions" in request.path else None)
        with pytest.raises(TargetError, match="POST /v2/sessions answered 201 with a token that no header can carry"):
            driver_of(wire)

    def test_nobody_there_is_unreachable(self) -> None:
        with pytest.raises(TargetError, match=r"^Connection refused$") as caught:
            driver_of(Wire(lambda _: "Connection refused"))
        assert caught.value.status == 3

    def test_a_wrong_secret_is_told_without_telling_it(self) -> None:
        wire = Wire(lambda request: (401, {"title": f"{SECRET} is wrong"}) if "sessions" in request.path else None)
        with pytest.raises(TargetError) as caught:
            driver_of(wire)
        assert caught.value.status == 2
        told = "http://hub.example: the CSA 'csa' could not be signed in: POST /v2/sessions answered 401 (secret) is wrong"
        assert str(caught.value) == told


WIRES: dict[str, tuple[Asked, tuple[str, str, Json]]] = {
    "create": (
        Asked("create", fields={"house": "1"}, case_id="C 7"),
        ("POST", "/v2/profile/create", {"fields": {"house": "1"}, "case_id": "C 7"}),
    ),
    "update": (
        Asked("update", fields={"ucrn": "1"}, ignore_empty=True),
        (
            "POST",
            "/v2/profile/update",
            {"fields": {"ucrn": "1"}, "settings": {"ignore_empty_entries": True, "keep_empty_end_dates": False}},
        ),
    ),
    "get": (Asked("get", ucrn="1", fields={"ucrn": "1"}), ("POST", "/v2/profile/get", {"fields": {"ucrn": "1"}})),
    "a form and a version": (
        Asked("get", fields={"ucrn": "1"}, form={"House": ""}, integration_version="V1"),
        ("POST", "/v2/profile/get", {"fields": {"ucrn": "1"}, "form": {"House": ""}, "integration_version": "V1"}),
    ),
    "hub record": (Asked("hub-record", ucrn="a/b?c"), ("GET", "/v2/hub/customers/a%2Fb%3Fc", None)),
    "list": (Asked("list", list_name="countries"), ("GET", "/v2/lists/countries", None)),
    "open a case": (Asked("open-case"), ("POST", "/v2/hub/cases", {})),
    "read a case": (Asked("read-case", case_id="C/7"), ("GET", "/v2/hub/cases/C%2F7", None)),
    "open an edit form": (
        Asked("open-edit-form", ucrn="1", pre_submission=True),
        ("POST", "/v2/hub/edit-forms", {"ucrn": "1", "pre_submission": True}),
    ),
    "submit it": (
        Asked("submit-edit-form", edit_form_id="E7", fields={"house": "2"}, keep_empty_end_dates=True),
        (
            "POST",
            "/v2/hub/edit-forms/E7/submit",
            {"settings": {"ignore_empty_entries": False, "keep_empty_end_dates": True}, "fields": {"house": "2"}},
        ),
    ),
    "reopen it": (Asked("reopen-edit-form", edit_form_id="E7"), ("POST", "/v2/hub/edit-forms/E7/reopen", None)),
}


@pytest.mark.parametrize("name", WIRES)
def test_a_call_is_one_request_of_the_contract(name: str) -> None:
    asked, (method, path, body) = WIRES[name]
    wire = Wire()
    _, (exchange,) = driver_of(wire).perform(asked)
    request = wire.sent[-1]
    assert (request.method, request.path, request.body) == (method, path, body)
    assert (exchange.method, exchange.path, exchange.request, exchange.actor) == (method, path, body, "csa")


class TestAnswers:
    def test_values_of_a_get(self) -> None:
        assert performed(Asked("get"), 200, {"fields": {"house": "1"}}) == Answer("accepted", fields={"house": "1"})

    def test_a_form_filled_by_a_get(self) -> None:
        assert performed(Asked("get", form={}), 200, {"form": {"house": "1"}}) == Answer("accepted", fields={"house": "1"})

    def test_a_hub_record_with_its_addresses(self) -> None:
        answer = performed(Asked("hub-record", ucrn="1"), 200, {"fields": {"twitter": "@a"}, "addresses": [{"house": "1"}]})
        assert answer == Answer("accepted", fields={"twitter": "@a"}, addresses=[{"house": "1"}])

    def test_a_ucrn_whatever_its_type(self) -> None:
        assert performed(Asked("create"), 201, {"ucrn": 17}) == Answer("accepted", fields={"ucrn": "17"})

    def test_a_list(self) -> None:
        assert performed(Asked("list"), 200, {"items": [{"id": "1"}]}) == Answer("accepted", items=[{"id": "1"}])

    @pytest.mark.parametrize(
        ("asked", "body"),
        [
            (Asked("get"), {}),
            (Asked("get", form={}), {"fields": {}}),
            (Asked("get"), {"fields": []}),
            (Asked("list"), {}),
            (Asked("list"), {"items": ["1"]}),
            (Asked("create"), []),
            (Asked("create"), "created"),
        ],
    )
    def test_an_answer_of_another_form_is_broken(self, asked: Asked, body: Json) -> None:
        assert performed(asked, 200, body).status == "broken"

    @pytest.mark.parametrize("status", [400, 403, 404, 409, 422])
    def test_what_speaks_of_the_call_is_a_refusal(self, status: int) -> None:
        answer = performed(Asked("update"), status, {"title": "No", "errors": [{"field": "house", "detail": "too long"}]})
        assert answer == Answer("refused", detail=f"{status} No; house: too long")

    @pytest.mark.parametrize("status", [405, 408, 413, 414, 415, 429, 431, 500, 502, 503, 504, 302, 304])
    def test_what_speaks_of_the_path_the_traffic_or_the_server_is_none(self, status: int) -> None:
        assert performed(Asked("update"), status, {"title": "No"}).status == "broken"

    @pytest.mark.parametrize(
        ("operation", "meaning"),
        [
            ("get", "refused"),
            ("update", "refused"),
            ("hub-record", "refused"),
            ("open-edit-form", "refused"),
            ("create", "broken"),
            ("list", "broken"),
            ("open-case", "broken"),
            ("read-case", "broken"),
        ],
    )
    def test_404_is_a_refusal_only_where_there_may_be_no_such_record(self, operation: str, meaning: str) -> None:
        assert performed(Asked(operation), 404).status == meaning  # type: ignore[arg-type]  # an operation of the table

    def test_401_refuses_who_is_not_signed_in(self) -> None:
        assert performed(Asked("get", actor="nobody"), 401).status == "refused"

    def test_no_answer_is_unreachable_and_leaves_no_exchange(self) -> None:
        driver = driver_of(Wire(lambda request: "no answer within 10 s" if "get" in request.path else None))
        assert driver.perform(Asked("get")) == (Answer("unreachable", detail="no answer within 10 s"), ())

    def test_long_text_that_is_no_json_is_cut(self) -> None:
        _, (exchange,) = driver_of(answering(502, "x" * 9000)).perform(Asked("get"))
        assert exchange.response == "x" * 2000


class TestSessions:
    def test_a_customer_is_signed_in_once_by_the_csa(self) -> None:
        wire = Wire()
        driver = driver_of(wire)
        for _ in range(2):
            driver.perform(Asked("get", actor="100"))
        assert [request.body for request in wire.sent if request.path == "/v2/sessions"][1:] == [{"ucrn": "100"}]
        assert [request.token for request in wire.sent[2:]] == ["sentinel-token-csa-2", *["sentinel-token-100-3"] * 2]

    def test_one_who_signs_in_first_meets_the_others_with_the_call_itself(self) -> None:
        to_meet: list[tuple[str, bool]] = []
        driver = driver_of(Wire(lambda request: to_meet.append((request.path, meeting.expected()))))
        to_meet.clear()
        with meeting.Meeting(1).joined():
            driver.perform(Asked("get", actor="100"))
        assert to_meet == [("/v2/sessions", False), ("/v2/profile/get", True)]

    def test_nobody_has_no_token(self) -> None:
        wire = Wire()
        driver_of(wire).perform(Asked("get", actor="nobody"))
        assert wire.sent[-1].token == ""

    def test_a_session_that_ran_out_is_renewed_once(self) -> None:
        wire = Wire(lambda request: (401, {}) if request.token == "sentinel-token-csa-2" else None)
        answer, exchanges = driver_of(wire).perform(Asked("open-case"))
        assert answer.status == "accepted"
        assert [request.token for request in wire.sent[2:]] == ["sentinel-token-csa-2", "", "sentinel-token-csa-4"]
        assert len(exchanges) == 1, "the call that was made"

    def test_one_that_runs_out_at_once_is_the_targets_fault_and_no_refusal(self) -> None:
        wire = answering(401, {"title": "Expired"})
        answer, _ = driver_of(wire).perform(Asked("update"))
        assert answer == Answer("broken", detail="401 Expired (the session of csa ran out at once)")
        assert len([request for request in wire.sent if request.path == "/v2/profile/update"]) == 2

    def test_a_csa_whose_session_ran_out_can_still_sign_a_customer_in(self) -> None:
        wire = Wire(lambda request: (401, {}) if request.token == "sentinel-token-csa-2" else None)
        assert driver_of(wire).perform(Asked("open-case", actor="100"))[0].status == "accepted"

    def test_a_customer_whom_the_target_does_not_sign_in(self) -> None:
        wire = Wire(lambda request: (403, {"title": "No"}) if request.body == {"ucrn": "100"} else None)
        answer, exchanges = driver_of(wire).perform(Asked("get", actor="100"))
        assert answer == Answer("unsigned", detail="the customer 100 could not be signed in: POST /v2/sessions answered 403 No")
        assert exchanges == ()


def test_a_run_does_not_notice_that_its_tokens_run_out() -> None:
    """Every token lasts for four requests; the chapters are those in which customers sign in as well."""
    clock = FixedClock(datetime(2025, 7, 1, 12, tzinfo=UTC))
    api = Shortlived(Hub(clock), "csa", SECRET, token_seconds=4)
    suite = book()
    chosen = [(rule, scenario) for rule in suite.rules() if rule.chapter in ("access", "location") for scenario in rule.scenarios]
    record = hold(suite, chosen, NativeDriver(InProcessTransport(api, clock, "reference"), "csa", SECRET))
    assert {finding.verdict for finding in record.findings} <= {"pass", "observed"}
    assert api.ran_out > 100, "and yet they did run out"


class Shortlived(reference_api.Api):
    """The reference with a clock that a request puts forward by a second."""

    ran_out = 0

    def answer(self, request: reference_api.Request) -> reference_api.Reply:
        """Answer, and count who comes with a token that has run out."""
        assert isinstance(self.hub.clock, FixedClock)
        self.hub.clock.advance(timedelta(seconds=1))
        reply = super().answer(request)
        self.ran_out += bool(request.token) and reply.status == 401
        return reply


def test_no_secret_is_in_any_exchange_even_where_the_target_tells_it() -> None:
    def telling(request: Sent) -> Reply | None:
        if request.path in ("/v2/capabilities", "/v2/sessions"):
            return None
        return 403, {"title": f"{request.token} of {SECRET} may not", "errors": [{"field": request.token, "detail": SECRET}]}

    driver = driver_of(Wire(telling))
    for actor in ("csa", "100", "nobody"):
        answer, exchanges = driver.perform(Asked("update", actor=actor, fields={"house": "1"}))
        kept = msgspec.json.encode((answer, exchanges)).decode()
        assert "sentinel" not in kept
        assert "(secret) may not" in kept


def test_closing_lets_the_connection_go() -> None:
    wire = Wire()
    driver_of(wire).close()
    assert wire.closed
