"""How one scenario of a run is carried out: by what it reaches the target and in whose name, how often, and in which time."""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence

from msgspec.structs import replace

from conformance.behalf import OnBehalf
from conformance.deadlines import A_SCENARIO
from conformance.exchanges import Driver
from conformance.given import Customer, ReadOnly, unfit
from conformance.inventory import Inventory
from conformance.lists import Lists
from conformance.performance import Room
from conformance.record import Finding
from conformance.runner import run_scenario
from conformance.suite import Rule, Scenario, Suite

_REASONS = 8
"""So many lines of the trace say why a finding does not match; the last of them speak of what is seen in the end."""
_OTHERWISE = ("fail", "warning", "known", "stale")


Reach = Callable[[Scenario], Driver | str]
"""The driver by which a scenario reaches the target, or why it does not apply to it."""


def reaching(driver: Driver, inventory: Inventory | None, given: Sequence[Customer] | None, again: Container[str] = frozenset()) -> Reach:
    """How scenarios reach the target: by what they may do to it (all, without `given`), and with everything made noted.

    Those that are carried out `again` say so with each request.
    """

    def reach(scenario: Scenario) -> Driver | str:
        if given is not None:
            return unfit(scenario) or ReadOnly(OnBehalf(driver, scenario.id), given)
        return behalf_of(driver, inventory, scenario.id, scenario.id in again)

    return reach


def behalf_of(driver: Driver, inventory: Inventory | None, scenario: str, again: bool = False) -> Driver:
    """The driver on behalf of a scenario, or of what is done in the place of one, with everything made noted under it."""
    speaking = OnBehalf(driver, scenario, again)
    return inventory.noting(speaking, scenario, again) if inventory else speaking


Once = Callable[[Rule, Scenario, Driver | str, Lists, Room], Finding]
"""How a scenario is carried out and judged."""


def racing(times: int, seconds: float = A_SCENARIO) -> Once:
    """How scenarios are carried out, each in so many seconds: those whose acts race so many times, and held against every order of them."""

    def once(rule: Rule, scenario: Scenario, driver: Driver | str, lists: Lists, room: Room) -> Finding:
        if isinstance(driver, str) or not scenario.races:
            return run_scenario(rule, scenario, driver, lists, room, seconds)
        from conformance.racing import raced

        return raced(rule, scenario, driver, lists, times, room, seconds)

    return once


def with_reasons(suite: Suite, scenario: Scenario, finding: Finding) -> Finding:
    """A finding that is not as the page says, with what the reference does there, and its trace of it; any other as it is."""
    if not finding.mismatches or finding.verdict not in _OTHERWISE:
        return finding
    from conformance.oracle import performed, reasons_in

    told, observations = performed(suite, scenario)
    steps = {mismatch.step for mismatch in finding.mismatches}
    good = tuple(one for one in observations if one.step in steps)
    return replace(finding, why=reasons_in(told, finding)[-_REASONS:], good=good)
