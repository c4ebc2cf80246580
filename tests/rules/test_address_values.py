"""The values of the address record that a call writes (L58-L60, L63, L64)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from reference_impl.rules.address_values import Decided, added, in_place, situation, untouched
from reference_impl.sent import BLANK, Sent
from tests.reference import TODAY, an_address
from tests.rules import ABSENT, LEFT_OUT, a_world, sents, the_situation

HELD = an_address("1", street="Lochrin Place", postcode="EH3 9QY", start_date="2020-05-05", end_date="2030-06-06")
OPEN = an_address("1", street="Lochrin Place", postcode="EH3 9QY")
NEW_YEAR = datetime(2026, 1, 1, 0, 30, tzinfo=UTC)


def creating(now: datetime | None = None, readings: dict[str, str] | None = None, **entries: str | Sent) -> dict[str, Decided]:
    world = a_world(now=now, readings=readings) if now else a_world(readings=readings)
    return added(situation(world, sents(entries), (), None), all_blank=False, primary=True)


class TestWhatACallFinds:
    def test_a_place_is_told_from_a_date(self) -> None:
        dated = the_situation(HELD, start_date="2025-06-01")
        assert (dated.filled, dated.dated) == (False, True)
        placed = the_situation(HELD, ward="Leith")
        assert (placed.filled, placed.dated) == (True, False)

    @pytest.mark.parametrize("entry", ["location", "data_location", "region", "new_address", "phone_number"])
    def test_what_is_the_customers_is_no_entry_of_a_place(self, entry: str) -> None:
        assert not the_situation(HELD, given={entry: "1"}).filled

    def test_the_primary_record_is_found_wherever_it_stands(self) -> None:
        now = the_situation(an_address("1", primary=False), an_address("2"), an_address("3", primary=False))
        assert now.primary is not None
        assert now.primary.id == "2"
        assert the_situation(an_address("1", primary=False)).primary is None

    def test_a_create_has_no_boxes(self) -> None:
        now = situation(a_world(), sents(), (), None)
        assert (now.creating, now.ticked, now.keeps_open) == (True, False, False)


class TestInPlace:
    def test_what_is_given_is_saved(self) -> None:
        values = in_place(the_situation(HELD, street="Leith Walk"), HELD, all_blank=False)
        assert values["street"] == ("Leith Walk", ("update.stores-fields",))

    def test_ticked_what_is_blank_is_kept(self) -> None:
        values = in_place(the_situation(HELD, ticked=True, street="Leith Walk"), HELD, all_blank=False)
        assert values["postcode"] == ("EH3 9QY", ("ignore-empty.on-keeps-address",))

    def test_unticked_what_is_blank_is_cleared(self) -> None:
        values = in_place(the_situation(HELD, street="Leith Walk", postcode=BLANK), HELD, all_blank=False)
        assert values["postcode"] == ("", ("ignore-empty.off-clears-address",))

    def test_where_everything_is_blank_every_cleared_value_says_so(self) -> None:
        values = in_place(the_situation(HELD), HELD, all_blank=True)
        places = [decided for name, decided in values.items() if not name.endswith("_date")]
        assert {value for value, _ in places} == {""}
        assert all("address.blank-cleared" in rules for _, rules in places)

    @pytest.mark.parametrize("ticked", [True, False])
    def test_the_start_is_kept_and_does_not_become_today(self, ticked: bool) -> None:
        values = in_place(the_situation(HELD, ticked=ticked, street="Leith Walk"), HELD, all_blank=False)
        assert values["start_date"] == ("2020-05-05", ("address.in-place-keeps-start",))

    def test_a_start_that_is_given_is_saved(self) -> None:
        value, rules = in_place(the_situation(HELD, start_date="2021-02-02"), HELD, all_blank=False)["start_date"]
        assert (value, rules[0]) == ("2021-02-02", "address.in-place-keeps-start")
        assert "update.stores-fields" in rules

    def test_a_blank_start_may_be_cleared_unticked_and_never_ticked(self) -> None:
        reading = {"unsaid.in-place-start-blank": "cleared"}
        for ticked, start in ((False, ""), (True, "2020-05-05")):
            now = the_situation(HELD, ticked=ticked, readings=reading, street="Leith Walk")
            assert in_place(now, HELD, all_blank=False)["start_date"][0] == start

    @pytest.mark.parametrize(
        ("ticked", "sent", "end"),
        [
            (True, BLANK, "2030-06-06"),
            (False, BLANK, ""),
            (False, LEFT_OUT, "2030-06-06"),
            (True, Sent("2031-07-07"), "2031-07-07"),
            (False, Sent("2031-07-07"), "2031-07-07"),
        ],
    )
    def test_the_end_is_as_given_or_by_the_box(self, ticked: bool, sent: Sent, end: str) -> None:
        values = in_place(the_situation(HELD, ticked=ticked, end_date=sent), HELD, all_blank=False)
        assert values["end_date"] == (end, ("address.in-place-end",))

    @pytest.mark.parametrize(("end", "past"), [("2025-06-30", True), (TODAY, False), ("2025-07-02", False)])
    def test_only_an_end_before_today_is_in_the_past(self, end: str, past: bool) -> None:
        _, rules = in_place(the_situation(HELD, end_date=end), HELD, all_blank=False)["end_date"]
        assert ("address.past-end-primary" in rules) is past


class TestNewRecord:
    def test_what_is_given_is_saved(self) -> None:
        assert added(the_situation(HELD, street="Leith Walk"), all_blank=False, primary=True)["street"] == (
            "Leith Walk",
            ("update.stores-fields",),
        )

    def test_ticked_blank_places_are_carried_over(self) -> None:
        values = added(the_situation(HELD, ticked=True, street="Leith Walk"), all_blank=False, primary=True)
        assert values["postcode"] == ("EH3 9QY", ("address.new-carries-over", "ignore-empty.on-keeps-address"))

    def test_they_come_from_the_primary_record_and_from_no_other(self) -> None:
        old, primary = an_address("1", primary=False, postcode="OLD", county="Fife"), an_address("2", postcode="EH3 9QY")
        newer = an_address("3", primary=False, postcode="NEWER", county="Bute")
        values = added(the_situation(old, primary, newer, ticked=True, street="Leith Walk"), all_blank=False, primary=True)
        assert (values["postcode"][0], values["county"][0]) == ("EH3 9QY", "")

    def test_unticked_blank_places_are_blank(self) -> None:
        values = added(the_situation(HELD, absent=ABSENT, street="Leith Walk", postcode=BLANK), all_blank=False, primary=True)
        assert values["postcode"] == ("", ("address.new-clears", "ignore-empty.off-clears-address"))
        assert values["county"][1] == ("address.new-clears", "ignore-empty.off-clears-address", "ignore-empty.absent-entry")

    @pytest.mark.parametrize(
        ("reading", "decided"), [("carried over", ("EH3 9QY", "address.new-carries-over")), ("blank", ("", "address.new-clears"))]
    )
    def test_unticked_what_is_no_part_of_the_call_is_carried_over_or_blank(self, reading: str, decided: tuple[str, str]) -> None:
        now = the_situation(HELD, absent=LEFT_OUT, readings={"unsaid.new-record-unsent": reading}, street="Leith Walk")
        value, rules = added(now, all_blank=False, primary=True)["postcode"]
        assert (value, rules[0]) == decided

    @pytest.mark.parametrize("ticked", [True, False])
    def test_dates_are_never_carried_over(self, ticked: bool) -> None:
        values = added(the_situation(HELD, ticked=ticked, street="Leith Walk"), all_blank=False, primary=True)
        assert values["start_date"] == (TODAY, ("address.new-start-now",))
        assert values["end_date"] == ("", ("address.new-end",))

    def test_dates_that_are_given_are_saved(self) -> None:
        values = added(
            the_situation(HELD, street="Leith Walk", start_date="2025-06-01", end_date="2030-01-01"), all_blank=False, primary=True
        )
        assert values["start_date"] == ("2025-06-01", ("address.new-start-given",))
        assert values["end_date"] == ("2030-01-01", ("address.new-end",))

    def test_an_end_in_the_past_is_a_matter_of_primary_addresses(self) -> None:
        def rules(primary: bool) -> tuple[str, ...]:
            return added(the_situation(HELD, street="X", end_date="2025-06-30"), all_blank=False, primary=primary)["end_date"][1]

        assert "address.past-end-primary" in rules(primary=True)
        assert "address.past-end-primary" not in rules(primary=False)


class TestFirstRecordOfANewCustomer:
    def test_its_values_and_dates_follow_the_rules_of_a_create(self) -> None:
        values = creating(street="Leith Walk", end_date="2030-01-01")
        assert values["street"] == ("Leith Walk", ("create.stores-fields",))
        assert values["postcode"] == ("", ("create.stores-fields",))
        assert values["start_date"] == (TODAY, ("create.start-date-today",))
        assert values["end_date"] == ("2030-01-01", ("create.end-date",))
        assert creating(street="Leith Walk", start_date="2020-01-02")["start_date"] == ("2020-01-02", ("create.start-date-given",))

    @pytest.mark.parametrize(
        ("form", "start"),
        [("date", "2026-01-01"), ("date and time", "2026-01-01T00:30:00"), ("with an offset", "2026-01-01T00:30:00+00:00")],
    )
    def test_a_start_that_the_hub_sets_has_one_of_three_forms(self, form: str, start: str) -> None:
        assert creating(NEW_YEAR, {"unsaid.start-date-form": form}, street="Leith Walk")["start_date"][0] == start


def test_an_untouched_record_keeps_every_value() -> None:
    values = untouched(the_situation(OPEN, ticked=True), OPEN, ("address.blank-adds-none",))
    assert {name: value for name, (value, _) in values.items()} == OPEN.values
    assert {rules for _, rules in values.values()} == {("address.blank-adds-none",)}
