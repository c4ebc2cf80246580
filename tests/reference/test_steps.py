"""Whole steps: which refusal comes first, which rules a call always goes by, and how the operations play together."""

from __future__ import annotations

import pytest

from reference_impl.hub import Hub
from reference_impl.values import Actor, Call, Settings, Step
from tests.reference import CSA, MANDATORY, TODAY, UNKNOWN, a_hub, created, done, got, lines, records, rules_of, update

STRANGER = Actor(unknown=True)
TICKED = Settings(ignore_empty_entries=True)


@pytest.fixture
def hub() -> Hub:
    return a_hub()


def answer(step: Step) -> dict[str, object]:
    return dict(done(step).answer or {})


def status(step: Step) -> int:
    return step.refusal.status if step.refusal else 0


class TestOrderOfRefusals:
    """Each call has one thing less wrong with it than the one before."""

    CALLS = (
        (409, Call(operation="update", actor=STRANGER, fields={"ucrn": UNKNOWN, "location": "6"}, integration_version="V1")),
        (401, Call(operation="update", actor=STRANGER, fields={"ucrn": UNKNOWN, "location": "6"})),
        (401, Call(operation="update", fields={"ucrn": UNKNOWN, "location": "6"})),
        (403, Call(operation="update", actor=Actor(ucrn="1"), fields={"ucrn": UNKNOWN, "location": "6"})),
        (404, Call(operation="update", actor=CSA, fields={"ucrn": UNKNOWN, "location": "6"})),
        (422, Call(operation="update", actor=CSA, fields={"ucrn": "100000000001", "location": "6"})),
        (422, Call(operation="update", actor=CSA, fields={"ucrn": "100000000001"})),
        (0, Call(operation="update", actor=CSA, fields={"ucrn": "100000000001", **MANDATORY})),
    )

    @pytest.mark.parametrize(("expected", "call"), CALLS)
    def test_version_token_permission_existence_entries(self, hub: Hub, expected: int, call: Call) -> None:
        created(hub)
        assert status(hub.perform(call)) == expected

    def test_everything_that_is_wrong_with_the_entries_is_told_at_once(self, hub: Hub) -> None:
        ucrn = created(hub, email_address="a@example.org")
        fields = {"ucrn": ucrn, "contact_type": "Person", "location": "6", "email_address": "b@example.org"}
        step = hub.perform(Call(operation="update", actor=CSA, fields=fields))
        assert step.refusal is not None
        assert {problem.field for problem in step.refusal.errors} == set(fields) - {"ucrn"} | {"preferred_contact_method"}

    @pytest.mark.parametrize("operation", ["hub-record", "list", "open-case", "read-case", "open-edit-form", "submit-edit-form"])
    def test_a_version_is_one_of_integrations_alone(self, hub: Hub, operation: str) -> None:
        step = hub.perform(Call(operation=operation, actor=STRANGER, integration_version="V1"))  # type: ignore[arg-type]  # all are operations
        assert status(step) == 401


class TestRulesThatACallAlwaysGoesBy:
    def test_a_create(self, hub: Hub) -> None:
        step = hub.perform(Call(operation="create", fields=MANDATORY))
        always = {"hub.v2-only", "create.returns-ucrn", "create.distinct", "concurrent.distinct-ucrn", "create.no-address"}
        assert always <= rules_of(step.trace)

    def test_an_update(self, hub: Hub) -> None:
        step = update(hub, created(hub))
        always = {
            "hub.v2-only",
            "update.permitted",
            "update.only-that-customer",
            "update.twice-is-once",
            "location.kept",
            "email.unchanged",
        }
        assert always | {"concurrent.isolated", "concurrent.no-lost-update"} <= rules_of(step.trace)

    @pytest.mark.parametrize("fields", [{"location": "6"}, {"contact_type": ""}, {"email_address": "b@example.org"}])
    def test_a_refused_update(self, hub: Hub, fields: dict[str, str]) -> None:
        step = hub.perform(Call(operation="update", actor=CSA, fields={**MANDATORY, "ucrn": created(hub), **fields}))
        assert step.refusal is not None
        assert "update.refused-changes-nothing" in rules_of(step.trace)

    def test_a_refused_version_changes_nothing_by_the_same_rule(self, hub: Hub) -> None:
        fields = {**MANDATORY, "ucrn": created(hub)}
        step = hub.perform(Call(operation="update", actor=CSA, fields=fields, integration_version="V1"))
        assert {"hub.v2-only", "update.refused-changes-nothing"} <= rules_of(step.trace)

    def test_a_twitter_account_alone(self, hub: Hub) -> None:
        step = update(hub, created(hub, street="A"), ticked=True, twitter="ann")
        assert {"twitter.alone", "twitter.added", "address.blank-adds-none"} <= rules_of(step.trace)

    def test_a_list_of_countries(self, hub: Hub) -> None:
        step = hub.perform(Call(operation="list", list_name="countries"))
        assert {entry.rules for entry in step.trace} == {("lists.served", "ids.country-four-digits")}


