"""From trials to the kill matrix: what was killed, by which rule, and which scenarios it takes. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec

from conformance.proving.results import Trial
from conformance.suite import Rule, Suite

FIRST_ENOUGH = 0.95
"""The share of faults that must be reported first under the rule that they break: a few are seen elsewhere before they can be there."""


class Score(msgspec.Struct, frozen=True):
    """How many faults were tried, killed, and reported first under the rule that they break."""

    faults: int
    killed: int
    first: int

    def below(self, other: Score) -> bool:
        """Whether any share is lower than another score's."""
        return self.killed * other.faults < other.killed * self.faults or self.first * other.faults < other.first * self.faults

    @property
    def reached(self) -> bool:
        """Whether all are killed, and enough of them under their own rule. Nothing tried reaches nothing."""
        return 0 < self.faults == self.killed and self.first >= FIRST_ENOUGH * self.faults


class Worth(msgspec.Struct, frozen=True):
    """What the scenarios of one rule are worth: how many there are, catch some fault, and are needed to catch all."""

    rule: Rule
    scenarios: int
    catching: int
    needed: int


def score(trials: Sequence[Trial]) -> Score:
    """Count."""
    return Score(len(trials), sum(trial.outcome == "killed" for trial in trials), sum(trial.by_its_rule for trial in trials))


def catching_rules(trial: Trial) -> dict[str, int]:
    """The rules under which a fault is caught, with the number of scenarios, in the order of the book."""
    return Counter(catch.rule for catch in trial.caught)


def needed(trials: Iterable[Trial]) -> frozenset[str]:
    """A smallest set of scenarios that catches every fault that is caught at all, as nearly as a greedy choice finds one.

    What any other scenario kills, one of these kills too.
    """
    catches: dict[str, set[str]] = {}
    for trial in trials:
        for catch in trial.caught:
            catches.setdefault(catch.scenario, set()).add(trial.suspect.name)
    left = set().union(*catches.values())
    chosen: list[str] = []
    while left:
        best = max(catches, key=lambda scenario: len(catches[scenario] & left))
        chosen.append(best)
        left -= catches[best]
    return frozenset(_without_idlers(chosen, catches))


def _without_idlers(chosen: list[str], catches: dict[str, set[str]]) -> list[str]:
    """The chosen ones but those whose every fault another chosen one catches as well."""
    kept = list(chosen)
    for scenario in chosen:
        others = set().union(*(catches[other] for other in kept if other != scenario))
        if catches[scenario] <= others:
            kept.remove(scenario)
    return kept


def worth(suite: Suite, trials: Sequence[Trial]) -> list[Worth]:
    """Rule by rule what its scenarios are worth."""
    catching = {catch.scenario for trial in trials for catch in trial.caught}
    chosen = needed(trials)
    return [
        Worth(
            rule,
            len(rule.scenarios),
            sum(scenario.id in catching for scenario in rule.scenarios),
            sum(scenario.id in chosen for scenario in rule.scenarios),
        )
        for rule in suite.rules()
    ]


def spare(suite: Suite, trials: Sequence[Trial]) -> list[str]:
    """The ids of the scenarios that kill nothing that another does not kill too, in the order of the book."""
    chosen = needed(trials)
    return [scenario.id for scenario in suite.scenarios() if scenario.id not in chosen]
