"""What holds for every test."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from conformance.concealing import SECRETS


@pytest.fixture(autouse=True)
def _secrets_apart() -> Iterator[None]:
    """A secret of one test may be an ordinary word in another."""
    with SECRETS.apart():
        yield


@pytest.fixture
def nobody() -> Iterator[str]:
    """The URL of a port that is taken, and where nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}"