class TestUpdates:
    def test_the_example_of_the_box(self, hub: Hub) -> None:
        ucrn = created(hub, street="Lochrin Place", postcode="EH3 9QY", location="2")
        done(update(hub, ucrn, ticked=True, street="Leith Walk"))
        shown = got(hub, ucrn)
        assert (shown["street"], shown["postcode"], shown["location"]) == ("Leith Walk", "EH3 9QY", "2")
        assert records(hub, ucrn, "street", "end_date") == [("Lochrin Place", TODAY), ("Leith Walk", "")]

    def test_unticked_everything_else_is_cleared_but_what_cannot_be(self, hub: Hub) -> None:
        ucrn = created(hub, first_name="Ann", postcode="EH3 9QY", location="2", email_address="a@example.org")
        done(update(hub, ucrn, street="Leith Walk"))
        shown = got(hub, ucrn)
        assert [shown[name] for name in ("first_name", "postcode", "location", "email_address")] == ["", "", "2", "a@example.org"]

    def test_twice_in_place_leaves_what_once_leaves(self, hub: Hub) -> None:
        ucrn = created(hub, street="A", start_date="05/05/2020")
        done(update(hub, ucrn, new_address="0", street="B", first_name="Ann"))
        once = hub.customers[ucrn]
        done(update(hub, ucrn, new_address="0", street="B", first_name="Ann"))
        assert hub.customers[ucrn] == once

    def test_tokens_are_filled_before_anything_is_read(self, hub: Hub) -> None:
        ucrn = created(hub, street="A", first_name="Ann")
        fields = {**MANDATORY, "ucrn": "{Ucrn}", "street": "{House} Leith Walk", "new_address": "{Switch}", "first_name": "{Missing}"}
        form = {"Ucrn": ucrn, "House": "7", "Switch": "0"}
        done(hub.perform(Call(operation="update", actor=CSA, fields=fields, form=form, settings=TICKED)))
        assert records(hub, ucrn, "street") == [("7 Leith Walk",)]
        assert got(hub, ucrn)["first_name"] == "Ann"

    def test_without_a_form_braces_are_text(self, hub: Hub) -> None:
        assert got(hub, created(hub, first_name="{First_Name}"))["first_name"] == "{First_Name}"

    @pytest.mark.parametrize(
        "text",
        [
            " leading and trailing ",
            "0012",
            "<b>Zoë</b> &amp; 'Màiri'",
            "two\nlines",
            "x" * 255,
            "\N{WOMAN}\N{ZERO WIDTH JOINER}\N{EAR OF RICE}",
        ],
    )
    def test_text_comes_back_as_it_went_in(self, hub: Hub, text: str) -> None:
        ucrn = created(hub, street=text, last_name=text)
        done(update(hub, ucrn, ticked=True, new_address="0", town=text, custom_28=text))
        assert [got(hub, ucrn)[name] for name in ("street", "last_name", "town", "custom_28")] == [text] * 4

    def test_a_warning_names_what_was_left_out(self, hub: Hub) -> None:
        step = done(update(hub, created(hub), status="Gone", custom_29="x", street="A", start_date="01/01/2020", end_date="02/02/2020"))
        assert [warning.field for warning in step.warnings] == ["status", "custom_29", "end_date"]

    def test_the_owner_may_change_the_own_record(self, hub: Hub) -> None:
        ucrn = created(hub)
        done(update(hub, ucrn, actor=Actor(ucrn=ucrn), phone_number="0131"))
        assert got(hub, ucrn)["phone_number"] == "0131"


class TestGet:
    def test_into_a_form(self, hub: Hub) -> None:
        call = Call(operation="get", actor=CSA, fields={"ucrn": created(hub, first_name="Ann")}, form={"first_name": "", "First_Name": "x"})
        assert answer(hub.perform(call)) == {"form": {"first_name": "Ann", "First_Name": "x"}}

    def test_the_ucrn_can_be_a_token(self, hub: Hub) -> None:
        ucrn = created(hub)
        step = hub.perform(Call(operation="get", actor=CSA, fields={"ucrn": "{Ucrn}"}, form={"Ucrn": ucrn, "ucrn": ""}))
        assert answer(step) == {"form": {"Ucrn": ucrn, "ucrn": ucrn}}


