"""What is seen, in words that are the same in every run."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from conformance.exchanges import Answer
from conformance.lasting import lasting
from conformance.record import Finding
from tests.servers import NOON, exchange, observed

LONDON, UTC = ZoneInfo("Europe/London"), ZoneInfo("UTC")
UUID = "0b9f4a52-6c1d-4f7e-9a33-5d2f8e1c7b60"
FILLED = {"<ucrn>": "100000000416", "<ucrn of Ann>": "100000000417", "<prefixes: Mr>": "1", "<unknown ucrn>": "999999999999"}


def finding(filled: dict[str, str] | None = None, at: float = NOON, until: float | None = None) -> Finding:
    """A finding of a scenario at noon on 1 July 2025, or from one moment to another."""
    exchanges = (exchange(at=at), exchange(at=at if until is None else until))
    return Finding("door.open/one", "door.open", "door", "must", "fail", filled=filled or {}, observations=(
        observed(0, "get", Answer("accepted"), *exchanges),
    ))  # fmt: skip


class TestDays:
    @pytest.mark.parametrize(
        ("seen", "told"),
        [
            ('start_date = "2025-07-01"', 'start_date = "<today>"'),
            ('start_date = "2025-06-30"', 'start_date = "<yesterday>"'),
            ('start_date = "2025-07-02"', 'start_date = "<tomorrow>"'),
            ('start_date = "2025-06-29"', 'start_date = "2025-06-29"'),
            ('start_date = "2025-06-30T23:00:00Z"', 'start_date = "<today>"'),
            ('start_date = "2025-07-01T23:30:00.123+00:00"', 'start_date = "<tomorrow>"'),
            ('start_date = "2025-07-01T23:30:00"', 'start_date = "<today>"'),
            ('2 records: start_date="2025-07-01"; end_date="2025-07-01"', '2 records: start_date="<today>"; end_date="<today>"'),
            ('start_date = "2025-13-99"', 'start_date = "2025-13-99"'),
            ('start_date = "<today>"', 'start_date = "<today>"'),
        ],
    )
    def test_near_today_are_told_by_their_names(self, seen: str, told: str) -> None:
        assert lasting(seen, finding(), LONDON) == told

    def test_the_zone_is_the_targets(self) -> None:
        assert lasting("2025-06-30T23:00:00Z", finding(), UTC) == "<yesterday>"

    def test_both_days_of_a_scenario_at_midnight_are_today(self) -> None:
        over = finding(at=NOON, until=NOON + 86400)
        days = [lasting(day, over, LONDON) for day in ("2025-06-30", "2025-07-01", "2025-07-02", "2025-07-03")]
        assert days == ["<yesterday>", "<today>", "<today>", "<tomorrow>"]

    def test_without_any_exchange_no_day_is_today(self) -> None:
        bare = Finding("door.open/one", "door.open", "door", "must", "blocked")
        assert lasting("2025-07-01", bare, LONDON) == "2025-07-01"


class TestWhatTheRunHasMade:
    @pytest.mark.parametrize(
        ("seen", "told"),
        [
            ('ucrn = "100000000416"', 'ucrn = "<ucrn>"'),
            ("ucrn = 100000000416, 100000000417", "ucrn = <ucrn>, <ucrn of Ann>"),
            ('location = "1"', 'location = "1"'),
            ("10000000041", "10000000041"),
            ("1000000004160", "1000000004160"),
            (f"answer = refused: no {UUID}", "answer = refused: no <uuid>"),
            (f"answer = refused: no {UUID.replace('-', '')}", "answer = refused: no <uuid>"),
        ],
    )
    def test_is_told_by_its_placeholder_and_nothing_else_is(self, seen: str, told: str) -> None:
        assert lasting(seen, finding(FILLED), LONDON) == told

    def test_a_ucrn_may_have_any_form(self) -> None:
        assert lasting(f'ucrn = "{UUID}"', finding({"<ucrn>": UUID}), LONDON) == 'ucrn = "<ucrn>"'
        assert lasting('"C.4+(1)" and "CC.4+(1)"', finding({"<ucrn>": "C.4+(1)"}), LONDON) == '"<ucrn>" and "CC.4+(1)"'

    def test_of_two_names_for_one_value_the_first_is_told(self) -> None:
        assert lasting("100000000626", finding({"<ucrn>": "100000000626", "<ucrn of Ben>": "100000000626"}), LONDON) == "<ucrn>"
