"""The suite on trial: every named fault of the reference is caught, and reported first under the rule that it breaks."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import pytest

from conformance.book import book
from conformance.drivers.bindings.native import NativeDriver
from conformance.drivers.http import HttpTransport
from conformance.drivers.in_process import reference
from conformance.exchanges import Driver
from conformance.lists import Lists
from conformance.oracle import explain, touched
from conformance.record import Finding
from conformance.runner import run_scenario
from conformance.suite import Rule, Scenario
from reference_impl.api import Api
from reference_impl.faults import FAULTS, Fault
from reference_impl.hub import Hub
from tests.serving import serving

LEVELS = {rule.id: rule.level for rule in book().rules()}
GREEN = ("pass", "observed", "not-applicable")
SECRET = "a secret for tests"


def first_reported(driver: Driver, chosen: Iterable[tuple[Rule, Scenario]]) -> Finding | None:
    """What a report names first: the first finding in the order of the book that is not green."""
    lists = Lists(book(), driver)
    findings = (run_scenario(rule, scenario, driver, lists) for rule, scenario in chosen)
    return next((finding for finding in findings if finding.verdict not in GREEN), None)


def whole_book() -> list[tuple[Rule, Scenario]]:
    return [(rule, scenario) for rule in book().rules() for scenario in rule.scenarios]


@cache
def rules_at_work() -> dict[str, frozenset[str]]:
    """For every scenario the rules that give some value in it, by a hub with a Connected Index and by one without."""
    without = frozenset({"connected-index"})
    return {
        scenario.id: frozenset(touched(explain(book(), scenario)) | touched(explain(book(), scenario, without=without)))
        for _, scenario in whole_book()
    }


def reached_by(fault: Fault) -> list[tuple[Rule, Scenario]]:
    """The scenarios in which the fault can make a difference: it rewrites nothing but entries that carry its rule."""
    return [(rule, scenario) for rule, scenario in whole_book() if fault.rule in rules_at_work()[scenario.id]]


@pytest.mark.parametrize("name", FAULTS)
def test_in_memory_the_rule_that_is_broken_is_the_first_to_be_reported(name: str) -> None:
    found = first_reported(reference(name), whole_book())
    assert found is not None, "nobody noticed"
    assert (found.rule, found.verdict) == (FAULTS[name].rule, "fail" if LEVELS[FAULTS[name].rule] == "must" else "warning")


@pytest.mark.parametrize("name", FAULTS)
def test_over_http_the_rule_that_is_broken_is_the_first_to_be_reported(name: str) -> None:
    with serving(Api(Hub(fault=FAULTS[name]), "csa", SECRET)) as url:
        driver = NativeDriver(HttpTransport(url), "csa", SECRET)
        found = first_reported(driver, reached_by(FAULTS[name]))
        driver.close()
    assert found is not None, "nobody noticed"
    assert found.rule == FAULTS[name].rule


def test_every_must_rule_has_a_fault() -> None:
    must = {rule for rule, level in LEVELS.items() if level == "must"}
    assert must - {fault.rule for fault in FAULTS.values()} == set()


def test_every_fault_breaks_a_rule_of_the_book() -> None:
    assert {fault.rule for fault in FAULTS.values()} <= LEVELS.keys()
