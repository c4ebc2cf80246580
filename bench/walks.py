"""The two measures of the explorer: a walk in memory, and Hypothesis drawing the same number of scenarios without anything being run."""

from __future__ import annotations

import time

from hypothesis import HealthCheck, Phase, given, seed, settings

from conformance.book import book
from conformance.drivers.in_process import reference
from conformance.explorer.exploration import explore, words
from conformance.explorer.search import Budget
from conformance.explorer.walks import walks
from conformance.suite import Scenario

SCENARIOS = 150
_SEED = 1


def walked() -> float:
    """Seconds for the explorer to walk at the faultless reference; finding its readings out, once a walk, is not counted."""
    return explore(book(), reference(), _SEED, Budget(SCENARIOS), 1).walked.seconds


def drawn() -> float:
    """Seconds for Hypothesis alone to draw as many scenarios from the same strategy."""
    driver = reference()
    strategy = walks(words(book(), driver), frozenset(driver.target.capabilities))

    @seed(_SEED)
    @settings(max_examples=SCENARIOS, database=None, deadline=None, phases=(Phase.generate,), suppress_health_check=list(HealthCheck))
    @given(strategy)
    def draw(_: Scenario) -> None:
        """Nothing is run."""

    begun = time.perf_counter()
    draw()
    return time.perf_counter() - begun
