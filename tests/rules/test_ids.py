"""IDs of lists, and entries that take a few codes (L23, L42-L45, L54-L57, L62)."""

from __future__ import annotations

import pytest

from reference_impl.lists import LISTS
from reference_impl.rules.ids import name_of, read_code, read_id, read_methods
from reference_impl.sent import Refused, Taken


class TestIds:
    @pytest.mark.parametrize(
        ("entry", "identity", "rule"),
        [
            ("prefix_id", "1", "ids.prefix"),
            ("suffix_id", "2", "ids.suffix"),
            ("preferred_language", "3", "ids.language"),
            ("country_id", "1226", "ids.country"),
        ],
    )
    def test_an_id_of_the_list_is_taken_as_it_is(self, entry: str, identity: str, rule: str) -> None:
        outcome = read_id(entry, identity)
        assert isinstance(outcome, Taken)
        assert (outcome.value, outcome.rules[:2]) == (identity, (rule, "lists.served"))
        assert ("ids.country-four-digits" in outcome.rules) is (entry == "country_id")

    @pytest.mark.parametrize(
        ("entry", "text"),
        [
            ("prefix_id", "Mr"),
            ("prefix_id", "99"),
            ("prefix_id", "01"),
            ("prefix_id", " 1"),
            ("prefix_id", "1226"),
            ("country_id", "United Kingdom"),
            ("country_id", "GB"),
            ("country_id", "226"),
            ("country_id", "01226"),
            ("preferred_language", "English"),
        ],
    )
    def test_a_name_and_what_no_list_has_are_refused(self, entry: str, text: str) -> None:
        outcome = read_id(entry, text)
        assert isinstance(outcome, Refused)
        assert outcome.rules[0] == "ids.label-refused"

    def test_the_name_that_belongs_to_an_id(self) -> None:
        assert [name_of("countries", identity) for identity in ("1226", "", "none")] == ["United Kingdom", "", ""]


class TestLists:
    def test_countries_have_four_digits(self) -> None:
        assert all(len(identity) == 4 and identity.isdigit() for identity in LISTS["countries"])

    @pytest.mark.parametrize("name", LISTS)
    def test_no_name_stands_twice_or_is_blank(self, name: str) -> None:
        names = list(LISTS[name].values())
        assert names
        assert len(names) == len(set(names))
        assert all(each == each.strip() != "" for each in names)


class TestCodes:
    @pytest.mark.parametrize(
        ("entry", "rule", "codes", "others"),
        [
            ("contact_type", "ids.contact-type-values", ("Individual", "Organization"), ("Organisation", "individual", "1")),
            ("preferred_contact_method", "ids.preferred-contact-method-values", "1234", ("0", "5", "Phone", "1,2")),
            ("consent_to_share", "ids.consent-values", "01", ("2", "yes", "true", "00")),
            ("location", "location.range", "12345", ("0", "6", "-1", "one", "1.0", "1.5", "01", "١", "²")),
            ("new_address", "address.flag-values", "01", ("2", "yes", "-1", "01")),
            ("primary_address", "address.flag-values", "01", ("2", "no", "true")),
        ],
    )
    def test_what_is_taken_and_what_not(self, entry: str, rule: str, codes: tuple[str, ...], others: tuple[str, ...]) -> None:
        assert [read_code(entry, code) for code in codes] == [Taken(code, (rule,)) for code in codes]
        for other in others:
            outcome = read_code(entry, other)
            assert isinstance(outcome, Refused)
            assert outcome.rules == (rule,)

    def test_a_refusal_says_what_would_do(self) -> None:
        outcome = read_code("contact_type", "Person")
        assert isinstance(outcome, Refused)
        assert outcome.detail == "is none of Individual, Organization"


class TestNotificationPreference:
    @pytest.mark.parametrize(("text", "held"), [("2", "2"), ("1,3", "1,3"), ("4,1", "4,1"), (" 1 , 3 ", "1,3"), ("1,2,3,4", "1,2,3,4")])
    def test_a_list_keeps_its_order_and_loses_its_spaces(self, text: str, held: str) -> None:
        assert read_methods(text) == Taken(held, ("get.notification-preference",))

    @pytest.mark.parametrize("text", ["5", "1,5", "1;3", "Phone", "1,", ",", "0", "13"])
    def test_anything_else_is_none(self, text: str) -> None:
        assert isinstance(read_methods(text), Refused)
