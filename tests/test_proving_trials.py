"""One fault on trial: who catches it, what is named first, and the difference between what survives and what is void."""

from __future__ import annotations

import random
from collections.abc import Iterable
from types import MappingProxyType

import pytest

import reference_impl.faults
from conformance.book import book
from conformance.drivers.in_process import Probed, reference
from conformance.lists import Lists
from conformance.proving import trials
from conformance.proving.results import Catch, Suspect, Trial
from conformance.proving.trials import CAUGHT, ProvingError, named, suspects
from conformance.runner import run_scenario
from conformance.selection import SelectionError
from reference_impl.faults import FAULTS, Fault
from reference_impl.rewriting import also, nothing, unchanged
from tests.trials import in_memory

FALLS_BACK = "location.kept:falls-back-to-1"
SAMPLE = ["access.owner:record-before", *random.Random(3).sample(sorted(FAULTS), 5)]
"""One that looks at other scenarios' customers, and some that happened to be drawn."""


def tried(monkeypatch: pytest.MonkeyPatch, fault: Fault) -> Trial:
    """A trial of a fault that the reference does not have."""
    monkeypatch.setattr(reference_impl.faults, "FAULTS", MappingProxyType({fault.name: fault}))
    [suspect] = suspects([fault.name])
    return trials.in_memory(suspect)


def whole_book(name: str) -> tuple[Catch, ...]:
    """What catches a fault when every scenario is run."""
    driver = reference(name, clock=trials.clock)
    lists = Lists(book(), driver)
    findings = [run_scenario(rule, scenario, driver, lists) for rule in book().rules() for scenario in rule.scenarios]
    return tuple(Catch(finding.scenario, finding.rule, finding.verdict) for finding in findings if finding.verdict in CAUGHT)


class TestChoosing:
    def test_all_of_them(self) -> None:
        assert named() == list(FAULTS)

    def test_by_glob_rule_and_name(self) -> None:
        of_rule = [name for name, fault in FAULTS.items() if fault.rule == "location.kept"]
        assert named(["location.kept"]) == of_rule
        assert named(["location.kept:*"]) == of_rule
        assert named([FALLS_BACK]) == [FALLS_BACK]

    def test_a_pattern_that_matches_nothing_is_an_error(self) -> None:
        with pytest.raises(SelectionError, match=r"'location\.lost:' matches no fault"):
            named([FALLS_BACK, "location.lost:"])

    def test_no_faults_are_an_error(self) -> None:
        with pytest.raises(ProvingError, match="no fault to try"):
            suspects([])


class TestATrial:
    def test_names_the_scenarios_in_the_order_of_the_book(self) -> None:
        trial = in_memory(FALLS_BACK)
        order = [scenario.id for scenario in book().scenarios()]
        places = [order.index(catch.scenario) for catch in trial.caught]
        assert trial.outcome == "killed"
        assert trial.by_its_rule
        assert trial.first == "location.kept"
        assert places == sorted(places) != []

    @pytest.mark.parametrize("name", SAMPLE)
    def test_leaves_out_no_scenario_that_would_have_caught_it(self, name: str) -> None:
        assert in_memory(name).caught == whole_book(name)

    def test_runs_only_a_part_of_the_book(self) -> None:
        [suspect] = suspects(["custom.not-in-hub-record:shown"])
        assert 0 < len(suspect.scenarios) < len(book().scenarios())

    def test_of_a_fault_that_changes_nothing_is_void(self, monkeypatch: pytest.MonkeyPatch) -> None:
        trial = tried(monkeypatch, Fault("location.kept", "nothing", unchanged, "Nothing is otherwise."))
        assert (trial.outcome, trial.first, trial.by_its_rule) == ("void", "", False)

    def test_of_a_fault_that_nobody_outside_can_see_is_void(self, monkeypatch: pytest.MonkeyPatch) -> None:
        hidden = Fault("location.kept", "hidden", also(("decision", "nobody looks"), "x"), "A thought that leads to nothing.")
        trial = tried(monkeypatch, hidden)
        assert trial.suspect.scenarios != ()
        assert trial.outcome == "void"

    def test_of_a_fault_that_is_seen_and_not_judged_says_that_it_survived(self, monkeypatch: pytest.MonkeyPatch) -> None:
        besides = Fault("get.full-name", "besides", also(("answer", "colour"), "blue"), "Get answers a colour besides.")
        assert tried(monkeypatch, besides).outcome == "survived"

    def test_of_a_fault_that_stops_every_call_is_killed_by_what_it_blocks(self, monkeypatch: pytest.MonkeyPatch) -> None:
        trial = tried(monkeypatch, Fault("access.csa", "shut", nothing, "CSAs cannot get a record."))
        assert "blocked" in {catch.verdict for catch in trial.caught}


class TestFirst:
    SUSPECT = Suspect("x.rule:wrong", "x.rule", "must", "It is wrong.", ("x.rule/a",))

    @pytest.mark.parametrize(
        ("caught", "own"),
        [
            ((Catch("x.rule/a", "x.rule", "fail"), Catch("y.rule/a", "y.rule", "fail")), True),
            ((Catch("x.rule/a", "x.rule", "blocked"),), False),
            ((Catch("w.rule/a", "w.rule", "fail"), Catch("x.rule/a", "x.rule", "fail")), False),
            ((), False),
        ],
    )
    def test_is_its_own_rule_only_with_the_verdict_of_its_level(self, caught: Iterable[Catch], own: bool) -> None:
        assert Trial(self.SUSPECT, tuple(caught)).by_its_rule is own


def test_nothing_is_proved_where_the_reference_itself_is_not_green(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trials, "probes", lambda _, clock: [Probed(reference(FALLS_BACK, clock=clock), frozenset, set())])
    with pytest.raises(ProvingError, match=r"not green: location\.kept/"):
        suspects([FALLS_BACK])
