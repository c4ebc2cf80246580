"""The requests that a form's page makes, built from settings and a session."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode

import msgspec

from conformance.concealing import SECRETS
from conformance.drivers.bindings.apibroker_settings import Lookup, Settings
from conformance.drivers.cookies import secret_ones
from conformance.drivers.transport import Outgoing
from conformance.exchanges import Asked
from conformance.suite import Json

_USUAL: Final = {
    "app_name": "AF-Renderer::Self",
    "noRetry": "true",
    "repeat_against": "",
    "getOnlyTokens": "undefined",
    "log_id": "",
}


class Session(msgspec.Struct):
    """Somebody's session: the cookies and the sid matter both, and are secret, as is the token."""

    actor: str
    cookies: dict[str, str]
    sid: str = ""
    csrf_token: str = ""
    reference: str = ""

    def lend(self) -> None:
        """Let all that must not be told be secret for as long as it is used."""
        for value in (self.sid, self.csrf_token, *secret_ones(self.cookies)):
            SECRETS.lend(value)


def landing(settings: Settings, session: Session) -> Outgoing:
    """The page that is looked at first."""
    return Outgoing("GET", settings.landing, {**_headers(settings, session), "Accept": "text/html"})


def is_authenticated(settings: Settings, session: Session) -> Outgoing:
    """Whether somebody is signed in, and under which sid."""
    query = urlencode({"uri": settings.page, "hostname": settings.host, "withCredentials": "true"})
    return Outgoing("GET", f"/authapi/isauthenticated?{query}", _headers(settings, session))


def domain(settings: Settings, session: Session, now: float) -> Outgoing:
    """What the page asks of its domain."""
    query = urlencode({"_": _milliseconds(now), "sid": session.sid})
    return Outgoing("GET", f"/apibroker/domain/{settings.host}?{query}", _headers(settings, session))


def next_reference(settings: Settings, session: Session, now: float) -> Outgoing:
    """The reference of a form that is begun, with the token against forgery."""
    query = urlencode({"_": _milliseconds(now), "sid": session.sid})
    return Outgoing("GET", f"/api/nextref?{query}", _headers(settings, session))


def run_lookup(settings: Settings, lookup: Lookup, session: Session, asked: Asked, now: float) -> tuple[Outgoing, Json]:
    """A call as a lookup, and the body that it has."""
    parameters = {"id": lookup.id, "sid": session.sid, **_USUAL, **settings.query, "_": _milliseconds(now)}
    section = lookup.section or settings.section
    body: dict[str, Json] = {**settings.body, "formValues": {section: _values(settings, lookup, asked)}}
    headers = {**_headers(settings, session), "Content-Type": "application/json"}
    if session.reference:
        body["reference"] = session.reference
    if settings.csrf == "body":
        told = body.get("tokens")
        body["tokens"] = {**(told if isinstance(told, dict) else {}), "csrf_token": session.csrf_token}
    elif settings.csrf == "header":
        headers["X-CSRF-Token"] = session.csrf_token
    return Outgoing("POST", f"{settings.path}?{urlencode(parameters)}", headers, msgspec.json.encode(body)), body


def _values(settings: Settings, lookup: Lookup, asked: Asked) -> Json:
    entries = {"ucrn": asked.ucrn} if asked.operation == "hub-record" else asked.fields
    values = {**lookup.values, **{_data_name(name, lookup.data_names, settings.data_names): text for name, text in entries.items()}}
    if asked.operation == "update":
        boxes = {settings.ignore_empty_name: asked.ignore_empty, settings.keep_empty_end_dates_name: asked.keep_empty_end_dates}
        values |= {name: settings.ticked if ticked else settings.unticked for name, ticked in boxes.items() if name}
    return {name: {"value": text} for name, text in values.items()}


def _data_name(name: str, *tables: Mapping[str, str]) -> str:
    return next((table[name] for table in tables if name in table), name)


def _headers(settings: Settings, session: Session) -> dict[str, str]:
    cookies = {"Cookie": "; ".join(f"{name}={value}" for name, value in session.cookies.items())} if session.cookies else {}
    return {"X-Requested-With": "XMLHttpRequest", "Referer": settings.page, **settings.headers, **cookies}


def _milliseconds(now: float) -> str:
    return str(round(now * 1000))
