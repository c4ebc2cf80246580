"""Entries that stand together on the wire: from entries to an object, and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from conformance.drivers.bindings.mapping.conversions import Conversion, Lists, UnsaidError
from conformance.drivers.bindings.mapping.paths import find
from conformance.drivers.bindings.mapping.shapes import Blank, Field, field_of
from conformance.drivers.bindings.mapping.shapes import Part as PartTable
from conformance.drivers.bindings.mapping.templates import MISSING, merged, shown
from conformance.drivers.settings import Dates
from conformance.names import CUSTOM, CUSTOM_BEYOND

JOIN = "+"
ALL_CUSTOM = "custom_*"
"""Stands for the name of each custom field, in the place of the entry and in where it is."""


def spelled_out(table: PartTable) -> dict[str, Field]:
    """The fields of a part by entry, `custom_*` as what it stands for."""
    fields: dict[str, Field] = {}
    for name, given in table.items():
        field = field_of(given)
        if name == ALL_CUSTOM:
            for custom in (*CUSTOM, *CUSTOM_BEYOND):
                fields[custom] = replace(field, at=_of(custom, field.at), read=field.read.replace(ALL_CUSTOM, custom))
        else:
            fields[name] = field
    return fields


def _of(custom: str, at: str | tuple[str, ...]) -> str | tuple[str, ...]:
    return at.replace(ALL_CUSTOM, custom) if isinstance(at, str) else tuple(one.replace(ALL_CUSTOM, custom) for one in at)


class Part:
    """One part of a mapping."""

    def __init__(self, table: PartTable, forms: Dates, blank: Blank) -> None:
        self._fields = {name: Conversion(field, forms, blank) for name, field in spelled_out(table).items()}
        self.sent = frozenset(one for name, how in self._fields.items() if how.field.at for one in name.split(JOIN))
        """The entries that it writes by itself."""
        self.answered = frozenset(one for name in self._fields for one in name.split(JOIN))
        """The names that it reads."""
        self.conversions = {name: how for name, how in self._fields.items() if JOIN not in name}

    def out(self, entries: Mapping[str, str], lists: Lists) -> dict[str, Any]:
        """The object that these entries are; raises UnsaidError."""
        made: dict[str, Any] = {}
        for name, how in self._fields.items():
            if not how.field.at:
                continue
            text = _joined(name, how.field, entries)
            if text is not None:
                made = merged(made, _placed(how, text, name, lists))
        return made

    def back(self, value: Mapping[str, Any], lists: Lists) -> dict[str, str]:
        """The values of the book that stand in an object."""
        found: dict[str, str] = {}
        for name, how in self._fields.items():
            text = how.back(_read(how.field, value), lists)
            names = name.split(JOIN)
            pieces = text.split(how.field.by) if len(names) > 1 else [text]
            pieces = pieces if len(pieces) == len(names) else [text, *[""] * (len(names) - 1)]
            found.update(zip(names, pieces, strict=True))
        return found


def _joined(name: str, field: Field, entries: Mapping[str, str]) -> str | None:
    """The text of an entry, or of several that stand in one place; None where none of them is sent."""
    names = name.split(JOIN)
    there = [one for one in names if one in entries]
    if not there:
        return None
    if len(names) == 1:
        return entries[name]
    if len(there) < len(names):
        left = ", ".join(one for one in names if one not in entries)
        raise UnsaidError(f"{', '.join(there)} without {left}: the mapping joins them")
    if any(field.by in entries[one] for one in names):
        raise UnsaidError(f"a value with {field.by!r} in it: the mapping joins {', '.join(names)} with that")
    return field.by.join(entries[one] for one in names) if any(entries[one] for one in names) else ""


def _placed(how: Conversion, text: str, name: str, lists: Lists) -> dict[str, Any]:
    """A value in its place, or in its places."""
    value = how.out(text, lists)
    if value is MISSING:
        return {}
    at = how.field.at
    if isinstance(at, str):
        return _nested(at, value)
    pieces = shown(value).split(how.field.by) if value else [value] * len(at)
    if len(pieces) != len(at):
        raise UnsaidError(f"{text!r} as {name}: the mapping parts it into {len(at)} by {how.field.by!r}")
    made: dict[str, Any] = {}
    for place, piece in zip(at, pieces, strict=True):
        made = merged(made, _nested(place, piece))
    return made


def _nested(at: str, value: Any) -> dict[str, Any]:
    for name in reversed(at.split(".")):
        value = {name: value}
    return dict(value)


def _read(field: Field, value: Mapping[str, Any]) -> Any:
    if field.read:
        return find(field.read, value)
    if isinstance(field.at, str):
        return _at(value, field.at)
    pieces = [_at(value, place) for place in field.at]
    return "" if all(piece in (None, "") for piece in pieces) else field.by.join(shown(piece) for piece in pieces)


def _at(value: Any, place: str) -> Any:
    for name in place.split("."):
        if not isinstance(value, Mapping):
            return None
        value = value.get(name)
    return value
