"""Mutants of the reference on trial: which of them the scenarios notice, and how far outside the others show.

A scenario goes with a mutant as it goes with the reference up to the first step that comes out otherwise. So the steps of the whole
book are taken down once, a mutant takes again those that use the changed function, and only scenarios of which a step comes out
otherwise are run with it, each on a fresh hub. What no scenario of the book notices takes the steps of drawn scenarios again as well.

Much of the reference is there for hubs that read the source otherwise, or that can do less. So everything is done on several grounds,
between which every outcome of every open point occurs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from conformance.book import book
from conformance.drivers.altered import Altered, Ground, altered
from conformance.drivers.in_process import open_points
from conformance.drivers.otherness import Comparing, Otherness, Outcomes
from conformance.drivers.recording import Recording, Taken
from conformance.explorer.drawing import drawn
from conformance.explorer.exploration import explore
from conformance.explorer.search import Budget
from conformance.explorer.vocabulary import vocabulary
from conformance.explorer.walks import walks
from conformance.lists import Lists
from conformance.performance import Performance
from conformance.proving.fates import Attempt
from conformance.proving.mutations import Mutant
from conformance.proving.trials import CAUGHT, ProvingError, clock
from conformance.runner import run_scenario
from conformance.suite import Rule, Scenario

DRAWN = 2000
"""So many scenarios are drawn, on all grounds together."""


class _Noted(NamedTuple):
    """A scenario with the steps that it takes; of no rule where it is drawn."""

    scenario: Scenario
    steps: tuple[Taken, ...]
    rule: Rule | None = None


class _Stand(NamedTuple):
    """All that is noted on one ground: the scenarios of the book, and drawn ones."""

    book: list[_Noted]
    drawn: list[_Noted]
    comparing: Comparing


def grounds() -> list[Ground]:
    """The hubs on which mutants are tried; between them they have every outcome of every open point, and lack every capability."""
    points = open_points()
    most = max(len(outcomes) for outcomes in points.values())
    return [
        *(Ground({point: outcomes[turn % len(outcomes)] for point, outcomes in points.items()}) for turn in range(most)),
        Ground({}, frozenset({"connected-index"})),
    ]


def tried(work: tuple[int, Mutant]) -> Attempt:
    """Try a mutant on the ground of this number."""
    number, mutant = work
    stand = _on(number)
    try:
        reference = altered(mutant.module, mutant.source)
    except Exception:  # it does not even load: nobody could miss it
        return Attempt(number, stand.book[0].scenario.id)
    different = []
    for noted in stand.book:
        try:
            if _first_other(reference, mutant, noted):
                different.append(noted)
                if _catches(reference, number, noted):
                    return Attempt(number, noted.scenario.id)
        except Exception:  # whatever it breaks down with
            return Attempt(number, noted.scenario.id)
    try:
        return _in_what_way(reference, mutant, number, [*different, *stand.drawn])
    except Exception:  # whoever goes the drawn way notices
        return Attempt(number, ways=frozenset({"observable"}))


def explored(mutant: Mutant) -> int | None:
    """The first ground on which the explorer finds a departure of the mutant within its scenarios; None where there is none."""
    for number, ground in enumerate(grounds()):
        driver = altered(mutant.module, mutant.source).driver(ground, clock)
        try:
            found = explore(book(), driver, number, Budget(DRAWN), 1, clock=clock).walked.found
        except Exception:  # whatever the mutant breaks down with
            return number
        if found:
            return number
    return None


def killed_again(number: int, mutant: Mutant, scenario: Scenario, rule: Rule) -> bool:
    """Whether this scenario of the book catches the mutant on the ground of this number."""
    try:
        return _catches(altered(mutant.module, mutant.source), number, _Noted(scenario, (), rule))
    except Exception:  # whatever the mutant breaks down with
        return True


def _first_other(reference: Altered, mutant: Mutant, noted: _Noted) -> Taken | None:
    return next((taken for taken in _concerned(mutant, noted) if reference.step(taken.call, taken.world) != taken.came), None)


def _concerned(mutant: Mutant, noted: _Noted) -> Iterator[Taken]:
    for taken in noted.steps:
        if not mutant.function or (mutant.module, mutant.function) in taken.used:
            yield taken


def _catches(reference: Altered, number: int, noted: _Noted) -> bool:
    assert noted.rule, "a scenario of the book has its rule"
    driver = reference.driver(grounds()[number], clock)
    return run_scenario(noted.rule, noted.scenario, driver, Lists(book(), driver)).verdict in CAUGHT


def _in_what_way(reference: Altered, mutant: Mutant, number: int, among: Sequence[_Noted]) -> Attempt:
    comparing = _on(number).comparing
    ways: set[Otherness] = set()
    explaining: list[list[Outcomes]] = []
    for noted in among:
        for taken in _concerned(mutant, noted):
            other = comparing.otherness(taken, reference)
            if other is None:
                continue
            way, outcomes = other
            ways.add(way)
            if way == "permitted":
                explaining.append(outcomes)
            elif way == "observable":
                return Attempt(number, ways=frozenset(ways))
    return Attempt(number, ways=frozenset(ways), permitted=tuple(_fewest(explaining)))


def _fewest(explaining: Sequence[Sequence[Outcomes]]) -> Iterator[str]:
    """Outcomes of which each step has one that explains it."""
    left = list(explaining)
    while left:
        best = max((outcomes for step in left for outcomes in step), key=lambda one: sum(one in step for step in left))
        yield " with ".join(f"{point} = {outcome}" for point, outcome in best)
        left = [step for step in left if best not in step]


@lru_cache(1)
def _on(number: int) -> _Stand:
    """What stands on the ground of this number; raises ProvingError where a scenario of the book is not green without a mutant."""
    recording = Recording(grounds()[number], clock)
    of_the_book = [_held(recording, rule, scenario) for rule in book().rules() for scenario in rule.scenarios]
    return _Stand(of_the_book, [_walked(recording, scenario) for scenario in _scenarios(recording, number)], Comparing())


def _held(recording: Recording, rule: Rule, scenario: Scenario) -> _Noted:
    with recording.scenario() as (driver, steps):
        finding = run_scenario(rule, scenario, driver, Lists(book(), driver))
    if finding.verdict in (*CAUGHT, "error"):
        raise ProvingError(f"the reference without a mutant is not green: {finding.scenario} ({finding.verdict})")
    return _Noted(scenario, tuple(steps), rule)


def _scenarios(recording: Recording, number: int) -> list[Scenario]:
    """Drawn scenarios; the number of the ground is their seed."""
    with recording.scenario() as (driver, _):
        strategy = walks(vocabulary(book(), Lists(book(), driver)), frozenset(driver.target.capabilities))
    return drawn(strategy, number, DRAWN // len(grounds()))


def _walked(recording: Recording, scenario: Scenario) -> _Noted:
    with recording.scenario() as (driver, steps):
        Performance(scenario, driver, Lists(book(), driver)).carry_out()
    return _Noted(scenario, tuple(steps))
