"""Nothing is lost: runs that end at any moment can be read and taken up again, and nothing is sent twice without being marked."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from tests.killing import kills

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")


def test_two_hundred_runs_that_are_killed_at_random_moments(tmp_path: Path) -> None:
    seen = kills(200, 7, tmp_path)
    assert seen["killed"] >= 200
    assert seen["resumed"] > 100
    assert seen["scenarios begun twice"] == seen["of them marked"] > 100
    assert seen["requests marked"] > seen["scenarios begun twice"]


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM], ids=lambda by: by.name)
def test_runs_that_are_interrupted_at_random_moments(by: signal.Signals, tmp_path: Path) -> None:
    seen = kills(15, 11, tmp_path, by)
    assert seen["scenarios begun twice"] == seen["of them marked"]
    assert seen["resumed"] > 5
