"""What Get answers and what the hub record shows (L14-L50, L69)."""

from __future__ import annotations

import re

import pytest

from reference_impl.rules.get import address_records, answered, full_name, hub_record, sort_name
from reference_impl.values import Customer, Value
from tests.reference import a_customer, an_address, lines, rules_of
from tests.rules import a_trace, a_world

NOT_SHOWN = an_address("1", primary=False, town="Ayr", country_id="1250", end_date="2020-01-01")
SHOWN = an_address("2", town="Oban", country_id="1226")
ANN = a_customer(
    "1",
    NOT_SHOWN,
    SHOWN,
    prefix_id="3",
    first_name="Ann",
    last_name="Baker",
    suffix_id="5",
    preferred_language="3",
    consent_to_share="0",
    custom_28="x",
    data_location="north",
)
L14_TO_L50 = re.findall(
    r"\w+",
    """
    name sort_name prefix_id last_name first_name contact_id birth_date ucrn status location search_for_street_postcode house street
    locality town post_town county postcode uprn ward start_date end_date country_id country flat lat lng address_type contact_type
    consent_to_share preferred_contact_method notification_preference data_location region alternative_email email_address phone_number
""",
)
CUSTOM = [f"custom_{number}" for number in range(1, 29)]


def got(customer: Customer, without: tuple[str, ...] = (), **readings: str) -> dict[str, tuple[Value, tuple[str, ...]]]:
    """Data name to value and rules."""
    named = {"unsaid." + point.replace("_", "-"): outcome for point, outcome in readings.items()}
    trace = a_trace(a_world(customer, readings=named, without=without), "get")
    answer = answered(trace, customer)
    told = {path[1]: line for path, line in lines(trace.entries).items() if path[0] == "answer"}
    assert answer == {name: value for name, (value, _) in told.items()}
    return told


class TestGet:
    def test_every_documented_name_answers_and_no_other(self) -> None:
        assert sorted(got(ANN)) == sorted(L14_TO_L50 + CUSTOM)
        assert sorted(got(a_customer("1"))) == sorted(L14_TO_L50 + CUSTOM)

    def test_every_value_is_a_text(self) -> None:
        assert all(isinstance(value, str) for value, _ in got(ANN).values())

    def test_the_address_is_the_primary_one(self) -> None:
        told = got(ANN)
        assert (told["town"][0], told["country"][0], told["start_date"][0], told["end_date"][0]) == (
            "Oban",
            "United Kingdom",
            "2020-05-05",
            "",
        )

    def test_without_a_primary_address_there_is_none(self) -> None:
        told = got(a_customer("1", NOT_SHOWN))
        assert [told[name][0] for name in ("town", "country_id", "country", "end_date")] == [""] * 4

    @pytest.mark.parametrize(
        ("name", "value", "chief"),
        [
            ("name", "Ms Ann Baker MBE", "get.full-name"),
            ("sort_name", "Baker, Ann", "get.sort-name"),
            ("prefix_id", "3", "ids.prefix"),
            ("country_id", "1226", "get.country"),
            ("country", "United Kingdom", "get.country"),
            ("consent_to_share", "0", "get.consent"),
            ("contact_type", "Individual", "get.contact-type"),
            ("preferred_contact_method", "1", "get.preferred-contact-method"),
            ("notification_preference", "", "get.notification-preference"),
            ("location", "1", "get.location-code"),
            ("contact_id", "", "get.not-for-use"),
            ("address_type", "", "get.not-for-use"),
            ("custom_28", "x", "custom.all-28"),
            ("data_location", "north", "get.connected-index"),
            ("town", "Oban", "get.data-names"),
            ("ucrn", "1", "get.data-names"),
        ],
    )
    def test_a_value_and_its_chief_rule(self, name: str, value: str, chief: str) -> None:
        told, rules = got(ANN)[name]
        assert (told, rules[0]) == (value, chief)

    @pytest.mark.parametrize("name", ["first_name", "street", "phone_number", "custom_1", "region"])
    def test_text_comes_back_as_it_is(self, name: str) -> None:
        assert "get.text-fidelity" in got(ANN)[name][1]

    def test_without_a_connected_index_its_fields_go_by_another_rule(self) -> None:
        told = got(a_customer("1"), without=("connected-index",))
        assert told["region"] == told["data_location"] == ("", ("get.connected-index-absent",))

    def test_it_says_that_it_changes_nothing_and_holds_nothing(self) -> None:
        trace = a_trace(a_world(ANN), "get")
        answered(trace, ANN)
        assert {"get.reads-only", "custom.no-others", "concurrent.isolated"} <= rules_of(trace.entries)
        assert {entry.path[0] for entry in trace.entries} == {"answer", "decision"}

    @pytest.mark.parametrize(("reading", "value"), [("blank", ""), ("0", "0")])
    def test_a_consent_never_given(self, reading: str, value: str) -> None:
        assert got(a_customer("1"), consent_blank=reading)["consent_to_share"][0] == value

    def test_a_consent_given_is_answered_whatever_that_reading(self) -> None:
        assert got(a_customer("1", consent_to_share="1"), consent_blank="0")["consent_to_share"][0] == "1"


