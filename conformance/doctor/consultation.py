"""Asks a target, and keeps what came of it for whoever has to find a mistake: what travelled, how long it took, how many requests."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from statistics import fmean, median
from typing import Literal, NamedTuple

import msgspec

from conformance.exchanges import Answer, Asked, Driver, Exchange, InapplicableError, Status
from conformance.unseen import in_json, in_one_line

_LONGEST = 300
"""So much of what was answered is told."""


class Reply(NamedTuple):
    """What came of a call. `inapplicable` is one for which the binding has no words."""

    status: Status | Literal["inapplicable"]
    answer: Answer
    evidence: str
    """The last request and what was answered to it, with everything visible; blank where nothing travelled."""

    @property
    def told(self) -> str:
        """What happened, as a clause in which everything can be seen."""
        detail = in_one_line(self.answer.detail)
        if self.status in ("unreachable", "unsigned", "inapplicable"):
            return detail
        found = f" ({detail})" if self.status == "broken" and self.evidence else ""
        return f"{self.evidence or detail}{found}"


class Consultation:
    """A driver that is asked, and what it took."""

    def __init__(self, driver: Driver) -> None:
        self.target = driver.target
        self.times: list[float] = []
        """Seconds that each request took to be answered."""
        self._driver = driver
        self._requests: defaultdict[str, list[int]] = defaultdict(list)

    def ask(self, asked: Asked) -> Reply:
        """Make one call."""
        try:
            answer, exchanges = self._driver.perform(asked)
        except InapplicableError as reason:
            return Reply("inapplicable", Answer("broken", detail=str(reason)), "")
        self.times += [one.received - one.sent for one in exchanges]
        if exchanges:
            self._requests[asked.operation].append(len(exchanges))
        return Reply(answer.status, answer, _evidence(exchanges[-1]) if exchanges else "")

    @property
    def latency(self) -> float:
        """Seconds that a request takes to be answered, at the median; what the target's first answer took, where nothing was asked."""
        return median(self.times) if self.times else self.target.latency

    @property
    def requests(self) -> Mapping[str, float]:
        """By operation the requests that a call took on the average."""
        return {operation: fmean(counts) for operation, counts in self._requests.items()}


def _evidence(exchange: Exchange) -> str:
    body = exchange.response
    shown = in_one_line(body) if isinstance(body, str) else in_json(msgspec.json.encode(body).decode())
    shown = shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST]}…"
    return f"{in_one_line(f'{exchange.method} {exchange.path}')} answered {exchange.status} {shown}".rstrip()
