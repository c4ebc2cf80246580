"""Tokens stand for form fields, and Get fills the fields that it knows (L13, L62)."""

from __future__ import annotations

import pytest

from reference_impl.rules.tokens import filled, form_filled
from tests.rules import a_trace, a_world

FORM = {"First_Name": "Ann", "Title": "Ms", "Blank": "", "Braces": "{Title}", "One": "1", "a_1": "x"}


def fill(text: str, entry: str = "first_name") -> tuple[str, set[str]]:
    """What the entry becomes, and the rules behind it."""
    trace = a_trace(a_world())
    value = filled(trace, {entry: text}, FORM)[entry]
    assert all(line.path == ("decision", "filled", entry) and line.value == value for line in trace.entries)
    return value, {rule for line in trace.entries for rule in line.rules}


class TestFilling:
    @pytest.mark.parametrize(
        ("text", "value", "rules"),
        [
            ("{First_Name}", "Ann", {"tokens.filled"}),
            ("{a_1}", "x", {"tokens.filled"}),
            ("{Missing}", "", {"tokens.unfilled"}),
            ("{Blank}", "", {"tokens.unfilled"}),
            ("{Title} {First_Name}", "Ms Ann", {"tokens.filled", "tokens.text-around"}),
            ("{Title}{First_Name}", "MsAnn", {"tokens.filled", "tokens.text-around"}),
            ("Dear {Missing}!", "Dear !", {"tokens.unfilled", "tokens.text-around"}),
            ("{Title}-{Missing}", "Ms-", {"tokens.filled", "tokens.unfilled", "tokens.text-around"}),
            ("{Braces}", "{Title}", {"tokens.filled", "tokens.not-twice"}),
            ("{{First_Name}}", "{Ann}", {"tokens.filled", "tokens.text-around", "tokens.not-twice"}),
        ],
    )
    def test_what_an_entry_becomes_and_why(self, text: str, value: str, rules: set[str]) -> None:
        assert fill(text) == (value, rules)

    @pytest.mark.parametrize(
        "text", ["", "Ann", "{", "{}", "{ First_Name }", "{1}", "{_x}", "{First-Name}", "{First_Name", "{É}", "first_name"]
    )
    def test_what_is_no_token_is_text_and_no_decision(self, text: str) -> None:
        assert fill(text) == (text, set())

    def test_names_are_case_sensitive(self) -> None:
        assert fill("{first_name}")[0] == ""

    @pytest.mark.parametrize("entry", ["new_address", "primary_address"])
    def test_a_flag_can_be_a_token(self, entry: str) -> None:
        assert fill("{One}", entry) == ("1", {"tokens.filled", "tokens.switch"})


class TestGetIntoAForm:
    def into(self, form: dict[str, str], answered: dict[str, str], reading: str = "blank") -> dict[str, object]:
        trace = a_trace(a_world(readings={"unsaid.form-blank": reading}), "get")
        result = form_filled(trace, form, answered)
        assert {line.rules for line in trace.entries} == {("form.get-fills-matching",)}
        assert {line.path[-1] for line in trace.entries} == set(form)
        return dict(result)

    def test_matching_names_are_filled_and_the_others_left(self) -> None:
        form = {"first_name": "", "First_Name": "typed", "notes": "typed", "town": "typed"}
        answered = {"first_name": "Ann", "last_name": "Baker", "town": "Ayr"}
        assert self.into(form, answered) == {"first_name": "Ann", "First_Name": "typed", "notes": "typed", "town": "Ayr"}

    @pytest.mark.parametrize(("reading", "value"), [("blank", ""), ("kept", "typed")])
    def test_a_blank_value_empties_the_field_or_leaves_it(self, reading: str, value: str) -> None:
        assert self.into({"town": "typed"}, {"town": ""}, reading) == {"town": value}
