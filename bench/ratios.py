"""The ratios that have a figure to reach: ours to a measure of the same work."""

from __future__ import annotations

import sys
import tempfile

from bench import exchanges, loads, walks
from bench.measuring import CONFORMANCE, Measure, ended, in_turn, tell
from conformance.renderers.tables import markdown_table

_PAIRS = 7
_TESTING = "import pytest, hypothesis"
_TESTING = "import pytest, hypothesis"


def section() -> str:
    """A table of them."""
    rows: list[list[str | int]] = []
    for name, limit, first, second, pairs in _comparisons():
        found = in_turn(first, second, pairs)
        verdict = "reached" if found.middle <= limit else "**not reached**"
        middle, ours, measure = f"{found.middle:.2f}", f"{found.first * 1000:.0f}", f"{found.second * 1000:.0f}"
        rows.append([name, middle, found.spread, f"{limit:g}", verdict, ours, measure])
        tell(name)
    table = markdown_table(["ours to the measure", "ratio", "spread", "at most", "", "ours, ms", "measure, ms"], rows)
    return f"{table}\n\nMedians of {_PAIRS} pairs or more."


def _comparisons() -> list[tuple[str, float, Measure, Measure, int]]:
    return [
        ("conformance --help : import argparse", 4, _process(CONFORMANCE, "--help"), _python("import argparse"), _PAIRS * 2),
        ("conformance --version : import argparse", 4, _process(CONFORMANCE, "--version"), _python("import argparse"), _PAIRS * 2),
        (
            "conformance run, cold : import pytest, hypothesis",
            5,
            _process(CONFORMANCE, "run"),
            _python(_TESTING),
            _PAIRS,
        ),
        ("scenarios in memory : the reference's own steps", 4, exchanges.in_memory, exchanges.own_steps, _PAIRS),
        ("run over HTTP : requests.Session, same exchanges", 0.75, exchanges.over_http, exchanges.bare_session, _PAIRS),
        ("load of judging users : bare FastHttpUser, same requests", 1.25, loads.judged, loads.bare, _PAIRS),
        ("explorer in memory : Hypothesis drawing alone", 2, walks.walked, walks.drawn, _PAIRS),
    ]


def _python(code: str) -> Measure:
    return _process(sys.executable, "-c", code)


def _process(*command: object) -> Measure:
    def measure() -> float:
        with tempfile.TemporaryDirectory() as folder:
            return ended([str(word) for word in command], folder).seconds

    return measure
