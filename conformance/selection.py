"""Which scenarios to run: patterns by id, glob, chapter and level. A pattern that matches nothing is an error."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from fnmatch import fnmatchcase

from conformance.suite import Rule, Scenario, Suite

_LEVELS = ("must", "should", "reading", "note")


class SelectionError(Exception):
    """A pattern that matches no scenario."""


def select(suite: Suite, patterns: Sequence[str]) -> list[tuple[Rule, Scenario]]:
    """The scenarios that any of the patterns names, in the order of the book; all of them where there is none.

    A pattern is a scenario's id, a rule's id, a glob over either, a chapter's stem, or a level. Raises SelectionError.
    """
    everything = [(rule, scenario) for rule in suite.rules() for scenario in rule.scenarios]
    if not patterns:
        return everything
    chosen: set[str] = set()
    for pattern in patterns:
        matched = [scenario.id for rule, scenario in everything if _matches(pattern, rule, scenario)]
        if not matched:
            raise SelectionError(_nothing(pattern, suite))
        chosen.update(matched)
    return [(rule, scenario) for rule, scenario in everything if scenario.id in chosen]


def names(pattern: str, *, scenario: str, rule: str, chapter: str, level: str) -> bool:
    """Whether a pattern names a scenario, of which only this is known: it may be one of another book."""
    return pattern in (level, chapter) or any(_glob(name, pattern) for name in (scenario, rule))


def _matches(pattern: str, rule: Rule, scenario: Scenario) -> bool:
    return names(pattern, scenario=scenario.id, rule=rule.id, chapter=rule.chapter, level=rule.level)


def _glob(name: str, pattern: str) -> bool:
    return name == pattern or fnmatchcase(name, pattern)


def _nothing(pattern: str, suite: Suite) -> str:
    known = [*_LEVELS, *(chapter.stem for chapter in suite.chapters), *(rule.id for rule in suite.rules())]
    near = get_close_matches(pattern, known, n=3, cutoff=0.5)
    hint = f"did you mean {' or '.join(near)}?" if near else "'conformance rules' lists the rules, 'conformance run --list' the scenarios"
    return f"--select {pattern!r} matches no scenario; {hint}"
