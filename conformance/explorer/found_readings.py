"""Which outcomes of the open points a target follows, as the scenarios of the book find out."""

from __future__ import annotations

from collections.abc import Mapping

from conformance.drivers.in_process import open_points
from conformance.exchanges import Driver
from conformance.lists import Lists
from conformance.runner import run_scenario
from conformance.suite import Rule, Scenario, Suite


def found_readings(suite: Suite, driver: Driver) -> dict[str, str]:
    """Open point to outcome, for those of which every scenario of the book found the same permitted one."""
    lists = Lists(suite, driver)
    points = open_points()
    found: dict[str, str] = {}
    for rule in suite.rules():
        if rule.id in points:
            outcomes = {run_scenario(rule, scenario, driver, lists).outcome for scenario in rule.scenarios if _tells(scenario, rule)}
            if len(outcomes) == 1 and outcomes <= set(points[rule.id]):
                found[rule.id] = outcomes.pop()
    return found


def _tells(scenario: Scenario, rule: Rule) -> bool:
    """Whether a scenario of this rule can tell one outcome from another."""
    return rule.level == "reading" or any(act.expect.acceptance == "refused or ignored" for act in scenario.acts())


def unknown(suite: Suite, found: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """The points that stay open, with all their outcomes.

    A target that refuses one bad value may still leave out another, so these stay open whatever was found.
    """
    readings = {rule.id for rule in suite.rules() if rule.level == "reading"}
    return {
        point: outcomes for point, outcomes in open_points().items() if len(outcomes) > 1 and not (point in found and point in readings)
    }
