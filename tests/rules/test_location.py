"""The location: one of five at creation, and never lost by an update (L23, L61)."""

from __future__ import annotations

import pytest

from reference_impl.readings import chosen
from reference_impl.rules.location import created, updated
from reference_impl.sent import BLANK, Sent
from tests.rules import LEFT_OUT


@pytest.mark.parametrize(("reading", "value"), [("1", "1"), ("3", "3"), ("blank", "")])
def test_blank_at_creation_it_is_what_the_reading_says(reading: str, value: str) -> None:
    assert created(BLANK, chosen({"create.location-default": reading})) == (value, ("create.location-default",))


def test_given_at_creation_it_is_saved_like_any_field() -> None:
    value, rules = created(Sent("4", rules=("location.range",)), chosen({}))
    assert (value, rules) == ("4", ("create.stores-fields", "location.range"))


@pytest.mark.parametrize("sent", [BLANK, LEFT_OUT])
@pytest.mark.parametrize("held", ["5", "1", ""])
@pytest.mark.parametrize("ticked", [True, False])
def test_an_update_without_a_value_keeps_it(sent: Sent, held: str, ticked: bool) -> None:
    value, rules = updated(sent, held, ticked)
    assert (value, rules[0]) == (held, "location.kept")


def test_unticked_it_is_an_exception_and_ticked_it_is_not() -> None:
    assert updated(BLANK, "5", ticked=False)[1] == ("location.kept", "ignore-empty.exceptions")
    assert updated(BLANK, "5", ticked=True)[1] == ("location.kept", "ignore-empty.on-keeps-profile")


@pytest.mark.parametrize("ticked", [True, False])
def test_an_update_with_a_value_changes_it(ticked: bool) -> None:
    assert updated(Sent("2"), "5", ticked) == ("2", ("location.changed", "update.stores-fields"))
