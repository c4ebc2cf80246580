"""A target that is only eventually consistent: what looks at it waits until the last change has settled."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress

from conformance.deadlines import wait
from conformance.exchanges import Answer, Asked, Driver, Exchange

_LOOKS = frozenset({"get", "hub-record", "read-case", "reopen-edit-form"})


class Settling:
    """Another driver, whose looks come no sooner than `seconds` after the last change."""

    def __init__(
        self,
        driver: Driver,
        seconds: float,
        clock: Callable[[], float] = time.monotonic,
        wait: Callable[[float], object] = time.sleep,
    ) -> None:
        self.target = driver.target
        self._driver, self._seconds, self._clock, self._wait = driver, seconds, clock, wait
        self._changed = float("-inf")
        self._lock = threading.Lock()

    def perform(self, asked: Asked) -> tuple[Answer, tuple[Exchange, ...]]:
        """Ask, after a wait where there is something to wait for."""
        if asked.operation in _LOOKS:
            left = self._changed + self._seconds - self._clock()
            if left > 0:
                with suppress(TimeoutError):  # whatever is asked then is not sent any more, which says why
                    wait(left, left, self._wait)
            return self._driver.perform(asked)
        try:
            return self._driver.perform(asked)
        finally:
            with self._lock:  # of two threads it is the later change that has to settle
                self._changed = max(self._changed, self._clock())

    def close(self) -> None:
        """Let go of the other one's connections."""
        self._driver.close()
