"""What becomes of an entry without a value, by the check box (L63)."""

from __future__ import annotations

import pytest

from reference_impl.readings import DEFAULTS, chosen
from reference_impl.rules.ignore_empty import absent, resolved
from reference_impl.sent import BLANK, Sent
from tests.rules import ABSENT


@pytest.mark.parametrize(
    ("ticked", "whose", "value", "rule"),
    [
        (True, "profile", "held", "ignore-empty.on-keeps-profile"),
        (True, "address", "held", "ignore-empty.on-keeps-address"),
        (False, "profile", "", "ignore-empty.off-clears-profile"),
        (False, "address", "", "ignore-empty.off-clears-address"),
    ],
)
def test_the_box_decides(ticked: bool, whose: str, value: str, rule: str) -> None:
    assert resolved(BLANK, "held", ticked, whose) == (value, (rule,))


def test_what_the_entry_rests_on_is_told_as_well() -> None:
    spaces = Sent("", rules=("ignore-empty.whitespace",))
    assert resolved(spaces, "held", False, "profile") == ("", ("ignore-empty.off-clears-profile", "ignore-empty.whitespace"))


@pytest.mark.parametrize("ticked", [True, False])
def test_what_is_no_part_of_the_call_is_kept_whatever_the_box(ticked: bool) -> None:
    left_out = Sent("", part=False, rules=("location.range",))
    assert resolved(left_out, "held", ticked, "profile") == ("held", ("location.range",))


def test_an_entry_that_is_not_sent_is_blank_or_no_part_of_the_call() -> None:
    assert absent(DEFAULTS, ticked=False) == ABSENT
    kept = absent(chosen({"ignore-empty.absent-entry": "kept"}), ticked=False)
    assert (kept.part, kept.rules) == (False, ("ignore-empty.absent-entry",))


def test_with_the_box_ticked_both_come_to_the_same() -> None:
    assert absent(DEFAULTS, ticked=True) == absent(chosen({"ignore-empty.absent-entry": "kept"}), ticked=True) == BLANK
