"""Dates: month first as text, year first from a date field (L58)."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reference_impl.readings import DEFAULTS, chosen
from reference_impl.rules.dates import read
from reference_impl.sent import Refused, Taken

LONDON = ZoneInfo("Europe/London")


def taken(text: str, **readings: str) -> Taken:
    outcome = read(text, chosen(named(readings)), LONDON)
    assert isinstance(outcome, Taken), outcome
    return outcome


def refused_by(text: str, **readings: str) -> tuple[str, ...]:
    outcome = read(text, chosen(named(readings)), LONDON)
    assert isinstance(outcome, Refused), outcome
    return outcome.rules


def named(readings: dict[str, str]) -> dict[str, str]:
    points = {"two_digits": "dates.two-digit-year", "single_digits": "unsaid.single-digits", "time": "unsaid.time-of-day"}
    return {points[name]: outcome for name, outcome in readings.items()}


class TestMonthFirst:
    @pytest.mark.parametrize(
        ("text", "iso"),
        [("03/04/2020", "2020-03-04"), ("12/25/2020", "2020-12-25"), ("01/01/0001", "0001-01-01"), ("05/05/1980", "1980-05-05")],
    )
    def test_text_is_month_day_year(self, text: str, iso: str) -> None:
        assert taken(text) == Taken(iso, ("dates.us-text",))

    @pytest.mark.parametrize("text", ["25/12/2020", "13/01/2020", "31/01/2023", "29/02/2024"])
    def test_a_day_where_the_month_belongs_is_not_guessed(self, text: str) -> None:
        assert refused_by(text)[0] == "dates.not-day-first"

    @pytest.mark.parametrize("text", ["02/30/2020", "00/10/2020", "10/00/2020", "02/29/2023", "13/13/2020", "31/31/2020", "01/01/0000"])
    def test_what_is_real_in_no_order_is_impossible(self, text: str) -> None:
        assert refused_by(text)[0] == "dates.impossible"

    @pytest.mark.parametrize(
        "text", ["yesterday", "03-04-2020", "2020/03/04", "03/04/20200", "3.4.2020", "03/04/2020 ", "٠٣/٠٤/٢٠٢٠", "//", "03/04"]
    )
    def test_what_has_another_form_is_impossible(self, text: str) -> None:
        assert refused_by(text) == ("dates.impossible",)

    def test_single_digits_may_be_refused(self) -> None:
        assert taken("3/4/2020").value == "2020-03-04"
        assert refused_by("3/4/2020", single_digits="refused") == ("dates.impossible",)
        assert taken("03/04/2020", single_digits="refused").value == "2020-03-04"

    def test_a_year_of_two_digits_is_refused_or_taken(self) -> None:
        assert refused_by("03/04/20") == ("dates.two-digit-year",)
        recent, earlier = (taken(text, two_digits="taken") for text in ("03/04/20", "03/04/80"))
        assert (recent.value, earlier.value) == ("2020-03-04", "1980-03-04")
        assert "dates.two-digit-year" in recent.rules


class TestYearFirst:
    def test_the_value_of_a_date_field_is_taken(self) -> None:
        assert taken("2020-03-04") == Taken("2020-03-04", ("dates.form-field",))

    @pytest.mark.parametrize("text", ["2020-25-12", "2020-02-30", "2020-3-4", "20-03-04", "2020-03-04X", "2020-03-04\n"])
    def test_what_is_no_day_is_impossible(self, text: str) -> None:
        assert refused_by(text) == ("dates.impossible",)

    def test_with_a_time_of_day_it_is_the_day_in_the_hubs_own_zone(self) -> None:
        assert taken("2020-03-04T23:30:00").value == "2020-03-04"
        assert taken("2020-07-04T23:30:00Z").value == "2020-07-05"
        assert taken("2020-07-04T00:30:00+02:00").value == "2020-07-03"
        assert refused_by("2020-03-04T10:00:00", time="refused") == ("dates.impossible",)

    @pytest.mark.parametrize("text", ["2020-03-04T25:00:00", "2020-03-04T10:00:00 o'clock", "0001-01-01T00:00:00+14:00"])
    def test_a_time_that_is_none_is_refused(self, text: str) -> None:
        assert refused_by(text) == ("dates.impossible",)


class TestLeapDay:
    @pytest.mark.parametrize("text", ["02/29/2024", "2024-02-29", "02/29/2000"])
    def test_it_is_taken_for_a_reason_of_its_own(self, text: str) -> None:
        assert "dates.leap-day" in taken(text).rules

    @pytest.mark.parametrize("text", ["02/29/1900", "1900-02-29"])
    def test_a_century_is_no_leap_year(self, text: str) -> None:
        assert refused_by(text) == ("dates.impossible",)

    def test_other_days_have_nothing_to_do_with_it(self) -> None:
        assert "dates.leap-day" not in taken("02/28/2024").rules + taken("03/29/2024").rules


@settings(derandomize=True, max_examples=60, deadline=None)
@given(st.dates())
def test_every_day_reads_alike_in_both_forms(day: date) -> None:
    text = f"{day.month:02}/{day.day:02}/{day.year:04}"
    for form in (text, day.isoformat()):
        outcome = read(form, DEFAULTS, LONDON)
        assert isinstance(outcome, Taken)
        assert outcome.value == day.isoformat()
