"""Exploring from end to end: the reference departs in nothing, whatever its readings; what is broken is found and cut to size."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from conformance.book import book
from conformance.drivers.in_process import read_as, reference
from conformance.exchanges import Answer, Asked, Driver, Exchange, Target
from conformance.explorer.exploration import Exploration, explore, replayed
from conformance.explorer.search import Budget
from conformance.proving.readings import pairs, points
from conformance.proving.wire import WIRE, VariedTransport
from conformance.reader import read_snippet
from conformance.snippets import snippet
from conformance.suite import CAPABILITIES
from reference_impl.clock import system_clock

SEED = 20251124
BROKEN = "custom.all-28:17-not-changed"


class Watched:
    """Another driver, with a note of what was asked of it; from `silent_after` calls on nothing answers."""

    def __init__(self, driver: Driver, silent_after: int = 10**9) -> None:
        self.target: Target = driver.target
        self.asked: list[Asked] = []
        self._driver, self._silent_after = driver, silent_after

    def perform(self, asked: Asked) -> tuple[Answer, tuple[Exchange, ...]]:
        self.asked.append(asked)
        if len(self.asked) > self._silent_after:
            return Answer("unreachable", detail="nobody answers"), ()
        return self._driver.perform(asked)

    def close(self) -> None:
        self._driver.close()


def explored(driver: Driver, scenarios: int, seed: int = SEED, database: Path | None = None) -> Exploration:
    return explore(book(), driver, seed, Budget(scenarios), 1, database)


def rules_of(exploration: Exploration) -> list[Sequence[str]]:
    return [sorted(found.departure.rules) for found in exploration.walked.found]


class TestNoFalseAlarm:
    @pytest.mark.parametrize("number", range(len(pairs(points()))))
    def test_whatever_the_readings_and_the_wire(self, number: int) -> None:
        choices = pairs(points())[number]
        readings = {point: outcome for point, outcome in choices.items() if point not in WIRE}
        wire = {point: variant for point, variant in choices.items() if point in WIRE}
        driver = read_as(readings, system_clock, lambda transport: VariedTransport(transport, wire))
        exploration = explored(driver, 40, SEED + number)
        assert [snippet(found.departure.page) for found in exploration.walked.found] == []
        assert (exploration.walked.scenarios, exploration.walked.lost) == (40, [])

    def test_without_what_a_hub_may_lack(self) -> None:
        exploration = explored(reference(without=frozenset(CAPABILITIES)), 60)
        assert rules_of(exploration) == []
        assert "get.connected-index-absent" in exploration.reached
        assert "tokens.filled" not in exploration.reached


@pytest.fixture(scope="module")
def broken() -> Exploration:
    return explored(reference(BROKEN), 400)


class TestDepartures:
    def test_it_is_cut_to_the_entries_that_matter(self, broken: Exploration) -> None:
        [found] = broken.walked.found
        assert set(re.findall(r"custom_\d+|first_name|street", snippet(found.departure.page))) == {"custom_17"}
        assert len(found.departure.page.steps) <= 5
        assert found.again

    def test_its_page_departs_there_and_nowhere_else(self, broken: Exploration) -> None:
        [found] = broken.walked.found
        departed = replayed(book(), reference(BROKEN), found.departure.page)
        assert departed
        assert {mismatch.path for mismatch in departed.finding.mismatches} == {"custom_17"}
        assert replayed(book(), reference(), found.departure.page) is None

    def test_the_page_is_one_of_the_book(self, broken: Exploration) -> None:
        [found] = broken.walked.found
        read = read_snippet(snippet(found.departure.page), "x")
        assert [(act.call, act.expect) for act in read.acts()] == [(act.call, act.expect) for act in found.departure.page.acts()]

    def test_the_same_seed_walks_the_same_way(self) -> None:
        walks = []
        for seed in (1, 1, 2):
            driver = Watched(reference())
            explored(driver, 15, seed)
            walks.append(
                [(asked.operation, {name: text for name, text in asked.fields.items() if name != "ucrn"}) for asked in driver.asked]
            )
        assert walks[0] == walks[1] != walks[2]

    def test_what_departed_is_tried_first_the_next_time(self, tmp_path: Path) -> None:
        first = explored(reference(BROKEN), 400, database=tmp_path)
        again = explored(reference(BROKEN), 400, seed=SEED + 1, database=tmp_path)
        assert first.walked.found[0].after > 1
        assert [found.after for found in again.walked.found] == [1]

    def test_a_target_that_falls_silent_departs_in_nothing(self) -> None:
        driver = Watched(reference(), silent_after=600)
        walked = explored(driver, 10_000).walked
        assert (walked.found, walked.gone) == ([], True)
        assert walked.lost == ["nobody answers"] * 3
