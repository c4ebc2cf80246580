"""Secrets taken out of what is recorded."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.drivers.bindings.concealing import concealed

SECRET = "sentinel-abc"


@pytest.mark.parametrize(
    ("value", "secrets", "left"),
    [
        ({"a": [f"x {SECRET} y", {SECRET: 1}]}, [SECRET], {"a": ["x (secret) y", {"(secret)": 1}]}),
        ('say "sentinel\\"', ['"sentinel\\"'], "say (secret)"),
        (f"{SECRET}-and-more", [SECRET, f"{SECRET}-and-more"], "(secret)"),
        ("1234567 stays", ["1234567", ""], "1234567 stays"),
        (None, [SECRET], None),
    ],
    ids=["anywhere", "with quotes", "one part of another", "too short to look for", "nothing"],
)
def test_concealed(value: Any, secrets: list[str], left: Any) -> None:
    assert concealed(value, secrets) == left
