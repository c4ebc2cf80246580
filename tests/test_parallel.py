"""The same work on many things: in order, in this process or in several, and an error ends it."""

from __future__ import annotations

import math
import os

import pytest

from conformance.parallel import spread


def process_of(_: int) -> int:
    return os.getpid()


@pytest.mark.parametrize("jobs", [1, 2])
def test_results_come_in_the_order_of_the_things(jobs: int) -> None:
    done: list[int] = []
    assert spread(abs, [-3, 1, -2], jobs, lambda: done.append(1)) == [3, 1, 2]
    assert len(done) == 3


def test_one_job_is_this_process_and_several_are_others() -> None:
    assert set(spread(process_of, [1, 2], 1)) == {os.getpid()}
    assert os.getpid() not in spread(process_of, [1, 2], 2)


def test_nothing_is_soon_done() -> None:
    assert spread(abs, []) == []


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_error_is_the_callers(jobs: int) -> None:
    with pytest.raises(ValueError, match="math domain"):
        spread(math.sqrt, [1.0, -1.0], jobs)
