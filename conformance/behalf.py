"""On whose behalf something is sent: each request tells its scenario, and whether the run had begun that scenario once before.

Whoever keeps the target's log knows by that which of two creates is a repetition.
"""

from __future__ import annotations

from contextvars import ContextVar

from conformance.exchanges import Answer, Asked, Driver, Exchange

_HERE: ContextVar[str] = ContextVar("behalf", default="")


def behalf() -> str:
    """On whose behalf something is sent here; blank where nobody says it."""
    return _HERE.get()


class OnBehalf:
    """A driver all of whose requests are sent on behalf of one scenario."""

    def __init__(self, driver: Driver, scenario: str, again: bool = False) -> None:
        self._driver = driver
        self._behalf = f"{scenario}; again" if again else scenario
        self.target = driver.target

    def perform(self, asked: Asked) -> tuple[Answer, tuple[Exchange, ...]]:
        """Ask."""
        token = _HERE.set(self._behalf)
        try:
            return self._driver.perform(asked)
        finally:
            _HERE.reset(token)

    def close(self) -> None:
        """Let go of connections."""
        self._driver.close()
