"""What the reference does with a scenario, and which rule gives every value. Imports `reference_impl`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

import msgspec

from conformance.comparing import shown
from conformance.drivers.in_process import driver_of
from conformance.exchanges import Answer, Asked, Exchange, Target
from conformance.judging import Mismatch, observed_as
from conformance.lists import Lists
from conformance.record import Finding, Reason
from conformance.runner import Performance
from conformance.suite import CAPABILITIES, Act, Choice, Scenario, Suite
from reference_impl.clock import Clock, system_clock
from reference_impl.hub import Hub
from reference_impl.readings import DEFAULTS, READINGS, REFUSED_OR_IGNORED, chosen
from reference_impl.values import Call, Entry, Step


class Told(msgspec.Struct, frozen=True):
    """One call of a scenario as the reference does it: the label on the page, the answer, and every value with its rules."""

    label: str
    answer: Answer
    reasons: tuple[Reason, ...]


class _ListeningHub(Hub):
    """A hub that keeps its traces."""

    steps: list[Step]

    def perform(self, call: Call) -> Step:
        step = super().perform(call)
        self.steps.append(step)
        return step


class _ListeningDriver:
    """A driver that notes which steps of the reference each call took."""

    def __init__(self, clock: Clock, without: frozenset[str], readings: Mapping[str, str]) -> None:
        self._hub = _ListeningHub(clock=clock, capabilities=frozenset(CAPABILITIES) - without, readings=chosen(readings))
        self._hub.steps = []
        self._driver = driver_of(self._hub, clock, "reference")
        self.target: Target = self._driver.target
        self.heard: list[tuple[Asked, list[Step]]] = []

    def perform(self, asked: Asked) -> tuple[Answer, tuple[Exchange, ...]]:
        before = len(self._hub.steps)
        answered = self._driver.perform(asked)
        self.heard.append((asked, self._hub.steps[before:]))
        return answered

    def close(self) -> None:
        self._driver.close()


def explain(
    suite: Suite,
    scenario: Scenario,
    clock: Clock = system_clock,
    without: frozenset[str] = frozenset(),
    readings: Mapping[str, str] = MappingProxyType({}),
) -> list[Told]:
    """Carry a scenario out against a fresh reference and tell, call by call, what it does and by which rules.

    The reference lacks the capabilities `without`, and those that the scenario is for targets without. `readings` gives the outcome
    of points that the source leaves open; raises ValueError for one that is not permitted.
    """
    lacking = frozenset(needed.removeprefix("not ") for needed in scenario.requires if needed.startswith("not "))
    driver = _ListeningDriver(clock, without | lacking, readings)
    performance = Performance(scenario, driver, Lists(suite, driver))
    performance.carry_out()
    labels = {(number, observed_as(act)): act.label for number, act in _acts(scenario)}
    observed = {id(observation.asked) for observation in performance.observations}
    besides = [step for asked, steps in driver.heard if id(asked) not in observed for step in steps]
    told = []
    for observation in performance.observations:
        # An act that makes many calls is observed as one: what it took is what no other act asked for.
        steps = next((steps for asked, steps in driver.heard if asked is observation.asked), besides)
        reasons = tuple(_reason(entry) for step in steps for entry in step.trace)
        told.append(Told(labels.get((observation.step, observation.key), observation.key), observation.answer, reasons))
    return told


def variations(suite: Suite, scenario: Scenario, clock: Clock = system_clock) -> Iterator[tuple[str, str, list[Told]]]:
    """The same once more for every other outcome that the book permits of a point it leaves open: point, outcome, and what is told."""
    for point, outcomes in {**READINGS, **REFUSED_OR_IGNORED}.items():
        for outcome in outcomes:
            if outcome != DEFAULTS[point]:
                yield point, outcome, explain(suite, scenario, clock, readings={point: outcome})


def touched(told: Sequence[Told]) -> set[str]:
    """Every rule that gave a value somewhere in these calls."""
    return {rule for one in told for reason in one.reasons for rule in reason.rules}


def reasons_for(suite: Suite, scenario: Scenario, finding: Finding) -> tuple[Reason, ...]:
    """The part of the reference's trace that speaks of the places where a finding does not match, the last word on each.

    Where the reference holds a value, the rules that put it there say more than those by which it is answered.
    """
    trace = [reason for one in explain(suite, scenario) for reason in one.reasons]
    found: dict[str, Reason] = {}
    for mismatch in finding.mismatches:
        last_words = {reason.path: reason for reason in trace if _speaks_of(reason.path, mismatch)}
        held = {path: reason for path, reason in last_words.items() if path.startswith("held ")}
        found |= held or last_words
    return tuple(found.values())[-8:]


def _speaks_of(path: str, mismatch: Mismatch) -> bool:
    last = mismatch.path.rpartition(".")[2]
    if last == "answer":
        return path.startswith(("refused", "decision refused", "access"))
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
