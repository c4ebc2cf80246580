"""The table of faults: what stands in it, and that a faulty hub is a hub all the same."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from conformance.book import book
from reference_impl.faults import FAULTS
from reference_impl.trace import Trace
from reference_impl.values import Call, Entry, Settings
from reference_impl.world import CAPABILITIES
from tests.reference import CSA, MANDATORY, UNKNOWN, a_hub
from tests.rules import a_world

LEVELS = {rule.id: rule.level for rule in book().rules()}
FIRST = "100000000001"
MUCH = {
    **MANDATORY,
    "first_name": "Ann",
    "last_name": "Baker",
    "prefix_id": "2",
    "twitter": "@ann",
    "street": "A",
    "birth_date": "05/06/1980",
}
CALLS = (
    Call(operation="create", fields=MUCH),
    Call(operation="create", fields=MANDATORY),
    Call(operation="create", fields={"location": "6"}),
    Call(
        operation="update", actor=CSA, fields={"ucrn": FIRST, **MUCH, "last_name": "{Name}", "country_id": "1250"}, form={"Name": "Smith"}
    ),
    Call(operation="update", actor=CSA, fields={"ucrn": FIRST, **MANDATORY, "town": "Ayr"}, settings=Settings(True, True)),
    Call(operation="update", actor=CSA, fields={"ucrn": FIRST, **MANDATORY, "new_address": "0", "location": "9", "start_date": "soon"}),
    Call(operation="update", fields={"ucrn": FIRST, **MANDATORY}),
    Call(operation="update", actor=CSA, fields={"ucrn": UNKNOWN, **MANDATORY}),
    Call(operation="update", actor=CSA, fields={"ucrn": FIRST, **MANDATORY}, integration_version="V1"),
    Call(operation="get", actor=CSA, fields={"ucrn": FIRST}),
    Call(operation="get", actor=CSA, fields={"ucrn": ""}),
    Call(operation="get", fields={"ucrn": UNKNOWN}),
    Call(operation="get", actor=CSA, fields={"ucrn": FIRST}, form={"first_name": "", "other": "x"}),
    Call(operation="hub-record", actor=CSA, fields={"ucrn": FIRST}),
    Call(operation="list", list_name="countries"),
    Call(operation="open-case", actor=CSA),
    Call(operation="create", fields=MANDATORY, case_id="case-1"),
    Call(operation="read-case", actor=CSA, case_id="case-1"),
    Call(operation="open-edit-form", actor=CSA, fields={"ucrn": FIRST}, pre_submission=True),
    Call(operation="submit-edit-form", actor=CSA, fields={"town": "Oban"}, edit_form_id="edit-form-1"),
    Call(operation="reopen-edit-form", actor=CSA, edit_form_id="edit-form-1"),
)
"""A little of everything."""


class TestTable:
    def test_each_stands_under_its_name(self) -> None:
        assert all(fault.name == name for name, fault in FAULTS.items())

    def test_they_come_in_the_order_of_the_book(self) -> None:
        places = [list(LEVELS).index(fault.rule) for fault in FAULTS.values()]
        assert places == sorted(places)

    def test_each_breaks_a_rule_of_the_book(self) -> None:
        assert {fault.rule for fault in FAULTS.values()} <= set(LEVELS)

    def test_every_must_rule_has_three_and_every_other_one(self) -> None:
        count = Counter(fault.rule for fault in FAULTS.values())
        least = {"must": 3, "should": 1, "reading": 1, "note": 0}
        assert [rule for rule, level in LEVELS.items() if count[rule] < least[level]] == []

    @pytest.mark.parametrize("name", FAULTS)
    def test_its_name_is_words_and_its_statement_one_line(self, name: str) -> None:
        assert re.fullmatch(r"[a-z-]+\.[a-z0-9-]+:[a-z0-9-]+", name)
        assert re.fullmatch(r"[A-Z`][^\n]+\.", FAULTS[name].statement)

    def test_no_two_are_described_alike(self) -> None:
        assert len({fault.statement for fault in FAULTS.values()}) == len(FAULTS)

    def test_what_a_hub_must_do_without_is_a_capability(self) -> None:
        assert all(fault.without <= CAPABILITIES for fault in FAULTS.values())


@pytest.mark.parametrize("name", FAULTS)
def test_it_touches_nothing_that_does_not_carry_its_rule(name: str) -> None:
    trace = Trace(CALLS[0], a_world())
    for path in (("decision", "refused", "call"), ("customers", "1", "profile", "location"), ("answer", "name")):
        entry = Entry(path, "value", ("another.rule",))
        assert tuple(FAULTS[name].rewritten(entry, trace)) == (entry,)


@pytest.mark.parametrize("name", FAULTS)
def test_a_hub_with_it_still_answers_or_refuses_every_call(name: str) -> None:
    hub = a_hub(fault=name)
    for call in CALLS:
        step = hub.perform(call)
        assert (step.answer is None) is (step.refusal is not None)


@pytest.mark.parametrize("name", FAULTS)
def test_a_hub_lacks_what_its_fault_is_without(name: str) -> None:
    assert a_hub(fault=name).capabilities == CAPABILITIES - FAULTS[name].without
