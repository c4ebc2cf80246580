"""Who is signed in at a target, of many customers the latest."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Final, Generic, TypeVar

from conformance.exchanges import ACTORS

T = TypeVar("T")
LATEST: Final = 256
"""So many are kept at the least, twice as many at the most: a scenario asks for few, and none for those of another."""


class SignedIn(Generic[T]):
    """Sessions by actor, each made by one thread while others wait for it. Threads share them."""

    def __init__(self, latest: int = LATEST) -> None:
        self._latest = latest
        self._sessions: dict[str, T] = {}
        self._signing_in: dict[str, threading.Lock] = {}
        self._forgetting = threading.Lock()

    def of(self, actor: str) -> T | None:
        """The session of an actor, None where there is none."""
        return self._sessions.get(actor)

    def renewed(self, actor: str, gone: T | None, sign_in: Callable[[], T]) -> T:
        """A session in place of one that is gone, or of none: that which another thread has been given meanwhile, or a new one."""
        with self._signing_in.setdefault(actor, threading.Lock()):
            there = self._sessions.get(actor)
            if there is not None and there is not gone:
                return there
            made = self._sessions[actor] = sign_in()
        if len(self._sessions) > 2 * self._latest:
            self._forget()
        return made

    def drop(self, actor: str, lost: T) -> None:
        """Forget a session that is lost, unless somebody has a new one already."""
        with self._signing_in.setdefault(actor, threading.Lock()):
            if self._sessions.get(actor) is lost:
                del self._sessions[actor]

    def _forget(self) -> None:
        """Let go of the older half. Whoever is needed again signs in again."""
        with self._forgetting:
            customers = [actor for actor in tuple(self._sessions) if actor not in ACTORS]
            for actor in customers[: -self._latest]:
                self._sessions.pop(actor, None)
                self._signing_in.pop(actor, None)
