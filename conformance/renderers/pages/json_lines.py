"""JSON as lines to be read: what is blank stands together on one line, and the values that matter are marked."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from conformance.renderers.pages.cutting import CUT
from conformance.suite import Json
from conformance.unseen import Seen, in_json, visible

ROOM = 4 * CUT
"""So many characters of a long body are shown at once."""


class Line(NamedTuple):
    """A line, or several that are alike in being marked or not."""

    text: Seen
    marked: bool


class Shown(NamedTuple):
    """A body as it is shown: its lines, and what is left of a long one, with the length of the whole."""

    lines: tuple[Line, ...]
    rest: Seen
    length: int


def shown(body: Json, marked: frozenset[str] = frozenset()) -> Shown:
    """A body; lines that give a value to one of the names `marked` are marked. A text that is no JSON stands as it is."""
    lines = [(visible(body), False)] if isinstance(body, str) else list(_lines(body, marked))
    length = sum(len(text) for text, _ in lines)
    here: list[tuple[str, bool]] = []
    room = length if length <= ROOM + CUT else ROOM
    while lines and room:
        text, mark = lines[0]
        here.append((text[:room], mark))
        lines[:1] = [(text[room:], mark)] if len(text) > room else []
        room = max(0, room - len(text))
    joined = (Line(Seen("\n".join(text for text, _ in together)), mark) for mark, together in groupby(here, key=lambda line: line[1]))
    return Shown(tuple(joined), Seen("\n".join(text for text, _ in lines)), length)


def _lines(value: Json, marked: frozenset[str], lead: str = "", tail: str = "", depth: int = 0) -> Iterator[tuple[str, bool]]:
    indent = "  " * depth
    if isinstance(value, dict) and value:
        yield f"{indent}{lead}{{", False
        yield from _members(value, marked, depth + 1)
        yield f"{indent}}}{tail}", False
    elif isinstance(value, list) and any(isinstance(one, dict | list) for one in value):
        yield f"{indent}{lead}[", False
        for number, one in enumerate(value, start=1):
            yield from _lines(one, marked, "", "," * (number < len(value)), depth + 1)
        yield f"{indent}]{tail}", False
    else:
        yield f"{indent}{lead}{_text(value)}{tail}", False


def _members(value: Mapping[str, Json], marked: frozenset[str], depth: int) -> Iterator[tuple[str, bool]]:
    *_, last = value
    for blank, group in groupby(value.items(), key=lambda item: item[1] == "" and item[0] not in marked):
        members = list(group)
        if blank:
            together = ", ".join(_text(name) + ': ""' for name, _ in members)
            yield "  " * depth + together + "," * (members[-1][0] != last), False
            continue
        for name, one in members:
            for text, mark in _lines(one, marked, f"{_text(name)}: ", "," * (name != last), depth):
                yield text, mark or name in marked


def _text(value: Json | Sequence[Json]) -> str:
    return in_json(json.dumps(value, ensure_ascii=False))
