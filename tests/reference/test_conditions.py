"""The conditions of faults: when they strike."""

from __future__ import annotations

import pytest

from reference_impl import conditions as c
from reference_impl.rewriting import Condition
from reference_impl.trace import Trace
from reference_impl.values import Actor, Call, Entry, Settings
from tests.reference import CSA, a_customer, an_address
from tests.rules import a_world

PROFILE = ("customers", "1", "profile")
NAME = Entry((*PROFILE, "first_name"), "Ann", ("update.stores-fields",))
ANN = a_customer("1", an_address("1", primary=False, town="Ayr"), an_address("2", town="Oban"), first_name="Anna")


def a_trace(**sent: str) -> Trace:
    trace = Trace(Call(operation="update", actor=CSA, fields=sent, settings=Settings(ignore_empty_entries=True)), a_world(ANN))
    trace.ucrn = "1"
    return trace


class TestConditions:
    @pytest.mark.parametrize(
        ("condition", "holds"),
        [
            (c.held, True),
            (c.decides("refused"), False),
            (c.named("first_name", "town"), True),
            (c.named("town"), False),
            (c.filled, True),
            (c.blank, False),
            (c.worth("Ann", "Bea"), True),
            (c.worth("ann"), False),
            (c.sends("first_name"), True),
            (c.sends("last_name"), False),
            (c.sends("town"), False),
            (c.sends("first_name", "Ann"), True),
            (c.sends("first_name", "Bea"), False),
            (c.calls("create", "update"), True),
            (c.calls("get"), False),
            (c.ticked, True),
            (c.unticked, False),
            (c.leaves_out(), False),
            (c.leaves_out("last_name", "county"), True),
            (c.leaves_out("last_name", "town"), False),
            (c.has_a_place, True),
            (c.gives_a_place, False),
            (c.keeps_open, False),
            (c.by_customer, False),
            (c.by_nobody, False),
            (c.organization, False),
            (c.overwrites, True),
            (c.has_records(2), True),
            (c.has_records(3), False),
            (c.answers, False),
            (c.of_primary, False),
            (c.of_record(1, 2), False),
            (c.every(c.held, c.filled), True),
            (c.every(c.held, c.blank), False),
            (c.every(), True),
            (c.is_not(c.held), False),
        ],
    )
    def test_hold_or_not(self, condition: Condition, holds: bool) -> None:
        assert condition(NAME, a_trace(first_name="Ann", town="")) is holds

    def test_a_decision_is_known_by_its_kind(self) -> None:
        refused = Entry(("decision", "refused", "call"), "No", ())
        assert c.decides("refused")(refused, a_trace())
        assert not c.held(refused, a_trace())

    def test_a_create_has_no_box_that_could_be_unticked(self) -> None:
        unticked = Call(operation="update")
        assert c.unticked(NAME, Trace(unticked, a_world()))
        assert not c.unticked(NAME, Trace(Call(operation="create"), a_world()))

    @pytest.mark.parametrize(("number", "is_primary"), [("1", False), ("2", True)])
    def test_an_address_is_known_by_its_number_and_whether_it_was_primary(self, number: str, is_primary: bool) -> None:
        town = Entry(("customers", "1", "addresses", number, "town"), "Wick", ())
        assert c.of_primary(town, a_trace()) is is_primary
        assert c.of_record(2)(town, a_trace()) is is_primary

    def test_what_is_given_says_who_is_an_organization_before_what_is_held_does(self) -> None:
        assert c.organization(NAME, a_trace(contact_type="Organization"))
        assert not c.organization(NAME, a_trace(contact_type=""))

    @pytest.mark.parametrize(("actor", "customer", "nobody"), [(CSA, False, False), (Actor(ucrn="1"), True, False), (Actor(), True, True)])
    def test_who_calls(self, actor: Actor, customer: bool, nobody: bool) -> None:
        trace = Trace(Call(operation="get", actor=actor), a_world())
        assert (c.by_customer(NAME, trace), c.by_nobody(NAME, trace)) == (customer, nobody)
