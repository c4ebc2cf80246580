"""Scenarios drawn by Hypothesis, a few at a time.

Once it has drawn ten in a run, Hypothesis goes on with variants of each in which one part is a copy of another. They are much like each
other, while what a walk needs is many that are not; so every run is a short one.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Protocol
from unittest import SkipTest

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.database import DirectoryBasedExampleDatabase
from hypothesis.strategies import SearchStrategy

from conformance.suite import Scenario

_A_FEW = 9
_ALL = 1_000_000_000


class _DepartedError(Exception):
    """What Hypothesis is told of a departure, so that it keeps it for the next time."""


class Database(DirectoryBasedExampleDatabase):
    """Keeps what departs. Hypothesis strikes out what it replays in vain: also a departure that is known already."""

    departs = False

    def delete(self, key: bytes, value: bytes) -> None:
        if not self.departs:
            super().delete(key, value)


class EndOfDrawsError(BaseException):
    """There are no more scenarios to be handed out. Nothing on the way may take it for a failure."""


class Draws(Protocol):
    """Where scenarios come from; raises EndOfDrawsError where there are no more."""

    @property
    def database(self) -> Database | None:
        """Where departures are kept, if anywhere."""

    def some(self, round_seed: int, visit: Callable[[Scenario], bool]) -> None:
        """Hand a few scenarios to `visit`, up to the first of which it says that it departs. What it raises is let through."""


class Drawing:
    """Draws scenarios, those first that are kept in the folder `database`. The same seeds draw the same scenarios."""

    def __init__(self, strategy: SearchStrategy[Scenario], database: Path | None = None) -> None:
        self.database = Database(database) if database else None
        self._strategy = strategy
        self._replays = self.database is not None
        self._simplest: Scenario | None = None

    def some(self, round_seed: int, visit: Callable[[Scenario], bool]) -> None:
        """The scenarios of this seed; the first that departs is kept in the database."""
        departed: list[Scenario] = []

        def test(scenario: Scenario) -> None:
            if not departed and self._is_another(scenario) and visit(scenario):
                departed.append(scenario)
            if departed and departed[0] == scenario:  # Hypothesis wants to see it once more
                raise _DepartedError

        phase, number = (Phase.reuse, _ALL) if self._replays else (Phase.generate, _A_FEW)
        with suppress(_DepartedError, SkipTest):  # nothing at all to replay is a test skipped
            _manner(phase, number, self.database)(seed(round_seed)(given(self._strategy)(test)))()
        self._replays = self._replays and bool(departed)

    def _is_another(self, scenario: Scenario) -> bool:
        """Whether it is not the simplest of all, with which every run begins; the first time it counts."""
        if self._replays:
            return True
        if self._simplest is None:
            self._simplest = scenario
            return True
        return scenario != self._simplest


def drawn(strategy: SearchStrategy[Scenario], walk_seed: int, count: int) -> list[Scenario]:
    """The first scenarios that a walk with this seed is given, so many of them."""
    scenarios: list[Scenario] = []
    drawing, seeds = Drawing(strategy), Random(walk_seed)

    def keep(scenario: Scenario) -> bool:
        scenarios.append(scenario)
        return False

    while len(scenarios) < count:
        drawing.some(seeds.randrange(2**32), keep)
    return scenarios[:count]


def _manner(phase: Phase, number: int, database: Database | None) -> settings:
    """Hypothesis draws and remembers; what to shrink and how is for the walk to say."""
    return settings(
        max_examples=number,
        database=database,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=(phase,),
        report_multiple_bugs=False,
    )
