"""The profile of a new customer (L3, L7, L52)."""

from __future__ import annotations

import pytest

from reference_impl.rules.create import REQUIRED, answer_ucrn, decide_case, decide_profile, problems_of_mandatory
from reference_impl.sent import Sent
from reference_impl.values import Problem
from tests.reference import MANDATORY, lines
from tests.rules import a_trace, a_world, sents

PROFILE = ("customers", "1", "profile")


class TestProfile:
    @pytest.mark.parametrize(
        ("entry", "value", "rules"),
        [
            ("first_name", "Zoë", ("create.stores-fields",)),
            ("email_address", "ann@example.org", ("create.email", "create.stores-fields")),
            ("alternative_email", "a@example.org", ("create.stores-fields",)),
            ("custom_1", "x", ("custom.all-28", "create.stores-fields")),
            ("custom_28", "x", ("custom.all-28", "create.stores-fields")),
            ("twitter", "ann", ("create.stores-fields", "twitter.at-sign")),
            ("location", "4", ("create.stores-fields",)),
        ],
    )
    def test_what_is_sent_is_saved(self, entry: str, value: str, rules: tuple[str, ...]) -> None:
        trace = a_trace(a_world(), "create")
        decide_profile(trace, sents({entry: value}))
        assert lines(trace.entries)[*PROFILE, entry] == (value, rules)

    def test_what_the_value_rests_on_is_told_as_well(self) -> None:
        trace = a_trace(a_world(), "create")
        decide_profile(trace, sents(birth_date=Sent("1980-05-05", rules=("dates.us-text",))))
        assert lines(trace.entries)[*PROFILE, "birth_date"][1] == ("create.stores-fields", "dates.us-text")

    def test_the_location_is_always_decided_and_nothing_else_that_is_not_sent(self) -> None:
        trace = a_trace(a_world(), "create")
        decide_profile(trace, sents())
        assert lines(trace.entries) == {(*PROFILE, "location"): ("1", ("create.location-default",))}

    def test_the_entry_for_searching_may_be_the_customers(self) -> None:
        for whose, held in (("customer", True), ("address", False)):
            trace = a_trace(a_world(readings={"unsaid.search-entry": whose}), "create")
            decide_profile(trace, sents(search_for_street_postcode="EH1"))
            assert ((*PROFILE, "search_for_street_postcode") in lines(trace.entries)) is held


class TestMandatoryEntries:
    def problems(self, *known: Problem, **entries: str | Sent) -> tuple[list[str], set[str]]:
        trace = a_trace(a_world(), "create")
        found = problems_of_mandatory(trace, sents(entries), REQUIRED, list(known))
        return [problem.field for problem in found], {rule for entry in trace.entries for rule in entry.rules}

    def test_both_are_asked_for_at_once(self) -> None:
        rules = {"create.contact-type-required", "create.preferred-contact-method-required"}
        assert self.problems() == (["contact_type", "preferred_contact_method"], rules)
        assert self.problems(**MANDATORY) == ([], set())

    def test_a_blank_one_is_as_good_as_none(self) -> None:
        assert self.problems(contact_type="", preferred_contact_method="1") == (["contact_type"], {"create.contact-type-required"})

    def test_one_that_is_wrong_is_not_blank_as_well(self) -> None:
        assert self.problems(Problem("contact_type", "is none of these"), preferred_contact_method="1") == ([], set())


def test_a_case_stays_without_a_customer() -> None:
    trace = a_trace(a_world(), "create")
    decide_case(trace, "case-1")
    assert lines(trace.entries) == {("cases", "case-1", "ucrn"): (None, ("create.case-not-linked",))}


def test_the_caller_learns_the_ucrn() -> None:
    trace = a_trace(a_world(), "create")
    assert answer_ucrn(trace) == "1"
    assert lines(trace.entries) == {("answer", "ucrn"): ("1", ("create.returns-ucrn", "create.distinct"))}
