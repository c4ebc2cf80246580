"""JSON that is none, that says too much, or something else than was asked."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from tests.broken.values import MADE, TARGET, Ending, Misbehaviour, Speaking, altered, body, said, wrong

_NO_JSON = "no JSON"


def _in_fields(alter: Callable[[dict[str, Any]], object]) -> Speaking:
    """The right answer, whose fields (or what else it is) are altered in place."""

    def altering(content: bytes) -> bytes:
        told = json.loads(content)
        alter(told.get("fields", told))
        return json.dumps(told).encode()

    return altered(altering)


def _made(ucrn: Any) -> Speaking:
    return altered(lambda content: json.dumps({**json.loads(content), "ucrn": ucrn}).encode())


def _failing(says: str, part: str = MADE, verdict: str = "fail") -> tuple[Ending, ...]:
    return (Ending(part, verdict, 1, TARGET, says),)


def _one(says: str) -> tuple[Ending, ...]:
    return wrong(says)[1:]


DEEP = b'{"fields":' * 50_000 + b"{}" + b"}" * 50_000
DOCUMENTS = (
    Misbehaviour("nested deeply", "50,000 objects in each other", said(body(DEEP)), wrong("nested too deeply")),
    Misbehaviour(
        "duplicate keys",
        "a name twice, with two values",
        altered(lambda it: it.replace(b'{"name":', b'{"name": "Eve", "name":', 1)),
        _one("twice"),
    ),
    Misbehaviour("NaN", "a value that is NaN", altered(lambda it: it[:-1] + b', "lat": NaN}'), wrong(_NO_JSON)),
    Misbehaviour("invalid UTF-8", "bytes that are no UTF-8", altered(lambda it: it[:-1] + b', "x": "\xff\xfe"}'), wrong("UTF-8")),
    Misbehaviour("UTF-16", "the right JSON in UTF-16", altered(lambda it: it.decode().encode("utf-16")), wrong("UTF-8")),
    Misbehaviour("BOM", "the right JSON behind a byte order mark", altered(lambda it: b"\xef\xbb\xbf" + it), wrong("byte order mark")),
    Misbehaviour("half a document", "the right JSON without its end", altered(lambda it: it[:-5]), wrong(_NO_JSON)),
    Misbehaviour(
        "trailing garbage",
        "a warning of a script behind the right JSON",
        altered(lambda it: it + b"\nWarning: undefined index"),
        wrong(_NO_JSON),
    ),
    Misbehaviour("null", "null", said(body(b"null")), wrong("null")),
    Misbehaviour("a list", "a list around the right JSON", altered(lambda it: b"[" + it + b"]"), wrong("a list")),
    Misbehaviour("a text", "the right JSON as a text in JSON", altered(lambda it: json.dumps(it.decode()).encode()), wrong("a text")),
    Misbehaviour(
        "a number without end",
        "a whole number of 100,000 digits",
        altered(lambda it: it[:-1] + b', "x": ' + b"9" * 100_000 + b"}"),
        wrong(_NO_JSON),
    ),
    Misbehaviour(
        "a long number", "a name that is a whole number of 4,000 digits", _in_fields(lambda it: it.update(name=10**4000)), _one("name =")
    ),
    Misbehaviour("a number beyond all", "1e999", altered(lambda it: it[:-1] + b', "x": 1e999}'), wrong(_NO_JSON)),
    Misbehaviour("half a character", "half of a surrogate pair", altered(lambda it: it[:-1] + b', "x": "\\ud800"}'), wrong(_NO_JSON)),
    Misbehaviour(
        "fields of other types",
        "numbers, lists and objects for values",
        _in_fields(lambda it: it.update(name=[{"first": 1.5}], sort_name={}, ucrn=None)),
        _one("name ="),
    ),
    Misbehaviour("fields that are a list", "a list of the fields", altered(lambda it: b'{"fields": [' + it + b"]}"), _one("'fields'")),
    Misbehaviour(
        "20,000 fields more",
        "another name, and 20,000 fields more",
        _in_fields(lambda it: it.update({f"x{n}": "" for n in range(20_000)}, name="?")),
        _one("name ="),
    ),
    Misbehaviour("a value without end", "a name of 900 KB", _in_fields(lambda it: it.update(name="x" * 900_000)), _one("name =")),
    Misbehaviour(
        "hostile values",
        "control characters, escape sequences and markup",
        _in_fields(lambda it: it.update(name="\x00\x1b[2J<script>\u202e")),
        _one("name ="),
    ),
    Misbehaviour("UCRN blank", "201 with a blank UCRN", _made(""), _failing("ucrn")),
    Misbehaviour("UCRN null", "201 with null for a UCRN", _made(None), _failing("ucrn")),
    Misbehaviour("UCRN a list", "201 with a list for a UCRN", _made(["1", "2"]), _failing("ucrn")),
    Misbehaviour("UCRN without end", "201 with a UCRN of 900 KB", _made("9" * 900_000), _failing("ucrn")),
    Misbehaviour("UCRN of somebody else", "201 with a path for a UCRN", _made("../../v2/sessions\r\nX: y"), _failing("refused")),
)
