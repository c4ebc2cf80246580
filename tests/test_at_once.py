"""The same work at the same time."""

from __future__ import annotations

import threading

import pytest

from conformance.at_once import at_once
from tests.serving import PATIENCE


def test_results_come_in_the_order_of_the_things() -> None:
    assert at_once(abs, [-3, 1, -2]) == [3, 1, 2]


def test_all_are_under_way_at_once() -> None:
    barrier = threading.Barrier(8)
    assert sorted(at_once(lambda _: barrier.wait(PATIENCE), range(8))) == list(range(8))


def test_an_error_is_the_callers() -> None:
    with pytest.raises(ZeroDivisionError):
        at_once(lambda number: 1 // number, [1, 0, 2])
