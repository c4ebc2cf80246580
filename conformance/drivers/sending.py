"""What every transport has in common: headers, JSON, turns, redirects, and the times around an exchange on both clocks."""

from __future__ import annotations

import re
import time
from abc import ABC, abstractmethod
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from functools import lru_cache
from typing import Final

import msgspec

from conformance import meeting
from conformance.behalf import behalf
from conformance.bounds import LARGEST_ANSWER, size
from conformance.concealing import SECRETS
from conformance.deadlines import Deadline, nearest, within
from conformance.drivers.cookies import secret_ones, set_by
from conformance.drivers.manners import Manners
from conformance.drivers.pacing import Pace, patiently, timestamp
from conformance.drivers.redirects import following
from conformance.drivers.transport import Incoming, Outgoing, Response, UnreachableError
from conformance.drivers.unambiguous import unambiguous
from conformance.suite import Json

Carried = tuple[int, Mapping[str, str], bytes]
"""Status, headers (asked for in any letters) and body."""

_DATE_TOLERANCE: Final = 2.0
"""Seconds by which a `Date` header may lag or be rounded."""
TOO_LONG: Final = f"the answer is longer than {size(LARGEST_ANSWER)}, and was not read to its end"

_CARRIED: Final = re.compile(r"[^\r\n\0\u0100-\U0010ffff]*")
"""Values that a header can have: what a target gave may come back to it in one."""


class Sending(ABC):
    """A wire and a transport, made of one method that carries a request there and brings back what comes."""

    def __init__(self, address: str, manners: Manners, pace: Pace | None = None, base: str = "") -> None:
        """`pace` gives out the turns; by default a fresh one with the limit of `manners`. `base` is the URL of an address that is none."""
        self.address = address
        self._base = base or address
        self._manners = manners
        self._pace = pace or Pace(manners.requests_a_second)
        self._agent = lru_cache(maxsize=64)(manners.agent)
        self._offset: tuple[float, float] | None = None

    @abstractmethod
    def carried(self, request: Outgoing) -> Carried:
        """Send one request with just these headers, and wait for what comes back, no longer than the nearest deadline.

        Raises UnreachableError for what is no whole answer, TimeoutError where it is none in time.
        """

    def opened(self) -> AbstractContextManager[object]:
        """Meanwhile a connection is kept ready for the next request, where there are connections."""
        return nullcontext()

    @abstractmethod
    def close(self) -> None:
        """Let go of connections."""

    def set_clock_offset(self, low: float, high: float) -> None:
        """Judge the target's clock by this offset rather than by each `Date` header."""
        self._offset = (low, high)

    def send(self, method: str, path: str, token: str, body: Json) -> Response:
        """Send one request with JSON; raises UnreachableError where no whole response comes back, or RedirectedError."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        if body is not None:
            headers["Content-Type"] = "application/json"
        came = following(self, Outgoing(method, path, headers, None if body is None else msgspec.json.encode(body)), self._base)
        times = came.sent, came.received, came.earliest, came.latest
        try:
            return Response(came.status, unambiguous(came.body), True, *times)
        except ValueError as reason:
            return Response(came.status, came.body.decode("utf-8", "replace"), False, *times, why=str(reason))

    def exchange(self, request: Outgoing) -> Incoming:
        """Send one request as it stands, but for the headers that every request has; raises UnreachableError likewise.

        An answer that only asks to wait is not returned: the request is sent again when the time has passed.
        """
        given = {name.lower() for name in request.headers}
        ours = {"Accept": "application/json", "User-Agent": self._agent(behalf())}
        headers = {**{name: value for name, value in ours.items() if name.lower() not in given}, **request.headers}
        if request.body is not None:
            headers["Content-Length"] = str(len(request.body))
        whole = request._replace(headers=headers)
        what = self.named(request)
        for name, value in headers.items():
            if not _CARRIED.fullmatch(value):
                raise UnreachableError(f"{what}: the header {name} would have a line break in it, or letters that no header can carry")
        if meeting.expected():
            with within(self._deadline()), self.opened():
                meeting.meet()
        return patiently(self._pace, self._manners.patience, what, lambda: self._timed(whole, what))

    def named(self, request: Outgoing) -> str:
        """A request as messages name it: without its query, in which there may be anything."""
        return f"{request.method} {self.address}{request.path.partition('?')[0]}"

    def _deadline(self) -> Deadline:
        return Deadline(self._manners.timeout, f"no answer within {self._manners.timeout:g} s")

    def _timed(self, request: Outgoing, what: str) -> Incoming:
        with within(self._deadline()):
            deadline = nearest()
            sent = time.time()
            try:
                status, headers, body = self.carried(request)
            except TimeoutError:
                raise UnreachableError(f"{what}: {deadline.said}") from None
            received = time.time()
        for cookie in secret_ones(set_by(headers)):
            SECRETS.lend(cookie)
        return Incoming(status, headers, body, sent, received, *self._clock(sent, received, headers.get("Date", "")))

    def _clock(self, sent: float, received: float, date: str) -> tuple[float, float]:
        if self._offset:
            return sent + self._offset[0], received + self._offset[1]
        shown = _seconds(date)
        if shown is None:
            return sent, received
        return shown - (received - sent) - _DATE_TOLERANCE, shown + _DATE_TOLERANCE


_seconds = lru_cache(maxsize=64)(timestamp)
"""Many answers show the same second."""
