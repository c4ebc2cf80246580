"""Whether an observed value is the expected one."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from conformance.comparing import Difference, Frame, differences, fits, record_differences, shown
from conformance.suite import Expected, Json

LONDON = ZoneInfo("Europe/London")
TODAY = "2025-07-01"
FRAME = Frame(frozenset({TODAY}), {"<ucrn>": "100", "<ucrn of Ann>": "200", "<prefixes: Mr>": "1"}, LONDON)

Row = tuple[str, Expected, Json]

EQUAL: tuple[Row, ...] = (
    ("house", "12", "12"),
    ("house", "", ""),
    ("house", "", None),
    ("location", "4", 4),
    ("lat", "55.5", 55.5),
    ("primary", True, True),
    ("house", ["1", "2"], "2"),
    ("house", ["1", ""], None),
    ("house", "<any>", "x"),
    ("ucrn", "<ucrn>", "100"),
    ("ucrn", "<ucrn of Ann>", "200"),
    ("prefix_id", "<prefixes: Mr>", "1"),
    ("prefix_id", "<prefixes: Mr>", 1),
    ("first_name", "<not a placeholder>", "<not a placeholder>"),
    ("notification_preference", "1,3", "1,3"),
    ("notification_preference", "1,3", "1, 3"),
    ("notification_preference", "1,3", ["1", "3"]),
    ("notification_preference", "1,3", [1, 3]),
    ("notification_preference", "", []),
    ("birth_date", "1980-05-05", "1980-05-05"),
    ("birth_date", "1980-05-05", "1980-05-05T00:00:00"),
    ("start_date", "2025-07-01", "2025-07-01T09:30:00"),
    ("start_date", "2025-07-01", "2025-07-01 09:30:00"),
    ("start_date", "2025-07-01", "2025-06-30T23:30:00+00:00"),
    ("start_date", "2025-07-01", "2025-06-30T23:30:00Z"),
    ("start_date", "2025-07-01", "2025-07-01T09:30:00.123456+01:00"),
    ("start_date", "2025-01-01", "2025-01-01T23:59:00Z"),
    ("end_date", "<today>", TODAY),
    ("end_date", "<today>", f"{TODAY}T00:00:00+01:00"),
    ("start_date", ["<today>", ""], ""),
)

DIFFERENT: tuple[Row, ...] = (
    ("house", "12", "12a"),
    ("house", "12", " 12"),
    ("house", "12", ""),
    ("house", "12", None),
    ("house", "", "12"),
    ("house", "", " "),
    ("house", "", 0),
    ("house", "", False),
    ("house", "true", True),
    ("house", "1,3", ["1", "3"]),
    ("location", "4", "04"),
    ("location", "4", 4.0),
    ("primary", True, False),
    ("primary", True, "true"),
    ("primary", True, 1),
    ("primary", False, None),
    ("house", ["1", "2"], "3"),
    ("house", "<any>", ""),
    ("house", "<any>", None),
    ("ucrn", "<ucrn>", "200"),
    ("ucrn", "<ucrn of Zoe>", "100"),
    ("notification_preference", "1,3", "3,1"),
    ("notification_preference", "1,3", "13"),
    ("birth_date", "1980-05-05", "05/05/1980"),
    ("birth_date", "1980-05-05", "1980-5-5"),
    ("start_date", "2025-06-30", "2025-06-30T23:30:00Z"),
    ("start_date", "2025-07-01", "2025-07-01 or so"),
    ("end_date", "<today>", "2025-07-02"),
    ("end_date", "<today>", ""),
    ("first_name", "1980-05-05", "1980-05-05T00:00:00"),
)


@pytest.mark.parametrize(("name", "expected", "observed"), EQUAL)
def test_it_is(name: str, expected: Expected, observed: Json) -> None:
    assert fits(name, expected, observed, FRAME)


@pytest.mark.parametrize(("name", "expected", "observed"), DIFFERENT)
def test_it_is_not(name: str, expected: Expected, observed: Json) -> None:
    assert not fits(name, expected, observed, FRAME)


def test_only_what_is_expected_is_judged_and_both_sides_are_told() -> None:
    expected: dict[str, Expected] = {"house": "12", "street": "", "start_date": "<today>", "flat": ["1", ""], "ucrn": "<ucrn>"}
    assert differences(expected, {"house": None, "town": "Ayr", "start_date": "2020-01-01", "flat": "2"}, FRAME) == [
        Difference("house", '"12"', "blank"),
        Difference("start_date", "today (2025-07-01)", '"2020-01-01"'),
        Difference("flat", '"1" or blank', '"2"'),
        Difference("ucrn", '"100"', "blank"),
    ]


def test_records_come_in_any_order() -> None:
    expected: list[dict[str, Expected]] = [
        {"house": "1", "end_date": "<today>"},
        {"house": "2", "end_date": ""},
        {"house": "1", "end_date": ""},
    ]
    observed: list[dict[str, Json]] = [{"house": "1", "end_date": None}, {"house": "1", "end_date": TODAY, "town": "Ayr"}, {"house": "2"}]
    assert record_differences(expected, observed, FRAME) == []


def test_of_records_the_pairing_that_differs_least_is_told() -> None:
    expected: list[dict[str, Expected]] = [
        {"house": "1", "primary": True, "end_date": ""},
        {"house": "2", "primary": False, "end_date": ""},
    ]
    observed: list[dict[str, Json]] = [
        {"house": "2", "primary": False, "end_date": ""},
        {"house": "1", "primary": True, "end_date": TODAY},
    ]
    assert record_differences(expected, observed, FRAME) == [Difference("addresses[1].end_date", "blank", '"2025-07-01"')]


def test_a_record_more_or_less_is_told_with_those_there_are() -> None:
    one: list[dict[str, Json]] = [{"house": "1", "primary": True, "uprn": "9"}]
    assert record_differences([{}, {}], one, FRAME) == [Difference("addresses", "2 records", '1 record: house="1" primary=true')]
    assert record_differences([{}], [], FRAME) == [Difference("addresses", "1 record", "0 records: none")]
    assert record_differences([], [{"house": ""}], FRAME) == [Difference("addresses", "0 records", "1 record: blank")]


def test_many_records_are_held_against_each_other_in_reasonable_time() -> None:
    expected: list[dict[str, Expected]] = [{"house": str(number)} for number in range(12)]
    observed: list[dict[str, Json]] = [{"house": str(number)} for number in reversed(range(12))]
    assert record_differences(expected, observed, FRAME) == []


def test_today_over_midnight_is_either_day() -> None:
    frame = FRAME._replace(today=frozenset({"2025-06-30", "2025-07-01"}))
    assert fits("end_date", "<today>", "2025-06-30", frame)
    assert fits("end_date", "<today>", "2025-07-01", frame)
    assert shown("<today>", frame) == "today (2025-06-30 or 2025-07-01)"
