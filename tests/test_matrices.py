"""The matrices of the book are whole: every combination stands in some table, or is listed as left out with its reason."""

from __future__ import annotations

from itertools import product

from conformance.book import book
from conformance.suite import Chapter, Scenario, Table

FACTORS = ("new_address", "ignore", "keep", "primary_address", "old_end", "entries")
VALUES = (
    ("0", "1", ""),
    ("ticked", "unticked"),
    ("ticked", "unticked"),
    ("0", "1"),
    ("09/09/2099", ""),
    ("all blank", "some", "all filled"),
)


def chapter(stem: str) -> Chapter:
    return next(chapter for chapter in book().chapters if chapter.stem == stem)


def rows(stem: str) -> list[Scenario]:
    return [scenario for rule in chapter(stem).rules for scenario in rule.scenarios]


def left_out() -> Table:
    return next(table for table in chapter("addresses").tables if table.columns == (*FACTORS, "why it is left out"))


def is_left_out(combination: tuple[str, ...]) -> bool:
    return any(all(cell in ("any", value) for cell, value in zip(row, combination, strict=False)) for row in left_out().rows)


def combinations_of_addresses() -> set[tuple[str, ...]]:
    return {tuple(row.row[factor] for factor in FACTORS) for row in rows("addresses") if set(FACTORS) <= row.row.keys()}


class TestTheSixFactorsOfAnAddress:
    def test_every_combination_is_a_scenario_or_is_left_out_with_a_reason(self) -> None:
        everything = set(product(*VALUES))
        assert len(everything) == 144
        assert combinations_of_addresses() == {combination for combination in everything if not is_left_out(combination)}

    def test_no_more_is_left_out_than_the_rules_leave_unjudged(self) -> None:
        assert sum(is_left_out(combination) for combination in product(*VALUES)) == 32
        assert all(row[-1] for row in left_out().rows)


def values_sent(name: str) -> set[str]:
    """Every value that some create or update of the book sends in an entry."""
    calls = [act.call for scenario in book().scenarios() for act in scenario.acts() if act.call]
    return {call.fields[name] for call in calls if name in call.fields and call.operation in ("create", "update")}


class TestEachValueIsTried:
    def test_each_custom_field(self) -> None:
        assert [number for number in range(1, 29) if not values_sent(f"custom_{number}") - {""}] == []

    def test_each_location(self) -> None:
        assert values_sent("location") >= set("12345")

    def test_each_contact_method(self) -> None:
        assert values_sent("preferred_contact_method") >= set("1234")

    def test_both_contact_types(self) -> None:
        assert values_sent("contact_type") >= {"Individual", "Organization"}

    def test_dates_on_either_side_of_the_twelfth_a_leap_day_and_the_ends_of_years(self) -> None:
        sent = values_sent("birth_date") | values_sent("start_date") | values_sent("end_date")
        months_and_days = {text[:5] for text in sent if text[2:3] == text[5:6] == "/"}
        assert {"02/29", "12/31", "01/01"} <= months_and_days
        days = {int(text[3:]) for text in months_and_days if text[3:].isdigit()}
        assert {11, 12, 13} <= days
