"""What an answer of the broker says. Every one has status 200, whatever went wrong, so it is looked at in a fixed order.

The order is a table: the first row whose function finds its words is what the answer is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Final, Literal, NamedTuple

import msgspec

from conformance.bounds import json_of
from conformance.drivers.bindings.apibroker_rows import Row, choices_of, rows_of
from conformance.suite import Json

Kind = Literal[
    "forbidden",
    "http status",
    "empty body",
    "not JSON",
    "logout",
    "transformed error",
    "error",
    "status error",
    "nothing transformed",
    "error column",
    "no rows",
    "rows",
]

OPEN: Final[frozenset[Kind]] = frozenset({"http status", "empty body", "not JSON", "status error", "error", "nothing transformed"})
"""Answers that do not say whether what was asked has been done."""


class Heard(NamedTuple):
    """What an answer is, in words where it says any, and its rows where it has some."""

    kind: Kind
    detail: str = ""
    rows: tuple[Row, ...] = ()
    choices: tuple[Row, ...] = ()


class Arrived:
    """An answer as it came, and the parts of it that are looked at."""

    def __init__(self, status: int, location: str, body: bytes, error_columns: Sequence[str]) -> None:
        self.status, self.location, self.body, self.error_columns = status, location, body, error_columns

    @cached_property
    def decoded(self) -> Json:
        """The body as JSON; None for what is none."""
        try:
            found: Json = json_of(self.body)
        except ValueError:
            return None
        return found

    @cached_property
    def answer(self) -> dict[str, Json]:
        """The answer's object; empty where it is none."""
        return self.decoded if isinstance(self.decoded, dict) else {}

    @cached_property
    def transformed(self) -> dict[str, Json] | None:
        """What the integration's answer was transformed into; None where there is none. PHP sends an empty object as a list."""
        integration = self.answer.get("integration")
        found = integration.get("transformed") if isinstance(integration, dict) else None
        return found if isinstance(found, dict) else None

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """The rows, in any of their shapes."""
        return tuple(rows_of(self.answer, self.transformed or {}))


def classify(status: int, location: str, body: bytes, error_columns: Sequence[str] = ("error",)) -> Heard:
    """What an answer says, from its status, its `Location` (blank for none) and its body."""
    arrived = Arrived(status, location, body, error_columns)
    for kind, words in _ORDER:
        detail = words(arrived)
        if detail is not None:
            return Heard(kind, detail)
    if not arrived.rows:
        return Heard("no rows", choices=tuple(choices_of(arrived.transformed or {})))
    return Heard("rows", "", arrived.rows, tuple(choices_of(arrived.transformed or {})))


def _forbidden(arrived: Arrived) -> str | None:
    path = arrived.location.partition("?")[0].rstrip("/")
    if arrived.status == 403 or (300 <= arrived.status < 400 and path.endswith("/forbidden")):
        where = " to /forbidden" if path else ""
        return f"{arrived.status}{where}: the form was rebuilt, so that its page and lookups have new IDs, or there is a bot check"
    return None


def _status(arrived: Arrived) -> str | None:
    return None if 200 <= arrived.status < 300 else str(arrived.status)


def _error_column(arrived: Arrived) -> str | None:
    first = arrived.rows[0] if arrived.rows else {}
    return next((told for column in arrived.error_columns if (told := _words(first.get(column)))), None)


_ORDER: Final[tuple[tuple[Kind, Callable[[Arrived], str | None]], ...]] = (
    ("forbidden", _forbidden),
    ("http status", _status),
    ("empty body", lambda arrived: None if arrived.body.strip() else "an empty body"),
    ("not JSON", lambda arrived: None if isinstance(arrived.decoded, dict) else "a body that is no JSON object"),
    ("logout", lambda arrived: "the session is gone" if arrived.answer.get("result") == "logout" else None),
    # the integration's own words come before the broker's, which may only say that there are some
    ("transformed error", lambda arrived: _words((arrived.transformed or {}).get("error"))),
    ("error", lambda arrived: _words(arrived.answer.get("error"))),
    ("status error", lambda arrived: "status: error" if arrived.answer.get("status") == "error" else None),
    ("nothing transformed", lambda arrived: "an answer without integration.transformed" if arrived.transformed is None else None),
    ("error column", _error_column),
)


def _words(told: Json) -> str | None:
    """What an error says; None where it is blank, false or an empty list, which is no error."""
    if not told or told == "false":
        return None
    return (told if isinstance(told, str) else msgspec.json.encode(told).decode())[:300]
