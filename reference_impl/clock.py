"""The hub's clock: a function without arguments that gives the present moment, with its offset."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """The machine's own time."""
    return datetime.now(UTC)


class FixedClock:
    """A clock that stands still until it is moved.

    Takes an aware datetime; raises ValueError for a naive one, which could mean any moment.
    """

    def __init__(self, now: datetime) -> None:
        self.set(now)

    def __call__(self) -> datetime:
        """The moment at which it stands."""
        return self._now

    def set(self, now: datetime) -> None:
        """Put it to that moment."""
        if now.tzinfo is None:
            raise ValueError("a clock needs a time with an offset")
        self._now = now

    def advance(self, by: timedelta) -> None:
        """Put it forward."""
        self._now += by
