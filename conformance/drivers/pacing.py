"""Not more requests than agreed, and none while the target asks for patience."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import MAXYEAR, MINYEAR, datetime
from email.utils import parsedate_to_datetime
from typing import Final

from conformance.deadlines import nearest, wait
from conformance.drivers.transport import Incoming, UnreachableError

_TOO_MANY: Final = 429
_UNAVAILABLE: Final = 503
_FIRST_WAIT: Final = 1.0
"""Seconds to wait for a target that says 429 and not how long; each further time twice as many."""
_LEAST_WAIT: Final = 0.1
"""Likewise for one that says how long, and says nothing to speak of again and again."""
_NO_LIMIT: Final = float("inf")


class Pace:
    """Gives out turns: as many a second as agreed, and none before the moment until which all is put off. Threads share it.

    A target that asks to wait is asked by half as many at the same time from then on. Otherwise all of them would come again in the
    same moment, and the same one might be turned away again and again until its patience is over.
    """

    def __init__(self, a_second: float, clock: Callable[[], float] = time.monotonic, sleep: Callable[[float], object] = time.sleep) -> None:
        """`a_second` 0 is no limit. `clock` and `sleep` count in seconds."""
        self._apart = 1 / a_second if a_second else 0.0
        self._clock, self._sleep = clock, sleep
        self._next = self._until = 0.0
        self._put_off = 0
        self._under_way, self._most = 0, _NO_LIMIT
        self._lock = threading.Lock()
        self._fewer = threading.Condition(self._lock)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for the next turn; it lasts as long as the block. Raises TimeoutError where it does not come before the nearest deadline."""
        left = nearest().left()
        with self._lock:
            if not self._fewer.wait_for(lambda: self._under_way < self._most, None if left == _NO_LIMIT else left):
                raise TimeoutError
            self._under_way += 1
        try:
            self._wait()
            yield
        finally:
            with self._lock:
                self._under_way -= 1
                if self._most < _NO_LIMIT:  # otherwise nobody waits, and to look for them is a switch among greenlets
                    self._fewer.notify()

    def _wait(self) -> None:
        while self._apart or self._next:
            with self._lock:
                now, put_off, until = self._clock(), self._put_off, self._until
                at = max(now, self._next)
                self._next = at + self._apart
            if at > now:
                wait(at - now, at - max(now, until), self._sleep)
            if put_off == self._put_off:
                return  # otherwise somebody was asked to wait meanwhile, and all turns are given out anew

    def put_off(self, seconds: float) -> None:
        """Let nobody have a turn for so long."""
        with self._lock:
            now = self._clock()
            if now >= self._until:  # the answers to what was sent at the same time are one refusal
                self._most = max(1, min(self._most, self._under_way) // 2)
            self._until = max(self._until, now + seconds)
            self._next = max(self._until, now + self._apart)
            self._put_off += 1


def patiently(pace: Pace, patience: float, what: str, once: Callable[[], Incoming]) -> Incoming:
    """What finally comes back, the answers that only ask to wait left out; `once` sends, and may be called again after one of those.

    `patience` are the seconds that are waited at the most, `what` names the request. Raises UnreachableError where that is not enough, or
    the nearest deadline comes first: that a target has too much to do says nothing of its rules.
    """
    waited, times = 0.0, 0
    while True:
        try:
            with pace.turn():
                came = once()
        except TimeoutError:
            raise UnreachableError(f"{what}: {nearest().said}") from None
        seconds = wait_asked_for(came.status, came.headers.get("Retry-After", ""), came.headers.get("Date", ""), came.received, times)
        if seconds is None:
            return came
        if waited + seconds > patience:
            raise UnreachableError(
                f"{what}: the target asks to wait for {seconds:g} s ({came.status}), and the suite, which has waited {waited:g} s, waits "
                f"{patience:g} s at the most; ask more slowly with --requests-a-second, or wait longer with --patience"
            )
        waited += seconds
        times += 1
        pace.put_off(seconds)


def wait_asked_for(status: int, retry_after: str, date: str, now: float, times: int) -> float | None:
    """The seconds for which an answer asks to wait; None for one that is an answer to what was asked.

    That is any 429, and a 503 that says how long: both say that nothing was done. `retry_after` and `date` are the headers (seconds or an
    HTTP date; blank for none), `now` our own clock for a target that tells no date, `times` how often it has asked for the same request.
    """
    told = _seconds(retry_after, date, now)
    if status == _TOO_MANY and told is None:
        return _FIRST_WAIT * float(2**times)
    if status in (_TOO_MANY, _UNAVAILABLE) and told is not None:
        return max(told, _LEAST_WAIT * float(2**times))
    return None


def _seconds(retry_after: str, date: str, now: float) -> float | None:
    if retry_after.strip().isdecimal():
        return float(retry_after)
    moment = timestamp(retry_after)
    if moment is None:
        return None
    shown = timestamp(date)
    return max(0.0, moment - (now if shown is None else shown))


def timestamp(date: str) -> float | None:
    """An HTTP date in seconds since 1970; None for what is none."""
    try:
        moment = parsedate_to_datetime(date)
        return moment.timestamp() if is_clock(moment) else None
    except (ValueError, TypeError, OverflowError):
        return None


def is_clock(moment: datetime) -> bool:
    """Whether a clock can be taken to show this: what is a little before it and after it must have a date as well."""
    return MINYEAR + 1 < moment.year < MAXYEAR - 1
