"""From trials to figures: counts, shares that may only rise, and the fewest scenarios that kill everything."""

from __future__ import annotations

import pytest

from conformance.proving.matrix import Score, catching_rules, needed, score, spare, worth
from conformance.proving.results import Catch, Suspect, Trial
from conformance.suite import Chapter, Rule, Scenario, Suite


def trial(name: str, *scenarios: str, visible: bool = True) -> Trial:
    rule = name.partition(":")[0]
    caught = tuple(Catch(scenario, scenario.partition("/")[0], "fail") for scenario in scenarios)
    return Trial(Suspect(name, rule, "must", "It is wrong.", scenarios), caught, visible)


def suite(*scenarios: str) -> Suite:
    rules = list(dict.fromkeys(scenario.partition("/")[0] for scenario in scenarios))
    return Suite(
        "0",
        (
            Chapter(
                "10-x.md",
                "x",
                "X",
                rules=tuple(
                    Rule(
                        rule,
                        "It holds.",
                        "must",
                        "x",
                        1,
                        scenarios=tuple(Scenario(s, rule, s, 1) for s in scenarios if s.startswith(f"{rule}/")),
                    )
                    for rule in rules
                ),
            ),
        ),
    )


class TestScore:
    def test_counts_what_is_killed_and_what_is_named_first(self) -> None:
        trials = [trial("a:1", "a/1"), trial("a:2", "b/1", "a/1"), trial("a:3"), trial("a:4", visible=False)]
        assert score(trials) == Score(4, 2, 1)

    @pytest.mark.parametrize(
        ("now", "before", "below"),
        [
            (Score(10, 10, 10), Score(10, 10, 10), False),
            (Score(10, 9, 9), Score(10, 10, 9), True),
            (Score(10, 10, 9), Score(10, 10, 10), True),
            (Score(20, 20, 19), Score(10, 10, 9), False),
            (Score(11, 10, 10), Score(10, 10, 10), True),
        ],
    )
    def test_is_compared_by_shares(self, now: Score, before: Score, below: bool) -> None:
        assert now.below(before) is below

    @pytest.mark.parametrize(
        ("of", "reached"),
        [(Score(100, 100, 95), True), (Score(100, 100, 94), False), (Score(100, 99, 99), False), (Score(0, 0, 0), False)],
    )
    def test_is_reached_when_all_are_killed_and_nearly_all_where_they_should_be(self, of: Score, reached: bool) -> None:
        assert of.reached is reached


class TestScenarios:
    def test_rules_that_catch_a_fault_are_counted_in_order(self) -> None:
        assert list(catching_rules(trial("b:1", "a/1", "b/1", "b/2")).items()) == [("a", 1), ("b", 2)]

    def test_one_that_kills_several_makes_the_others_spare(self) -> None:
        trials = [trial("a:1", "a/1", "a/2"), trial("a:2", "a/2", "a/3"), trial("b:1", "b/1", "b/2"), trial("b:2")]
        assert needed(trials) == {"a/2", "b/1"}
        assert spare(suite("a/1", "a/2", "a/3", "b/1", "b/2", "b/3"), trials) == ["a/1", "a/3", "b/2", "b/3"]

    def test_one_that_others_make_superfluous_later_is_left_out(self) -> None:
        trials = [
            trial("a:1", "a/1", "a/2"),
            trial("a:2", "a/1", "a/3"),
            trial("a:3", "a/1", "a/2"),
            trial("a:4", "a/2"),
            trial("a:5", "a/3"),
        ]
        assert needed(trials) == {"a/2", "a/3"}

    def test_nothing_killed_needs_nothing(self) -> None:
        assert needed([trial("a:1")]) == frozenset()

    def test_are_told_rule_by_rule(self) -> None:
        trials = [trial("a:1", "a/1", "a/2"), trial("b:1", "a/2")]
        told = [(one.rule.id, one.scenarios, one.catching, one.needed) for one in worth(suite("a/1", "a/2", "b/1"), trials)]
        assert told == [("a", 2, 2, 1), ("b", 1, 0, 0)]
