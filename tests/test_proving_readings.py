"""Hubs that are all right: any two outcomes meet in one of them, none raises an alarm, and one that is not all right does."""

from __future__ import annotations

from functools import cache
from itertools import combinations, product
from pathlib import Path

import pytest

from conformance.book import book
from conformance.parallel import spread
from conformance.proving import wire
from conformance.proving.readings import pairs, points, settings, tried
from conformance.proving.results import Came, Setting
from conformance.renderers.readings import PAGE, page
from reference_impl.readings import OUTCOMES, READINGS, REFUSED_OR_IGNORED

REPORTS = Path(__file__).parents[1] / "reports"


@cache
def all_tried() -> list[Came]:
    return spread(tried, settings())


class TestSettings:
    def test_any_two_outcomes_of_any_two_points_meet(self) -> None:
        rows = [setting.choices for setting in settings() if setting.kind == "pairs"]
        wanted = {
            ((one, first), (other, second))
            for one, other in combinations(points(), 2)
            for first, second in product(points()[one], points()[other])
        }
        met = {pair for row in rows for pair in combinations(row.items(), 2)}
        assert wanted <= met

    def test_the_array_is_smaller_than_all_combinations(self) -> None:
        assert len(pairs({str(point): ("a", "b", "c") for point in range(6)})) < 3**4

    def test_the_readings_of_addresses_meet_in_every_combination(self) -> None:
        rows = {tuple(sorted(setting.choices.items())) for setting in settings() if setting.kind == "addresses"}
        address = [
            [(point, outcome) for outcome in outcomes] for point, outcomes in sorted(READINGS.items()) if point.startswith("address.")
        ]
        assert rows == set(product(*address))

    def test_every_open_point_and_every_variant_is_there(self) -> None:
        assert set(points()) == {point for point, outcomes in OUTCOMES.items() if len(outcomes) > 1} | set(wire.WIRE)
        alone = {(point, variant) for setting in settings() if setting.kind == "wire" for point, variant in setting.choices.items()}
        assert alone == {(point, variant) for point, variants in wire.WIRE.items() for variant in variants[1:]}


class TestNoAlarm:
    def test_whatever_is_permitted(self) -> None:
        alarms = [(came.setting.choices, alarm) for came in all_tried() for alarm in came.alarms]
        assert alarms == []

    def test_and_every_scenario_was_run_each_time(self) -> None:
        assert {sum(came.verdicts.values()) for came in all_tried()} == {len(book().scenarios())}

    def test_the_page_says_so(self) -> None:
        assert (REPORTS / PAGE).read_text(encoding="utf-8") == page(points(), all_tried()), f"{PAGE} is stale: run 'make reports'"


@pytest.mark.parametrize("point", [*READINGS, *REFUSED_OR_IGNORED])
def test_the_report_tells_which_reading_a_hub_follows(point: str) -> None:
    swallowed = {"ids.contact-type-values", "ids.preferred-contact-method-values"}  # a mandatory entry ignored is one missing: refused
    for came in all_tried():
        follows = came.setting.choices.get(point, OUTCOMES[point][0])
        told = came.outcomes.get(point, ())
        assert told in (((), ("refused",)) if point in swallowed and follows == "ignored" else ((follows,), ()))


class TestAnAlarm:
    def test_is_raised_for_a_wire_that_says_something_else(self, monkeypatch: pytest.MonkeyPatch) -> None:
        another = {("wire.blank", "null"): lambda body: {"fields": {}} if isinstance(body, dict) and "fields" in body else body}
        monkeypatch.setattr(wire, "_CHANGES", another)
        came = tried(Setting("wire", {"wire.blank": "null"}))
        assert came.alarms[0].verdict == "fail"
        assert "expected" in came.alarms[0].found
        assert came.verdicts["fail"] > 0

    def test_a_hub_that_follows_what_is_not_permitted_is_not_tried(self) -> None:
        with pytest.raises(ValueError, match="'2' is no outcome"):
            tried(Setting("pairs", {"create.location-default": "2"}))
