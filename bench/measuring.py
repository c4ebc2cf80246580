"""Measuring: two measures in turn, or one again and again; what is told is the middle one of several."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

Measure = Callable[[], float]
"""Measures once, in whatever it measures."""
TIMES = 5
CONFORMANCE = Path(sys.executable).with_name("conformance")


class Ratio(NamedTuple):
    """What two measures came to, measured in turn: the ratios of the pairs, and the middle one of each."""

    ratios: Sequence[float]
    first: float
    second: float

    @property
    def middle(self) -> float:
        """The middle one of the ratios."""
        return statistics.median(self.ratios)

    @property
    def spread(self) -> str:
        """The least and the greatest."""
        return f"{min(self.ratios):.2f}–{max(self.ratios):.2f}"


def in_turn(first: Measure, second: Measure, pairs: int) -> Ratio:
    """Measure both in turn, so many times, after each was done once to warm up."""
    first(), second()
    measured = [(first(), second()) for _ in range(pairs)]
    ours, theirs = zip(*measured, strict=True)
    return Ratio([one / other for one, other in measured], statistics.median(ours), statistics.median(theirs))


def all_in_turn(measures: Sequence[Measure], times: int = TIMES) -> list[float]:
    """The middle one of each, measured in turn, so many times."""
    measured = [[measure() for measure in measures] for _ in range(times)]
    return [statistics.median(own) for own in zip(*measured, strict=True)]


class Ended(NamedTuple):
    """What a process took: seconds, and the most memory in megabytes."""

    seconds: float
    megabytes: float


def ended(command: Sequence[str | Path], folder: str) -> Ended:
    """Run a process to its end in a folder."""
    # A process counts the memory of the one that started it until it is itself: one of no size starts it.
    begun = [sys.executable, "-S", "-c", _BEGUN, *(str(word) for word in command)]
    done = subprocess.run(begun, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=ENVIRONMENT, text=True, check=False)
    *told, taken = done.stderr.splitlines()
    status, seconds, kilobytes = taken.split()
    assert status in ("0", "1"), f"{command} ended with {status}: {told}"
    return Ended(float(seconds), int(kilobytes) / 1024)


_BEGUN = """
import os, sys, time
begun = time.perf_counter()
child = os.spawnv(os.P_NOWAIT, sys.argv[1], sys.argv[1:])
_, status, used = os.wait4(child, 0)
print(os.waitstatus_to_exitcode(status), time.perf_counter() - begun, used.ru_maxrss, file=sys.stderr)
"""
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""Python as it is usually set up: it keeps its bytecode, and with it the book as read."""


def tell(what: str) -> None:
    """Say on standard error what has been measured."""
    sys.stderr.write(f"measured {what}\n")
    sys.stderr.flush()
