"""The suite on trial: every named fault of the reference is caught, and reported first under the rule that it breaks.

The published kill matrix is held here too, as it is made of the same trials, which take a while.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from conformance.book import book
from conformance.proving.matrix import score
from conformance.proving.results import Trial
from conformance.renderers.kill_matrix import PAGE, SPARE, page, score_of, spare_list
from reference_impl.faults import FAULTS
from tests import trials

REPORTS = Path(__file__).parents[1] / "reports"
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


@cache
def in_memory() -> list[Trial]:
    return [trials.in_memory(name) for name in FAULTS]


class TestThePublishedPage:
    def test_is_as_the_suite_is_now(self) -> None:
        over_http = [trials.over_http(name) for name in FAULTS]
        assert (REPORTS / PAGE).read_text(encoding="utf-8") == page(book(), in_memory(), over_http), f"{PAGE} is stale: run 'make reports'"

    def test_lists_the_spare_scenarios_beside_it(self) -> None:
        assert (REPORTS / SPARE).read_text(encoding="utf-8") == spare_list(book(), in_memory()), f"{SPARE} is stale: run 'make reports'"

    def test_has_a_score_that_does_not_fall(self) -> None:
        published = score_of((REPORTS / PAGE).read_text(encoding="utf-8"))
        assert published is not None
        assert not score(in_memory()).below(published)
        assert score(in_memory()).reached
