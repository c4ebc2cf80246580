"""Who acts on a mapping's wire: signed in when first needed, once more when a session has run out, and no secret told."""

from __future__ import annotations

import json
from urllib.parse import parse_qs

import pytest

from conformance.drivers.bindings.mapping.driver import MappingDriver
from conformance.drivers.transport import Outgoing
from conformance.exchanges import Asked, TargetError
from tests.mappings import GET, HEAD, LOOK, SECRET, always, body, driven, spoken, target_file
from tests.processes import Spoken
from tests.wires import Called

SESSIONS = (
    HEAD.replace("nobody = {}", "nobody = {}\nowner = {}\nanother = {}")
    + """
[mapping]
headers = { Authorization = "Token {session.key}" }
[mapping.refusals]
when = "body.error"
expired = "body.error == 'SESSION'"
[[mapping.sign_in.csa.requests]]
method = "GET"
path = "/challenge"
capture = { nonce = "body.nonce" }
[[mapping.sign_in.csa.requests]]
method = "POST"
path = "/login"
headers = { Authorization = "Basic {actor.basic}" }
form = { nonce = "{nonce}", grant_type = "password" }
capture = { key = "body.key" }
[[mapping.sign_in.customer.requests]]
acting = "csa"
method = "POST"
path = "/become"
json = { who = "{ucrn}" }
capture = { key = "body.key" }
"""
)


class Keys:
    """A target with sessions: keys count up, and those that have run out are named."""

    def __init__(self) -> None:
        self.made = 0
        self.out: set[str] = set()
        self.forever = False

    def __call__(self, request: Outgoing) -> object:
        key = request.headers.get("Authorization", "").removeprefix("Token ")
        if request.path == "/challenge":
            return {"nonce": f"nonce-of-{self.made}"}
        if key in self.out or (self.forever and request.path.startswith("/people")):
            return {"error": "SESSION"}
        if request.path in ("/login", "/become"):
            self.made += 1
            return {"key": f"sentinel-key-{self.made}"}
        return {"given": "Ann", "seen": key}


class TestSessions:
    def test_a_login_of_two_requests_and_then_the_call(self) -> None:
        keys = Keys()
        wire = Called(lambda request: Spoken(200, json.dumps(keys(request)).encode()))
        found = target_file(head=SESSIONS)
        assert found.mapping
        driver = MappingDriver(wire, found.settings, found.mapping)
        driver.perform(LOOK)
        alive, challenge, login, get = wire.asked
        assert [one.path for one in (alive, challenge, login, get)] == ["/", "/challenge", "/login", "/people/7"]
        assert "Authorization" not in challenge.headers
        assert login.headers["Authorization"] == "Basic Y3NhOnNlbnRpbmVsLXNlY3JldA=="
        assert parse_qs((login.body or b"").decode()) == {"nonce": ["nonce-of-0"], "grant_type": ["password"]}
        assert get.headers["Authorization"] == "Token sentinel-key-1"

    def test_a_customer_signs_in_by_the_csa_and_once(self) -> None:
        driver, requests = driven(Keys(), target_file(head=SESSIONS))
        for _ in range(2):
            driver.perform(Asked("get", "7", ucrn="7", fields={"ucrn": "7"}))
        assert [(one.path, one.headers["Authorization"]) for one in requests] == [
            ("/become", "Token sentinel-key-1"),
            ("/people/7", "Token sentinel-key-2"),
            ("/people/7", "Token sentinel-key-2"),
        ]
        assert body(requests[0]) == {"who": "7"}

    def test_whoever_is_not_signed_in_sends_no_header(self) -> None:
        driver, requests = driven(Keys(), target_file(head=SESSIONS))
        driver.perform(Asked("get", "nobody", fields={"ucrn": "7"}))
        assert "Authorization" not in requests[0].headers

    def test_a_session_that_ran_out_is_renewed_once_and_the_call_is_made_again(self) -> None:
        keys = Keys()
        driver, requests = driven(keys, target_file(head=SESSIONS))
        keys.out.add("sentinel-key-1")
        answer, exchanges = driver.perform(LOOK)
        assert answer.status == "accepted"
        assert [one.path for one in requests] == ["/people/7", "/challenge", "/login", "/people/7"]
        assert len(exchanges) == 1, "what ran out is no evidence of the call"

    def test_also_where_a_request_has_refusals_of_its_own(self) -> None:
        keys = Keys()
        get = GET.replace("[mapping.operations.get.answer]", 'refusals = { when = "" }\n[mapping.operations.get.answer]')
        driver, requests = driven(keys, target_file(head=SESSIONS, get=get))
        keys.out.add("sentinel-key-1")
        assert driver.perform(LOOK)[0].fields["first_name"] == "Ann"
        assert len(requests) == 4

    def test_one_that_runs_out_at_once_is_the_targets_fault(self) -> None:
        keys = Keys()
        driver, requests = driven(keys, target_file(head=SESSIONS))
        keys.forever = True
        answer, _ = driver.perform(LOOK)
        assert (answer.status, [one.path for one in requests].count("/people/7")) == ("broken", 2)
        assert "the session of csa ran out at once" in answer.detail

    def test_the_csas_session_that_ran_out_is_renewed_for_a_customers_sign_in(self) -> None:
        keys = Keys()
        driver, requests = driven(keys, target_file(head=SESSIONS))
        keys.out.add("sentinel-key-1")
        answer, _ = driver.perform(Asked("get", "7", ucrn="7", fields={"ucrn": "7"}))
        assert answer.status == "accepted"
        assert [one.path for one in requests] == ["/become", "/challenge", "/login", "/become", "/people/7"]

    def test_no_secret_is_told(self) -> None:
        keys = Keys()
        driver, _ = driven(keys, target_file(head=SESSIONS))
        answer, [exchange] = driver.perform(LOOK)
        told = repr((answer, exchange))
        assert "(secret)" in told
        for secret in ("sentinel-key-1", SECRET, "Y3NhOnNlbnRpbmVsLXNlY3JldA=="):
            assert secret not in told

    def test_nor_is_what_is_made_of_a_secret(self) -> None:
        basic = '[mapping]\nheaders = { Authorization = "Basic {actor.basic}" }\n'
        driver, [*_] = driven(lambda request: {"given": request.headers["Authorization"]}, target_file(basic))
        answer, [exchange] = driver.perform(LOOK)
        assert (answer.fields["first_name"], exchange.headers["Authorization"]) == ("Basic (secret)", "Basic (secret)")

    def test_where_nothing_is_captured_it_is_told_and_no_secret_with_it(self) -> None:
        with pytest.raises(
            TargetError, match=r"the CSA could not be signed in: POST /login answered 200, and nothing at body\.key"
        ) as caught:
            driven(always({"nonce": "n", "echo": SECRET}), target_file(head=SESSIONS))
        assert (caught.value.status, SECRET in str(caught.value)) == (2, False)
        with pytest.raises(TargetError, match=r"POST /login answered 403 \(secret\)"):
            driven(lambda request: {"nonce": "n"} if request.method == "GET" else spoken(403, SECRET), target_file(head=SESSIONS))
