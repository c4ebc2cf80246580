"""What a call becomes on the wire, and what becomes of its answers, feature by feature of the mapping's language."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs

import pytest

from conformance.drivers.bindings.mapping.driver import MappingDriver
from conformance.drivers.http import HttpTransport
from conformance.drivers.transport import Outgoing
from conformance.exchanges import Answer, Asked, InapplicableError
from tests.mappings import GET, LOOK, SECRET, UPDATE, always, body, driven, sent, spoken, target_file
from tests.processes import Spoken, listening

ANN = {"first_name": "Ann", "last_name": "Reid"}
CHANGED = Asked("update", fields={"ucrn": "7", **ANN})


class TestBodies:
    def test_a_form(self) -> None:
        update = """
[[mapping.operations.update.requests]]
method = "POST"
path = "/save"
[mapping.operations.update.requests.form]
id = "{ucrn}"
given = "{sent.first_name}"
town = "{sent.town}"
ways = "{sent.notification_preference}"
ticked = "{boxes.ignore_empty}"
"""
        person = '[mapping.parts.person]\nnotification_preference = { at = "ways", split = "," }\n'
        asked = Asked("update", fields={"ucrn": "7", "first_name": "Ann & Bea ü", "notification_preference": "1,3"}, ignore_empty=True)
        answer, [request] = sent(always({}), asked, update=update, person=person)
        assert answer.status == "accepted"
        assert request.headers["Content-Type"] == "application/x-www-form-urlencoded"
        assert parse_qs((request.body or b"").decode()) == {"id": ["7"], "given": ["Ann & Bea ü"], "ways": ["1", "3"], "ticked": ["true"]}

    def test_a_text(self) -> None:
        update = """
[[mapping.operations.update.requests]]
method = "PUT"
path = "/save?as=text"
query = { of = "{ucrn}" }
content_type = "application/xml"
text = "<p id='{ucrn}'>{sent.first_name} {sent.town}</p>"
"""
        _, [request] = sent(always(None), Asked("update", fields={"ucrn": "7", "first_name": "Ann"}), update=update)
        assert (request.path, request.headers["Content-Type"]) == ("/save?as=text&of=7", "application/xml")
        assert request.body == b"<p id='7'>Ann </p>"

    def test_graphql(self) -> None:
        get = """
[[mapping.operations.get.requests]]
method = "POST"
path = "/graphql"
json = { query = "query($id: ID!) { person(id: $id) { given } }", variables = { id = "{ucrn}" } }
refusals = { when = "body.errors", detail = "body.errors[0].message" }
[mapping.operations.get.answer]
parts = { person = "body.data.person" }
"""
        answer, [request] = sent(always({"data": {"person": {"given": "Ann"}}}), LOOK, get=get)
        assert body(request) == {"query": "query($id: ID!) { person(id: $id) { given } }", "variables": {"id": "7"}}
        assert (answer.status, answer.fields["first_name"]) == ("accepted", "Ann")
        answer, _ = sent(always({"data": None, "errors": [{"message": "not yours"}]}), LOOK, get=get)
        assert answer == Answer("refused", detail="200 not yours")

    def test_json_rpc(self) -> None:
        update = """
