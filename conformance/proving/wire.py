"""Benign variants of the native wire: what a hub may write otherwise than the reference without breaking anything.

The contract permits each: a client passes over keys that it does not know, JSON objects have no order, in answers blank is `""`,
`null` or a missing key, dates may have a time of day and an offset, a UCRN is whatever the hub gives, and any 4xx is a refusal.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from conformance.drivers.transport import Response, Transport
from conformance.names import DATES
from conformance.suite import Json

AS_MADE: Final = "as made"
Change = Callable[[Json], Json]
"""What becomes of a body."""

WIRE: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "wire.extra-keys": (AS_MADE, "everywhere"),
        "wire.key-order": (AS_MADE, "reversed"),
        "wire.address-order": (AS_MADE, "reversed"),
        "wire.blank": (AS_MADE, "null", "missing"),
        "wire.date": (AS_MADE, "time of day", "time and offset", "time in UTC"),
        "wire.ucrn": (AS_MADE, "number", "letters"),
        "wire.refusal": (AS_MADE, "400", "403", "404", "409"),
        "wire.warnings": (AS_MADE, "none"),
    }
)
"""Points of the wire with their variants; the first is what the reference does."""

_ZONE: Final = ZoneInfo("Europe/London")
_EXTRA: Final[dict[str, Json]] = {"x_vendor": "acme", "x_flags": [True, None], "x_more": {"ucrn_of": 7}}
_PREFIX: Final = "UC-"
_OUTSIDE: Final = ("/v2/sessions", "/v2/capabilities")
"""Paths whose refusals are about signing in, not about a call."""
_RECORD_PATHS: Final = ("/v2/profile/get", "/v2/profile/update", "/v2/hub/customers/", "/v2/hub/edit-forms")
"""Paths of which a 404 can say that there is no such record."""


class VariedTransport:
    """Another transport, with these variants of its wire in both directions."""

    def __init__(self, transport: Transport, choices: Mapping[str, str]) -> None:
        """`choices` gives points of `WIRE` their variants; raises ValueError for one that is none."""
        for point, variant in choices.items():
            if variant not in WIRE.get(point, ()):
                raise ValueError(f"{variant!r} is no variant of {point!r}")
        self.address = transport.address
        self._transport = transport
        self._letters = choices.get("wire.ucrn") == "letters"
        self._refusal = choices.get("wire.refusal", AS_MADE)
        self._changes = [change for (point, variant), change in _CHANGES.items() if choices.get(point) == variant]

    def send(self, method: str, path: str, token: str, body: Json) -> Response:
        """Send what the hub would have been sent, and answer as it would have answered."""
        if self._letters:
            path, body = path.replace(f"/{_PREFIX}", "/"), _each_text(body, lambda text: text.removeprefix(_PREFIX))
        response = self._transport.send(method, path, token, body)
        if path in _OUTSIDE:
            return response
        answered = response.body
        for change in self._changes:
            answered = change(answered)
        return response._replace(status=self._status(response.status, path, token), body=answered)

    def set_clock_offset(self, low: float, high: float) -> None:
        """For the other one to know."""
        self._transport.set_clock_offset(low, high)

    def close(self) -> None:
        """Let go of the other one's connections."""
        self._transport.close()

    def _status(self, status: int, path: str, token: str) -> int:
        """Another refusal, where it is one: a 401 to somebody who is signed in is about the session."""
        if self._refusal == AS_MADE or not 400 <= status < 500 or (status == 401 and token):
            return status
        if self._refusal == "404" and not path.startswith(_RECORD_PATHS):
            return status
        return int(self._refusal)


def _each_object(body: Json, change: Callable[[dict[str, Json]], dict[str, Json]]) -> Json:
    """Every object in a body changed, from the inside out."""
    if isinstance(body, list):
        return [_each_object(one, change) for one in body]
    if isinstance(body, dict):
        return change({name: _each_object(value, change) for name, value in body.items()})
    return body


def _each_text(body: Json, change: Callable[[str], str]) -> Json:
    if isinstance(body, str):
        return change(body)
    if isinstance(body, list):
        return [_each_text(one, change) for one in body]
    if isinstance(body, dict):
        return {name: _each_text(value, change) for name, value in body.items()}
    return body


def _named(names: frozenset[str], change: Change) -> Change:
    """A change of the values that stand under these names, wherever they do."""
    return lambda body: _each_object(body, lambda one: {name: change(value) if name in names else value for name, value in one.items()})


def _with_extra(body: Json) -> Json:
    """Keys that nobody knows, in every object but a form, which has the data names that it was sent with."""
    if not isinstance(body, dict):
        return body
    form = {"form": body["form"]} if "form" in body else {}
    extended = _each_object(body, lambda one: {**_EXTRA, **one})
    return {**extended, **form} if isinstance(extended, dict) else extended


def _reversed_addresses(value: Json) -> Json:
    return value[::-1] if isinstance(value, list) else value


def _dated(form: Callable[[datetime], str]) -> Change:
    """A date with a time of day behind it; blanks and what is no date as they are."""

    def change(value: Json) -> Json:
        if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d\d-\d\d", value):
            return value
        return form(datetime.fromisoformat(value).replace(hour=13, minute=45, tzinfo=_ZONE))

    return _named(DATES, change)


def _numbered(value: Json) -> Json:
    return int(value) if isinstance(value, str) and value.isdecimal() else value


def _lettered(value: Json) -> Json:
    return f"{_PREFIX}{value}" if isinstance(value, str) and value.isdecimal() else value


_UCRN: Final = frozenset({"ucrn"})
_CHANGES: Final[Mapping[tuple[str, str], Change]] = MappingProxyType(
    {
        ("wire.date", "time of day"): _dated(lambda moment: moment.replace(tzinfo=None).isoformat()),
        ("wire.date", "time and offset"): _dated(lambda moment: moment.isoformat()),
        ("wire.date", "time in UTC"): _dated(lambda moment: moment.astimezone(UTC).isoformat()),
        ("wire.ucrn", "number"): _named(_UCRN, _numbered),
        ("wire.ucrn", "letters"): _named(_UCRN, _lettered),
        ("wire.warnings", "none"): lambda body: _each_object(body, lambda one: {k: v for k, v in one.items() if k != "warnings"}),
        ("wire.address-order", "reversed"): _named(frozenset({"addresses"}), _reversed_addresses),
        ("wire.blank", "null"): lambda body: _each_object(body, lambda one: {k: None if v == "" else v for k, v in one.items()}),
        ("wire.blank", "missing"): lambda body: _each_object(body, lambda one: {k: v for k, v in one.items() if v not in ("", None)}),
        ("wire.extra-keys", "everywhere"): _with_extra,
        ("wire.key-order", "reversed"): lambda body: _each_object(body, lambda one: dict(reversed(one.items()))),
    }
)
"""What each variant makes of a body, in the order in which they are made."""
