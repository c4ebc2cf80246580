"""Moments by which something is to be over: an exchange, a scenario, a run. The nearest one holds for whatever is done meanwhile."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from math import inf
from typing import Final


class Deadline:
    """A moment by which something is to be over."""

    def __init__(self, seconds: float, said: str, clock: Callable[[], float] = time.monotonic) -> None:
        """`seconds` from now, 0 for never; `said` is what is said where it is not over by then."""
        self.said = said
        self._clock = clock
        self._until = clock() + seconds if seconds else inf

    def left(self) -> float:
        """The seconds that are left, never less than 0."""
        return max(0.0, self._until - self._clock())

    def over(self) -> bool:
        """Whether none are left."""
        return self._clock() >= self._until


_NEVER: Final = Deadline(0, "")
_NEAREST: ContextVar[Deadline] = ContextVar("nearest", default=_NEVER)  # nothing in it ever changes


def nearest() -> Deadline:
    """The one that holds here and now; it is never over where there is none."""
    return _NEAREST.get()


@contextmanager
def within(deadline: Deadline) -> Iterator[Deadline]:
    """Meanwhile this deadline holds too; gives the nearest. Threads that are begun meanwhile are given it by whoever begins them."""
    held = _NEAREST.get()
    if held.left() <= deadline.left():
        deadline = held
    token = _NEAREST.set(deadline)
    try:
        yield deadline
    finally:
        _NEAREST.reset(token)