[[mapping.operations.update.requests]]
method = "POST"
path = "/rpc"
json = { jsonrpc = "2.0", id = "{number}", method = "person.update", params = ["{ucrn}", "{person}", { blanks = "{boxes.ignore_empty}" }] }
refusals = { when = "body.error", detail = "body.error.message" }
"""
        answer, [request] = sent(always({"jsonrpc": "2.0", "result": True, "id": 1}), CHANGED, update=update)
        assert answer.status == "accepted"
        assert body(request)["params"] == ["7", {"given": "Ann", "family": "Reid"}, {"blanks": False}]
        answer, _ = sent(always({"error": {"code": -32000, "message": "no such person"}}), CHANGED, update=update)
        assert answer == Answer("refused", detail="200 no such person")


SEVERAL = """
[[mapping.operations.update.requests]]
method = "GET"
path = "/people/{ucrn}"
capture = { version = "headers.etag", kept = "body.flags" }
[[mapping.operations.update.requests]]
method = "PUT"
path = "/people/{ucrn}"
headers = { If-Match = "{version}" }
json = { "..." = "{person}", flags = "{kept}" }
[[mapping.operations.update.requests]]
when = "address"
method = "PUT"
path = "/people/{ucrn}/address"
json = "{address}"
"""
ADDRESS = '[mapping.parts.person]\nfirst_name = "given"\nlast_name = "family"\n[mapping.parts.address]\ntown = "town"\n'


class TestSeveralRequests:
    def script(self, request: Outgoing) -> object:
        if request.method == "GET":
            return spoken(200, {"given": "Bea", "flags": {}}, ETag='"v3"')
        return spoken(200) if request.headers.get("If-Match") == '"v3"' or request.path.endswith("/address") else spoken(412)

    def test_what_there_is_is_read_and_written_with_its_version(self) -> None:
        answer, requests = sent(self.script, CHANGED, update=SEVERAL, person=ADDRESS)
        assert answer.status == "accepted"
        assert [(one.method, one.path) for one in requests] == [("GET", "/people/7"), ("PUT", "/people/7")]
        assert body(requests[1]) == {"given": "Ann", "family": "Reid", "flags": {}}

    def test_a_part_of_which_nothing_is_sent_is_left_out(self) -> None:
        update = UPDATE.replace('json = "{person}"', 'json = { person = "{person}", home = { type = "main", "..." = "{address}" } }')
        _, [request] = sent(always({}), CHANGED, update=update, person=ADDRESS)
        assert body(request) == {"person": {"given": "Ann", "family": "Reid"}}
        _, [request] = sent(always({}), Asked("update", fields={"ucrn": "7", "town": "Ayr"}), update=update, person=ADDRESS)
        assert body(request) == {"home": {"type": "main", "town": "Ayr"}}

    def test_an_address_of_its_own_is_written_only_where_there_is_one(self) -> None:
        asked = Asked("update", fields={"ucrn": "7", "town": ""})
        _, requests = sent(self.script, asked, update=SEVERAL, person=ADDRESS)
        assert [(one.method, one.path) for one in requests][2:] == [("PUT", "/people/7/address")]
        assert body(requests[2]) == {"town": ""}

    def test_the_first_one_refused_is_the_answer(self) -> None:
        answer, requests = sent(always(spoken(404, "nobody")), CHANGED, update=SEVERAL, person=ADDRESS)
        assert (answer, len(requests)) == (Answer("refused", detail="404 nobody"), 1)

    def test_where_none_is_to_be_made_nothing_is_said(self) -> None:
        update = SEVERAL[SEVERAL.rindex("[[") :]
        with pytest.raises(InapplicableError, match="none of its requests is to be made"):
            sent(self.script, Asked("update", fields={"ucrn": "7"}), update=update, person=ADDRESS)

    def test_an_id_that_the_answer_lacks_is_no_fault_of_the_mappings_words(self) -> None:
        create = """
