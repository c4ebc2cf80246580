"""The HTTP contract without a socket: paths, refusals in their order, sessions, and what is there only by capability."""

from __future__ import annotations

from datetime import timedelta

import pytest

from reference_impl.api import ABSENT, INVALID, Api, Reply, Request
from reference_impl.clock import FixedClock
from reference_impl.world import CAPABILITIES
from tests.reference import CSA, MANDATORY, NOON, UNKNOWN, a_hub

SECRET = "sentinel-of-the-secret"
CREATE, UPDATE, GET, SESSIONS = "/v2/profile/create", "/v2/profile/update", "/v2/profile/get", "/v2/sessions"
RECORD, CASES, FORMS, LISTS = "/v2/hub/customers/1", "/v2/hub/cases", "/v2/hub/edit-forms", "/v2/lists/prefixes"


class Caller:
    """A contract and somebody who is signed in as a CSA unless told otherwise."""

    def __init__(self, *without: str) -> None:
        self.clock = FixedClock(NOON)
        self.api = Api(a_hub(self.clock, without=without), "csa", SECRET, token_seconds=60)
        self.token = self.api.sessions.open(CSA)

    def post(self, path: str, body: object = ABSENT, token: str | None = None) -> Reply:
        return self.api.answer(Request("POST", path, self.token if token is None else token, body))

    def get(self, path: str, token: str | None = None) -> Reply:
        return self.api.answer(Request("GET", path, self.token if token is None else token))

    def created(self, **fields: str) -> str:
        reply = self.post(CREATE, {"fields": {**MANDATORY, **fields}})
        assert reply.status == 201
        return str(reply.body["ucrn"])

    def signed_in(self, ucrn: str) -> str:
        reply = self.post(SESSIONS, {"ucrn": ucrn})
        assert reply.status == 201
        return str(reply.body["token"])


@pytest.fixture
def caller() -> Caller:
    return Caller()


def errors(reply: Reply) -> list[str]:
    """The entries that a refusal names."""
    listed = reply.body["errors"]
    assert isinstance(listed, list)
    return [error["field"] for error in listed]


class TestRefusals:
    """Each request has one thing less wrong with it than the one before."""

    ORDER: tuple[tuple[int, str, str, object, str | None], ...] = (
        (404, "POST", "/v2/profile/upsert", [], "bad"),
        (405, "PUT", UPDATE, [], "bad"),
        (400, "POST", UPDATE, [], "bad"),
        (400, "POST", UPDATE, {"integration_version": "V1", "fields": {"ucrn": 1}}, "bad"),
        (409, "POST", UPDATE, {"integration_version": "V1", "fields": {"ucrn": UNKNOWN, "location": "6"}}, "bad"),
        (401, "POST", UPDATE, {"fields": {"ucrn": UNKNOWN, "location": "6"}}, "bad"),
        (401, "POST", UPDATE, {"fields": {"ucrn": UNKNOWN, "location": "6"}}, ""),
        (404, "POST", UPDATE, {"fields": {"ucrn": UNKNOWN, "location": "6"}}, None),
    )

    @pytest.mark.parametrize(("status", "method", "path", "body", "token"), ORDER)
    def test_come_in_order(self, caller: Caller, status: int, method: str, path: str, body: object, token: str | None) -> None:
        reply = caller.api.answer(Request(method, path, caller.token if token is None else token, body))
        assert reply.status == status

    def test_permission_comes_before_existence_and_entries_last(self, caller: Caller) -> None:
        ucrn = caller.created()
        wrong = {"location": "6"}
        ben = caller.signed_in(caller.created())
        assert caller.post(UPDATE, {"fields": {"ucrn": ucrn, **wrong}}, ben).status == 403
        assert caller.post(UPDATE, {"fields": {"ucrn": UNKNOWN, **wrong}}, ben).status == 403
        reply = caller.post(UPDATE, {"fields": {"ucrn": ucrn, **wrong}})
        assert (reply.status, errors(reply)) == (422, ["location", "contact_type", "preferred_contact_method"])

    @pytest.mark.parametrize("body", [ABSENT, INVALID, None, [], "x", 1])
    @pytest.mark.parametrize("path", [CREATE, UPDATE, GET, SESSIONS, CASES, FORMS, f"{FORMS}/edit-form-1/submit"])
    def test_what_is_no_json_object_is_malformed(self, caller: Caller, path: str, body: object) -> None:
        assert caller.post(path, body).status == 400

    @pytest.mark.parametrize(
        ("path", "body", "named"),
        [
            (CREATE, {}, ["fields"]),
            (CREATE, {"fields": {"house": 1, "town": None}}, ["house", "town"]),
            (UPDATE, {"fields": {}, "settings": {"ignore_empty_entries": "yes"}}, ["ignore_empty_entries"]),
            (CREATE, {"fields": {}, "form": []}, ["form"]),
            (CREATE, {"fields": {}, "case_id": 7}, ["case_id"]),
            (GET, {"fields": {}, "integration_version": 2}, ["integration_version"]),
            (SESSIONS, {"csa": "csa"}, ["secret"]),
            (FORMS, {"ucrn": "1", "pre_submission": "yes"}, ["pre_submission"]),
        ],
    )
    def test_a_form_that_is_wrong_is_told_where(self, caller: Caller, path: str, body: object, named: list[str]) -> None:
        reply = caller.post(path, body)
        assert (reply.status, errors(reply)) == (400, named)

    def test_each_is_a_problem_of_its_status(self, caller: Caller) -> None:
        reply = caller.post(GET, {"fields": {"ucrn": UNKNOWN}})
        assert reply.headers == {"Content-Type": "application/problem+json"}
        assert dict(reply.body) == {"type": "about:blank", "title": "No such customer", "status": 404, "errors": []}

    def test_a_wrong_method_is_told_the_right_ones_and_nobody_how_to_sign_in(self, caller: Caller) -> None:
        assert caller.get(CREATE).headers["Allow"] == "POST"
        assert caller.post(GET, {"fields": {"ucrn": UNKNOWN}}, "").headers["WWW-Authenticate"] == "Bearer"

    def test_what_may_not_be_seen_and_what_is_not_there_read_alike(self, caller: Caller) -> None:
        ann, ben = caller.created(first_name="Ann"), caller.signed_in(caller.created())
        hidden, missing = (caller.post(GET, {"fields": {"ucrn": ucrn}}, ben) for ucrn in (ann, UNKNOWN))
        assert hidden == missing
        assert hidden.status == 403

    @pytest.mark.parametrize(
        "path", ["/", "", "/v2", "/v2/profile/create/", "/v2/hub/edit-forms/1/close", "/v2/hub/customers", "v2/sessions"]
    )
    def test_other_paths_are_not_there(self, caller: Caller, path: str) -> None:
        assert caller.post(path, {}).status == 404


