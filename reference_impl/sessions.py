"""Who is signed in: tokens that run out by the hub's clock, kept only as their digests."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from reference_impl.clock import Clock
from reference_impl.values import Actor

_NOBODY: Final = Actor()
_UNKNOWN: Final = Actor(unknown=True)


class _Session(NamedTuple):
    actor: Actor
    expires: datetime


class Sessions:
    """The sessions of one hub; each lasts `seconds` on the hub's clock."""

    def __init__(self, clock: Clock, seconds: int, new_token: Callable[[], str] = secrets.token_urlsafe) -> None:
        self.seconds = seconds
        self._clock = clock
        self._new_token = new_token
        self._sessions: dict[str, _Session] = {}
        self._lock = threading.Lock()

    def open(self, actor: Actor) -> str:
        """Sign somebody in; their token. Forgets the sessions that have run out."""
        now, token = self._clock(), self._new_token()
        with self._lock:
            lasting = {digest: session for digest, session in self._sessions.items() if now < session.expires}
            self._sessions = {**lasting, _digest(token): _Session(actor, now + timedelta(seconds=self.seconds))}
        return token

    def actor(self, token: str | None) -> Actor:
        """Who holds this token: nobody without one, and an unknown actor where it is none of ours or has run out."""
        if not token:
            return _NOBODY
        session = self._sessions.get(_digest(token))
        return session.actor if session and self._clock() < session.expires else _UNKNOWN


def _digest(token: str) -> str:
    """What is looked up: how long that takes says nothing about the token itself."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def same_secret(given: str, ours: str) -> bool:
    """Whether two secrets are equal, in a time that does not depend on where they differ."""
    return hmac.compare_digest(given.encode("utf-8", "surrogatepass"), ours.encode("utf-8", "surrogatepass"))
