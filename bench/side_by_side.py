"""The measures of jobs: seconds for an exchange at a target that takes 50 ms an answer, with one job, with 16 and with 64.

One job would take seven minutes for the whole book, so it is given a sample; what is compared is the time for one exchange.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from conformance.book import book
from conformance.drivers.bindings.native import NativeDriver
from conformance.drivers.http import HttpTransport
from conformance.selection import select
from conformance.session import hold
from conformance.suite import Rule, Scenario

_SECRET = "bench"  # of a server that lives for one measurement
_SAMPLE = 50
"""One job is given every so-manieth scenario."""


def with_jobs(jobs: int) -> Callable[[], float]:
    """A measure: seconds for an exchange, judging and record included; of the whole book where there are several jobs."""

    def measure() -> float:
        with _slow_server() as address, tempfile.TemporaryDirectory() as folder:
            driver = NativeDriver(HttpTransport(address), "csa", _SECRET)
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


@contextmanager
def _slow_server() -> Iterator[str]:
    """A fresh reference in another process that takes 50 ms an answer; its address."""
    environment = {**os.environ, "CONFORMANCE_CSA_SECRET": _SECRET}
    with subprocess.Popen([sys.executable, "-m", "bench.slow"], stdout=subprocess.PIPE, env=environment, text=True) as process:
        assert process.stdout is not None, "stdout was asked for"
        line = next(line for line in process.stdout if "http://" in line)
        try:
            yield line[line.index("http://") :].split()[0].rstrip("/")
        finally:
            process.terminate()