class TestSessions:
    @pytest.mark.parametrize(("name", "secret"), [("csa", "wrong"), ("other", SECRET), ("", ""), ("CSA", SECRET), ("csa", f"{SECRET} ")])
    def test_a_csa_needs_the_right_name_and_secret(self, caller: Caller, name: str, secret: str) -> None:
        reply = caller.post(SESSIONS, {"csa": name, "secret": secret}, "")
        assert reply.status == 401
        assert SECRET not in repr(reply)

    def test_and_gets_a_token_for_a_while(self, caller: Caller) -> None:
        reply = caller.post(SESSIONS, {"csa": "csa", "secret": SECRET}, "")
        assert (reply.status, reply.body["expires_in"]) == (201, 60)
        token = str(reply.body["token"])
        assert caller.post(CASES, {}, token).status == 201
        caller.clock.advance(timedelta(seconds=60))
        assert caller.post(CASES, {}, token).status == 401

    def test_a_customer_is_signed_in_by_a_csa_alone(self, caller: Caller) -> None:
        ann = caller.created()
        token = caller.signed_in(ann)
        assert caller.post(GET, {"fields": {"ucrn": ann}}, token).status == 200
        assert [caller.post(SESSIONS, {"ucrn": ann}, given).status for given in (token, "", "bad")] == [403, 401, 401]
        assert caller.post(SESSIONS, {"ucrn": UNKNOWN}).status == 404

    @pytest.mark.parametrize("path", ["/healthz", "/v2/capabilities", LISTS, RECORD, f"{CASES}/1"])
    def test_a_bad_token_is_refused_everywhere(self, caller: Caller, path: str) -> None:
        assert caller.get(path, "bad").status == 401

    @pytest.mark.parametrize(
        ("path", "body"),
        [(CREATE, {"fields": MANDATORY}), (SESSIONS, {"csa": "csa", "secret": SECRET}), (CASES, {}), (FORMS, {"ucrn": "1"})],
    )
    def test_even_where_none_would_do(self, caller: Caller, path: str, body: object) -> None:
        assert caller.post(path, body, "bad").status == 401

    def test_nobody_may_create_read_lists_and_ask_what_the_hub_can_do(self, caller: Caller) -> None:
        assert caller.post(CREATE, {"fields": MANDATORY}, "").status == 201
        assert [caller.get(path, "").status for path in (LISTS, "/v2/capabilities", "/healthz")] == [200, 200, 200]


