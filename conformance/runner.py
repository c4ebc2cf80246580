"""Scenario × driver → finding: carried out where it applies, in its time, and judged by the judge."""

from __future__ import annotations

import time
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from conformance.deadlines import A_SCENARIO, of_a_scenario, within
from conformance.exchanges import Driver, InapplicableError
from conformance.judging import judge, today_of
from conformance.lists import Lists
from conformance.performance import TODAY, Performance, Room, plenty
from conformance.reaching import beyond
from conformance.record import Finding
from conformance.suite import Rule, Scenario


def run_scenario(
    rule: Rule, scenario: Scenario, driver: Driver | str, lists: Lists, room: Room = plenty, seconds: float = A_SCENARIO
) -> Finding:
    """Carry one scenario out against one driver and judge it. Instead of a driver it takes the reason why the scenario does not apply.

    After so many seconds (0 for none) nothing is sent any more: then it is an error, as it is without an answer.
    """
    missing = driver if isinstance(driver, str) else unmet(scenario, driver.target.capabilities) or beyond(scenario, driver.target)
    if isinstance(driver, str) or missing:
        return Finding(scenario.id, rule.id, rule.chapter, rule.level, "not-applicable", cause=missing)
    begun = time.perf_counter()
    try:
        with within(of_a_scenario(seconds)):
            performance = _carried_out(scenario, driver, lists, room)
    except InapplicableError as reason:
        return Finding(scenario.id, rule.id, rule.chapter, rule.level, "not-applicable", cause=str(reason))
    judged = judge(scenario, rule.level, performance.observations, performance.filled, ZoneInfo(driver.target.time_zone), performance.stuck)
    return Finding(
        scenario.id,
        rule.id,
        rule.chapter,
        rule.level,
        judged.verdict,
        judged.outcome,
        judged.cause,
        judged.mismatches,
        performance.filled,
        performance.stuck,
        tuple(performance.observations),
        seconds=round(time.perf_counter() - begun, 6),
    )


def _carried_out(scenario: Scenario, driver: Driver, lists: Lists, room: Room) -> Performance:
    """The scenario as it went; once more, where it sent the date of a day that ended meanwhile."""
    performance = Performance(scenario, driver, lists, room)
    performance.carry_out()
    if TODAY in performance.filled and len(today_of(performance.observations, ZoneInfo(driver.target.time_zone))) > 1:
        performance = Performance(scenario, driver, lists, room)
        performance.carry_out()
    return performance


def unmet(scenario: Scenario, capabilities: Iterable[str]) -> str:
    """The first thing that a scenario requires and a target does not declare, as a sentence; blank where there is none."""
    declared = set(capabilities)
    for needed in scenario.requires:
        if needed.startswith("not ") and needed[4:] in declared:
            return f"for targets without {needed[4:]} only"
        if not needed.startswith("not ") and needed not in declared:
            return f"requires {needed}, which the target does not declare"
    return ""
