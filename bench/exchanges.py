"""The four measures that run scenarios: in memory and the reference alone, over HTTP and a bare requests.Session."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

import requests

from conformance.book import book
from conformance.drivers.bindings.native import NativeDriver
from conformance.drivers.http import HttpTransport
from conformance.drivers.in_process import driver_of, reference
from conformance.exchanges import Driver, Exchange
from conformance.selection import select
from conformance.session import hold
from reference_impl.clock import system_clock
from reference_impl.hub import Hub
from reference_impl.values import Call, Step

SECRET = "bench"  # of a server that lives for one measurement


class _ListeningHub(Hub):
    calls: list[Call]

    def perform(self, call: Call) -> Step:
        self.calls.append(call)
        return super().perform(call)


@lru_cache(maxsize=1)
def _calls() -> list[Call]:
    """Every call that the whole book makes of the reference; a fresh reference gives the same UCRNs again."""
    hub = _ListeningHub(clock=system_clock)
    hub.calls = []
    _held(driver_of(hub, system_clock, "reference"))
    return hub.calls


def in_memory() -> float:
    """Seconds for every scenario of the book in memory: runner, judge and record included."""
    return _held(reference())[0]


def own_steps() -> float:
    """Seconds for the reference alone to take the same steps."""
    calls = _calls()
    hub = Hub(clock=system_clock)
    begun = time.perf_counter()
    for call in calls:
        hub.perform(call)
    return time.perf_counter() - begun


def over_http() -> float:
    """Seconds for the whole book over loopback HTTP with one connection."""
    with _server() as address:
        driver = NativeDriver(HttpTransport(address), "csa", SECRET)
        seconds, _EXCHANGES[:] = _held(driver)
        driver.close()
    return seconds


def bare_session() -> float:
    """Seconds for the very same exchanges in a bare loop over one requests.Session, answers decoded."""
    with _server() as address, requests.Session() as session:
        headers = {"csa": {"Authorization": f"Bearer {_token(session, address, {'csa': 'csa', 'secret': SECRET})}"}, "nobody": {}}
        begun = time.perf_counter()
        for exchange in _EXCHANGES:
            if exchange.actor not in headers:
                token = _token(session, address, {"ucrn": exchange.actor}, headers["csa"])
                headers[exchange.actor] = {"Authorization": f"Bearer {token}"}
            session.request(exchange.method, address + exchange.path, json=exchange.request, headers=headers[exchange.actor]).json()
        return time.perf_counter() - begun


_EXCHANGES: list[Exchange] = []


def _token(session: requests.Session, address: str, body: dict[str, str], headers: dict[str, str] | None = None) -> str:
    return str(session.post(f"{address}/v2/sessions", json=body, headers=headers).json()["token"])


def _held(driver: Driver) -> tuple[float, list[Exchange]]:
    """Seconds for the whole book, the record on disk included, and every exchange that it has."""
    suite = book()
    with tempfile.TemporaryDirectory() as folder:
        begun = time.perf_counter()
        record = hold(suite, select(suite, ()), driver, folder=Path(folder))
        seconds = time.perf_counter() - begun
        return seconds, [exchange for finding in record.findings for one in finding.observations for exchange in one.exchanges]


@contextmanager
def _server() -> Iterator[str]:
    """A fresh reference in another process; its address."""
    with serving("conformance.cli", "serve", "--port", "0") as address:
        yield address


@contextmanager
def serving(*module: str) -> Iterator[str]:
    """A module that serves in another process, with its arguments; its address."""
    environment = {**os.environ, "CONFORMANCE_CSA_SECRET": SECRET}
    with subprocess.Popen([sys.executable, "-m", *module], stdout=subprocess.PIPE, env=environment, text=True) as process:
        assert process.stdout is not None, "stdout was asked for"
        line = next(line for line in process.stdout if "http://" in line)
        try:
            yield line[line.index("http://") :].split()[0].rstrip("/")
        finally:
            process.terminate()
