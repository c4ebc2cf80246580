"""Hubs that go wrong only where two requests meet: between reading and writing they wait for another to come to the same place."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Generic, TypeVar

from msgspec.structs import replace

from reference_impl.api import Api
from reference_impl.hub import Hub
from reference_impl.steps import step
from reference_impl.trace import Trace
from reference_impl.values import Call, Step
from tests.processes import SECRET, answers_of, listening

T = TypeVar("T")

_WINDOW = 0.1
"""Seconds for which a request waits for another, so that it need not be quick to meet one."""


class Window(Generic[T]):
    """A place where two meet, each with what it has brought."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: list[tuple[T, threading.Event, list[T]]] = []

    def other(self, brought: T) -> T | None:
        """What the one has brought who is here at the same time; None where nobody comes."""
        mine = (brought, threading.Event(), list[T]())
        with self._lock:
            if self._waiting:
                theirs, met, got = self._waiting.pop()
                got.append(brought)
                met.set()
                return theirs
            self._waiting.append(mine)
        mine[1].wait(_WINDOW)
        with self._lock:
            if mine in self._waiting:
                self._waiting.remove(mine)
        return mine[2][0] if mine[2] else None


class LosesUpdates(Hub):
    """Reads the whole record, changes a part of it, and writes the whole back over what another has saved meanwhile."""

    racing = "update"

    def __init__(self) -> None:
        super().__init__()
        self.steps: Window[Step] = Window()

    def perform(self, call: Call) -> Step:
        """Do one call; one that races is read and worked out before another's is written."""
        if call.operation != self.racing:
            return super().perform(call)
        with self._lock:
            found = self.world()._replace(customers=dict(self._customers))
        done = step(Trace(call, found, None))
        self.steps.other(done)
        with self._lock:
            self._customers.update(done.changed)
        return done


class GivesUcrnsTwice(LosesUpdates):
    """Numbers a new customer by how many there were when it began."""

    racing = "create"


class SwapsAnswers(Hub):
    """Tells two who look at the same time what the other one asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.steps: Window[Step] = Window()

    def perform(self, call: Call) -> Step:
        """Do one call; an answer to a look may go to somebody else who looks."""
        done = super().perform(call)
        return (self.steps.other(done) or done) if call.operation == "get" else done


class MixesAddresses(Hub):
    """Saves both of two new addresses, each with the other's street: as many as there should be, with the houses that were sent."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: Window[Call] = Window()

    def perform(self, call: Call) -> Step:
        """Do one call; a new address may take on the street of another that is being saved."""
        if call.operation == "update" and call.fields.get("new_address") == "1":
            other = self.calls.other(call)
            if other and "street" in other.fields and "street" in call.fields:
                call = replace(call, fields={**call.fields, "street": other.fields["street"]})
        return super().perform(call)


@contextmanager
def raced_at(hub: Hub) -> Iterator[str]:
    """The hub behind a socket, with a thread for each connection; its URL."""
    with listening(answers_of(Api(hub, "csa", SECRET))) as url:
        yield url
