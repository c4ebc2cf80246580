"""An AchieveForms site, reached as its own forms reach it: by lookups through the broker.

Built from what public clients of such sites do; it has not met a live tenant. What is inferred is marked so in the settings.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Final

import msgspec

from conformance.bounds import json_of
from conformance.concealing import SECRETS
from conformance.drivers.bindings.apibroker_answers import OPEN, Heard, classify
from conformance.drivers.bindings.apibroker_meaning import address_records, meaning
from conformance.drivers.bindings.apibroker_requests import Session, run_lookup
from conformance.drivers.bindings.apibroker_session import NOBODY, Sessions, SignInError
from conformance.drivers.bindings.apibroker_settings import VERSIONS, Lookup, Settings, checked
from conformance.drivers.cookies import set_by
from conformance.drivers.signed_in import SignedIn
from conformance.drivers.transport import Incoming, UnreachableError, Wire
from conformance.exchanges import Answer, Asked, Exchange, InapplicableError, Target, TargetError
from conformance.suite import Json

_CHANGES: Final = frozenset({"create", "update"})
_LONGEST_TEXT: Final = 2000


def driver(
    settings: Settings, wire: Wire, signs_in: Callable[[str], str] | None = None, clock: Callable[[], float] = time.time
) -> ApibrokerDriver:
    """A driver of the tenant that `settings` describe, over `wire`, which carries to its address.

    `signs_in` may sign a customer in: it takes a UCRN and gives the Cookie header of their session. Without it only those are signed
    in whose cookies the settings hold. Raises TargetError: 2 for settings that do not do or a session that is not given, 3 for a tenant
    that does not answer.
    """
    return ApibrokerDriver(checked(settings), wire, Sessions(settings, wire, signs_in, clock), clock)


class ApibrokerDriver:
    """Makes calls as lookups. Sessions are opened when somebody is first needed."""

    def __init__(self, settings: Settings, wire: Wire, sessions: Sessions, clock: Callable[[], float]) -> None:
        self._settings, self._wire, self._opens, self._clock = settings, wire, sessions, clock
        self._sessions = SignedIn[Session]()
        self._lock = threading.Lock()
        try:
            session, came = sessions.opened("csa")
            self._sessions.renewed("csa", None, lambda: session)
        except SignInError as error:
            raise TargetError(f"{wire.address}: {error}", 2) from None
        except UnreachableError as error:
            raise TargetError(str(error), 3) from None
        low, high = came.earliest - came.sent, came.latest - came.received
        self.target = Target(
            address=wire.address,
            name=settings.name,
            version=settings.version,
            capabilities=settings.capabilities,
            time_zone=settings.time_zone,
            clock_offset=round((low + high) / 2, 3),
            clock_source="Date header",
            latency=round(came.received - came.sent, 6),
            binding="apibroker",
        )

    def perform(self, asked: Asked) -> tuple[Answer, tuple[Exchange, ...]]:
        """Make one call. On `logout` it is made once more in a new session; after an answer that leaves open whether it was done, never."""
        exchanges: list[Exchange] = []
        try:
            answer = self._performed(asked, exchanges)
            if asked.operation == "hub-record" and answer.status == "accepted" and self._settings.lookups.get("addresses"):
                answer = self._with_addresses(asked, answer, exchanges)
        except UnreachableError as error:
            answer = Answer("unreachable", detail=SECRETS.text(str(error)))
        except SignInError as error:
            answer = Answer("unsigned", detail=SECRETS.text(str(error)))
        return answer, tuple(exchanges)

    def close(self) -> None:
        """Let go of the connection."""
        self._wire.close()

    def _performed(self, asked: Asked, exchanges: list[Exchange]) -> Answer:
        lookup = self._settings.lookup_for(asked)
        if lookup is None and asked.integration_version not in ("", *VERSIONS):
            raise InapplicableError(f"an AchieveForms site has no integrations of version {asked.integration_version}")
        if lookup is None:
            return Answer("unsigned", detail=f"the target's settings have no lookup for {asked.operation} as it is asked for here")
        return meaning(asked, self._heard(asked, lookup, exchanges), lookup, self._settings)

    def _with_addresses(self, asked: Asked, answer: Answer, exchanges: list[Exchange]) -> Answer:
        [lookup, *_] = self._settings.lookups["addresses"]
        heard = self._heard(asked, lookup, exchanges)
        if heard.kind not in ("rows", "no rows"):
            return meaning(asked, heard, lookup, self._settings)
        return msgspec.structs.replace(answer, addresses=address_records(heard, lookup, self._settings))

    def _heard(self, asked: Asked, lookup: Lookup, exchanges: list[Exchange]) -> Heard:
        """What the broker says in the end: after a new session where it logged us out, or lost us while we only looked."""
        session = self._session(asked.actor)
        heard = self._asked_once(asked, lookup, session, exchanges)
        if heard.kind == "logout":  # it says that nothing was done
            self._drop(session)
            heard = self._asked_once(asked, lookup, self._session(asked.actor), exchanges)
        elif heard.kind == "no rows" and not heard.choices and not self._opens.alive(session):
            self._drop(session)
            if asked.operation in _CHANGES:
                raise UnreachableError(
                    f"{asked.operation} was answered without rows, and the session had been lost meanwhile: "
                    "whether it was done is open, so it is not sent again"
                )
            heard = self._asked_once(asked, lookup, self._session(asked.actor), exchanges)
        if heard.kind in OPEN and asked.operation in _CHANGES:
            return heard._replace(detail=f"{heard.detail} (whether the {asked.operation} was done is open, so it is not sent again)")
        return heard

    def _asked_once(self, asked: Asked, lookup: Lookup, session: Session, exchanges: list[Exchange]) -> Heard:
        request, body = run_lookup(self._settings, lookup, session, asked, self._clock())
        came = self._wire.exchange(request)
        with self._lock:
            session.cookies = {**session.cookies, **set_by(came.headers)}  # another thread may be reading those there were
        session.lend()
        came, told = _without_secrets(came)
        path, shown = SECRETS.text(request.path), SECRETS.json(body)
        times = came.sent, came.received, came.earliest, came.latest
        exchanges.append(Exchange("POST", path, asked.actor, shown, came.status, told, *times))
        return classify(came.status, came.headers.get("Location", ""), came.body, self._settings.error_columns)

    def _session(self, actor: str) -> Session:
        return self._sessions.of(actor) or self._sessions.renewed(actor, None, lambda: self._opens.opened(actor)[0])

    def _drop(self, lost: Session) -> None:
        """Forget a session that is gone, unless somebody else has renewed it meanwhile; whoever needs one next opens it."""
        self._sessions.drop(lost.actor, lost)


def _without_secrets(came: Incoming) -> tuple[Incoming, Json]:
    """What came back without secrets, and as a record shows it."""
    try:
        told: Json = json_of(came.body)
    except ValueError:
        text = came.body.decode("utf-8", "replace")
        return came._replace(body=SECRETS.text(text).encode()), SECRETS.beginning(text, _LONGEST_TEXT)
    without = SECRETS.json(told)
    return came if without is told else came._replace(body=msgspec.json.encode(without)), without


__all__ = ["NOBODY", "ApibrokerDriver", "Lookup", "Settings", "driver"]
