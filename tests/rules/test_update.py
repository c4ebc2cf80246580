"""The profile of a customer after an update (L4, L52, L63)."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from reference_impl.rules.create import problems_of_mandatory
from reference_impl.rules.update import REQUIRED, decide_profile, decide_refused
from reference_impl.sent import BLANK, Sent
from tests.reference import MANDATORY, lines
from tests.rules import ABSENT, LEFT_OUT, a_trace, a_world, sents

HELD = {**MANDATORY, "first_name": "Ann", "phone_number": "0131", "location": "4", "email_address": "ann@example.org", "custom_1": "x"}


def decided(ticked: bool, entries: Mapping[str, str] = MANDATORY, *, absent: Sent = BLANK) -> dict[str, tuple[object, tuple[str, ...]]]:
    """Name to value and rules of all that an update decides about the profile."""
    trace = a_trace(a_world())
    decide_profile(trace, HELD, sents({**entries}, absent=absent), ticked)
    assert all(entry.path[:3] == ("customers", "1", "profile") for entry in trace.entries)
    return {path[-1]: line for path, line in lines(trace.entries).items()}


class TestProfile:
    @pytest.mark.parametrize("ticked", [True, False])
    @pytest.mark.parametrize(
        ("entry", "rules"),
        [
            ("first_name", ("update.stores-fields",)),
            ("region", ("update.stores-fields",)),
            ("alternative_email", ("email.alternative-updatable", "update.stores-fields")),
            ("custom_28", ("custom.all-28", "update.stores-fields")),
            ("preferred_language", ("update.stores-fields",)),
        ],
    )
    def test_what_is_given_is_saved_whatever_the_box(self, ticked: bool, entry: str, rules: tuple[str, ...]) -> None:
        assert decided(ticked, {entry: "2"})[entry] == ("2", rules)

    def test_the_box_decides_about_what_is_blank(self) -> None:
        assert decided(True, {"phone_number": ""})["phone_number"] == ("0131", ("ignore-empty.on-keeps-profile",))
        assert decided(False, {"phone_number": ""})["phone_number"] == ("", ("ignore-empty.off-clears-profile",))
        assert decided(False, absent=ABSENT)["phone_number"][1] == ("ignore-empty.off-clears-profile", "ignore-empty.absent-entry")
        assert decided(False, absent=LEFT_OUT)["phone_number"][0] == "0131"

    def test_custom_fields_are_cleared_and_kept_under_their_own_rule_too(self) -> None:
        for ticked, value in ((True, "x"), (False, "")):
            cleared, rules = decided(ticked, {"custom_1": ""})["custom_1"]
            assert cleared == value
            assert "custom.all-28" in rules

    @pytest.mark.parametrize("ticked", [True, False])
    def test_neither_location_nor_email_is_ever_cleared(self, ticked: bool) -> None:
        values = decided(ticked, {"location": "", "email_address": ""})
        assert (values["location"][0], values["location"][1][0]) == ("4", "location.kept")
        assert (values["email_address"][0], values["email_address"][1][0]) == ("ann@example.org", "email.unchanged")

    @pytest.mark.parametrize("ticked", [True, False])
    def test_every_value_that_is_held_is_decided_and_no_name_that_is_neither_held_nor_sent(self, ticked: bool) -> None:
        assert set(decided(ticked, {"twitter": "ann", "last_name": ""})) == {*HELD, "twitter", "last_name"}

    def test_without_any_email_or_location_these_two_are_decided_all_the_same(self) -> None:
        trace = a_trace(a_world())
        decide_profile(trace, {}, sents(), ticked=False)
        assert {path[-1]: value for path, (value, _) in lines(trace.entries).items()} == {"location": "", "email_address": ""}


@pytest.mark.parametrize(
    ("entry", "rule"),
    [
        ("contact_type", "update.contact-type-required"),
        ("preferred_contact_method", "update.preferred-contact-method-required"),
    ],
)
def test_a_mandatory_entry_that_is_blank_is_refused_and_never_cleared(entry: str, rule: str) -> None:
    trace = a_trace(a_world())
    [problem] = problems_of_mandatory(trace, sents({**MANDATORY, entry: ""}), REQUIRED, [])
    assert problem.field == entry
    assert trace.entries[0].rules == (rule, "ignore-empty.exceptions")


def test_a_refused_update_says_that_it_saves_nothing() -> None:
    trace = a_trace(a_world())
    decide_refused(trace)
    assert lines(trace.entries) == {("decision", "saved"): ("nothing", ("update.refused-changes-nothing",))}
