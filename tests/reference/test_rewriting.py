"""The small pieces of faults: what they write instead of an entry, and when."""

from __future__ import annotations

import pytest

from reference_impl import rewriting as r
from reference_impl.trace import Trace
from reference_impl.values import Call, Entry, Settings
from tests.reference import CSA, TODAY, a_customer, an_address
from tests.rules import a_world

PROFILE = ("customers", "1", "profile")
NAME = Entry((*PROFILE, "first_name"), "Ann", ("update.stores-fields",))
ANN = a_customer("1", an_address("1", primary=False, town="Ayr"), an_address("2", town="Oban"), first_name="Anna")


def a_trace(**sent: str) -> Trace:
    trace = Trace(Call(operation="update", actor=CSA, fields=sent, settings=Settings(ignore_empty_entries=True)), a_world(ANN))
    trace.ucrn = "1"
    return trace


class TestWhatIsWritten:
    @pytest.mark.parametrize(
        ("rewrite", "written"),
        [
            (r.nothing, []),
            (r.unchanged, [NAME]),
            (r.instead("Bea"), [NAME._replace(value="Bea")]),
            (r.instead(lambda entry, _: f"{entry.value}!"), [NAME._replace(value="Ann!")]),
            (r.instead(False), [NAME._replace(value=False)]),
            (r.under("First"), [NAME._replace(path=(*PROFILE, "First"))]),
            (r.also(("answer", "x"), "y"), [NAME, Entry(("answer", "x"), "y", NAME.rules)]),
            (r.also_profile("town", r.today), [NAME, Entry((*PROFILE, "town"), TODAY, NAME.rules)]),
        ],
    )
    def test_instead_of_an_entry(self, rewrite: r.Rewrite, written: list[Entry]) -> None:
        assert list(rewrite(NAME, a_trace())) == written

    def test_the_first_condition_that_holds_chooses(self) -> None:
        rewrite = r.when((r.named("town"), r.nothing), (r.filled, r.instead("1")), (r.held, r.instead("2")))
        assert list(rewrite(NAME, a_trace())) == [NAME._replace(value="1")]
        assert list(rewrite(NAME._replace(value=""), a_trace())) == [NAME._replace(value="2")]
        elsewhere = Entry(("answer", "house"), "", ())
        assert list(rewrite(elsewhere, a_trace())) == [elsewhere]


class TestConditions:
    @pytest.mark.parametrize(
        ("condition", "holds"),
        [
            (r.held, True),
            (r.decides("refused"), False),
            (r.named("first_name", "town"), True),
            (r.named("town"), False),
            (r.filled, True),
            (r.blank, False),
            (r.worth("Ann", "Bea"), True),
            (r.worth("ann"), False),
            (r.sends("first_name"), True),
            (r.sends("last_name"), False),
            (r.sends("town"), False),
            (r.sends("first_name", "Ann"), True),
            (r.sends("first_name", "Bea"), False),
            (r.calls("create", "update"), True),
            (r.calls("get"), False),
            (r.unticked, False),
            (r.keeps_open, False),
            (r.by_customer, False),
            (r.every(r.held, r.filled), True),
            (r.every(r.held, r.blank), False),
            (r.every(), True),
            (r.is_not(r.held), False),
        ],
    )
    def test_hold_or_not(self, condition: r.Condition, holds: bool) -> None:
        assert condition(NAME, a_trace(first_name="Ann", town="")) is holds

    def test_a_decision_is_known_by_its_kind(self) -> None:
        refused = Entry(("decision", "refused", "call"), "No", ())
        assert r.decides("refused")(refused, a_trace())
        assert not r.held(refused, a_trace())

    def test_a_create_has_no_box_that_could_be_unticked(self) -> None:
        unticked = Call(operation="update")
        assert r.unticked(NAME, Trace(unticked, a_world()))
        assert not r.unticked(NAME, Trace(Call(operation="create"), a_world()))


class TestValues:
    def test_dates(self) -> None:
        assert (r.today(NAME, a_trace()), r.yesterday(NAME, a_trace())) == (TODAY, "2025-06-30")

    def test_what_was_sent(self) -> None:
        assert r.sent(NAME, a_trace(first_name="Bea")) == "Bea"
        assert r.sent(NAME, a_trace()) == ""

    @pytest.mark.parametrize(("name", "value"), [("first_name", "Anna"), ("town", "Oban"), ("nonsense", "")])
    def test_what_was_held_before_in_the_profile_or_the_primary_address(self, name: str, value: str) -> None:
        assert r.before(NAME._replace(path=(*PROFILE, name)), a_trace()) == value

    def test_before_a_create_there_was_nothing(self) -> None:
        assert r.before(NAME, Trace(Call(operation="create"), a_world())) == ""
