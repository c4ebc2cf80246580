"""The measures of jobs: seconds for an exchange at a target that takes 50 ms an answer, with one job, with 16 and with 64.

One job would take seven minutes for the whole book, so it is given a sample; what is compared is the time for one exchange.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench.exchanges import SECRET, serving
from bench.measuring import TIMES, in_turn, tell
from conformance.book import book
from conformance.drivers.bindings.native import NativeDriver
from conformance.drivers.http import HttpTransport
from conformance.renderers.tables import markdown_table
from conformance.selection import select
from conformance.session import hold
from conformance.suite import Rule, Scenario

_SAMPLE = 50
"""One job is given every so-manieth scenario."""


def section() -> str:
    """How many times as fast as one job several are, at a target that takes 50 ms an answer."""
    rows: list[list[str | int]] = []
    for jobs, limit in ((16, 15), (64, 45)):
        found = in_turn(with_jobs(1), with_jobs(jobs), TIMES)
        verdict = "reached" if found.middle >= limit else "**not reached**"
        alone, several = f"{found.first * 1000:.2f}", f"{found.second * 1000:.2f}"
        rows.append([f"{jobs} jobs", f"{found.middle:.1f}", found.spread, limit, verdict, alone, several])
        tell(f"{jobs} jobs")
    table = markdown_table(["", "times as fast as one", "spread", "at least", "", "one job: ms an exchange", "several"], rows)
    return f"{table}\n\nMedians of {TIMES} pairs."


def with_jobs(jobs: int) -> Callable[[], float]:
    """A measure: seconds for an exchange, judging and record included; of the whole book where there are several jobs."""

    def measure() -> float:
        with serving("bench.slow") as address, tempfile.TemporaryDirectory() as folder:
            driver = NativeDriver(HttpTransport(address), "csa", SECRET)
            begun = time.perf_counter()
            record = hold(book(), _everything() if jobs > 1 else _sample(), driver, folder=Path(folder), jobs=lambda: jobs)
            seconds = time.perf_counter() - begun
            driver.close()
            return seconds / sum(len(one.exchanges) for finding in record.findings for one in finding.observations)

    return measure


def _everything() -> list[tuple[Rule, Scenario]]:
    return select(book(), ())


def _sample() -> list[tuple[Rule, Scenario]]:
    usual = [pair for pair in _everything() if not any(act.kind == "save-every-id" for act in pair[1].acts())]
    return usual[::_SAMPLE]
