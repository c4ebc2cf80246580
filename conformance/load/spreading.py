"""A load that is spread over processes: a master, which has no users, and workers, which report to it what they find.

Each report has a number, and the master tells that it has taken it in. What is not right stands in the worker's own record first: where
that lies beside the master's, what a lost worker had found and not told is taken from there.
"""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import gevent
import msgspec
from gevent.event import Event
from locust.runners import STATE_MISSING, MasterRunner, WorkerRunner

from conformance.exchanges import TargetError
from conformance.load.orders import Orders
from conformance.load.process import PATIENCE, Process, say
from conformance.load.tallying import Merging, Report, Reporting
from conformance.record import Finding, Record
from conformance.session import RECORD_FILE
from conformance.stored import lines

_REPORT, _END, _TAKEN = "conformance-report", "conformance-end", "conformance-taken"
"""Messages between a master and its workers."""
_EVERY: Final = 0.5
"""Seconds after which a worker reports at the latest; what is not right it reports at once."""


def master(process: Process) -> Record:
    """Share the users out among workers and merge what they find; raises TargetError where not enough of them come."""
    orders, lived = process.orders, process.lived
    keeping, merging = process.keeping(RECORD_FILE), Merging(lived.tally)
    runner: MasterRunner = process.environment.create_master_runner(orders.host, orders.port)
    nodes: dict[str, str] = {}
    came = Event()

    def take(msg: Any, **_: Any) -> None:
        report = msgspec.json.decode(msg.data["report"], type=Report)
        nodes[report.worker] = msg.node_id
        for sample in merging.take(report):
            keeping.keep(sample)
        runner.send_message(_TAKEN, {"number": report.number}, client_id=msg.node_id)
        if lived.enough:
            process.over.set()
        came.set()

    runner.register_message(_REPORT, take)
    say(f"master: waiting for {orders.workers} workers at {orders.host}:{runner.server.port}")
    away = process.page()
    _wait(came, lambda: len(merging.workers) >= orders.workers or process.over.is_set(), 2 * PATIENCE)
    if len(merging.workers) < orders.workers:
        raise TargetError(
            f"{len(merging.workers)} of {orders.workers} workers came: start the others with --worker, and then the master", 2
        )
    process.begin()
    spawning = gevent.spawn(runner.start, orders.users, orders.spawn_rate)
    process.over.wait(orders.seconds or None)
    runner.send_message(_END)

    def heard(name: str) -> bool:
        node = runner.clients.get(nodes[name])
        return merging.workers[name].ended or node is None or node.state == STATE_MISSING

    _wait(came, lambda: all(heard(name) for name in merging.workers), PATIENCE + 10)
    spawning.kill()
    for worker in merging.workers.values():
        if not worker.ended and (found := _written_by(worker.name, orders)):
            merging.recover(worker.name, found)
    runner.greenlet.kill(block=False)
    away()
    return process.finished(keeping, merging)


def _wait(event: Event, enough: Callable[[], bool], seconds: float) -> None:
    """Wait until it is enough, looking anew whenever the event happens, and now and then."""
    until = time.monotonic() + seconds
    while not enough() and time.monotonic() < until:
        event.wait(_EVERY)
        event.clear()


def _file_of(worker: str) -> str:
    return f"worker-{worker}.jsonl"


def _written_by(worker: str, orders: Orders) -> list[Finding]:
    """What a worker has written down, where its record lies beside ours."""
    file = Path(orders.output) / _file_of(worker)
    return [line for line in lines(file) if isinstance(line, Finding)] if orders.output and file.exists() else []


def worker(process: Process) -> Record:
    """Have the users that the master gives; raises TargetError where there is no master."""
    orders, lived = process.orders, process.lived
    name = f"{socket.gethostname()}-{os.getpid()}"
    _find_master(orders)
    keeping, reporting = process.keeping(_file_of(name)), Reporting(name, lived.tally)
    runner: WorkerRunner = process.environment.create_worker_runner(orders.host, orders.port)
    news, taken = Event(), Event()
    last = 0

    def keep(finding: Finding) -> None:
        keeping.keep(finding)
        reporting.note(finding)
        news.set()

    def tell(report: Report) -> None:
        runner.send_message(_REPORT, {"report": msgspec.json.encode(report).decode()})

    def tell_on() -> None:
        while True:
            news.wait(_EVERY)
            news.clear()
            tell(reporting.report())

    def ended(**_: Any) -> None:
        process.told_to_end = True
        process.over.set()

    def taken_in(msg: Any, **_: Any) -> None:
        if msg.data["number"] == last:
            taken.set()

    lived.keep = keep
    process.place = runner.worker_index + 1
    runner.register_message(_END, ended, concurrent=True)
    runner.register_message(_TAKEN, taken_in)
    first = reporting.report()
    last = first.number
    tell(first)
    taken.wait(PATIENCE)  # then it counts, whatever becomes of it
    taken.clear()
    say(f"worker {name} of the master at {orders.host}:{orders.port}")
    telling = gevent.spawn(tell_on)
    process.begin()
    process.over.wait()
    if not process.told_to_end:
        lived.stopped = lived.stopped or "the master ended it, or was lost"
    runner.stop()
    telling.kill()
    runner._send_stats()  # as Locust does itself before it ends
    report = reporting.report(last=True, stopped=lived.stopped)
    last = report.number
    tell(report)
    taken.wait(PATIENCE / 3)
    runner.greenlet.kill(block=False)
    if process.error:
        raise process.error
    return process.finished(keeping)


def _find_master(orders: Orders) -> None:
    """Wait until somebody listens there; raises TargetError where nobody does for long."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            socket.create_connection((orders.host, orders.port), timeout=5).close()
        except OSError as error:
            if time.monotonic() > until:
                raise TargetError(f"no master at {orders.host}:{orders.port}: {error.strerror or error}", 2) from None
            gevent.sleep(_EVERY)
        else:
            return
