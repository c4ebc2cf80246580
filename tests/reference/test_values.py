"""What a call is when nothing more is said, and that nobody can change what is held."""

from __future__ import annotations

import pytest

from reference_impl.values import Actor, Address, Call, Customer
from tests.reference import a_customer, an_address


def test_who_is_not_said_to_be_anybody_is_not_signed_in() -> None:
    assert (Actor().csa, Actor().ucrn, Actor().unknown) == (False, "", False)
    assert Call(operation="create").actor == Actor()


def test_a_call_is_of_the_supported_version_with_both_boxes_unticked() -> None:
    call = Call(operation="update")
    assert (call.integration_version, call.settings.ignore_empty_entries, call.settings.keep_empty_end_dates) == ("V2", False, False)


@pytest.mark.parametrize(("held", "name"), [(a_customer(), "ucrn"), (a_customer(), "addresses"), (an_address("1"), "primary")])
def test_a_record_cannot_be_changed_in_passing(held: Customer | Address, name: str) -> None:
    with pytest.raises(AttributeError):
        setattr(held, name, "other")