class TestNames:
    @pytest.mark.parametrize(
        ("parts", "name"),
        [
            (("Ms", "Ann", "Baker", "MBE"), "Ms Ann Baker MBE"),
            (("", "Ann", "Baker", ""), "Ann Baker"),
            (("Dr", "", "Baker", ""), "Dr Baker"),
            (("", "", "", "Jr"), "Jr"),
            (("", "", "", ""), ""),
            (("", "Mary  Jane", "de la Cruz", ""), "Mary  Jane de la Cruz"),
        ],
    )
    def test_the_full_name_has_the_parts_that_are_set(self, parts: tuple[str, ...], name: str) -> None:
        assert full_name(*parts) == name

    @pytest.mark.parametrize(
        ("last", "first", "half", "name"),
        [
            ("Baker", "Ann", "alone", "Baker, Ann"),
            ("Baker", "", "alone", "Baker"),
            ("", "Ann", "alone", "Ann"),
            ("Baker", "", "with comma", "Baker, "),
            ("", "Ann", "with comma", ", Ann"),
            ("", "", "alone", ""),
            ("", "", "with comma", ""),
            ("Baker, Smith", "Ann", "alone", "Baker, Smith, Ann"),
        ],
    )
    def test_the_sorted_name_is_last_comma_first(self, last: str, first: str, half: str, name: str) -> None:
        assert sort_name(last, first, half) == name


class TestHubRecord:
    def test_it_shows_the_names_that_belong_to_ids_and_no_custom_field(self) -> None:
        trace = a_trace(a_world(ANN), "hub-record")
        shown = hub_record(trace, ANN)
        assert (shown["suffix_id"], shown["suffix"]) == ("5", "MBE")
        assert (shown["preferred_language"], shown["preferred_language_name"]) == ("3", "Scottish Gaelic")
        assert not set(shown) & set(CUSTOM)
        told = lines(trace.entries)
        assert told["answer", "suffix"][1] == ("ids.suffix",)
        assert told["answer", "preferred_language_name"][1] == ("ids.language",)
        assert told["decision", "custom fields"] == ("not shown", ("custom.not-in-hub-record",))

    def test_its_addresses_are_all_records_each_with_its_own_country(self) -> None:
        trace = a_trace(a_world(ANN), "hub-record")
        first, second = address_records(trace, ANN)
        assert [first[name] for name in ("address_id", "primary", "town", "country", "end_date")] == [
            "1",
            False,
            "Ayr",
            "France",
            "2020-01-01",
        ]
        assert [second[name] for name in ("address_id", "primary", "town", "country", "end_date")] == [
            "2",
            True,
            "Oban",
            "United Kingdom",
            "",
        ]
        assert lines(trace.entries)["decision", "primary address"] == ("2", ("address.one-primary",))

    def test_without_addresses_there_is_no_primary_one(self) -> None:
        trace = a_trace(a_world(), "hub-record")
        assert address_records(trace, a_customer("1")) == []
        assert lines(trace.entries)["decision", "primary address"][0] == "none"
