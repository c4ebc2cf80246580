"""The small pieces of faults: what they write instead of an entry."""

from __future__ import annotations

import pytest

from reference_impl import conditions as c
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
            (r.also_primary("town", "Ayr"), [NAME, Entry(("customers", "1", "addresses", "2", "town"), "Ayr", NAME.rules)]),
        ],
    )
    def test_instead_of_an_entry(self, rewrite: r.Rewrite, written: list[Entry]) -> None:
        assert list(rewrite(NAME, a_trace())) == written

    def test_who_has_no_address_has_no_value_in_it_either(self) -> None:
        nobody = Trace(Call(operation="create"), a_world())
        assert list(r.also_primary("town", "Ayr")(NAME, nobody)) == [NAME]

    def test_the_first_condition_that_holds_chooses(self) -> None:
        rewrite = r.when((c.named("town"), r.nothing), (c.filled, r.instead("1")), (c.held, r.instead("2")))
        assert list(rewrite(NAME, a_trace())) == [NAME._replace(value="1")]
        assert list(rewrite(NAME._replace(value=""), a_trace())) == [NAME._replace(value="2")]
        elsewhere = Entry(("answer", "house"), "", ())
        assert list(rewrite(elsewhere, a_trace())) == [elsewhere]


class TestValues:
    def test_dates(self) -> None:
        assert (r.today(NAME, a_trace()), r.yesterday(NAME, a_trace())) == (TODAY, "2025-06-30")

    @pytest.mark.parametrize(
        ("iso", "days", "shifted"),
        [("2024-02-28", 1, "2024-02-29"), ("2020-12-31", 1, "2021-01-01"), ("2021-01-01T09:30:00", -1, "2020-12-31")],
    )
    def test_dates_some_days_off(self, iso: str, days: int, shifted: str) -> None:
        assert r.days_after(iso, days) == shifted
        assert r.shifted(days)(NAME._replace(value=iso), a_trace()) == shifted

    def test_what_a_call_has_put_down_first(self) -> None:
        trace = a_trace()
        for number, town in (("3", "Wick"), ("1", "Ayr")):
            trace.decide(("customers", "1", "addresses", number, "town"), town)
        assert r.decided_first("town")(NAME, trace) == "Wick"
        assert r.decided_first("county")(NAME, trace) == ""

    def test_what_was_sent(self) -> None:
        assert r.sent(NAME, a_trace(first_name="Bea")) == "Bea"
        assert r.sent(NAME, a_trace()) == ""

    @pytest.mark.parametrize(("name", "value"), [("first_name", "Anna"), ("town", "Oban"), ("nonsense", "")])
    def test_what_was_held_before_in_the_profile_or_the_primary_address(self, name: str, value: str) -> None:
        assert r.before(NAME._replace(path=(*PROFILE, name)), a_trace()) == value

    def test_before_a_create_there_was_nothing(self) -> None:
        assert r.before(NAME, Trace(Call(operation="create"), a_world())) == ""
