"""What the page asks and what it is told: JSON in, JSON out. Nothing that is asked can make more of it than a refusal with its reason."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from conformance.drivers.in_process import Likeness, reference
from conformance.lists import Lists
from conformance.names import LISTS
from conformance.playground.chapter import UnwrittenError, chapter
from conformance.playground.composition import Composition, opened
from conformance.playground.objections import NOWHERE, Ids, Objection, objections
from conformance.playground.telling import Outcome, Seen, last_is_accepted, outcome
from conformance.renderers.citing import source_words
from conformance.suite import Rule, Suite


class Asked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is composed, or the id of a scenario of the book that is to be opened instead."""

    composition: Composition = Composition()
    scenario: str = ""


class Card(msgspec.Struct, frozen=True):
    """A rule in short."""

    statement: str
    level: str
    source: str


class Explained(msgspec.Struct, frozen=True):
    """What comes of a composition, and all that the page says of it."""

    composition: Composition
    title: str
    """The scenario's, where one was opened."""
    left_out: tuple[str, ...]
    """What that scenario does besides."""
    today: str
    seen: tuple[Seen, ...]
    rules: dict[str, Card]
    """Every rule that is named."""
    matters: tuple[str, ...]
    """The open points whose other outcomes would change something."""
    snippet: str
    unwritten: str
    """Why there is no snippet."""


class Objected(msgspec.Struct, frozen=True):
    """Why nothing is told."""

    objections: tuple[Objection, ...]


class Reply(NamedTuple):
    """An answer over HTTP, before it is written as JSON."""

    status: int
    body: Explained | Objected


class Playground:
    """Tells what comes of what is composed, on a reference that is fresh each time and `like` this one."""

    def __init__(self, suite: Suite, like: Likeness) -> None:
        self.suite, self._like = suite, like
        self._scenarios = {scenario.id: scenario for scenario in suite.scenarios()}
        self._rules = {rule.id: rule for rule in suite.rules()}
        self.ids = _ids(suite)

    def answer(self, content: bytes) -> Reply:
        """What is asked (as JSON) explained, or what is wrong with it."""
        try:
            asked = msgspec.json.decode(content, type=Asked)
        except (ValueError, RecursionError) as error:  # text that is no UTF-8 is a ValueError as well
            return _objected(400, f"this cannot be read: {error}")
        if not asked.scenario:
            return self._explained(asked.composition)
        scenario = self._scenarios.get(asked.scenario)
        if scenario is None:
            return _objected(404, "the book has no such scenario: 'conformance run --list' lists them")
        try:
            found = opened(scenario)
        except ValueError as error:
            return _objected(422, f"{error}; 'conformance explain {scenario.id}' tells it")
        return self._explained(found.composition, scenario.title, found.left_out)

    def _explained(self, composition: Composition, title: str = "", left_out: tuple[str, ...] = ()) -> Reply:
        wrong = objections(composition, self.ids)
        if wrong:
            return Reply(422, Objected(wrong))
        found = outcome(self.suite, composition, self._like)
        named = _named(found)
        snippet, unwritten = self._chapter(composition, found)
        return Reply(
            200,
            Explained(
                composition,
                title,
                left_out,
                found.today,
                found.seen,
                {rule: _card(self._rules[rule]) for rule in self._rules if rule in named},
                tuple(sorted({other.point for places in found.places for others in places.values() for other in others})),
                snippet,
                unwritten,
            ),
        )

    def _chapter(self, composition: Composition, found: Outcome) -> tuple[str, str]:
        def accepted(other: Composition) -> bool:
            return last_is_accepted(self.suite, other, self._like)

        try:
            return chapter(composition, found, self.ids, accepted), ""
        except UnwrittenError as error:
            return "", str(error)


def _objected(status: int, message: str) -> Reply:
    return Reply(status, Objected((Objection(NOWHERE, "", message),)))


def _card(rule: Rule) -> Card:
    return Card(rule.statement, rule.level, source_words(rule))


def _named(found: Outcome) -> set[str]:
    points = {other.point for places in found.places for others in places.values() for other in others}
    return points | {rule for told in found.told for reason in told.reasons for rule in reason.rules}


def _ids(suite: Suite) -> Ids:
    """The names and IDs of each list that the reference serves."""
    lists = Lists(suite, reference())
    return {name: {word: str(lists.find(name, word)) for word in lists.names(name)} for name in LISTS}
