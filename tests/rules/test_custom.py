"""Which names are custom fields (L69)."""

from __future__ import annotations

import pytest

from reference_impl.rules.custom import FIELDS, is_none_of_the_28


def test_there_are_28() -> None:
    assert len(FIELDS) == 28
    assert {"custom_1", "custom_9", "custom_10", "custom_28"} <= FIELDS


@pytest.mark.parametrize("name", ["custom_0", "custom_29", "custom_01", "custom_", "custom_1 ", "custom_1_2", "custom_-1", "custom_280"])
def test_what_only_looks_like_one_is_none(name: str) -> None:
    assert is_none_of_the_28(name)


@pytest.mark.parametrize("name", ["custom_1", "custom_28", "phone_number", "Custom_29", "custom"])
def test_one_of_them_and_any_other_name_is_not_meant(name: str) -> None:
    assert not is_none_of_the_28(name)
