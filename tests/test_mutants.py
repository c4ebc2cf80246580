"""Mutants on trial: the published page is as book and reference are now, and what it says of each mutant is so."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from msgspec.structs import replace

from conformance.book import book
from conformance.drivers.altered import sources
from conformance.explorer.vocabulary import vocabulary
from conformance.proving import mutants
from conformance.proving.fates import Fate, Score, explanations, fate, idle, score
from conformance.proving.inquest import made
from conformance.proving.mutants import DRAWN, explored, grounds, killed_again, tried
from conformance.proving.mutations import TOOL, Mutant, version
from conformance.renderers.mutants import LIST, PAGE, listed, page, score_line, score_of, summary

REPORTS = Path(__file__).parents[1] / "reports"
STALE = "is stale: run 'make reports'"


@cache
def all_made() -> list[Mutant]:
    return made()


@cache
def published() -> list[Fate]:
    """The list as it is published, with the mutants as they are made now."""
    rows = [line.split("\t") for line in (REPORTS / LIST).read_text(encoding="utf-8").splitlines()]
    named = [(module, line, after) for module, line, _, _, _, after in rows]
    assert named == [(one.module, str(one.line), one.after) for one in all_made()], f"{LIST} {STALE}"
    return [
        Fate(mutant, outcome, int(ground), *((told, "") if outcome == "killed" else ("", told)))  # type: ignore[arg-type]  # outcomes
        for mutant, (_, _, outcome, ground, told, _) in zip(all_made(), rows, strict=True)
    ]


class TestThePublishedPage:
    def test_is_what_the_list_comes_to(self) -> None:
        assert (REPORTS / LIST).read_text(encoding="utf-8") == listed(published())
        assert (REPORTS / PAGE).read_text(encoding="utf-8") == page(published(), TOOL, version(), len(grounds()), DRAWN), f"{PAGE} {STALE}"

    def test_has_a_score_that_is_reached(self) -> None:
        assert score(published()).reached

    def test_names_for_each_a_scenario_that_kills_it(self) -> None:
        rules = {scenario.id: (rule, scenario) for rule in book().rules() for scenario in rule.scenarios}
        killed = [one for one in published() if one.outcome == "killed"]
        assert {one.scenario for one in killed} <= rules.keys(), f"{LIST} {STALE}"
        alive = []
        for one in killed:
            rule, scenario = rules[one.scenario]
            if not killed_again(one.ground, one.mutant, scenario, rule):
                alive.append((one.mutant.module, one.mutant.line, one.scenario))
        assert alive == [], f"{LIST} {STALE}"

    def test_explains_only_what_a_ground_does_not_kill(self) -> None:
        left = [one for one in published() if one.outcome == "explained"]
        sample = random.Random(4).sample(left, 8)
        again = [fate(one.mutant, [tried((1, one.mutant))], explanations()) for one in sample]
        assert "killed" not in [one.outcome for one in again], f"{LIST} {STALE}"

    def test_has_no_explanation_too_many(self) -> None:
        assert idle(explanations(), published()) == []


def mutant(module: str, text: str, instead: str, function: str = "") -> Mutant:
    source = sources()[module]
    assert source.count(text) == 1
    return Mutant(module, 1, function, text, instead, source.replace(text, instead))


@pytest.fixture
def small_book(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A book of one chapter, so that little has to be noted; what is drawn has the words of the whole one."""
    chapter = next(chapter for chapter in book().chapters if chapter.stem == "location")
    monkeypatch.setattr(mutants, "book", lambda: replace(book(), chapters=(chapter,)))
    monkeypatch.setattr(mutants, "vocabulary", lambda _, lists: vocabulary(book(), lists))
    monkeypatch.setattr(mutants, "DRAWN", 800)
    mutants._on.cache_clear()
    yield
    mutants._on.cache_clear()


@pytest.mark.usefixtures("small_book")
class TestTrying:
    def test_a_scenario_of_the_book_kills(self) -> None:
        falls_back = mutant("rules.location", 'return held, ("location.kept"', 'return "1", ("location.kept"', "updated")
        assert tried((0, falls_back)).caught.startswith("location.kept/")

    def test_one_that_does_not_load_or_breaks_down_is_killed(self) -> None:
        assert tried((0, mutant("rules.location", "return held,", "return held,,"))).caught
        assert tried((0, mutant("rules.location", "return held,", "return nobody_knows_this,", "updated"))).caught

    def test_what_is_permitted_is_not_killed_and_told(self) -> None:
        source = sources()["rules.addresses"]
        same_again = 'readings["address.same-again"] == "none"'
        turned = Mutant("rules.addresses", 1, "_record_filled", "", "", source.replace(same_again, same_again.replace("==", "!=")))
        attempt = tried((0, turned))
        assert attempt.caught == ""
        assert attempt.ways <= {"permitted", "reasons"}
        assert attempt.permitted == ("address.same-again = none",)

    def test_what_nobody_thought_of_shows_in_drawn_scenarios(self) -> None:
        forgets = mutant("rules.email", 'return held, ("email.unchanged", "ig', 'return held[:9], ("email.unchanged", "ig', "updated")
        attempt = tried((0, forgets))
        assert (attempt.caught, attempt.ways) == ("", frozenset({"observable"}))


class TestTheExplorer:
    def test_finds_what_can_be_told(self) -> None:
        falls_back = mutant("rules.location", 'return held, ("location.kept"', 'return "1", ("location.kept"', "updated")
        assert explored(falls_back) == 0


class TestThePage:
    KILLED = Fate(Mutant("rules.x", 7, "f", "a == b", "a != b", ""), "killed", 0, "x.one/a")
    EXPLAINED = Fate(Mutant("rules.x", 8, "f", "a == b", "a >= b", ""), "explained", why="Nothing is larger.")
    SURVIVED = Fate(Mutant("rules.y", 9, "f", "c", "d", ""), "survived")

    def test_has_a_score_that_can_be_read_back(self) -> None:
        told = page([self.KILLED, self.EXPLAINED, self.SURVIVED], "tool", "1", 4, 2000)
        assert score_of(told) == Score(3, 2, 1, 1)
        assert score_of(score_line(Score(9, 8, 7, 8))) == Score(9, 8, 7, 8)
        assert score_of("# Mutants") is None

    def test_names_survivors_and_gives_reasons(self) -> None:
        told = page([self.KILLED, self.EXPLAINED, self.SURVIVED], "tool", "1", 4, 2000)
        assert "## Survived\n\n- `rules.y:9` `c` → `d`\n" in told
        assert "Nothing is larger.\n\n- `rules.x:8` `a == b` → `a >= b`\n" in told
        assert "## Survived\n\nNone.\n" in page([self.KILLED], "tool", "1", 4, 2000)

    def test_the_terminal_is_told_what_survived(self) -> None:
        told = summary([self.KILLED, self.SURVIVED, replace(self.SURVIVED, outcome="explored")])
        assert told.splitlines()[:2] == ["survived `rules.y:9` `c` → `d`", "explored `rules.y:9` `c` → `d`"]
