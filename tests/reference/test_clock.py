"""The hub's clock, which tests and servers can set."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from reference_impl.clock import FixedClock, system_clock
from tests.reference import NOON


def test_the_machines_time_comes_with_its_offset() -> None:
    before = datetime.now(UTC)
    assert before <= system_clock() <= datetime.now(UTC)
    assert system_clock().utcoffset() == timedelta(0)


def test_a_fixed_clock_stands_still_until_it_is_moved() -> None:
    clock = FixedClock(NOON)
    assert clock() == clock() == NOON
    clock.advance(timedelta(hours=13))
    assert clock() == datetime(2025, 7, 2, 1, tzinfo=UTC)
    clock.set(NOON)
    assert clock() == NOON


def test_it_takes_no_time_without_an_offset() -> None:
    naive = NOON.replace(tzinfo=None)
    with pytest.raises(ValueError, match="a clock needs a time with an offset"):
        FixedClock(naive)
    clock = FixedClock(NOON)
    with pytest.raises(ValueError, match="a clock needs a time with an offset"):
        clock.set(naive)
    assert clock() == NOON
