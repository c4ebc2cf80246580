"""A driver whose exchanges are told to somebody who keeps statistics: each under the name of the operation it belongs to."""

from __future__ import annotations

import time
from typing import Protocol

from conformance.exchanges import Answer, Asked, Driver, Exchange

_SERVERS_FAULT = 500


class Told(Protocol):
    """Takes one request: its method, the operation, the milliseconds it took, and what went wrong with it, blank for nothing."""

    def __call__(self, method: str, operation: str, milliseconds: float, wrong: str) -> None:
        """Take it."""
        ...


class Timed:
    """Another driver, whose requests are told. What signs an actor in is no exchange, and is not told."""

    def __init__(self, driver: Driver, told: Told) -> None:
        self.target = driver.target
        self._driver, self._told = driver, told

    def perform(self, asked: Asked) -> tuple[Answer, tuple[Exchange, ...]]:
        """Ask, and tell what it took. A refusal is an answer; wrong are those that never came, and those that speak of the server."""
        begun = time.perf_counter()
        answer, exchanges = self._driver.perform(asked)
        for exchange in exchanges:
            wrong = f"answered {exchange.status}" if exchange.status >= _SERVERS_FAULT else ""
            self._told(exchange.method, asked.operation, 1000 * (exchange.received - exchange.sent), wrong)
        if answer.status == "unreachable":
            self._told("", asked.operation, 1000 * (time.perf_counter() - begun), answer.detail)
        return answer, exchanges

    def close(self) -> None:
        """Let go of the other one's connections."""
        self._driver.close()
