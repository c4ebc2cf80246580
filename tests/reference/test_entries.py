"""Reading the entries of a call: what each text gives, by which rules, and what is left out (L54-L61, L69)."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from reference_impl.entries import Read, decide_not_taken, read
from reference_impl.sent import BLANK, Sent
from reference_impl.trace import Trace
from reference_impl.values import Operation
from tests.reference import lines
from tests.rules import a_trace, a_world

NONE: Mapping[str, str] = {}


def reading(
    fields: Mapping[str, str], operation: Operation = "update", readings: Mapping[str, str] = NONE, without: tuple[str, ...] = ()
) -> tuple[Read, Trace]:
    trace = a_trace(a_world(readings=readings, without=without), operation)
    return read(trace, fields, BLANK), trace


class TestValues:
    @pytest.mark.parametrize(
        ("entry", "text", "value", "chief"),
        [
            ("birth_date", "03/04/2020", "2020-03-04", "dates.us-text"),
            ("start_date", "2020-03-04", "2020-03-04", "dates.form-field"),
            ("end_date", "02/29/2024", "2024-02-29", "dates.us-text"),
            ("suffix_id", "2", "2", "ids.suffix"),
            ("country_id", "1250", "1250", "ids.country"),
            ("location", "5", "5", "location.range"),
            ("primary_address", "0", "0", "address.flag-values"),
            ("notification_preference", "3, 1", "3,1", "get.notification-preference"),
        ],
    )
    def test_an_entry_of_a_kind_is_taken_by_the_rule_of_its_kind(self, entry: str, text: str, value: str, chief: str) -> None:
        result, trace = reading({entry: text})
        assert result.sents[entry].value == value
        assert result.sents[entry].rules[0] == chief
        assert lines(trace.entries)["decision", "taken", entry] == (value, result.sents[entry].rules)

    @pytest.mark.parametrize("text", ["Zoë", " leading", "0012", "<b>&amp;", "{braces}", "x" * 255, "Màiri NicDhòmhnaill", "👩‍🌾", "a\nb"])
    def test_text_is_taken_character_for_character_and_needs_no_decision(self, text: str) -> None:
        result, trace = reading({"street": text})
        assert result.sents["street"] == Sent(text)
        assert trace.entries == []

    def test_what_is_not_sent_stands_as_absent(self) -> None:
        trace = a_trace(a_world())
        absent = Sent("", part=False, rules=("ignore-empty.absent-entry",))
        result = read(trace, {"street": ""}, absent)
        assert (result.sents["street"], result.sents["town"]) == (BLANK, absent)

    @pytest.mark.parametrize("entry", ["first_name", "birth_date", "location", "prefix_id", "new_address"])
    def test_a_blank_one_is_no_bad_value(self, entry: str) -> None:
        result, trace = reading({entry: ""})
        assert (result.sents[entry], result.problems, trace.entries) == (BLANK, [], [])


class TestSpaces:
    @pytest.mark.parametrize("text", [" ", "   ", "\t", "\n", "\u00a0"])
    def test_alone_are_blank(self, text: str) -> None:
        result, _ = reading({"first_name": text, "birth_date": text})
        assert result.sents["first_name"] == result.sents["birth_date"] == Sent("", rules=("ignore-empty.whitespace",))

    def test_alone_may_be_text(self) -> None:
        result, _ = reading({"first_name": " ", "birth_date": " "}, readings={"ignore-empty.whitespace": "text"})
        assert result.sents["first_name"] == Sent(" ", rules=("ignore-empty.whitespace",))
        assert [problem.field for problem in result.problems] == ["birth_date"]


class TestBadValues:
    BAD = (
        ("location", "6", "location.range"),
        ("birth_date", "25/12/2020", "dates.not-day-first"),
        ("country_id", "United Kingdom", "ids.label-refused"),
        ("contact_type", "Person", "ids.contact-type-values"),
        ("preferred_contact_method", "Phone", "ids.preferred-contact-method-values"),
        ("consent_to_share", "yes", "ids.consent-values"),
    )

    @pytest.mark.parametrize(("entry", "text", "rule"), BAD)
    def test_are_refused_by_name(self, entry: str, text: str, rule: str) -> None:
        result, trace = reading({entry: text, "first_name": "Ann"})
        assert [problem.field for problem in result.problems] == [entry]
        assert lines(trace.entries)["decision", "refused", entry][1][0] == rule
        assert result.sents["first_name"].value == "Ann"

    @pytest.mark.parametrize(("entry", "text", "rule"), BAD)
    def test_or_left_out_as_if_they_were_no_part_of_the_call(self, entry: str, text: str, rule: str) -> None:
        result, trace = reading({entry: text}, readings={rule: "ignored"})
        assert (result.sents[entry].value, result.sents[entry].part) == ("", False)
        assert ([warning.field for warning in result.warnings], result.problems) == ([entry], [])
        assert lines(trace.entries)["decision", "ignored", entry][1][0] == rule

    @pytest.mark.parametrize(
        ("entry", "text", "rule"),
        [
            ("new_address", "2", "address.flag-values"),
            ("birth_date", "02/30/2020", "dates.impossible"),
            ("end_date", "soon", "dates.impossible"),
        ],
    )
    def test_some_are_always_refused(self, entry: str, text: str, rule: str) -> None:
        result, trace = reading({entry: text}, readings={"dates.not-day-first": "ignored", "location.range": "ignored"})
        assert [problem.field for problem in result.problems] == [entry]
        assert lines(trace.entries)["decision", "refused", entry][1] == (rule,)

    def test_all_of_a_call_are_told_at_once(self) -> None:
        result, _ = reading({"location": "6", "birth_date": "soon", "new_address": "x"})
        assert [problem.field for problem in result.problems] == ["location", "birth_date", "new_address"]


class TestNamesThatAreNotTaken:
    @pytest.mark.parametrize(
        ("name", "rule"),
        [
            ("contact_id", "get.not-for-use"),
            ("address_type", "get.not-for-use"),
            ("name", "get.not-for-use"),
            ("custom_29", "custom.no-others"),
            ("custom_0", "custom.no-others"),
            ("First_Name", "get.data-names"),
            ("nonsense", "get.data-names"),
        ],
    )
    def test_are_left_out_with_a_warning(self, name: str, rule: str) -> None:
        result, trace = reading({name: "x"})
        decide_not_taken(trace, result.not_taken)
        assert ([warning.field for warning in result.warnings], result.problems, dict(result.sents)) == ([name], [], {})
        assert lines(trace.entries) == {("decision", "left out", name): (True, (rule,))}

    @pytest.mark.parametrize(
        ("name", "point"), [("custom_29", "custom.no-others"), ("nonsense", "unsaid.unknown-entry"), ("First_Name", "unsaid.unknown-entry")]
    )
    def test_may_be_refused(self, name: str, point: str) -> None:
        result, _ = reading({name: "x"}, readings={point: "refused"})
        assert ([problem.field for problem in result.problems], result.warnings) == ([name], [])

    @pytest.mark.parametrize("name", ["contact_id", "address_type", "sort_name", "status", "country"])
    def test_those_that_get_answers_are_never_refused(self, name: str) -> None:
        assert reading({name: "x"}, readings={"unsaid.unknown-entry": "refused"})[0].problems == []

    def test_the_ucrn_is_one_of_a_create_alone(self) -> None:
        assert reading({"ucrn": "1"}, "update")[0].warnings == []
        assert [warning.field for warning in reading({"ucrn": "1"}, "create")[0].warnings] == ["ucrn"]

    @pytest.mark.parametrize("flag", ["new_address", "primary_address"])
    def test_and_so_are_the_flags(self, flag: str) -> None:
        result, _ = reading({flag: "2"}, "create")
        assert ([warning.field for warning in result.warnings], result.problems) == ([flag], [])


@pytest.mark.parametrize("entry", ["data_location", "region"])
def test_without_a_connected_index_its_entries_are_left_out(entry: str) -> None:
    result, _ = reading({entry: "north"}, without=("connected-index",))
    assert (dict(result.sents), [warning.field for warning in result.warnings]) == ({}, [entry])
    assert reading({entry: "north"})[0].sents[entry].value == "north"


class TestUnderAFault:
    def test_what_is_not_refused_any_more_is_taken_as_it_was_sent(self) -> None:
        trace = Trace(a_trace(a_world()).call, a_world(), lambda entry, _: () if entry.path[1] == "refused" else (entry,))
        assert read(trace, {"location": "7"}, BLANK).sents["location"].value == "7"

    def test_what_is_not_taken_any_more_is_refused(self) -> None:
        trace = Trace(a_trace(a_world()).call, a_world(), lambda _, __: ())
        assert [problem.field for problem in read(trace, {"location": "5"}, BLANK).problems] == ["location"]
