"""Where requests that are to be sent at the same time wait for each other: connected already, and not yet sent."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

PATIENCE: Final = 5.0
"""Seconds after which nobody is waited for any longer."""


class Meeting:
    """So many who go on together. One who will not come leaves, and is not waited for."""

    def __init__(self, expected: int) -> None:
        self._left = expected
        self._all_there = threading.Event()
        self._lock = threading.Lock()

    @contextmanager
    def joined(self) -> Iterator[None]:
        """What this thread does meanwhile belongs to the meeting, up to its first request."""
        _HERE.meeting = self
        try:
            yield
        finally:
            if _taken():
                self._arrived()

    def _arrived(self) -> None:
        with self._lock:
            self._left -= 1
            if not self._left:
                self._all_there.set()

    def arrive(self) -> None:
        """Wait until all are there, or have left."""
        self._arrived()
        self._all_there.wait(PATIENCE)


class _Here(threading.local):
    meeting: Meeting | None = None


_HERE = _Here()


def _taken() -> Meeting | None:
    """The meeting of this thread, which is over for it."""
    meeting, _HERE.meeting = _HERE.meeting, None
    return meeting


def expected() -> bool:
    """Whether this thread is to meet others before its next request."""
    return _HERE.meeting is not None


def meet() -> None:
    """Wait for the others, where this thread is to meet some; only once."""
    if meeting := _taken():
        meeting.arrive()


@contextmanager
def aside() -> Iterator[None]:
    """What this thread sends meanwhile, such as a sign-in, is not what the others wait for."""
    meeting = _taken()
    try:
        yield
    finally:
        _HERE.meeting = meeting
