"""Latencies as numbers, and where they stand in the plot."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from conformance.exchanges import Answer, Asked, Observation, Target
from conformance.renderers.latency import bin_of, collect, over_a_network, percentile, spreads, words
from conformance.renderers.pages.plot import PLOT_WIDTH, ROW_HEIGHT, plot
from tests.servers import exchange


def test_each_exchange_counts_for_the_operation_that_asked_for_it() -> None:
    found: dict[str, list[float]] = {}
    took = [replace(exchange(), sent=10.0, received=10.0 + seconds) for seconds in (0.5, 0.25)]
    collect(
        found, [Observation(0, "", Asked("get"), Answer("accepted"), (took[0],)), Observation(1, "", Asked("create"), Answer("accepted"))]
    )
    collect(found, [Observation(0, "", Asked("get"), Answer("accepted"), (took[1],))])
    assert found == {"get": [0.5, 0.25], "create": []}


def test_a_clock_that_was_set_back_gives_no_time_below_nought() -> None:
    found: dict[str, list[float]] = {}
    collect(found, [Observation(0, "", Asked("get"), Answer("accepted"), (replace(exchange(), sent=10.0, received=9.0),))])
    assert found == {"get": [0.0]}
    assert spreads(found)[0].longest == 0


@pytest.mark.parametrize(("share", "value"), [(50, 5.0), (95, 10.0), (90, 9.0), (1, 1.0), (100, 10.0)])
def test_percentiles_are_values_that_were_measured(share: int, value: float) -> None:
    assert percentile([float(number) for number in range(1, 11)], share) == value


def test_operations_stand_in_the_order_of_how_often_they_were_asked_for() -> None:
    found = spreads({"get": [0.1], "create": [0.3, 0.1, 0.2], "list": []})
    assert [(one.operation, one.answers, one.median, one.longest) for one in found] == [("create", 3, 0.2, 0.3), ("get", 1, 0.1, 0.1)]


def test_bins_are_six_to_a_tenfold_from_a_millisecond() -> None:
    assert [bin_of(seconds) for seconds in (0.001, 0.00999, 0.01, 1.0, 0.0005, 0.0)] == [0, 5, 6, 18, -2, -18]


@pytest.mark.parametrize(
    ("seconds", "told"), [(2.34, "2.3 s"), (0.24, "240 ms"), (0.0123, "12 ms"), (0.0034, "3 ms"), (0.00008, "0.08 ms"), (0.0, "0 ms")]
)
def test_in_words(seconds: float, told: str) -> None:
    assert words(seconds) == told


def test_a_plot_has_a_row_an_operation_and_all_of_it_inside() -> None:
    found = plot(spreads({"get": [0.01, 0.02, 0.02, 0.9], "create": [0.05]}))
    assert [row.operation for row in found.rows] == ["get", "create"]
    assert found.height == 2 * ROW_HEIGHT
    for row in found.rows:
        assert all(bar.x >= 0 and bar.x + bar.width <= PLOT_WIDTH and 0 < bar.height <= ROW_HEIGHT for bar in row.bars)
        assert all(0 <= mark.x <= PLOT_WIDTH for mark in row.marks)
    assert [tick.text for tick in found.ticks] == ["10 ms", "20 ms", "50 ms", "100 ms", "200 ms", "500 ms", "1 s"]


def test_over_a_wide_range_only_tenfolds_are_told() -> None:
    assert [tick.text for tick in plot(spreads({"get": [0.001, 5.0]})).ticks] == ["1 ms", "10 ms", "100 ms", "1 s"]


@pytest.mark.parametrize(
    ("address", "networked"), [("http://hub.example", True), ("acme.toml", True), ("reference", False), ("asgi:shop.web:app", False)]
)
def test_what_runs_in_this_process_has_none(address: str, networked: bool) -> None:
    assert over_a_network(Target(address)) is networked
