"""The measures that run scenarios: in memory and the reference alone; over HTTP, and the same exchanges in bare loops."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import requests
import urllib3

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
    held(driver_of(hub, system_clock, "reference"))
    return hub.calls


def in_memory() -> float:
    """Seconds for every scenario of the book in memory: runner, judge and record included."""
    return held(reference()).seconds


def own_steps() -> float:
    """Seconds for the reference alone to take the same steps."""
    calls = _calls()
    hub = Hub(clock=system_clock)
    begun = time.perf_counter()
    for call in calls:
        hub.perform(call)
    return time.perf_counter() - begun


def over_http(jobs: int = 1) -> float:
    """Seconds for the whole book over loopback HTTP, with a connection for each job."""
    with server() as address:
        driver = NativeDriver(HttpTransport(address), "csa", SECRET)
        done = held(driver, jobs)
        driver.close()
    if jobs == 1:
        _EXCHANGES[:] = done.exchanges
    return done.seconds


def bare_session() -> float:
    """Seconds for the very same exchanges in a bare loop over one requests.Session, answers decoded."""
    with server() as address, requests.Session() as session:

        def send(method: str, path: str, body: object, token: str) -> Any:
            headers = {"Authorization": f"Bearer {token}"} if token else {}
            return session.request(method, address + path, json=body, headers=headers).json()

        return _sent_again(send)


def bare_urllib3() -> float:
    """Seconds for them in a bare loop over one connection of urllib3, answers decoded."""
    with server() as address, urllib3.connection_from_url(address) as connection:

        def send(method: str, path: str, body: object, token: str) -> Any:
            headers = {"Authorization": f"Bearer {token}"} if token else {}
            if body is None:
                return connection.request(method, path, headers=headers).json()
            return connection.request(method, path, json=body, headers=headers).json()

        return _sent_again(send)


def _sent_again(send: Callable[[str, str, object, str], Any]) -> float:
    """Seconds for every exchange of the latest run over HTTP with one job; a fresh reference gives the same UCRNs again."""
    tokens = {"csa": send("POST", _SESSIONS, {"csa": "csa", "secret": SECRET}, "")["token"], "nobody": ""}
    begun = time.perf_counter()
    for exchange in _EXCHANGES:
        if exchange.actor not in tokens:
            tokens[exchange.actor] = send("POST", _SESSIONS, {"ucrn": exchange.actor}, tokens["csa"])["token"]
        send(exchange.method, exchange.path, exchange.request, tokens[exchange.actor])
    return time.perf_counter() - begun


_SESSIONS = "/v2/sessions"
_EXCHANGES: list[Exchange] = []


class Held(NamedTuple):
    """A run of the whole book: seconds, acts, and every exchange, in the order of the record."""

    seconds: float
    acts: int
    exchanges: list[Exchange]


def held(driver: Driver, jobs: int = 1) -> Held:
    """Run the whole book, the record on disk included."""
    suite = book()
    with tempfile.TemporaryDirectory() as folder:
        begun = time.perf_counter()
        record = hold(suite, select(suite, ()), driver, folder=Path(folder), jobs=lambda: jobs)
        seconds = time.perf_counter() - begun
        observations = [observation for finding in record.findings for observation in finding.observations]
        return Held(seconds, len(observations), [exchange for one in observations for exchange in one.exchanges])


@contextmanager
def server() -> Iterator[str]:
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
