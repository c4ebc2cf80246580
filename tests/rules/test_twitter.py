"""The Twitter account, which an update adds, changes, keeps or removes (L66)."""

from __future__ import annotations

import pytest

from reference_impl.readings import DEFAULTS, chosen
from reference_impl.rules.twitter import created, decide_alone, updated
from reference_impl.sent import BLANK, Sent
from tests.reference import MANDATORY
from tests.rules import LEFT_OUT, a_trace, a_world, sents

ONE_FORM = chosen({"twitter.at-sign": "one form"})


@pytest.mark.parametrize(
    ("sent", "held", "ticked", "value", "chief"),
    [
        (Sent("ann"), "", True, "ann", "twitter.added"),
        (Sent("ann"), "", False, "ann", "twitter.added"),
        (Sent("ann"), "old", True, "ann", "twitter.changed"),
        (BLANK, "old", False, "", "twitter.removed"),
        (BLANK, "old", True, "old", "twitter.kept"),
        (LEFT_OUT, "old", False, "old", "twitter.kept"),
    ],
)
def test_what_an_update_makes_of_it(sent: Sent, held: str, ticked: bool, value: str, chief: str) -> None:
    account, rules = updated(sent, held, ticked, DEFAULTS)
    assert (account, rules[0]) == (value, chief)


def test_the_box_is_a_reason_too() -> None:
    assert "ignore-empty.off-clears-profile" in updated(BLANK, "old", False, DEFAULTS)[1]
    assert "ignore-empty.on-keeps-profile" in updated(BLANK, "old", True, DEFAULTS)[1]


def test_with_an_at_sign_it_is_kept_as_sent_or_brought_to_one_form() -> None:
    for decided in (updated(Sent("@ann"), "", True, DEFAULTS), created(Sent("@ann"), DEFAULTS)):
        assert decided[0] == "@ann"
        assert "twitter.at-sign" in decided[1]
    with_sign, without = (updated(Sent(text), "", True, ONE_FORM)[0] for text in ("@ann", "ann"))
    assert with_sign == without
    assert created(Sent("@ann"), ONE_FORM)[0] == without


def test_a_new_customer_without_one_has_none() -> None:
    assert created(BLANK, DEFAULTS) == ("", ("create.stores-fields",))


class TestAlone:
    def says_so(self, ticked: bool = True, **entries: str) -> bool:
        trace = a_trace(a_world())
        decide_alone(trace, sents({**MANDATORY, **entries}), ticked)
        return [entry.rules for entry in trace.entries] == [("twitter.alone",)]

    def test_nothing_else_changes_where_a_ticked_update_gives_nothing_else(self) -> None:
        assert self.says_so(twitter="ann")
        assert self.says_so(twitter="ann", phone_number="", street="")

    def test_it_says_nothing_of_any_other_update(self) -> None:
        assert not self.says_so(twitter="ann", phone_number="1")
        assert not self.says_so(twitter="")
        assert not self.says_so(ticked=False, twitter="ann")