[[mapping.operations.create.requests]]
method = "POST"
path = "/people"
json = "{person}"
capture = { made = "body.id" }
[[mapping.operations.create.requests]]
method = "PUT"
path = "/people/{made}/town"
json = "{sent.town}"
[mapping.operations.create.answer]
values = { ucrn = "made" }
"""
        asked = Asked("create", fields={**ANN, "town": "Ayr"})
        answer, requests = sent(lambda request: {"id": "a/7"} if request.method == "POST" else None, asked, create=create)
        assert answer == Answer("accepted", fields={"ucrn": "a/7"})
        assert (requests[1].path, body(requests[1])) == ("/people/a%2F7/town", "Ayr")
        answer, requests = sent(always({"identity": "7"}), asked, create=create)
        assert (answer.status, len(requests)) == ("broken", 1)
        assert "needs 'made', which is blank: an answer of another form, or a mapping that looks elsewhere" in answer.detail


class TestRefusals:
    @pytest.mark.parametrize(
        ("status", "said", "came_to", "detail"),
        [
            (200, {"code": 0}, "accepted", ""),
            (200, {"code": 12, "why": "no"}, "refused", "200 no"),
            (422, {"why": "not so"}, "refused", "422 not so"),
            (404, {"why": "not here"}, "broken", "404 not here"),
            (409, None, "broken", "409"),
            (429, None, "unreachable", ""),
            (500, {"code": 12, "why": "oops"}, "broken", "500 oops"),
            (302, None, "broken", "302, which leads to https://elsewhere.example/x, and is not followed"),
        ],
    )
    def test_by_status_and_by_a_value_in_a_200(self, status: int, said: Any, came_to: str, detail: str) -> None:
        mapping = '[mapping.refusals]\nstatuses = [422]\nwhen = "body.code"\ndetail = "body.why"\n'
        headers = {"Location": "https://elsewhere.example/x"} if status == 302 else {}
        answer, _ = sent(always(spoken(status, said, **headers)), CHANGED, mapping=mapping)
        assert answer.status == came_to
        assert answer.detail == detail or came_to == "unreachable"

    def test_whoever_is_not_signed_in_is_refused_by_a_401_whatever_the_statuses(self) -> None:
        answer, _ = sent(
            always(spoken(401)), Asked("get", "nobody", fields={"ucrn": "7"}), mapping="[mapping.refusals]\nstatuses = [403]\n"
        )
        assert answer.status == "refused"

    def test_without_statuses_every_4xx_that_can_be_about_the_call(self) -> None:
        found = {status: sent(always(spoken(status)), CHANGED)[0].status for status in (400, 403, 404, 405, 409, 413, 422)}
        assert found == {400: "refused", 403: "refused", 404: "refused", 405: "broken", 409: "refused", 413: "broken", 422: "refused"}


class TestNestedLists:
    def test_networks_are_written_by_a_template_and_read_by_a_path(self) -> None:
        person = '[mapping.parts.person]\nfirst_name = "given"\ntwitter = { read = "networks[?kind == \'twitter\'].handle | [0]" }\n'
        update = UPDATE.replace('"{person}"', '{ "..." = "{person}", networks = [{ kind = "twitter", handle = "{sent.twitter}" }] }')
        _, [request] = sent(always({}), Asked("update", fields={"ucrn": "7", "twitter": "@ann"}), person=person, update=update)
        assert body(request) == {"networks": [{"kind": "twitter", "handle": "@ann"}]}
        _, [request] = sent(always({}), Asked("update", fields={"ucrn": "7", "first_name": "Ann"}), person=person, update=update)
        assert body(request) == {"given": "Ann"}, "no network where none is sent"
        networks = [{"kind": "mastodon", "handle": "@b"}, {"kind": "twitter", "handle": "@ann"}]
        answer, _ = sent(always({"networks": networks}), LOOK, person=person, update=update)
        assert answer.fields["twitter"] == "@ann"


class TestAnswers:
    def test_where_a_part_is_not_it_is_told_where_it_was_looked_for(self) -> None:
        get = GET.replace('"body"', '"body.result.person"')
        answer, _ = sent(always({"person": {"given": "Ann"}}), LOOK, get=get)
        assert answer.status == "broken"
        assert "no person at body.result.person: an answer of another form, or a mapping that looks elsewhere" in answer.detail

    def test_what_is_no_json_is_a_text(self) -> None:
        answer, _ = sent(always(Spoken(200, b"<html>", "text/html")), LOOK)
        assert answer.status == "broken"

    def test_a_path_that_cannot_be_followed_is_the_answers_fault(self) -> None:
        get = GET.replace('"body"', "\"split(body, '/')\"")
        answer, _ = sent(always({"given": "Ann"}), LOOK, get=get)
        assert (answer.status, "invalid type" in answer.detail) == ("broken", True)


class TestWhatItHasNoWordsFor:
    @pytest.mark.parametrize(
        ("asked", "said"),
        [
            (Asked("update", fields={"ucrn": "7", "region": "North"}), "it has no place for region in update"),
            (Asked("update", fields={"ucrn": "7"}, form={"A": "1"}), "it has no place for form in update"),
            (Asked("create", case_id="3"), "it has no place for case_id in create"),
            (Asked("get", fields={"ucrn": "7"}, integration_version="V1"), "it has no place for integration_version in get"),
            (Asked("hub-record", ucrn="7"), "it has no operation 'hub-record'"),
            (Asked("get", fields={"ucrn": ""}), "/people/{ucrn} needs 'ucrn', which is blank"),
        ],
    )
    def test_is_not_asked(self, asked: Asked, said: str) -> None:
        driver, requests = driven(always({}), target_file())
        with pytest.raises(InapplicableError, match="the mapping cannot say it: ") as caught:
            driver.perform(asked)
        assert said in str(caught.value)
        assert requests == []


def test_over_a_socket_headers_query_and_body_arrive_as_they_are_said() -> None:
    heard: list[tuple[str, str, str, bytes]] = []

    def answering(*request: Any) -> Spoken:
        heard.append(request)
        return Spoken(200, b"{}")

    found = target_file('[mapping]\nheaders = { Authorization = "Bearer {actor.secret}" }\n')
    assert found.mapping
    with listening(answering) as url:
        driver = MappingDriver(HttpTransport(url), found.settings, found.mapping)
        driver.perform(Asked("update", fields={"ucrn": "7 ü/8", "first_name": "Ünal"}))
        driver.close()
    assert heard[-1] == ("PATCH", "/people/7%20%C3%BC%2F8", SECRET, '{"given":"Ünal"}'.encode())
