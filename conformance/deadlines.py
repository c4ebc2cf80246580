"""Moments by which something is to be over: an exchange, a scenario, a run. The nearest one holds for whatever is done meanwhile.

A thread that is begun meanwhile does not know of them, unless whoever begins it hands them on (`at_once` does).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from math import inf
from operator import attrgetter
from typing import Final

A_SCENARIO: Final = 900.0
"""Seconds for a scenario, if nobody says otherwise. One that saves every ID of a list makes some 500 exchanges; a target that is slow, and
answers each of them in one second and a half, is not to be called unreachable."""


class Deadline:
    """A moment by which something is to be over."""

    def __init__(self, seconds: float, said: str, clock: Callable[[], float] = time.monotonic, *, patient: bool = False) -> None:
        """`seconds` from now, 0 for never; `said` is what is said where it is not over by then.

        A `patient` one does not count what is waited because that was agreed with the target.
        """
        self.said = said
        self.until = clock() + seconds if seconds else inf
        self._clock, self._patient = clock, patient

    def left(self) -> float:
        """The seconds that are left, never less than 0."""
        return max(0.0, self.until - self._clock())

    def over(self) -> bool:
        """Whether none are left."""
        return self._clock() >= self.until

    def agreed(self, seconds: float) -> None:
        """Do not count these, if it is patient."""
        if self._patient:
            self.until += seconds


NEVER: Final = Deadline(0, "")
_HELD: ContextVar[tuple[Deadline, ...]] = ContextVar("held", default=(NEVER,))


def of_a_scenario(seconds: float) -> Deadline:
    """The one of a scenario that begins now. Waiting for the pace that was agreed is not the scenario's fault, and is not counted."""
    said = f"the scenario was not at its end after {seconds:g} s; if the target is only slow, give it longer with --scenario-deadline"
    return Deadline(seconds, said, patient=True)


def of_a_run(seconds: float) -> Deadline:
    """The one of a run that begins now."""
    return Deadline(seconds, f"the run was not at its end after {seconds:g} s, which are all that it has by --deadline")


def nearest() -> Deadline:
    """The one that holds here and now; it is never over where there is none."""
    return min(_HELD.get(), key=attrgetter("until"))


@contextmanager
def within(deadline: Deadline) -> Iterator[None]:
    """Meanwhile this deadline holds too."""
    token = _HELD.set((*_HELD.get(), deadline))
    try:
        yield
    finally:
        _HELD.reset(token)


def wait(seconds: float, agreed: float, sleep: Callable[[float], object]) -> None:
    """Sleep so long, but no longer than to the nearest deadline; raises TimeoutError where that is over.

    `agreed` are the seconds of them for which we wait by ourselves, and not because the target is late.
    """
    for deadline in _HELD.get():
        deadline.agreed(agreed)
    left = nearest().left()
    if left:
        sleep(min(seconds, left))
    if left < seconds:
        raise TimeoutError
