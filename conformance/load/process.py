"""What the processes of a load have in common: Locust's environment with our users, its own page, the end of it all, and the record."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import gevent
from gevent.event import Event
from locust import User, task
from locust.env import Environment
from locust.exception import StopUser
from locust.runners import Runner
from msgspec.structs import replace

from conformance.exchanges import TargetError
from conformance.listed import stale_entries
from conformance.load.figures import operations
from conformance.load.keeping import Keeping
from conformance.load.living import Life, Lived
from conformance.load.orders import Orders
from conformance.load.tallying import Merging
from conformance.record import Figures, Footer, Record
from conformance.session import utc
from conformance.unseen import harmless

PATIENCE: Final = 30.0
"""Seconds for which scenarios under way may go on when the load is over, and for which other processes are waited for."""


def say(line: str) -> None:
    """Tell whoever started this process something, beside its report."""
    sys.stderr.write(f"{harmless(line)}\n")
    sys.stderr.flush()


class Process:
    """What the three roles have in common: Locust's environment with our users, the end of it all, and the record."""

    def __init__(self, orders: Orders, lived: Lived) -> None:
        self.orders, self.lived = orders, lived
        self.over = Event()
        self.error: Exception | None = None
        self.place = 0
        self.told_to_end = False
        self.environment = Environment(user_classes=[_user(self)], host=orders.target, stop_timeout=PATIENCE)
        events: Any = self.environment.events  # whose methods have no types
        events.test_stop.add_listener(lambda **_: self.over.set())
        self._events = events
        lived.over = self.over.set
        for number in (signal.SIGINT, signal.SIGTERM):
            gevent.signal_handler(number, self.interrupted)
        self._begun = time.monotonic()

    def interrupted(self) -> None:
        """Somebody wants it to end before its time."""
        self.lived.stopped = self.lived.stopped or "interrupted"
        self.over.set()

    def failed(self, error: Exception) -> None:
        """An error of our own, which ends it all."""
        self.error = self.error or error
        self.over.set()

    def keeping(self, file: str) -> Keeping:
        """A record under this name in the folder for it, if there is one."""
        return Keeping(Path(self.orders.output) / file if self.orders.output else None, self.lived.header)

    def last(self, runner: Runner) -> None:
        """Live until it is over, or the time is; then let what is under way come to its end. Raises what went wrong with ourselves."""
        self.over.wait(self.orders.seconds or None)
        runner.stop()
        if self.error:
            raise self.error

    def page(self) -> Callable[[], object]:
        """Locust's own page, if it is asked for; what is returned takes it away."""
        if self.orders.web_port < 0:
            return lambda: None
        page = self.environment.create_web_ui("127.0.0.1", self.orders.web_port)
        say(f"Locust's page: http://127.0.0.1:{self.orders.web_port}")
        return page.stop

    def request(self, method: str, operation: str, milliseconds: float, wrong: str) -> None:
        """A request, for Locust's statistics."""
        self._events.request.fire(
            request_type=method,
            name=operation,
            response_time=milliseconds,
            response_length=0,
            exception=harmless(wrong) or None,
            context={},
        )

    def finished(self, keeping: Keeping, merging: Merging | None = None) -> Record:
        """The record of it all."""
        tally = self.lived.tally
        findings = list(tally.findings())
        figures = Figures(round(time.monotonic() - self._begun, 1), tally.scenarios, tally.answers, operations(self.environment.stats))
        wanting = ""
        if merging:
            wanting = merging.wanting()
            lived = {name: worker.scenarios for name, worker in merging.workers.items()}
            lost = tuple(name for name, worker in merging.workers.items() if worker.missing or not worker.ended)
            figures = replace(figures, workers=lived, lost=lost)
        stopped = "; ".join(part for part in (self.lived.stopped, wanting) if part)
        stale = stale_entries(self.lived.suite, self.lived.header, findings)
        return keeping.finish(findings, Footer(utc().isoformat(timespec="seconds"), len(findings), stopped, stale, figures))

    def begin(self) -> None:
        """From now on time counts."""
        self._begun = time.monotonic()


def _user(process: Process) -> type[User]:
    class Living(User):
        """Lives scenarios as long as there are any to live."""

        life: Life

        def on_start(self) -> None:
            try:
                self.life = process.lived.begin(process.request, process.place)
            except TargetError as error:
                process.lived.stopped = f"a user could not begin: {error}"
                process.over.set()
                raise StopUser from None

        @task
        def live(self) -> None:
            if process.lived.enough:
                raise StopUser
            try:
                process.lived.live(self.life)
            except Exception as error:
                process.failed(error)
                raise StopUser from error

        def on_stop(self) -> None:
            if hasattr(self, "life"):
                self.life.driver.close()

    return Living
