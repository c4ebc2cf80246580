"""What stands in a block of JSON: entries that are sent, a form, values and records that are expected; and nothing unknown."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from conformance import labels, names
from conformance.bounds import is_deep
from conformance.layout import Block, objection
from conformance.suite import Call, Expected, Json

_HALF = re.compile(r"[\ud800-\udfff]")
_PLACEHOLDER = re.compile(r"<[a-z][^<>]*>")
_SENDABLE = re.compile(rf"<(today|ucrn|ucrn of {labels.NAME}|unknown ucrn|({'|'.join(names.LISTS)}): [^<>]+)>")
_EXPECTABLE = re.compile(rf"<any>|{_SENDABLE.pattern}")

Entries = dict[str, dict[str, str]]
"""The sets of entries that a chapter names."""


class Contents:
    """Reads what blocks hold; `sets` are the chapter's own sets of entries, which a block may build upon."""

    def __init__(self, file: str, sets: Mapping[str, Mapping[str, str]]) -> None:
        self._file, self._sets = file, sets

    def sent(self, data: Any, line: int) -> dict[str, str]:
        """Entry name to text, for a create or an update."""
        if not isinstance(data, dict):
            objection(self._file, line, "a block that is no object", "entries and their texts")
        data = self._with(data, line)
        for name, value in data.items():
            if name not in names.SENT:
                objection(self._file, line, f"the entry {name!r}", "a name that create or update knows")
            if not isinstance(value, str) or not sendable(value):
                objection(self._file, line, f"{name} = {value!r}", "a text, or a placeholder that can be sent")
        return dict(data)

    def form(self, data: Any, line: int) -> dict[str, str]:
        """Data name to text."""
        if not isinstance(data, dict) or not all(isinstance(value, str) for value in data.values()):
            objection(self._file, line, "a form that is no object of texts", "data names and their texts")
        return data

    def expected(self, data: Any, block: str, call: Call | None, line: int) -> dict[str, Any]:
        """What is expected of the answer to a call, under the name it has in Expectation. `block` is `values`, `records` or `items`."""
        if block == "values":
            fields = self._values(data, _names_seen(call), line)
            if not fields:
                objection(self._file, line, "a block without values", "at least one value, or a label without a block")
            return {"fields": fields}
        if not isinstance(data, list):
            objection(self._file, line, "a block that is no list", "a list of records")
        known = names.IN_ADDRESS if block == "records" else names.IN_LIST_ITEM
        return {"addresses" if block == "records" else "items": [self._values(record, known, line) for record in data]}

    def _values(self, data: Any, known: frozenset[str] | None, line: int) -> dict[str, Expected]:
        if not isinstance(data, dict):
            objection(self._file, line, "something that is no object", "names and values")
        data = self._with(data, line)
        for name, value in data.items():
            if known is not None and name not in known:
                objection(self._file, line, f"the name {name!r}", "a name that can be looked at here")
            for text in value if isinstance(value, list) and value else [value]:
                if isinstance(text, bool) is not (name == "primary") or not isinstance(text, str | bool):
                    objection(self._file, line, f"{name} = {value!r}", "true or false for primary, a text or a list of texts otherwise")
                if isinstance(text, str) and _PLACEHOLDER.fullmatch(text) and not _EXPECTABLE.fullmatch(text):
                    objection(self._file, line, f"{name} = {text!r}", "a placeholder of the book")
        return dict(data)

    def _with(self, data: dict[str, Any], line: int) -> dict[str, Any]:
        if "with" not in data:
            return data
        name = data["with"]
        if not isinstance(name, str) or name not in self._sets:
            objection(self._file, line, f"the set of entries {name!r}", f"one that this chapter defines: {', '.join(self._sets) or 'none'}")
        return {**self._sets[name], **{key: value for key, value in data.items() if key != "with"}}


def sendable(text: str) -> bool:
    """Whether a text can be sent: one that looks like a placeholder must be one of the book's."""
    return not _PLACEHOLDER.fullmatch(text) or bool(_SENDABLE.fullmatch(text))


def entries_of(block: Block, file: str) -> dict[str, str]:
    """A named set of entries: a flat object of texts."""
    found = json_of(block, file)
    if not isinstance(found, dict) or not all(isinstance(value, str) for value in found.values()):
        objection(file, block.line, "a set of entries that is no object of texts", "names and their texts")
    return {name: str(value) for name, value in found.items()}


def json_of(block: Block, file: str) -> Json:
    """The JSON of a fenced block, no name twice in one object."""

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        keys = [key for key, _ in pairs]
        if len(set(keys)) != len(keys):
            twice = next(key for key in keys if keys.count(key) > 1)
            objection(file, block.line, f"the name {twice!r} twice in one object", "each name once")
        return dict(pairs)

    try:
        found: Json = json.loads(block.text, object_pairs_hook=unique, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        objection(file, block.line + error.lineno, f"a block that is not JSON ({error.msg})", "one JSON value")
    except ValueError as error:  # a number that is none, or of more digits than Python reads
        objection(file, block.line, f"a block that is not JSON ({error})", "one JSON value")
    except RecursionError:
        found = None
    if found is None or is_deep(found):
        objection(file, block.line, "a block of nothing, or nested without end", "entries and their texts")
    if _HALF.search(json.dumps(found, ensure_ascii=False)):
        objection(file, block.line, "half of a character (a surrogate without the other)", "whole characters")
    return found


def _no_constant(name: str) -> Json:
    raise ValueError(f"{name} is no number")


def _names_seen(call: Call | None) -> frozenset[str] | None:
    """The names that an answer to this call may be looked at by; None where a form's own data names come back."""
    if call is None or call.from_form:
        return None
    by_operation = {"get": names.IN_GET, "hub-record": names.IN_HUB_RECORD, "read-case": names.IN_CASE}
    return by_operation.get(call.operation, names.IN_HUB_RECORD)
