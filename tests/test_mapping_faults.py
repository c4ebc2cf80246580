"""Every named fault of the reference is caught through a mapping too, by the rule that it breaks: nothing is lost on the way."""

from __future__ import annotations

from conformance.book import book
from conformance.lists import Lists
from conformance.proving.results import Suspect
from conformance.runner import run_scenario
from tests import trials
from tests.acme_faults import driver, told, tried


def test_every_fault_is_caught_by_the_rule_that_it_breaks() -> None:
    every = [tried(suspect) for suspect in trials.suspects().values()]
    assert len(every) > 400
    assert [one.fault for one in every if not one.by_its_rule] == [], told(every)


def test_one_that_no_scenario_shows_is_told() -> None:
    harmless = Suspect("location.kept:falls-back-to-1", "location.kept", "must", "", ())
    assert (
        told([tried(harmless)]) == "0 of 1 faults caught, 0 of them by the rule that they break\nlocation.kept:falls-back-to-1: NOT CAUGHT"
    )


def test_what_asks_to_wait_hides_no_fault() -> None:
    target = driver("location.kept:falls-back-to-1", busy=3)
    rule = next(rule for rule in book().rules() if rule.id == "location.kept")
    found = {run_scenario(rule, scenario, target, Lists(book(), target)).verdict for scenario in rule.scenarios}
    assert found == {"pass", "fail"}
