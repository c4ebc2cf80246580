"""Drawing alone: so many scenarios of a strategy, one after the other, for a seed."""

from __future__ import annotations

from contextlib import suppress

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.strategies import SearchStrategy

from conformance.suite import Scenario


class _EnoughError(BaseException):
    """So many are drawn. Nothing on the way may take it for a failure."""


def draws(strategy: SearchStrategy[Scenario], walk_seed: int, count: int) -> list[Scenario]:
    """The first `count` scenarios that Hypothesis draws from a strategy."""
    drawn: list[Scenario] = []

    def visit(scenario: Scenario) -> None:
        if len(drawn) == count:
            raise _EnoughError
        drawn.append(scenario)

    manner = settings(
        max_examples=10 * count, database=None, deadline=None, suppress_health_check=list(HealthCheck), phases=(Phase.generate,)
    )
    with suppress(_EnoughError):
        manner(seed(walk_seed)(given(strategy)(visit)))()
    return drawn
