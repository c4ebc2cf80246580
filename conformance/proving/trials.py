"""One fault on trial: which scenarios catch it, and what a report would name first.

A fault rewrites entries of the reference's trace. Up to the first one that it rewrites, a scenario goes as with the faultless
reference, so only a scenario in which it would rewrite something can come out otherwise. One faultless run of the book, with a
probe in the fault's place, finds these scenarios for all faults at once, and only they are run with the fault.

Scenarios run one after the other, and each looks at customers of its own alone, who do not exist before it begins; so what a fault
did to those of others does not matter. It may matter to the fault itself, if that looks at customers whom a call is not about (the
one made last, the one made before). The probe notes that too, and such a fault is tried in memory with the whole book.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from fnmatch import fnmatchcase

from conformance.book import book
from conformance.drivers.in_process import faults, over_http, probes, reference
from conformance.exchanges import Driver
from conformance.judging import Verdict
from conformance.lists import Lists
from conformance.proving.results import Catch, Suspect, Trial
from conformance.racing import raced
from conformance.record import Finding
from conformance.selection import SelectionError

CAUGHT: tuple[Verdict, ...] = ("fail", "warning", "blocked")
"""Verdicts that show a fault. An error shows nothing: it is ours, or the network's."""

_REPEATED = 20
"""So many times acts are sent at the same time: a fault that shows in one of two orders is missed once in a million trials."""


class ProvingError(Exception):
    """Nothing can be proved, as the ground it would stand on does not hold."""


def clock() -> datetime:
    """The moment of every trial, on a day whose month and day can be taken for each other: reports are the same whenever they are made."""
    return datetime(2025, 11, 4, 12, tzinfo=UTC)


def named(patterns: Sequence[str] = ()) -> list[str]:
    """The names of the faults that any pattern matches, by itself or by its rule; of all faults without a pattern.

    Raises SelectionError for a pattern that matches none.
    """
    known = [(name, rule) for name, rule, _ in faults()]
    for pattern in patterns:
        if not any(_matches(pattern, *one) for one in known):
            raise SelectionError(f"--select {pattern!r} matches no fault; 'conformance faults' lists them")
    return [name for name, rule in known if not patterns or any(_matches(pattern, name, rule) for pattern in patterns)]


def _matches(pattern: str, name: str, rule: str) -> bool:
    return pattern == rule or fnmatchcase(name, pattern)


def suspects(names: Sequence[str]) -> list[Suspect]:
    """The faults of these names with the scenarios in which they matter; raises ProvingError where the faultless reference is not green.

    No names are no faults to try: an error.
    """
    if not names:
        raise ProvingError("there is no fault to try")
    reached: dict[str, list[str]] = {name: [] for name in names}
    neighbourly: set[str] = set()
    for probed in probes(names, clock):
        for finding in _findings(probed.driver, None):
            if finding.verdict in (*CAUGHT, "error"):
                raise ProvingError(f"the reference without a fault is not green: {finding.scenario} ({finding.verdict})")
            for name in probed.stirred():
                reached[name].append(finding.scenario)
        neighbourly |= probed.around
    levels = {rule.id: rule.level for rule in book().rules()}
    told = {name: (rule, statement) for name, rule, statement in faults()}
    return [Suspect(name, told[name][0], levels[told[name][0]], told[name][1], tuple(reached[name]), name in neighbourly) for name in names]


def in_memory(suspect: Suspect) -> Trial:
    """Try a fault by function calls."""
    scenarios = None if suspect.neighbourly else suspect.scenarios
    findings = list(_findings(reference(suspect.name, clock=clock), scenarios))
    caught = _caught(findings)
    return Trial(suspect, caught, bool(caught) or _answers(findings) != _answers(_findings(_faultless(suspect), scenarios)))


def through_socket(suspect: Suspect, whole: bool = True) -> Trial:
    """Try a fault over HTTP, or (not `whole`) until something catches it.

    Whether a fault that is not caught is visible is for the trial in memory to say.
    """
    findings: list[Finding] = []
    with over_http(suspect.name, clock) as driver:
        for finding in _findings(driver, suspect.scenarios, repetitions(suspect)):
            findings.append(finding)
            if finding.verdict in CAUGHT and not whole:
                break
    return Trial(suspect, _caught(findings), errors=tuple(finding.scenario for finding in findings if finding.verdict == "error"))


def _faultless(suspect: Suspect) -> Driver:
    """The faultless reference with the same capabilities."""
    [probed] = probes([suspect.name], clock)
    return probed.driver


def repetitions(suspect: Suspect) -> int:
    """How often acts are sent at the same time over a wire, to see a fault that may only show in one of their orders."""
    return _REPEATED if suspect.rule.partition(".")[0] == "concurrent" else 1


def _findings(driver: Driver, scenarios: Iterable[str] | None, times: int = 1) -> Iterable[Finding]:
    """The findings of these scenarios (of all, for None), one after the other. Each looks up lists anew, so none is another's business."""
    wanted = None if scenarios is None else frozenset(scenarios)
    for rule in book().rules():
        for scenario in rule.scenarios:
            if wanted is None or scenario.id in wanted:
                yield raced(rule, scenario, driver, Lists(book(), driver), times)


def _caught(findings: Iterable[Finding]) -> tuple[Catch, ...]:
    return tuple(Catch(finding.scenario, finding.rule, finding.verdict) for finding in findings if finding.verdict in CAUGHT)


def _answers(findings: Iterable[Finding]) -> list[list[object]]:
    """All that was answered, scenario by scenario. The clock stands still and tokens are no answers, so nothing else differs."""
    return [[(exchange.status, exchange.response) for one in finding.observations for exchange in one.exchanges] for finding in findings]
