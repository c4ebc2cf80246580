"""A list of known failures made true again: what a run found, held against the list, and what is to be otherwise in it. Pure.

The list is never made wider than what failed: an entry for a rule, or a glob, speaks for whatever of it fails in the same way one day, and
so hides what is new. One is written only where all that it speaks for has failed alike, or where somebody asks for less to read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from conformance.known import KnownFailure, nearest
from conformance.lasting import lasting
from conformance.listed import day_of, is_as_listed
from conformance.record import Finding, Source
from conformance.suite import Rule, Suite

Kind = Literal["added", "corrected", "removed", "expired", "kept"]
_HELD = ("pass", "observed")


class Said(NamedTuple):
    """What whoever lists new failures says of them."""

    reason: str
    link: str = ""
    until: date | None = None


class Entry(NamedTuple):
    """One entry, and what becomes of it: its number in the list (None for a new one), and how many scenarios fail as it says."""

    kind: Kind
    number: int | None
    entry: KnownFailure
    failing: int = 0
    observed: str = ""
    """What is observed instead, where it is corrected."""


class _Seen:
    """What a record says of scenarios: what is seen of those that fail, and which ones hold or cannot be told."""

    def __init__(self, suite: Suite, record: Source) -> None:
        self._zone = ZoneInfo(record.header.target.time_zone)
        self._failing: dict[str, Finding] = {}
        self._settled: set[str] = set()
        self.values: dict[str, str] = {}
        self.red: list[str] = []
        known = {scenario.id for scenario in suite.scenarios()}
        for finding in record.findings:
            if finding.scenario not in known:
                continue
            if finding.mismatches and finding.verdict in ("fail", "warning", "known", "stale"):
                self._failing[finding.scenario] = finding
                self.values[finding.scenario] = lasting(finding.mismatches[0].seen, finding, self._zone).strip()
                self.red += [finding.scenario] if finding.level == "must" else []
            elif finding.verdict in (*_HELD, "stale", "not-applicable"):
                self._settled.add(finding.scenario)

    def is_as(self, entry: KnownFailure, scenario: str) -> bool:
        """Whether a scenario fails as an entry says."""
        return is_as_listed(entry, self._failing[scenario], self._zone)

    def failing(self, scenarios: Iterable[str]) -> list[str]:
        """Those of scenarios that fail."""
        return [scenario for scenario in scenarios if scenario in self.values]

    def settled(self, scenarios: Iterable[str]) -> bool:
        """Whether of scenarios each either fails, or is known not to."""
        return all(scenario in self.values or scenario in self._settled for scenario in scenarios)


def relisted(suite: Suite, known: Sequence[KnownFailure], record: Source, said: Said, *, by_rule: bool = False) -> tuple[Entry, ...]:
    """What becomes of each entry of a list, and which ones come after them, so that it says what the record of a run found.

    With `by_rule` a rule whose failures are all alike gets one entry, though others of its scenarios hold. What the run did not come to,
    or could not tell, is left as it is listed.
    """
    seen, day = _Seen(suite, record), day_of(record.header)
    scenarios = [scenario.id for scenario in suite.scenarios()]
    active = [entry for entry in known if not entry.has_expired(day)]
    speaks = {scenario: nearest(active, scenario) for scenario in scenarios}
    left = [scenario for scenario in seen.red if speaks[scenario] is None]
    found: list[Entry] = []
    for number, entry in enumerate(known):
        if entry.has_expired(day):
            found.append(_expired(number, entry, [scenario for scenario in scenarios if entry.speaks_of(scenario)], seen, left))
        else:
            became, otherwise = _became(number, entry, [scenario for scenario in scenarios if speaks[scenario] is entry], seen)
            found.append(became)
            left += otherwise
    kept = [one.entry for one in found if one.kind in ("kept", "corrected")]
    for rule in suite.rules():
        values = {scenario.id: seen.values[scenario.id] for scenario in rule.scenarios if scenario.id in left}
        for place, covered in _places(rule, values, kept, by_rule) if values else ():
            observed = values[covered[0]]
            new = KnownFailure(rule.id, observed, said.reason, place, said.link, said.until)
            found.append(Entry("added", None, new, len(covered)))
    return tuple(found)


def _expired(number: int, entry: KnownFailure, own: list[str], seen: _Seen, left: list[str]) -> Entry:
    """An entry that has no effect any more: it goes where a new one comes in its place, or where nothing of it fails."""
    failing = [scenario for scenario in own if scenario in left]
    goes = failing or (own and not seen.failing(own) and seen.settled(own))
    return Entry("expired" if goes else "kept", number, entry, len(failing))


def _became(number: int, entry: KnownFailure, own: list[str], seen: _Seen) -> tuple[Entry, list[str]]:
    """What becomes of an entry, and those of its scenarios that it does not speak for rightly even then."""
    failing = seen.failing(own)
    if not failing:
        return Entry("removed" if own and seen.settled(own) else "kept", number, entry), []
    otherwise = [scenario for scenario in failing if not seen.is_as(entry, scenario)]
    if len(otherwise) < len(failing) or not seen.settled(own):
        return Entry("kept", number, entry, len(failing) - len(otherwise)), otherwise
    [(observed, count)] = Counter(seen.values[scenario] for scenario in failing).most_common(1)
    rest = [scenario for scenario in failing if seen.values[scenario] != observed]
    return Entry("corrected", number, entry, count, observed), rest


def _places(rule: Rule, values: dict[str, str], kept: list[KnownFailure], by_rule: bool) -> Iterator[tuple[str, list[str]]]:
    """What new entries of a rule are for (blank: all of it), with the failing scenarios that each speaks for."""
    every = [scenario.id for scenario in rule.scenarios]
    own = [entry for entry in kept if entry.rule == rule.id]
    if not any(entry.breadth == 2 for entry in own) and len(values) > 1 and _alike(every, values, by_rule):
        yield "", list(values)
        return
    done: set[str] = set()
    for scenario in values:
        title = "/".join(scenario.split("/")[:2])
        below = [one for one in every if one.startswith(f"{title}/")]
        if scenario in done:
            continue
        if len(below) > 1 and _alike(below, values) and not any(entry.breadth and entry.speaks_of(one) for entry in own for one in below):
            yield f"{title}/*", below
            done.update(below)
        else:
            yield scenario, [scenario]


def _alike(scenarios: list[str], values: dict[str, str], some: bool = False) -> bool:
    """Whether scenarios all fail, or if `some` will do those that do, and show the same."""
    failing = [scenario for scenario in scenarios if scenario in values]
    return (some or len(failing) == len(scenarios)) and len({values[scenario] for scenario in failing}) == 1