class TestAnswers:
    def test_a_create_and_an_update_tell_what_they_left_out(self, caller: Caller) -> None:
        made = caller.post(CREATE, {"fields": {**MANDATORY, "contact_id": "7"}, "anything": "else"})
        assert (made.status, made.headers) == (201, {"Content-Type": "application/json"})
        assert made.body["warnings"] == [{"field": "contact_id", "detail": "is not an entry of this call; it is left out"}]
        updated = caller.post(UPDATE, {"fields": {**MANDATORY, "ucrn": made.body["ucrn"]}})
        assert (updated.status, dict(updated.body)) == (200, {"ucrn": made.body["ucrn"], "warnings": []})

    def test_get_answers_fields_or_the_form(self, caller: Caller) -> None:
        ucrn = caller.created(first_name="Ann")
        fields = caller.post(GET, {"fields": {"ucrn": ucrn}}).body["fields"]
        assert isinstance(fields, dict)
        assert (fields["first_name"], fields["ucrn"]) == ("Ann", ucrn)
        into = caller.post(GET, {"fields": {"ucrn": ucrn}, "form": {"first_name": "", "other": "x"}})
        assert dict(into.body) == {"form": {"first_name": "Ann", "other": "x"}}

    def test_the_boxes_of_an_update_count(self, caller: Caller) -> None:
        ucrn = caller.created(phone_number="0131")
        body = {"fields": {**MANDATORY, "ucrn": ucrn}, "settings": {"ignore_empty_entries": True}}
        for settings, phone in ((body, "0131"), ({"fields": body["fields"]}, "")):
            assert caller.post(UPDATE, settings).status == 200
            fields = caller.post(GET, {"fields": {"ucrn": ucrn}}).body["fields"]
            assert isinstance(fields, dict)
            assert fields["phone_number"] == phone

    def test_a_path_is_read_with_its_escapes(self, caller: Caller) -> None:
        ucrn = caller.created()
        assert caller.get(f"/v2/hub/customers/%31{ucrn[1:]}").body["ucrn"] == ucrn
        assert caller.get("/v2/lists/pre%66ixes").status == 200

    def test_capabilities_tell_the_hubs_own_time(self, caller: Caller) -> None:
        body = caller.get("/v2/capabilities").body
        assert (body["time_zone"], body["now"]) == ("Europe/London", "2025-07-01T13:00:00+01:00")
        assert body["capabilities"] == sorted(CAPABILITIES)

    def test_the_whole_of_an_edit_form(self, caller: Caller) -> None:
        opened = caller.post(FORMS, {"ucrn": caller.created(first_name="Ann"), "pre_submission": True})
        assert opened.status == 201
        form = f"{FORMS}/{opened.body['edit_form_id']}"
        submitted = caller.post(f"{form}/submit", {"fields": {"first_name": "Anna"}, "settings": {"ignore_empty_entries": True}})
        assert (submitted.status, submitted.body["saved"]) == (200, True)
        bodies: tuple[object, ...] = (ABSENT, None, {})
        for body in bodies:
            reopened = caller.post(f"{form}/reopen", body)
            fields = reopened.body["fields"]
            assert isinstance(fields, dict)
            assert (reopened.status, reopened.body["edit_form_id"], fields["first_name"]) == (200, opened.body["edit_form_id"], "Anna")


class TestWithoutACapability:
    @pytest.mark.parametrize(
        ("capability", "method", "path"),
        [
            ("hub-record", "GET", RECORD),
            ("lists", "GET", LISTS),
            ("cases", "POST", CASES),
            ("cases", "GET", f"{CASES}/1"),
            ("edit-forms", "POST", FORMS),
            ("edit-forms", "POST", f"{FORMS}/1/submit"),
        ],
    )
    def test_its_paths_are_not_there(self, capability: str, method: str, path: str) -> None:
        caller = Caller(capability)
        reply = caller.api.answer(Request(method, path, caller.token, {}))
        assert (reply.status, reply.body["title"]) == (404, "No such path")
        assert capability not in str(caller.get("/v2/capabilities").body["capabilities"])

    @pytest.mark.parametrize(
        ("capability", "body"),
        [
            ("integration-version", {"fields": MANDATORY, "integration_version": "V1"}),
            ("cases", {"fields": MANDATORY, "case_id": "none"}),
            ("tokens", {"fields": MANDATORY, "form": "no form at all"}),
        ],
    )
    def test_its_keys_are_passed_over(self, capability: str, body: object) -> None:
        assert Caller(capability).post(CREATE, body).status == 201
        assert Caller().post(CREATE, body).status in (400, 409, 422)

    def test_without_tokens_braces_are_text(self) -> None:
        caller = Caller("tokens")
        ucrn = caller.post(CREATE, {"fields": {**MANDATORY, "first_name": "{A}"}, "form": {"A": "Ann"}}).body["ucrn"]
        fields = caller.post(GET, {"fields": {"ucrn": ucrn}}).body["fields"]
        assert isinstance(fields, dict)
        assert fields["first_name"] == "{A}"
