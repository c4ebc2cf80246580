"""One value of the book as it stands on the wire, and back. Pure, but for the target's lists, which are handed in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from conformance.drivers.bindings.mapping import dates
from conformance.drivers.bindings.mapping.shapes import Blank, Field, Scalar
from conformance.drivers.bindings.mapping.templates import MISSING, shown
from conformance.drivers.settings import Dates

Items = list[dict[str, Any]]
Lists = Callable[[str], Items]
"""The items of one of the target's lists."""


_EXACT = 2**53


class UnsaidError(Exception):
    """What a mapping has no words for: nothing was sent. The message says what."""


class Conversion:
    """How one field is written and read. `forms` are the target's forms of dates, `blank` is the mapping's way with blanks."""

    def __init__(self, field: Field, forms: Dates, blank: Blank) -> None:
        self.field = field
        self._forms = field.date if isinstance(field.date, Dates) else forms if field.date else None
        self._blank: Blank = field.blank or blank
        self._back = {_kind(wire): value for value, wire in field.codes.items()}

    def out(self, text: str, lists: Lists) -> Any:
        """The value on the wire, MISSING where a blank is not written; raises UnsaidError."""
        if text == "" and text not in self.field.codes:
            return {"empty": [] if self.field.split else "", "null": None, "absent": MISSING}[self._blank]
        if self.field.split:
            return [self._one_out(one.strip(), lists) for one in text.split(self.field.split)]
        return self._one_out(text, lists)

    def back(self, value: Any, lists: Lists) -> str:
        """The value of the book; what the wire has otherwise than told comes back as it stands there."""
        if isinstance(value, list) and self.field.split:
            return self.field.split.join(self._one_back(one, lists) for one in value)
        return self._one_back(value, lists)

    def _one_out(self, text: str, lists: Lists) -> Scalar:
        if self.field.codes:
            return self.field.codes[text] if text in self.field.codes else _not_mistaken(text, self.field.codes.values())
        if self.field.through:
            items = lists(self.field.through)
            item = next((one for one in items if str(one.get("id")) == text), None)
            found = item.get(self.field.item) if item else None
            return found if found is not None else _not_mistaken(text, [one.get(self.field.item) for one in items])
        if self._forms:
            return _date(text, self._forms)
        return _number(text) if self.field.number else text

    def _one_back(self, value: Any, lists: Lists) -> str:
        if self.field.codes and isinstance(value, str | int | float | bool):
            return self._back.get(_kind(value), shown(value))
        if self.field.through and value not in (None, ""):
            item = next((one for one in lists(self.field.through) if shown(one.get(self.field.item)) == shown(value)), None)
            return str(item.get(self.field.gives, "")) if item else shown(value)
        if self.field.number and isinstance(value, float) and value.is_integer():
            return str(int(value))
        return dates.read(shown(value), self._forms.answered) if self._forms else shown(value)


def _kind(value: Scalar) -> tuple[bool, Scalar]:
    """A value that can be told from others: to Python 1 and true are the same."""
    return isinstance(value, bool), value


def _not_mistaken(text: str, taken: Any) -> str:
    """A text that stands for nothing on the wire goes there as it is, for the target to refuse; one that means something there cannot."""
    if any(shown(one) == text for one in taken):
        raise UnsaidError(f"{text!r}, which the book does not know, means something on the wire")
    return text


def _date(text: str, forms: Dates) -> str:
    made = dates.written(text, forms.sent, forms.field)
    if made is None and any(dates.looks_like(text, form) for form in (forms.sent, forms.field) if form):
        raise UnsaidError(f"{text!r}, which is no date of the book's, is one on the wire")
    return text if made is None else made


def _number(text: str) -> Scalar:
    """A number where that loses nothing: the target gets any other text as it is.

    To many who read JSON 1.0 is 1, and a number beyond `_EXACT` is one nearby.
    """
    try:
        number = float(text)
    except ValueError:
        return text
    if not abs(number) < _EXACT:
        return text
    exact: int | float = int(number) if number.is_integer() else number
    return exact if shown(exact) == text else text


def inverse_problem(codes: Mapping[str, Scalar]) -> str:
    """Why codes cannot be read backwards; blank where they can."""
    seen: dict[tuple[bool, Scalar], str] = {}
    for value, wire in codes.items():
        if _kind(wire) in seen:
            return f"{seen[_kind(wire)]!r} and {value!r} are both {shown(wire)!r} on the wire: there is no way back"
        seen[_kind(wire)] = value
    return ""
