"""The version that the hub takes, and the forms in which a CSA edits a profile (L10, L67)."""

from __future__ import annotations

import pytest

from reference_impl.rules.hub import decide_opened, decide_unsaved, entries_submitted, held_entries, refusal_of_version, reopened
from reference_impl.values import EditForm
from tests.reference import a_customer, an_address
from tests.rules import a_trace, a_world

ANN = a_customer("1", an_address("1", primary=False, town="Ayr"), an_address("2", town="Oban"), first_name="Ann", location="1")


def a_form(*, pre_submission: bool, **edited: str) -> EditForm:
    return EditForm("edit-form-1", "1", pre_submission, {"first_name": "Before"}, edited)


class TestVersion:
    def test_v2_is_taken(self) -> None:
        trace = a_trace(a_world())
        assert refusal_of_version(trace) is None
        assert trace.entries[0].rules == ("hub.v2-only",)

    @pytest.mark.parametrize("version", ["V1", "V3", "v2", "2", "", "V2 ", "V2.0"])
    def test_no_other_is(self, version: str) -> None:
        trace = a_trace(a_world(), version=version)
        refusal = refusal_of_version(trace)
        assert refusal is not None
        assert (refusal.status, [problem.field for problem in refusal.errors]) == (409, ["integration_version"])
        assert trace.entries[0].rules == ("hub.v2-only",)


class TestEditForms:
    def test_a_form_shows_the_profile_and_the_primary_address(self) -> None:
        shown = held_entries(ANN)
        assert (shown["first_name"], shown["town"], shown["last_name"]) == ("Ann", "Oban", "")
        assert held_entries(a_customer("1"))["town"] == ""

    def test_opening_one_remembers_what_it_showed(self) -> None:
        trace = a_trace(a_world(ANN), "open-edit-form")
        shown = decide_opened(trace, "f", ANN, pre_submission=True)
        assert trace.below("edit-forms", "f") == {"ucrn": "1", "pre_submission": True}
        assert trace.below("edit-forms", "f", "opened") == shown == held_entries(ANN)
        assert {entry.rules for entry in trace.entries} == {("hub.edit-repopulates",)}

    def test_a_submitted_form_still_holds_the_mandatory_entries_or_does_not(self) -> None:
        form, held = a_form(pre_submission=True), {"contact_type": "Organization", "preferred_contact_method": "3", "first_name": "Ann"}
        assert entries_submitted(form, held, {"town": "Ayr"}, "held") == {
            "contact_type": "Organization",
            "preferred_contact_method": "3",
            "town": "Ayr",
            "ucrn": "1",
        }
        assert entries_submitted(form, held, {"town": "Ayr"}, "refused") == {"town": "Ayr", "ucrn": "1"}

    def test_what_was_entered_comes_before_what_the_form_holds_and_the_customer_stays_the_same(self) -> None:
        held = {"contact_type": "Organization", "preferred_contact_method": "3"}
        sent = entries_submitted(a_form(pre_submission=True), held, {"contact_type": "", "ucrn": "2"}, "held")
        assert (sent["contact_type"], sent["ucrn"]) == ("", "1")

    def test_without_an_integration_the_form_alone_remembers(self) -> None:
        trace = a_trace(a_world(ANN), "submit-edit-form")
        decide_unsaved(trace, a_form(pre_submission=False), {"first_name": "Anna"})
        [entry] = trace.entries
        assert entry == (("edit-forms", "edit-form-1", "edited", "first_name"), "Anna", ("hub.edit-needs-pre-submission",))

    def test_reopened_it_shows_the_values_as_saved(self) -> None:
        trace = a_trace(a_world(ANN), "reopen-edit-form")
        assert reopened(trace, a_form(pre_submission=True), ANN)["first_name"] == "Ann"
        assert {entry.rules for entry in trace.entries} == {("hub.edit-repopulates",)}

    @pytest.mark.parametrize(("reading", "name"), [("earlier", "Ann"), ("edited", "Anna")])
    def test_without_an_integration_the_earlier_or_the_edited_ones(self, reading: str, name: str) -> None:
        trace = a_trace(a_world(ANN, readings={"hub.edit-needs-pre-submission": reading}), "reopen-edit-form")
        assert reopened(trace, a_form(pre_submission=False, first_name="Anna"), ANN)["first_name"] == name
        assert {entry.rules for entry in trace.entries} == {("hub.edit-needs-pre-submission",)}
