"""What the reference does with a scenario, and which rule gives every value. Imports `reference_impl`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from types import MappingProxyType

import msgspec

from conformance.comparing import shown
from conformance.drivers.in_process import Likeness, listened
from conformance.exchanges import Answer, Asked, Exchange, Observation, Target
from conformance.judging import Mismatch, observed_as
from conformance.lists import Lists
from conformance.performance import Performance
from conformance.record import Finding, Reason
from conformance.suite import Act, Choice, Scenario, Suite
from reference_impl.readings import DEFAULTS, READINGS, REFUSED_OR_IGNORED
from reference_impl.values import Entry, Step

PERMITTED = MappingProxyType({**READINGS, **REFUSED_OR_IGNORED})
"""The rules that permit several outcomes, and these; the first is the reference's own."""
LIKE_ITSELF = Likeness()
"""The reference as it is unless it is told otherwise."""


class Told(msgspec.Struct, frozen=True):
    """One call of a scenario as the reference does it: the label on the page, the answer, and every value with its rules."""

    label: str
    answer: Answer
    reasons: tuple[Reason, ...]
    step: int = 0
    customer: str = ""
    """The name on the page of the customer whom the call is about."""


class _ListeningDriver:
    """A driver that notes which steps of the reference each call took."""

    def __init__(self, like: Likeness) -> None:
        self._driver, self._steps = listened(like)
        self.target: Target = self._driver.target
        self.heard: list[tuple[Asked, list[Step]]] = []

    def perform(self, asked: Asked) -> tuple[Answer, tuple[Exchange, ...]]:
        before = len(self._steps)
        answered = self._driver.perform(asked)
        self.heard.append((asked, self._steps[before:]))
        return answered

    def close(self) -> None:
        self._driver.close()


def explain(suite: Suite, scenario: Scenario, like: Likeness = LIKE_ITSELF) -> list[Told]:
    """Carry a scenario out against a fresh reference and tell, call by call, what it does and by which rules.

    The reference lacks the capabilities that the scenario is for targets without, besides those that it is to lack anyway. Raises
    ValueError for an outcome of an open point that is not permitted.
    """
    return performed(suite, scenario, like)[0]


def performed(suite: Suite, scenario: Scenario, like: Likeness = LIKE_ITSELF) -> tuple[list[Told], list[Observation]]:
    """The same, and the observations with their exchanges that a run would have made of it."""
    lacking = frozenset(needed.removeprefix("not ") for needed in scenario.requires if needed.startswith("not "))
    driver = _ListeningDriver(like._replace(without=like.without | lacking))
    performance = Performance(scenario, driver, Lists(suite, driver))
    performance.carry_out()
    acts = {(number, observed_as(act)): act for number, act in _acts(scenario)}
    observed = {id(observation.asked) for observation in performance.observations}
    besides = [step for asked, steps in driver.heard if id(asked) not in observed for step in steps]
    told = []
    for observation in performance.observations:
        # An act that makes many calls is observed as one: what it took is what no other act asked for.
        steps = next((steps for asked, steps in driver.heard if asked is observation.asked), besides)
        reasons = tuple(_reason(entry) for step in steps for entry in step.trace)
        act = acts[observation.step, observation.key]
        told.append(Told(act.label, observation.answer, reasons, observation.step, act.call.customer if act.call else ""))
    return told, performance.observations


def variations(suite: Suite, scenario: Scenario, like: Likeness = LIKE_ITSELF) -> Iterator[tuple[str, str, list[Told]]]:
    """The same once more for every other outcome that the book permits of a point it leaves open: point, outcome, and what is told."""
    taken = {**DEFAULTS, **like.readings}
    for point, outcomes in PERMITTED.items():
        for outcome in outcomes:
            if outcome != taken[point]:
                yield point, outcome, explain(suite, scenario, like._replace(readings={**like.readings, point: outcome}))


def touched(told: Sequence[Told]) -> set[str]:
    """Every rule that gave a value somewhere in these calls."""
    return {rule for one in told for reason in one.reasons for rule in reason.rules}


def reasons_for(
    suite: Suite, scenario: Scenario, finding: Finding, like: Likeness = LIKE_ITSELF, every: bool = False
) -> tuple[Reason, ...]:
    """The part of the reference's trace that speaks of the places where a finding does not match, the last word on each up to there.

    Where the reference holds a value, the rules that put it there say more than those by which it is answered, or by which another value
    was refused before; `every` one of them is given all the same, those first that say more.
    """
    return reasons_in(explain(suite, scenario, like), finding, every)


def reasons_in(told: Sequence[Told], finding: Finding, every: bool = False) -> tuple[Reason, ...]:
    """The same of a scenario that the reference has been asked about already."""
    customers = {one.step: one.customer for one in told}
    found: dict[str, Reason] = {}
    for mismatch in finding.mismatches:
        whose = customers.get(mismatch.step, "")
        trace = [reason for one in told if one.step <= mismatch.step and one.customer == whose for reason in one.reasons]
        last_words = {reason.path: reason for reason in trace if _speaks_of(reason.path, mismatch)}
        held = _as_expected({path: reason for path, reason in last_words.items() if path.startswith("held ")}, mismatch)
        found |= {**held, **last_words} if held and every else held or _as_expected(last_words, mismatch)
    return tuple(found.values())


def _as_expected(reasons: dict[str, Reason], mismatch: Mismatch) -> dict[str, Reason]:
    """Of several address records those that hold the expected value; all, where none does."""
    return {path: reason for path, reason in reasons.items() if reason.value.strip('"') in mismatch.expected} or reasons


def _speaks_of(path: str, mismatch: Mismatch) -> bool:
    last = mismatch.path.rpartition(".")[2]
    if last == "answer":
        return path.startswith(("decision refused", "decision permitted"))
    if last == "addresses":
        return path.startswith("decision record")
    return path.rpartition(" ")[2] == last


def _reason(entry: Entry) -> Reason:
    return Reason(_path_words(entry.path), shown(entry.value), entry.rules)


def _path_words(path: tuple[str, ...]) -> str:
    """A path as words: the customers' UCRNs are left out where they say nothing new."""
    if path[0] == "customers":
        return " ".join(("held", *path[2:]))
    return " ".join(path)


def _acts(scenario: Scenario) -> Iterator[tuple[int, Act]]:
    for number, step in enumerate(scenario.steps):
        if isinstance(step, Choice):
            yield from ((number, act) for outcome in step.outcomes for act in outcome.acts)
        else:
            yield number, step
