"""From what the broker says to an answer in the words of the book."""

from __future__ import annotations

from typing import Any, Final

from conformance.bounds import json_of
from conformance.drivers.bindings.apibroker_answers import Heard
from conformance.drivers.bindings.apibroker_rows import Row, named
from conformance.drivers.bindings.apibroker_settings import Lookup, Settings
from conformance.exchanges import Answer, Asked

_SAYS_NO: Final = frozenset({"status error", "error", "transformed error", "error column"})


def meaning(asked: Asked, heard: Heard, lookup: Lookup, settings: Settings) -> Answer:
    """What an answer comes to for this call.

    An integration that says no refuses; so does one that answers no row, unless the settings say that it does so when it is done.
    What no integration answers is broken, and a form that is not there any more is nobody's failure but the settings'.
    """
    if heard.kind == "rows" or (heard.kind == "no rows" and (asked.operation in settings.silent or asked.operation == "list")):
        return _accepted(asked, heard, lookup, settings)
    if heard.kind == "no rows":
        return Answer("refused", detail="no result")
    if heard.kind == "forbidden" or (heard.kind == "http status" and not heard.detail.startswith("5")):
        return Answer("unreachable", detail=f"{heard.detail}; look at the page and the lookups in the target's settings")
    if heard.kind in _SAYS_NO and heard.kind in settings.refused_by:
        return Answer("refused", detail=heard.detail)
    if heard.kind == "logout":
        return Answer("broken", detail=f"the session of {asked.actor} ran out at once")
    told = f"{heard.kind}: {heard.detail}" if heard.kind in _SAYS_NO or heard.kind == "http status" else heard.detail
    return Answer("broken", detail=told)


def _accepted(asked: Asked, heard: Heard, lookup: Lookup, settings: Settings) -> Answer:
    rows = [named(row, lookup.columns, settings.columns) for row in heard.rows]
    if asked.operation == "list":
        items = [row for row in rows if "id" in row and "name" in row] or list(heard.choices)
        return Answer("accepted", items=items) if items else Answer("broken", detail="a list without items")
    first = rows[0] if rows else {}
    if asked.operation in ("create", "update"):
        return Answer("accepted", fields={"ucrn": str(first["ucrn"])} if first.get("ucrn") else {})
    if not lookup.addresses:
        return Answer("accepted", fields=first)
    column = lookup.columns.get(lookup.addresses, settings.columns.get(lookup.addresses, lookup.addresses))
    records = _records(first.pop(column, None))
    if records is None:
        return Answer("broken", detail=f"the column {lookup.addresses!r} holds no list of address records as JSON")
    return Answer("accepted", fields=first, addresses=[named(record, lookup.columns, settings.columns) for record in records])


def address_records(heard: Heard, lookup: Lookup, settings: Settings) -> list[Row]:
    """A lookup of addresses, a row for each record."""
    return [named(row, lookup.columns, settings.columns) for row in heard.rows]


def _records(column: Any) -> list[Row] | None:
    """Records from a column that holds JSON; none where it is blank, None where it holds anything else."""
    if isinstance(column, str) and column.strip():
        try:
            column = json_of(column)
        except ValueError:
            return None
    if not column:
        return []
    listed = list(column.values()) if isinstance(column, dict) else column
    return listed if isinstance(listed, list) and all(isinstance(one, dict) for one in listed) else None
