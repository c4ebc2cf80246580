"""The binding against a stand-in for a tenant, over a socket: the book, sessions that are lost, and answers that leave everything open."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from conformance.book import book
from conformance.drivers.bindings.apibroker import ApibrokerDriver, driver
from conformance.drivers.bindings.apibroker_settings import Lookup
from conformance.drivers.http import HttpTransport
from conformance.exchanges import Asked, TargetError
from conformance.record import Record
from conformance.renderers.text import report
from conformance.selection import select
from conformance.session import RECORD_FILE, hold
from conformance.targets import driver_for
from conformance.verdicts import conclude
from reference_impl.api import Api
from reference_impl.faults import FAULTS
from reference_impl.hub import Hub
from tests.broker import SHAPES, Broker, Heard, settings, standing_in
from tests.processes import SECRET, Spoken

CREATE = Asked("create", fields={"contact_type": "Individual", "preferred_contact_method": "1", "first_name": "Ann"})
LOGOUT = Spoken(200, b'{"result":"logout"}')
NO_ROWS = Spoken(200, b'{"status":"done","integration":{"transformed":{"rows_data":[]}}}')


def tenant(shape: str = "object", fault: str = "") -> Broker:
    return Broker(Api(Hub(fault=FAULTS[fault] if fault else None), "csa", SECRET), shape)


@contextmanager
def driving(broker: Broker, **changes: Any) -> Iterator[ApibrokerDriver]:
    with standing_in(broker) as url:
        driven = driver(settings(broker, **changes), HttpTransport(url), broker.sign_in)
        try:
            yield driven
        finally:
            driven.close()


def held(broker: Broker, *patterns: str, folder: Path | None = None, **changes: Any) -> Record:
    with driving(broker, **changes) as driven:
        return hold(book(), select(book(), patterns), driven, selected=patterns, folder=folder)


def not_green(record: Record) -> list[tuple[str, str]]:
    return [(one.scenario, one.verdict) for one in record.findings if one.verdict not in ("pass", "observed", "not-applicable")]


class TestTheBook:
    def test_holds_as_far_as_lookups_can_show(self) -> None:
        record = held(tenant())
        assert not_green(record) == []
        assert conclude(record.header, list(record.findings), record.footer)[0] == "conformant"
        assert sum(finding.verdict == "pass" for finding in record.findings) > 2000
        left = {finding.cause for finding in record.findings if finding.verdict == "not-applicable"}
        assert left == {
            *(f"requires {name}, which the target does not declare" for name in ("tokens", "cases", "edit-forms")),
            "for targets without connected-index only",
            *(f"an AchieveForms site has no integrations of version {version}" for version in ("V0", "V3", "V20")),
        }

    @pytest.mark.parametrize("shape", SHAPES[1:])
    def test_holds_whatever_the_shape_of_rows(self, shape: str) -> None:
        assert not_green(held(tenant(shape), "access", "get.text-fidelity", "address.old-ends-today", "ids")) == []

    def test_does_not_hold_where_a_rule_is_broken(self) -> None:
        record = held(tenant(fault="location.kept:falls-back-to-1"), "location")
        assert {verdict for _, verdict in not_green(record)} == {"fail"}
        told = "".join(report(book(), record))
        assert 'observed   location = "1"' in told
        assert "curl" not in told

    def test_is_held_in_one_session_for_each_who_asks(self) -> None:
        broker = tenant()
        held(broker, "location.kept")
        sessions = {heard.headers["Cookie"] for heard in broker.heard if heard.operation}
        assert sum(not heard.operation for heard in broker.heard) == 4 * len(sessions)


@pytest.mark.parametrize("csrf", ["header", "body"])
def test_nothing_secret_is_told(csrf: str, tmp_path: Path) -> None:
    broker = tenant(fault="location.kept:falls-back-to-1")
    before = broker.instead

    def echoing(heard: Heard) -> Spoken | None:
        if heard.operation == "update" and "V1" not in heard.path and len(broker.heard) % 3 == 0:
            told = f"{heard.headers.get('Cookie')} {heard.headers.get('X-CSRF-Token')} {heard.path}"
            return Spoken(200, json.dumps({"status": "error", "integration": {"transformed": {"error": told}}}).encode())
        return before(heard)

    broker.instead = echoing
    record = held(broker, "location.kept", "access", folder=tmp_path, csrf=csrf)
    written = "".join(file.read_text(encoding="utf-8") for file in tmp_path.iterdir())
    written += "".join(report(book(), record))
    assert (tmp_path / RECORD_FILE).exists()
    assert "(secret)" in written
    assert [secret for secret in (*broker.secrets(), SECRET) if secret in written] == []


class TestSessions:
    def test_one_that_is_gone_is_renewed_once_and_the_call_is_made(self) -> None:
        broker = tenant()
        with driving(broker) as driven:
            gone = [LOGOUT]
            broker.instead = lambda heard: gone.pop() if heard.operation and gone else None
            answer, exchanges = driven.perform(CREATE)
        assert answer.status == "accepted"
        assert exchanges[0].response == {"result": "logout"}
        assert [heard.operation for heard in broker.heard if heard.operation] == ["create", "create"]

    def test_not_twice(self) -> None:
        broker = tenant()
        with driving(broker) as driven:
            broker.instead = lambda heard: LOGOUT if heard.operation else None
            answer, _ = driven.perform(CREATE)
        assert (answer.status, answer.detail) == ("broken", "the session of csa ran out at once")
        assert [heard.operation for heard in broker.heard if heard.operation] == ["create", "create"]

    def test_empty_rows_of_a_lost_session_are_not_taken_for_no_result(self) -> None:
        broker = tenant()
        with driving(broker) as driven:
            ucrn = str(driven.perform(CREATE)[0].fields["ucrn"])
            lost = [True]

            def losing(heard: Heard) -> Spoken | None:
                if heard.operation == "get" and lost:
                    return NO_ROWS
                if heard.path.startswith("/authapi") and lost:
                    lost.clear()
                    return Spoken(200, b'{"auth-session":"ffffffffffffffffffffffffffffffff","is_authenticated":false}')
                return None

            broker.instead = losing
            answer, exchanges = driven.perform(Asked("get", fields={"ucrn": ucrn}))
        assert (answer.status, answer.fields["first_name"]) == ("accepted", "Ann")
        assert len(exchanges) == 2

    def test_empty_rows_of_a_session_that_is_there_are_no_result(self) -> None:
        broker = tenant()
        with driving(broker) as driven:
            broker.instead = lambda heard: NO_ROWS if heard.operation else None
            answer, _ = driven.perform(Asked("get", fields={"ucrn": "9"}))
        assert (answer.status, answer.detail) == ("refused", "no result")
        assert sum(heard.operation == "get" for heard in broker.heard) == 1

    def test_nobody_who_cannot_be_signed_in_is_blamed_on_the_target(self) -> None:
        broker = tenant()
        with standing_in(broker) as url:
            driven = driver(settings(broker), HttpTransport(url))
            answer, exchanges = driven.perform(Asked("get", actor="7", fields={"ucrn": "7"}))
            driven.close()
        assert (answer.status, exchanges) == ("unsigned", ())
        assert answer.detail.startswith("the customer 7 cannot be signed in")

    def test_cookies_that_are_signed_out_end_the_run_before_it_begins(self) -> None:
        broker = tenant()
        known = settings(broker)
        broker.forget_everybody()
        with standing_in(broker) as url, pytest.raises(TargetError, match="the CSA is not signed in with the cookies given") as caught:
            driver(known, HttpTransport(url))
        assert caught.value.status == 2
        assert "sentinel" not in str(caught.value)


LEFT_OPEN: dict[str, Spoken] = {
    "an empty body": Spoken(200, b""),
    "no JSON": Spoken(200, b"<html>Please wait</html>"),
    "a gateway that gave up": Spoken(504, b""),
    "no integration": Spoken(200, b'{"status":"done"}'),
    "an error of the broker's": Spoken(200, b'{"error":"Integration timed out"}'),
    "a status": Spoken(200, b'{"status":"error"}'),
    "a connection that is cut": Spoken(0, b""),
}


@pytest.mark.parametrize("operation", ["create", "update"])
@pytest.mark.parametrize("left", LEFT_OPEN.values(), ids=LEFT_OPEN)
def test_what_may_have_been_done_is_never_sent_again(left: Spoken, operation: str) -> None:
    broker = tenant()
    with driving(broker) as driven:
        broker.instead = lambda heard: left if heard.operation else None
        answer, _ = driven.perform(Asked(operation, fields=CREATE.fields))  # type: ignore[arg-type]  # the rows name real operations
    assert answer.status == ("broken" if left.status else "unreachable")
    assert sum(heard.operation == operation for heard in broker.heard) == 1
    if left.status:
        assert answer.detail.endswith(f"(whether the {operation} was done is open, so it is not sent again)")


@pytest.mark.parametrize("operation", ["create", "update"])
def test_nor_after_empty_rows_of_a_session_that_was_lost(operation: str) -> None:
    broker = tenant()
    with driving(broker) as driven:
        lost = Spoken(200, b'{"auth-session":"ffffffffffffffffffffffffffffffff","is_authenticated":false}')
        broker.instead = lambda heard: NO_ROWS if heard.operation else lost if heard.path.startswith("/authapi") else None
        answer, exchanges = driven.perform(Asked(operation, fields=CREATE.fields))  # type: ignore[arg-type]  # the rows name real operations
    assert answer.status == "unreachable"
    assert "the session had been lost meanwhile: whether it was done is open, so it is not sent again" in answer.detail
    assert len(exchanges) == 1
    assert sum(heard.operation == operation for heard in broker.heard) == 1


def test_addresses_may_have_a_lookup_of_their_own() -> None:
    broker = tenant()
    known = settings(broker).lookups
    rows = [{"primary": "1", "house": "12"}, {"primary": "0", "house": "7"}]

    def addresses(heard: Heard) -> Spoken | None:
        if "id=addresses" not in heard.path:
            return None
        return Spoken(200, json.dumps({"status": "done", "integration": {"transformed": {"rows_data": rows}}}).encode())

    broker.instead = addresses
    with driving(broker, lookups={**known, "addresses": [Lookup(id="addresses")]}) as driven:
        ucrn = str(driven.perform(CREATE)[0].fields["ucrn"])
        answer, exchanges = driven.perform(Asked("hub-record", ucrn=ucrn))
    assert answer.addresses == [{"primary": True, "house": "12"}, {"primary": False, "house": "7"}]
    assert len(exchanges) == 2


def test_a_tenant_that_does_not_answer_is_3() -> None:
    broker = tenant()
    with standing_in(broker) as url:
        known = settings(broker)
    with pytest.raises(TargetError) as caught:
        driver(known, HttpTransport(url))
    assert caught.value.status == 3


class TestByATargetFile:
    FILE = Path(__file__).parents[1] / "fixtures" / "targets" / "achieveforms.toml"

    def held(self, monkeypatch: pytest.MonkeyPatch, folder: Path, *patterns: str, fault: str = "") -> Record:
        broker = tenant(fault=fault)
        with standing_in(broker) as url:
            monkeypatch.setenv("ACHIEVEFORMS_URL", url)
            monkeypatch.setenv("ACHIEVEFORMS_COOKIES", broker.sign_in("csa"))
            driven = driver_for(str(self.FILE))
            try:
                return hold(book(), select(book(), patterns), driven, selected=patterns, folder=folder)
            finally:
                driven.close()

    def test_the_one_that_comes_with_it_reaches_a_tenant(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        record = self.held(monkeypatch, tmp_path, "addresses", "twitter", "access")
        assert not_green(record) == []
        assert {one.cause for one in record.findings if one.rule == "access.refused"} >= {
            "needs a customer on somebody else's record, who cannot act on the target"
        }
        counted = Counter(one.verdict for one in record.findings)
        assert counted["pass"] > counted["not-applicable"], counted
        assert "PHPSESSID=" not in (tmp_path / RECORD_FILE).read_text(encoding="utf-8")

    def test_a_fault_behind_it_is_found(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        record = self.held(monkeypatch, tmp_path, "location.kept", fault="location.kept:falls-back-to-1")
        assert {"fail"} <= {one.verdict for one in record.findings}

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            (("nextref = true", "nextreff = true"), r":\d+: options\.nextreff: there is no such key; did you mean nextref"),
            (('csrf = "header"', 'csrf = "head"'), r":\d+: options\.csrf: 'head' is none of the names"),
            (("ignore_empty = true\nkeep_empty_end_dates = true", ""), r":\d+: options: the update lookup 5b1c0000a0007 leaves a box open"),
            (("\n[options]", '\n[options]\ncookies = { csa = "a=b" }'), r":\d+: options\.cookies: .* is a secret"),
            (("capabilities = [", "# ["), "'capabilities' is missing"),
        ],
    )
    def test_what_is_wrong_is_told_with_its_line(
        self, changes: tuple[str, str], said: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.setenv("ACHIEVEFORMS_URL", "http://127.0.0.1:1")
        monkeypatch.setenv("ACHIEVEFORMS_COOKIES", "PHPSESSID=sentinel-cookie")
        text = self.FILE.read_text(encoding="utf-8")
        assert changes[0] in text
        (tmp_path / "t.toml").write_text(text.replace(*changes), encoding="utf-8")
        with pytest.raises(TargetError, match=said) as caught:
            driver_for(str(tmp_path / "t.toml"))
        assert caught.value.status == 2
        assert "sentinel-cookie" not in str(caught.value)
