"""What holds for every test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from conformance.concealing import SECRETS


@pytest.fixture(autouse=True)
def _secrets_apart() -> Iterator[None]:
    """A secret of one test may be an ordinary word in another."""
    with SECRETS.apart():
        yield
