"""A wire of function calls, for drivers that would otherwise need a socket."""

from __future__ import annotations

from collections.abc import Callable
from email.utils import format_datetime

from requests.structures import CaseInsensitiveDict

from conformance.drivers.manners import USUAL
from conformance.drivers.pacing import Pace
from conformance.drivers.sending import Carried, Sending
from conformance.drivers.transport import Outgoing
from reference_impl.clock import Clock, system_clock
from tests.processes import Answering, Spoken

URL = "http://acme.example"


class Still:
    """Time that passes only while somebody sleeps; `slept` tells how long, each time."""

    def __init__(self) -> None:
        self.slept: list[float] = []

    def clock(self) -> float:
        """The seconds that have been slept."""
        return sum(self.slept)

    def pace(self) -> Pace:
        """Turns for which nobody really waits."""
        return Pace(0, self.clock, self.slept.append)


class Called(Sending):
    """Hands requests, with all that every transport does around them, to a function; keeps them in `asked`."""

    def __init__(self, answer: Callable[[Outgoing], Spoken], address: str = URL, clock: Clock = system_clock) -> None:
        self.time = Still()
        super().__init__(address, USUAL, self.time.pace())
        self._answer, self._now = answer, clock
        self.asked: list[Outgoing] = []

    def carried(self, request: Outgoing) -> Carried:
        """Call the function."""
        self.asked.append(request)
        spoken = self._answer(request)
        date = format_datetime(self._now(), usegmt=True)
        return spoken.status, CaseInsensitiveDict({"Date": date, "Content-Type": spoken.type, **spoken.headers}), spoken.content

    def close(self) -> None:
        """Nothing to let go of."""


def by_token(answering: Answering) -> Callable[[Outgoing], Spoken]:
    """What `listening` asks for, as a wire asks for it."""

    def answer(request: Outgoing) -> Spoken:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        spoken = answering(request.method, request.path, token, request.body or b"")
        assert spoken is not None, "nobody hangs up here"
        return spoken

    return answer
