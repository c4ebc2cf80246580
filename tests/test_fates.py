"""What becomes of a mutant: killed where any ground kills it, explained where nobody could tell, and otherwise survived."""

from __future__ import annotations

import pytest

from conformance.proving.fates import Attempt, Explained, Fate, Score, explanations, fate, idle, score
from conformance.proving.mutations import Mutant

MUTANT = Mutant("rules.x", 7, "f", "if a == b:", "if a >= b:", "")
BY_HAND = (Explained("rules.x", "if a == b:", "Nothing is larger.", ("if a >= b:",)),)


def came_to(*attempts: Attempt) -> Fate:
    return fate(MUTANT, attempts, ())


def test_killed_by_the_first_ground_that_kills_it() -> None:
    killed = fate(MUTANT, [Attempt(0, ways=frozenset({"observable"})), Attempt(2, "x.one/a")], BY_HAND)
    assert (killed.outcome, killed.ground, killed.scenario) == ("killed", 2, "x.one/a")


def test_what_shows_nothing_anywhere_has_survived_unless_somebody_tells_why() -> None:
    assert came_to(Attempt(0), Attempt(1)).outcome == "survived"
    explained = fate(MUTANT, [Attempt(0)], BY_HAND)
    assert (explained.outcome, explained.why) == ("explained", "Nothing is larger.")


@pytest.mark.parametrize(
    ("ways", "outcome", "why"),
    [
        ({"reasons"}, "explained", "Only the reasons of values are otherwise"),
        ({"reasons", "unjudged"}, "explained", "Only what no rule judges is otherwise"),
        ({"permitted", "reasons"}, "explained", "Whatever comes out otherwise is permitted: p = q."),
        ({"permitted", "observable"}, "survived", ""),
    ],
)
def test_one_ground_on_which_a_rule_may_see_something_is_enough(ways: set[str], outcome: str, why: str) -> None:
    came = came_to(Attempt(0), Attempt(1, ways=frozenset(ways), permitted=("p = q",)))  # type: ignore[arg-type]  # the words of otherness
    assert came.outcome == outcome
    assert came.why.startswith(why)


def test_an_explanation_is_of_one_line_and_what_it_becomes() -> None:
    assert BY_HAND[0].fits(MUTANT)
    assert not Explained("rules.y", "if a == b:", "No.").fits(MUTANT)
    assert not Explained("rules.x", "if a == b:", "No.", ("if a < b:",)).fits(MUTANT)
    assert Explained("rules.x", "if a == b:", "Whatever it becomes.").fits(MUTANT)


def test_an_explanation_of_what_is_killed_is_idle() -> None:
    assert idle(BY_HAND, [Fate(MUTANT, "explained", why="Nothing is larger.")]) == []
    assert idle(BY_HAND, [Fate(MUTANT, "killed", scenario="x.one/a")]) == list(BY_HAND)
    assert idle(BY_HAND, []) == list(BY_HAND)


def test_the_score_leaves_out_what_nobody_can_tell() -> None:
    outcomes = ("killed", "killed", "explored", "explained", "survived")
    fates = [Fate(MUTANT, outcome) for outcome in outcomes]  # type: ignore[arg-type]  # the words of outcomes
    assert score(fates) == Score(5, 4, 2, 3)


@pytest.mark.parametrize(
    ("of", "reached"),
    [
        (Score(120, 100, 98, 100), True),
        (Score(120, 100, 97, 100), False),
        (Score(120, 100, 98, 99), False),
        (Score(20, 0, 0, 0), False),
    ],
)
def test_all_must_be_killed_and_nearly_all_by_the_book(of: Score, reached: bool) -> None:
    assert of.reached is reached


def test_a_score_is_compared_by_its_shares() -> None:
    assert Score(10, 10, 9, 9).below(Score(10, 10, 9, 10))
    assert Score(10, 10, 8, 10).below(Score(10, 10, 9, 10))
    assert not Score(30, 20, 19, 20).below(Score(10, 10, 9, 10))


def test_every_explanation_by_hand_is_a_sentence() -> None:
    assert [one.line for one in explanations() if not one.why.endswith(".")] == []