class TestHubRecord:
    def test_address_records_come_only_where_the_hub_has_a_history(self) -> None:
        for without, there in (((), True), (("address-history",), False)):
            hub = a_hub(without=without)
            call = Call(operation="hub-record", actor=CSA, fields={"ucrn": created(hub, street="A")})
            assert ("addresses" in answer(hub.perform(call))) is there

    @pytest.mark.parametrize(("actor", "expected"), [(Actor(), 401), (STRANGER, 401), (Actor(ucrn="100000000001"), 403), (CSA, 0)])
    def test_it_is_for_csas(self, hub: Hub, actor: Actor, expected: int) -> None:
        call = Call(operation="hub-record", actor=actor, fields={"ucrn": created(hub)})
        assert status(hub.perform(call)) == expected

    def test_an_unknown_customer_is_not_there(self, hub: Hub) -> None:
        step = hub.perform(Call(operation="hub-record", actor=CSA, fields={"ucrn": UNKNOWN}))
        assert (status(step), rules_of(step.trace)) == (404, {"access.unknown-ucrn"})


class TestCases:
    def test_a_case_stays_anonymous_while_a_customer_is_created(self, hub: Hub) -> None:
        case = answer(hub.perform(Call(operation="open-case", actor=CSA)))["case_id"]
        assert isinstance(case, str)
        step = done(hub.perform(Call(operation="create", fields=MANDATORY, case_id=case)))
        assert lines(step.trace)["cases", case, "ucrn"] == (None, ("create.case-not-linked",))
        assert answer(hub.perform(Call(operation="read-case", actor=CSA, case_id=case))) == {"case_id": case, "ucrn": None}

    def test_one_that_was_never_opened(self, hub: Hub) -> None:
        assert status(hub.perform(Call(operation="create", fields=MANDATORY, case_id="none"))) == 422
        assert status(hub.perform(Call(operation="read-case", actor=CSA, case_id="none"))) == 404
        assert hub.customers == {}


class TestEditForms:
    def opened(self, hub: Hub, *, pre_submission: bool) -> tuple[str, str]:
        ucrn = created(hub, first_name="Ann", street="A")
        call = Call(operation="open-edit-form", actor=CSA, fields={"ucrn": ucrn}, pre_submission=pre_submission)
        return ucrn, str(answer(hub.perform(call))["edit_form_id"])

    def submit(self, hub: Hub, form: str, **fields: str) -> Step:
        return hub.perform(Call(operation="submit-edit-form", actor=CSA, fields=fields, settings=TICKED, edit_form_id=form))

    def reopened(self, hub: Hub, form: str) -> dict[str, str]:
        fields = answer(hub.perform(Call(operation="reopen-edit-form", actor=CSA, edit_form_id=form)))["fields"]
        assert isinstance(fields, dict)
        return fields

    def test_with_an_integration_it_shows_the_values_as_edited(self, hub: Hub) -> None:
        ucrn, form = self.opened(hub, pre_submission=True)
        assert answer(self.submit(hub, form, first_name="Anna", new_address="0", street="B")) == {"edit_form_id": form, "saved": True}
        shown = self.reopened(hub, form)
        assert (shown["first_name"], shown["street"], got(hub, ucrn)["first_name"]) == ("Anna", "B", "Anna")

    def test_without_one_nothing_is_saved(self, hub: Hub) -> None:
        ucrn, form = self.opened(hub, pre_submission=False)
        before = hub.customers[ucrn]
        assert answer(self.submit(hub, form, first_name="Anna")) == {"edit_form_id": form, "saved": False}
        assert hub.customers[ucrn] == before
        assert self.reopened(hub, form)["first_name"] == "Ann"

    def test_a_refused_submission_leaves_the_form_as_it_was(self, hub: Hub) -> None:
        _, form = self.opened(hub, pre_submission=True)
        assert status(self.submit(hub, form, first_name="Anna", location="6")) == 422
        assert self.reopened(hub, form)["first_name"] == "Ann"

    def test_it_can_be_edited_again_and_again(self, hub: Hub) -> None:
        _, form = self.opened(hub, pre_submission=True)
        for name in ("Anna", "Annabel"):
            done(self.submit(hub, form, first_name=name))
            assert self.reopened(hub, form)["first_name"] == name

    @pytest.mark.parametrize("operation", ["submit-edit-form", "reopen-edit-form"])
    def test_one_that_was_never_opened(self, hub: Hub, operation: str) -> None:
        assert status(hub.perform(Call(operation=operation, actor=CSA, edit_form_id="none"))) == 404  # type: ignore[arg-type]  # both are operations


def test_an_unknown_list_is_not_there(hub: Hub) -> None:
    assert status(hub.perform(Call(operation="list", list_name="colours"))) == 404
