"""The explorer on trial: does it find a named fault, after how many scenarios, and how short is the page that shows it?

The same seed draws the same scenarios, whichever fault there is. So they are drawn once, a probe notes in which of them each fault would
rewrite something, and a fault is explored with those alone; the others go as with the faultless reference, from which nothing departs.
A fault that looks at customers whom a call is not about is explored with all of them, as is one of a hub with other capabilities.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple

import msgspec

from conformance.book import book
from conformance.drivers.in_process import faults, probes, reference
from conformance.explorer.drawing import Database, EndOfDrawsError, drawn
from conformance.explorer.exploration import explore, words
from conformance.explorer.search import Budget, Found
from conformance.explorer.walks import walks
from conformance.lists import Lists
from conformance.performance import Performance
from conformance.proving.trials import clock, named
from conformance.suite import Scenario

SEED = 1
BUDGET = 2000
_AT_THE_SAME_TIME = "concurrent."
"""How the rules begin that sequential calls cannot show."""


class Explored(msgspec.Struct, frozen=True):
    """What exploring a fault came to; `after` is 0 where it was not found."""

    name: str
    rule: str
    statement: str
    after: int = 0
    acts: int = 0
    rules: tuple[str, ...] = ()
    """Those in question."""

    @property
    def by_its_rule(self) -> bool:
        """Whether the rule that is broken is among those in question."""
        return self.rule in self.rules


class _Drawn(NamedTuple):
    """Scenarios, and for each fault the numbers of those that show it, if any do."""

    scenarios: Sequence[Scenario]
    stirring: dict[str, list[int]]


def explorable(patterns: Sequence[str] = ()) -> list[str]:
    """The names of the faults that any pattern matches (of all without one), but for those that only calls at the same time can show."""
    return [name for name in named(patterns) if not name.startswith(_AT_THE_SAME_TIME)]


def tried(name: str) -> Explored:
    """Explore one fault with the scenarios in which it matters."""
    known = _drawn()
    numbers = known.stirring.get(name)
    if numbers is None:
        return walked(name)
    explored = explore(
        book(), reference(name, clock=clock), SEED, Budget(len(numbers) + 1), 1, clock=clock, draws=_Some(known.scenarios, numbers)
    )
    return _told(name, explored.walked.found, lambda found: numbers[found.after - 1] + 1)


def walked(name: str) -> Explored:
    """Explore one fault with everything that is drawn: what comes of it is the same."""
    explored = explore(book(), reference(name, clock=clock), SEED, Budget(BUDGET), 1, clock=clock)
    return _told(name, explored.walked.found, lambda found: found.after)


def _told(name: str, found: Sequence[Found], after: Callable[[Found], int]) -> Explored:
    rule, statement = next((rule, statement) for other, rule, statement in faults() if other == name)
    if not found:
        return Explored(name, rule, statement)
    departure = found[0].departure
    return Explored(name, rule, statement, after(found[0]), len(departure.page.steps), tuple(sorted(departure.rules)))


class _Some:
    """Some of the scenarios, in their order."""

    database: Database | None = None

    def __init__(self, scenarios: Sequence[Scenario], numbers: Sequence[int]) -> None:
        self._left = [scenarios[number] for number in reversed(numbers)]

    def some(self, _: int, visit: Callable[[Scenario], bool]) -> None:
        """Hand them out."""
        while self._left:
            if visit(self._left.pop()):
                return
        raise EndOfDrawsError


@lru_cache(maxsize=1)
def _drawn() -> _Drawn:
    """The scenarios of the seed with what stirs in them; drawn once in each process."""
    driver = reference(clock=clock)
    capabilities = frozenset(driver.target.capabilities)
    scenarios = drawn(walks(words(book(), driver), capabilities), SEED, BUDGET)
    return _Drawn(scenarios, _stirring(scenarios, capabilities))


def _stirring(scenarios: Sequence[Scenario], capabilities: frozenset[str]) -> dict[str, list[int]]:
    """For each fault of a hub with these capabilities the numbers of the scenarios to try; none is left out that might show it."""
    names = [name for name in explorable() if frozenset(reference(name, clock=clock).target.capabilities) == capabilities]
    [probed] = probes(names, clock)
    lists = Lists(book(), probed.driver)
    stirring: dict[str, list[int]] = {name: [] for name in names}
    for number, scenario in enumerate(scenarios):
        Performance(scenario, probed.driver, lists).carry_out()
        for name in probed.stirred():
            stirring[name].append(number)
    return {name: numbers for name, numbers in stirring.items() if name not in probed.around}
