"""The e-mail that no update changes (L49, L52)."""

from __future__ import annotations

import pytest

from reference_impl.rules.email import problem_of_update, updated
from reference_impl.sent import BLANK, Sent
from reference_impl.values import Problem
from tests.rules import LEFT_OUT, a_trace, a_world

HELD = "ann@example.org"


@pytest.mark.parametrize("ticked", [True, False])
@pytest.mark.parametrize("sent", [BLANK, LEFT_OUT, Sent("other@example.org"), Sent("ANN@example.org"), Sent(HELD)])
def test_it_stays_whatever_is_sent(sent: Sent, ticked: bool) -> None:
    value, rules = updated(sent, HELD, ticked)
    assert (value, rules[0]) == (HELD, "email.unchanged")


def test_a_blank_one_stays_for_two_reasons() -> None:
    assert updated(BLANK, HELD, ticked=True)[1] == ("email.unchanged", "ignore-empty.on-keeps-profile")
    assert updated(BLANK, HELD, ticked=False)[1] == ("email.unchanged", "ignore-empty.exceptions")


@pytest.mark.parametrize("text", ["other@example.org", "ANN@example.org", " "])
def test_another_one_refuses_the_update_or_is_left_out(text: str) -> None:
    refusing, saving = a_trace(a_world()), a_trace(a_world(readings={"email.rest-of-update": "saved"}))
    assert problem_of_update(refusing, Sent(text), HELD) == Problem("email_address", "cannot be changed by an update")
    assert problem_of_update(saving, Sent(text), HELD) is None
    assert [entry.path[1] for entry in (*refusing.entries, *saving.entries)] == ["refused", "left out"]
    assert {entry.rules for entry in (*refusing.entries, *saving.entries)} == {("email.rest-of-update", "email.unchanged")}


@pytest.mark.parametrize("sent", [BLANK, LEFT_OUT, Sent(HELD)])
def test_a_blank_one_and_the_one_held_are_no_change(sent: Sent) -> None:
    trace = a_trace(a_world())
    assert problem_of_update(trace, sent, HELD) is None
    assert trace.entries == []


def test_a_first_one_is_a_change_as_well() -> None:
    assert problem_of_update(a_trace(a_world()), Sent(HELD), "") is not None
