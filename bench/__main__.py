"""`make bench`: measure, print each ratio beside the figure to reach. Never fails for being slow; it only tells."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench import exchanges, loads, side_by_side, walks
from conformance.renderers.tables import table

_PAIRS = 7
_PAIRS_OF_JOBS = 5
_ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""Python as it is usually set up: it keeps its bytecode, and with it the book as read."""
_CONFORMANCE = Path(sys.executable).with_name("conformance")

Measure = Callable[[], float]


def main() -> None:
    """Print the table of ratios."""
    rows: list[list[str | int]] = []
    for name, limit, first, second, pairs in _comparisons():
        ratios, ours, theirs = _ratio(first, second, pairs)
        middle = statistics.median(ratios)
        verdict = "reached" if middle <= limit else "NOT REACHED"
        rows.append(
            [
                name,
                f"{middle:.2f}",
                f"{min(ratios):.2f}–{max(ratios):.2f}",
                f"{limit:g}",
                verdict,
                f"{ours * 1000:.0f}",
                f"{theirs * 1000:.0f}",
            ]
        )
        print(f"measured {name}", file=sys.stderr)  # noqa: T201  # progress of a command
    print(table(["ours to the measure", "ratio", "spread", "at most", "", "ours ms", "measure ms"], rows))  # noqa: T201  # a command's answer
    print(f"\n{_side_by_side()}")  # noqa: T201  # a command's answer
    print(f"\nMedians of {_PAIRS} pairs measured in turn, on this machine, in this run.")  # noqa: T201  # a command's answer


def _comparisons() -> list[tuple[str, float, Measure, Measure, int]]:
    return [
        ("conformance --help : import argparse", 4, _process(_CONFORMANCE, "--help"), _python("import argparse"), _PAIRS * 2),
        ("conformance --version : import argparse", 4, _process(_CONFORMANCE, "--version"), _python("import argparse"), _PAIRS * 2),
        (
            "conformance run, cold : import pytest, hypothesis",
            5,
            _process(_CONFORMANCE, "run"),
            _python("import pytest, hypothesis"),
            _PAIRS,
        ),
        ("scenarios in memory : the reference's own steps", 4, exchanges.in_memory, exchanges.own_steps, _PAIRS),
        ("run over HTTP : requests.Session, same exchanges", 0.75, exchanges.over_http, exchanges.bare_session, _PAIRS),
        ("load of judging users : bare FastHttpUser, same requests", 1.25, loads.judged, loads.bare, _PAIRS),
        ("explorer in memory : Hypothesis drawing alone", 2, walks.walked, walks.drawn, _PAIRS),
    ]


def _side_by_side() -> str:
    """How many times as fast as one job several are, at a target that takes 50 ms an answer."""
    rows: list[list[str | int]] = []
    for jobs, limit in ((16, 15), (64, 45)):
        ratios, one, several = _ratio(side_by_side.with_jobs(1), side_by_side.with_jobs(jobs), _PAIRS_OF_JOBS)
        middle = statistics.median(ratios)
        spread = f"{min(ratios):.1f}–{max(ratios):.1f}"
        verdict = "reached" if middle >= limit else "NOT REACHED"
        rows.append([f"{jobs} jobs", f"{middle:.1f}", spread, limit, verdict, f"{one * 1000:.2f}", f"{several * 1000:.2f}"])
        print(f"measured {jobs} jobs", file=sys.stderr)  # noqa: T201  # progress of a command
    return table(["at 50 ms an answer", "times as fast as one", "spread", "at least", "", "one: ms an exchange", "several"], rows)


def _ratio(first: Measure, second: Measure, pairs: int) -> tuple[list[float], float, float]:
    """Measure both in turn after one warm-up of each: the ratio pair by pair, and the two medians."""
    first(), second()
    measured = [(first(), second()) for _ in range(pairs)]
    ours, theirs = zip(*measured, strict=True)
    return [one / other for one, other in measured], statistics.median(ours), statistics.median(theirs)


def _python(code: str) -> Measure:
    return _process(sys.executable, "-c", code)


def _process(*command: str | Path) -> Measure:
    def measure() -> float:
        with tempfile.TemporaryDirectory() as folder:
            begun = time.perf_counter()
            subprocess.run([str(word) for word in command], cwd=folder, check=True, stdout=subprocess.DEVNULL, env=_ENVIRONMENT)
            return time.perf_counter() - begun

    return measure


if __name__ == "__main__":
    main()
