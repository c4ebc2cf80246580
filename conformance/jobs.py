"""Many scenarios, one after the other or side by side, until all are carried out or the target is gone.

Side by side they are carried out in threads of this process, as they mostly wait for the target. So many calls travel at the same time
at the most as there are jobs: a scenario that sends several at once by itself waits until it can have the places of several, and while
it waits nothing else is begun. Only one that sends more at once than there are jobs goes beyond that, while all others stand still.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager

from conformance.performance import Room, plenty
from conformance.record import Finding
from conformance.suite import Rule, Scenario

LOST_IN_A_ROW = 3
"""After so many scenarios in a row without any answer, the target is gone and the run stops."""
LEAST_LATENCY = 0.005
"""For each so many seconds that the target takes to answer, there is one job, where nobody says how many."""
USUAL_MOST = 8
"""So many jobs at the most, where nobody asks for more: no target is to be brought down by it."""

Chosen = Sequence[tuple[Rule, Scenario]]
Work = Callable[[Rule, Scenario, Room], Finding]
"""Carries one scenario out; asks for room where it sends several calls at once."""
Seen = Callable[[Finding], None]


class GoneError(Exception):
    """The target no longer answers; the run cannot go on."""


class OverError(GoneError):
    """The time of the run is over: nothing is begun any more."""


def jobs_for(latency: float, most: int = 0, requests_a_second: float = 0.0) -> int:
    """How many jobs a target is given that takes so many seconds to answer: one for every 5 ms, 8 at the most.

    No more than `most` (0 is no limit), nor than can be kept busy at the rate that was agreed (0 is no limit).
    """
    limits = [int(latency / LEAST_LATENCY), USUAL_MOST]
    limits += [most] if most else []
    limits += [int(latency * requests_a_second) + 1] if requests_a_second else []
    return max(1, min(limits))


class Losses:
    """Counts the scenarios in a row without any answer, each of which began after the one before had ended.

    Side by side one moment without a network costs as many scenarios as there are jobs, and says no more than it says of a single one.
    """

    def __init__(self) -> None:
        self.now = 0
        """The moment: how many have been counted so far, whatever came between them."""
        self._row = 0

    def ended(self, finding: Finding, begun: int) -> None:
        """Count a scenario that began at that moment; raises GoneError where the target is gone."""
        if finding.verdict != "error":
            self._row = 0
        elif begun == self.now:
            self.now += 1
            self._row += 1
        if self._row == LOST_IN_A_ROW:
            raise GoneError(finding.cause)


def carry_out(chosen: Chosen, work: Work, seen: Seen, jobs: int = 1) -> None:
    """Carry scenarios out, and hand each finding to `seen`, one at a time, before its job goes on to the next scenario.

    Raises GoneError where the target has stopped answering, or `seen` raises it, when all that was begun has ended; whatever else is
    raised, at once.
    """
    if jobs > 1:
        _Crew(chosen, work, seen, jobs).carry_out()
        return
    losses = Losses()
    for rule, scenario in chosen:
        begun = losses.now
        finding = work(rule, scenario, plenty)
        seen(finding)
        losses.ended(finding, begun)


class _Crew:
    """So many threads, what is left for them to do, and how it went so far."""

    def __init__(self, chosen: Chosen, work: Work, seen: Seen, jobs: int) -> None:
        self._left = deque(_longest_first(chosen))
        self._work, self._seen = work, seen
        self._jobs = self._free = jobs
        self._at_work = self._waiting = 0
        self._losses = Losses()
        self._gone: GoneError | None = None
        self._broken: BaseException | None = None
        self._over = False
        self._changed = threading.Condition()

    def carry_out(self) -> None:
        """Let the threads work until nothing is left; what they still do after this is not seen any more."""
        threads = [threading.Thread(target=self._job, daemon=True) for _ in range(min(self._jobs, len(self._left)))]
        self._at_work = len(threads)
        try:
            for thread in threads:
                thread.start()
            with self._changed:
                self._changed.wait_for(lambda: self._broken or not self._at_work)
        finally:
            self._over = True
            with self._changed:  # whoever is handing a finding on has done so
                self._changed.notify_all()
        if self._broken:
            raise self._broken
        if self._gone:
            raise self._gone

    def _job(self) -> None:
        try:
            while self._one():
                pass
        except BaseException as error:  # is raised where the threads were begun
            self._broken = self._broken or error
        with self._changed:
            self._at_work -= 1
            self._changed.notify_all()

    def _one(self) -> bool:
        """Carry the next scenario out; whether there was one to begin."""
        with self._changed:
            self._changed.wait_for(lambda: self._ended() or (self._free and not self._waiting))
            if self._ended():
                return False
            rule, scenario = self._left.popleft()
            self._free -= 1
            begun = self._losses.now
        finding = self._work(rule, scenario, self._room)
        with self._changed:
            if self._over:
                return False
            self._free += 1
            try:
                self._seen(finding)
                self._losses.ended(finding, begun)
            except GoneError as gone:
                self._gone = self._gone or gone
            self._changed.notify_all()
        return True

    def _ended(self) -> bool:
        return self._over or bool(self._gone or self._broken) or not self._left

    @contextmanager
    def _room(self, calls: int) -> Iterator[None]:
        """The places of so many jobs, for as long as the block. A scenario gives its own back while it waits: nobody waits for it."""
        places = min(calls, self._jobs)
        with self._changed:
            self._free += 1
            self._waiting += 1
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._over or self._free >= places)
            self._waiting -= 1
            self._free -= places
        try:
            yield
        finally:
            with self._changed:
                self._free += places - 1
                self._changed.notify_all()


def _longest_first(chosen: Chosen) -> Iterable[tuple[Rule, Scenario]]:
    """Those that save every ID of a list come first: what takes long and is begun last would be waited for by all other jobs."""
    return sorted(chosen, key=lambda one: not any(act.kind == "save-every-id" for act in one[1].acts()))
