"""What an update and a create say of the calls beside them."""

from __future__ import annotations

from reference_impl.rules.concurrent import decide_reach, decide_ucrn
from tests.reference import a_customer
from tests.rules import a_trace, a_world


def test_a_new_ucrn_is_unlike_any_other() -> None:
    first = decide_ucrn(a_trace(a_world(), "create"))
    second = decide_ucrn(a_trace(a_world(a_customer(first)), "create"))
    assert first != second
    assert first.isdigit()


def test_by_which_rules() -> None:
    trace = a_trace(a_world(), "create")
    decide_ucrn(trace)
    assert trace.entries[0].rules == ("create.distinct", "concurrent.distinct-ucrn")


def test_an_update_reaches_its_customer_alone_and_loses_nothing() -> None:
    trace = a_trace(a_world(a_customer()))
    decide_reach(trace)
    assert [entry.rules for entry in trace.entries] == [
        ("update.only-that-customer", "concurrent.isolated"),
        ("concurrent.no-lost-update", "update.twice-is-once"),
    ]
