"""The measures of jobs: seconds for an exchange at a target that takes 50 ms an answer, with one job, with 16 and with 64.

One job would take seven minutes for the whole book, so it is given a sample; what is compared is the time for one exchange.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench.exchanges import SECRET, serving
from conformance.book import book
from conformance.drivers.bindings.native import NativeDriver
from conformance.drivers.http import HttpTransport
from conformance.selection import select
from conformance.session import hold
from conformance.suite import Rule, Scenario

_SAMPLE = 50
"""One job is given every so-manieth scenario."""


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
