"""What becomes of each mutant in the end: killed by the book, or by the explorer; no other for anybody outside; or survived. Pure."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files
from typing import Literal

import msgspec

from conformance.drivers.otherness import Otherness
from conformance.proving.mutations import Mutant

Outcome = Literal["killed", "explored", "explained", "survived"]

ENOUGH = 0.98
"""The share of the mutants that are otherwise for somebody outside which the book alone must kill."""

_SELDOM: Mapping[Otherness, str] = {
    "reasons": "Only the reasons of values are otherwise, and no wire carries them.",
    "unjudged": "Only what no rule judges is otherwise: with which 4xx a call is refused, which warnings go with an answer, how records "
    "are numbered.",
}


class Attempt(msgspec.Struct, frozen=True):
    """What a mutant came to on one ground: the first scenario of the book that catches it or in which it breaks down, or else how its
    steps come out otherwise."""

    ground: int
    caught: str = ""
    ways: frozenset[Otherness] = frozenset()
    permitted: tuple[str, ...] = ()
    """For steps that are permitted: outcomes of open points (`point = outcome`) that explain them all, as few as possible."""


class Explained(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Why nobody outside can tell mutants of one line from the reference, by hand. Without `becomes` it goes for all of the line."""

    module: str
    line: str
    """The line as it is."""
    why: str
    becomes: tuple[str, ...] = ()

    def fits(self, mutant: Mutant) -> bool:
        """Whether a mutant is one of these."""
        here = (mutant.module, mutant.before) == (self.module, self.line)
        return here and (not self.becomes or mutant.after in self.becomes)


class Fate(msgspec.Struct, frozen=True):
    """What became of a mutant, with the scenario and the ground on which it was killed, or the reason why it cannot be."""

    mutant: Mutant
    outcome: Outcome
    ground: int = 0
    scenario: str = ""
    why: str = ""


class Score(msgspec.Struct, frozen=True):
    """How many mutants there are, are otherwise for somebody outside, are killed by the book, and by the book and the explorer."""

    mutants: int
    tellable: int
    by_book: int
    killed: int

    @property
    def reached(self) -> bool:
        """Whether all are killed or explained, and enough of them by the book. Nothing tried reaches nothing."""
        return 0 < self.tellable == self.killed and self.by_book >= ENOUGH * self.tellable

    def below(self, other: Score) -> bool:
        """Whether a share is lower than another score's."""
        return self.by_book * other.tellable < other.by_book * self.tellable or self.killed * other.tellable < other.killed * self.tellable


def explanations() -> tuple[Explained, ...]:
    """The explanations by hand."""
    text = (files("conformance.proving") / "explained.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text)["explained"], tuple[Explained, ...])


def fate(mutant: Mutant, attempts: Sequence[Attempt], by_hand: Iterable[Explained]) -> Fate:
    """What the attempts on all grounds come to, as far as the book goes."""
    for attempt in attempts:
        if attempt.caught:
            return Fate(mutant, "killed", attempt.ground, attempt.caught)
    explained = next((one for one in by_hand if one.fits(mutant)), None)
    if explained:
        return Fate(mutant, "explained", why=explained.why)
    why = _why(attempts)
    return Fate(mutant, "explained", why=why) if why else Fate(mutant, "survived")


def _why(attempts: Sequence[Attempt]) -> str:
    """Why the otherness that was seen is none for anybody outside; blank where it is, and where none was seen, which proves nothing."""
    ways = frozenset().union(*(attempt.ways for attempt in attempts))
    if not ways or "observable" in ways:
        return ""
    if "permitted" in ways:
        outcomes = dict.fromkeys(one for attempt in attempts for one in attempt.permitted)
        return f"Whatever comes out otherwise is permitted: {', '.join(sorted(outcomes))}."
    return _SELDOM["unjudged" if "unjudged" in ways else "reasons"]


def idle(by_hand: Sequence[Explained], fates: Sequence[Fate]) -> list[Explained]:
    """The explanations that explain nothing: of what is not there, or is killed after all."""
    left = [one.mutant for one in fates if one.outcome == "explained"]
    return [one for one in by_hand if not any(one.fits(mutant) for mutant in left)]


def score(fates: Sequence[Fate]) -> Score:
    """Count."""
    counts = {outcome: sum(one.outcome == outcome for one in fates) for outcome in ("killed", "explored", "explained")}
    tellable = len(fates) - counts["explained"]
    return Score(len(fates), tellable, counts["killed"], counts["killed"] + counts["explored"])
