"""What is told of one finding: the differences, why, how to see it again, and what travelled, with the reference's own beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from conformance.exchanges import Exchange, Observation
from conformance.judging import Mismatch, observed_as
from conformance.record import Finding, Header, Reason
from conformance.renderers.failures import where
from conformance.renderers.index import Index
from conformance.renderers.latency import words
from conformance.renderers.pages.cutting import Cut, cut
from conformance.renderers.pages.json_lines import Shown, shown
from conformance.renderers.reproduce import before, command, curls
from conformance.suite import Act, Scenario
from conformance.unseen import Seen

DIFFERENCES = 12
"""So many differences of one finding are shown; the record has them all."""
_NOTHING: frozenset[str] = frozenset()


class Sides(NamedTuple):
    """Two texts in three parts each: what they begin and end with alike, and between them what differs."""

    begin: Seen
    expected: Seen
    observed: Seen
    end: Seen


class Difference(NamedTuple):
    """One mismatch. `sides` is there where both texts are short enough to be held against each other."""

    where: str
    path: str
    expected: Cut
    observed: Cut
    sides: Sides | None


class Traffic(NamedTuple):
    """One exchange: the line above it, what was sent, and what came back."""

    method: str
    path: str
    actor: str
    headers: tuple[tuple[str, str], ...]
    request: Shown | None
    status: int
    took: str
    response: Shown


class Step(NamedTuple):
    """One call of the scenario: its label, what was answered in the words of the book, what travelled, and what does with the reference."""

    label: str
    status: str
    detail: Cut
    traffic: tuple[Traffic, ...]
    good: tuple[Traffic, ...]


class Evidence(NamedTuple):
    """All that is told of one finding."""

    finding: Finding
    cause: Cut
    differences: tuple[Difference, ...]
    more: int
    why: tuple[Reason, ...]
    command: Seen
    before: Seen
    curls: Seen
    steps: tuple[Step, ...]


def evidence(index: Index, header: Header, finding: Finding) -> Evidence:
    """What is told of a finding of this record."""
    scenario, file = index.scenario(finding), index.chapter(finding).file
    looked_into = bool(finding.mismatches or finding.cause) and finding.verdict != "not-applicable"
    lines = curls(header.target, finding) if looked_into else []
    return Evidence(
        finding,
        cut(finding.cause),
        tuple(_difference(mismatch, scenario, file) for mismatch in finding.mismatches[:DIFFERENCES]),
        max(0, len(finding.mismatches) - DIFFERENCES),
        finding.why,
        Seen(command(header.target, finding)),
        Seen(before(header.target) if lines else ""),
        Seen("\n".join(lines)),
        tuple(_steps(scenario, finding)),
    )


def seen_first(finding: Finding) -> Seen:
    """What is wrong with a finding, in a few words; blank where nothing is."""
    if finding.mismatches:
        first = finding.mismatches[0]
        return Seen(f"{cut(first.seen, 120).shown}, not {cut(first.expected, 120).shown}")
    return cut(finding.cause, 200).shown


def _difference(mismatch: Mismatch, scenario: Scenario, file: str) -> Difference:
    expected, observed = cut(mismatch.expected), cut(mismatch.observed)
    sides = None if expected.rest or observed.rest else held_against(expected.shown, observed.shown)
    return Difference(where(mismatch, scenario, file), mismatch.path, expected, observed, sides)


def held_against(expected: Seen, observed: Seen) -> Sides:
    """What two texts have alike at their begin and at their end, words and numbers whole, and what differs between."""
    one, other = (re.findall(r"\w+|\W", text) for text in (expected, observed))
    begin = next((at for at, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), min(len(one), len(other)))
    most = min(len(one), len(other)) - begin
    end = next((at for at in range(most) if one[-1 - at] != other[-1 - at]), most)
    middle, its_middle = ("".join(parts[begin : len(parts) - end]) for parts in (one, other))
    return Sides(*map(Seen, ("".join(one[:begin]), middle, its_middle, "".join(one[len(one) - end :]))))


def _steps(scenario: Scenario, finding: Finding) -> Iterator[Step]:
    names = _names(finding.mismatches)
    good = {(one.step, one.key): one for one in finding.good}
    for observation in finding.observations:
        marked = names.get(observation.step, _NOTHING)
        beside = good.get((observation.step, observation.key))
        yield Step(
            _label(scenario, observation),
            observation.answer.status,
            cut(observation.answer.detail),
            tuple(_traffic(exchange, marked) for exchange in observation.exchanges),
            tuple(_traffic(exchange, marked) for exchange in beside.exchanges) if beside else (),
        )


def _names(mismatches: Sequence[Mismatch]) -> dict[int, frozenset[str]]:
    """By step the names whose values do not match."""
    found: dict[int, frozenset[str]] = {}
    for mismatch in mismatches:
        found[mismatch.step] = found.get(mismatch.step, _NOTHING) | {mismatch.path.rpartition(".")[2]}
    return found


def _label(scenario: Scenario, observation: Observation) -> str:
    if observation.step >= len(scenario.steps):
        return observation.asked.operation
    step = scenario.steps[observation.step]
    acts = [step] if isinstance(step, Act) else [act for outcome in step.outcomes for act in outcome.acts]
    label = next((act.label for act in acts if observed_as(act) == observation.key), acts[0].label if acts else observation.asked.operation)
    return label.replace("*", "")


def _traffic(exchange: Exchange, marked: frozenset[str]) -> Traffic:
    return Traffic(
        exchange.method,
        exchange.path,
        exchange.actor,
        tuple(exchange.headers.items()),
        None if exchange.request is None else shown(exchange.request, marked),
        exchange.status,
        words(max(0.0, exchange.received - exchange.sent)),
        shown(exchange.response, marked),
    )
