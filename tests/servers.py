"""Targets for tests: one that follows a script, and the reference behind a socket of this process."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

from conformance.exchanges import Answer, Asked, Exchange, Observation, Target
from conformance.suite import CAPABILITIES, Json

NOON = 1_751_371_200.0
"""1 July 2025, 12:00 UTC: summer time in London."""


def exchange(
    status: int = 200, response: Json = None, *, at: float = NOON, until: float | None = None, actor: str = "csa", request: Json = None
) -> Exchange:
    """One exchange during which the target's clock went from `at` to `until`."""
    return Exchange("POST", "/v2/profile/x", actor, request, status, response, at, at, at, at if until is None else until)


def observed(step: int, key: str, answer: Answer, *exchanges: Exchange, **asked: str | dict[str, str]) -> Observation:
    """What was observed at a step; `asked` are values of the call that was made."""
    operation = key.partition(" ")[0]
    return Observation(step, key, Asked(operation, **asked), answer, exchanges or (exchange(),))  # type: ignore[arg-type]  # tests name real operations


class Scripted:
    """A driver whose answers are a function of what is asked; keeps what was asked. Made UCRNs count up from U1."""

    def __init__(
        self, answers: Callable[[Asked], Answer] = lambda _: Answer("accepted"), capabilities: Sequence[str] = CAPABILITIES
    ) -> None:
        self.target = Target("http://scripted", capabilities=tuple(capabilities))
        self.asked: list[Asked] = []
        self.closed = False
        self._answers = answers
        self._created = 0
        self._lock = threading.Lock()

    def perform(self, asked: Asked) -> tuple[Answer, tuple[Exchange, ...]]:
        """Note the call, and answer as the script says."""
        answer = self._answers(asked)
        with self._lock:
            self.asked.append(asked)
            if asked.operation == "create" and answer == Answer("accepted"):
                self._created += 1
                answer = Answer("accepted", fields={"ucrn": f"U{self._created}"})
        return answer, (exchange(),)

    def close(self) -> None:
        """Note it."""
        self.closed = True
