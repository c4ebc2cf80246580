"""A session as the page makes one: a cookie, a sid, and where the tenant asks for it a token."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Final

from conformance.bounds import json_of
from conformance.drivers.bindings.apibroker_answers import classify
from conformance.drivers.bindings.apibroker_requests import Session, domain, is_authenticated, landing, next_reference
from conformance.drivers.bindings.apibroker_settings import Settings
from conformance.drivers.cookies import cookies_of, set_by
from conformance.drivers.transport import Incoming, Outgoing, Wire
from conformance.suite import Json

NOBODY: Final = "nobody"


class SignInError(Exception):
    """Somebody for whom there is no session. The message says whose fault that is."""


class Sessions:
    """Opens sessions, for whom the settings give cookies, or `signs_in` does; the latter takes a UCRN and gives a Cookie header."""

    def __init__(
        self,
        settings: Settings,
        wire: Wire,
        signs_in: Callable[[str], str] | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._settings, self._wire, self._signs_in, self._clock = settings, wire, signs_in, clock

    def opened(self, actor: str) -> tuple[Session, Incoming]:
        """A new session, and what came back from the question that gave it its sid.

        Raises SignInError where the tenant gives none, UnreachableError where it does not answer.
        """
        settings = self._settings
        session = Session(actor, cookies_of(self._cookies_for(actor)))
        if settings.landing:
            self._got(session, landing(settings, session))  # for its cookie; the sid in it is told again below
        told, came = self._asked_who(session)
        sid = told.get("auth-session")
        if not isinstance(sid, str) or not sid:
            heard = classify(came.status, came.headers.get("Location", ""), came.body)
            raise SignInError(
                f"{_who(actor)} gets no session: /authapi/isauthenticated answered {came.status} ({heard.kind}) without 'auth-session'; "
                "look at the host and the page in the target's settings"
            )
        session.sid = sid
        if actor != NOBODY and told.get("is_authenticated") is not True:
            raise SignInError(f"{_who(actor)} is not signed in with the cookies given: take new ones from a browser in which they are")
        if settings.domain:
            self._got(session, domain(settings, session, self._clock()))
        if settings.nextref:
            self._take_reference(session)
        return session, came

    def alive(self, session: Session) -> bool:
        """Whether the tenant still knows the session as what it was; raises UnreachableError."""
        told, _ = self._asked_who(session)
        return told.get("auth-session") == session.sid and (session.actor == NOBODY or told.get("is_authenticated") is True)

    def _cookies_for(self, actor: str) -> str:
        if actor == NOBODY:
            return ""
        if actor in self._settings.cookies:
            return self._settings.cookies[actor]
        if actor != "csa" and self._signs_in is not None:
            return self._signs_in(actor)
        raise SignInError(
            f"{_who(actor)} cannot be signed in: the tenant does that itself, and the target's settings hold no cookies of theirs"
        )

    def _asked_who(self, session: Session) -> tuple[Mapping[str, Json], Incoming]:
        came = self._got(session, is_authenticated(self._settings, session))
        return _object(came), came

    def _take_reference(self, session: Session) -> None:
        came = self._got(session, next_reference(self._settings, session, self._clock()))
        data = _object(came).get("data")
        told = data if isinstance(data, dict) else {}
        session.reference, session.csrf_token = str(told.get("reference") or ""), str(told.get("csrfToken") or "")
        if self._settings.csrf and not session.csrf_token:
            raise SignInError(f"{_who(session.actor)} gets no token: /api/nextref answered {came.status} without 'csrfToken'")

    def _got(self, session: Session, request: Outgoing) -> Incoming:
        came = self._wire.exchange(request)
        session.cookies = {**session.cookies, **set_by(came.headers)}  # another thread may be reading those there were
        return came


def _who(actor: str) -> str:
    return {"csa": "the CSA", NOBODY: "nobody in particular"}.get(actor, f"the customer {actor}")


def _object(came: Incoming) -> Mapping[str, Json]:
    try:
        found = json_of(came.body)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
