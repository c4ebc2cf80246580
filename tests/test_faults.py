"""The suite on trial: every named fault of the reference is caught, and reported first under the rule that it breaks."""

from __future__ import annotations

import pytest

from conformance.book import book
from reference_impl.faults import FAULTS
from tests import trials

LEVELS = {rule.id: rule.level for rule in book().rules()}


@pytest.mark.parametrize("name", FAULTS)
def test_in_memory_the_rule_that_is_broken_is_the_first_to_be_reported(name: str) -> None:
    trial = trials.in_memory(name)
    assert trial.outcome == "killed"
    expected = "fail" if LEVELS[FAULTS[name].rule] == "must" else "warning"
    assert (trial.caught[0].rule, trial.caught[0].verdict) == (FAULTS[name].rule, expected)


@pytest.mark.parametrize("name", FAULTS)
def test_over_http_the_rule_that_is_broken_is_the_first_to_be_reported(name: str) -> None:
    trial = trials.over_http(name)
    assert trial.errors == ()
    assert trial.caught[:1] == trials.in_memory(name).caught[:1]


def test_every_must_rule_has_a_fault() -> None:
    must = {rule for rule, level in LEVELS.items() if level == "must"}
    assert must - {fault.rule for fault in FAULTS.values()} == set()


def test_every_fault_breaks_a_rule_of_the_book() -> None:
    assert {fault.rule for fault in FAULTS.values()} <= LEVELS.keys()
