"""Where in a TOML text a key stands. The library that reads TOML does not tell."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from typing import Any

Key = tuple[str | int, ...]
"""The way to a value: names, and numbers within lists."""

_LONGEST = 200
"""Lines of one value; what stands behind a longer one is told without its line."""
_HEADER = re.compile(r"\s*\[(?P<list>\[?)(?P<name>[^\[\]]+)\]\]?\s*(#.*)?$")


def lines_of(text: str) -> dict[Key, int]:
    """The line of every key of a text that is TOML; of what stands within one value, the line on which the value begins."""
    found: dict[Key, int] = {}
    counts: dict[Key, int] = {}
    table: Key = ()
    for number, statement in _statements(text):
        header = _HEADER.match(statement)
        if header:
            table = _within(_names(header["name"]), counts, last_is_list=bool(header["list"]))
            for length in range(1, len(table) + 1):  # what stands only in the names of other tables begins with the first of them
                found.setdefault(table[:length], number)
        else:
            for way in _ways(tomllib.loads(statement)):
                found.setdefault((*table, *way), number)
    return found


def line_of(lines: dict[Key, int], key: Key) -> int:
    """The line of a key, or of the nearest thing around it that has one; 1 where there is none."""
    while key and key not in lines:
        key = key[:-1]
    return lines.get(key, 1)


def extents(text: str, name: str) -> list[tuple[int, int]]:
    """The first and the last line of each table under `[[name]]`; comments and blank lines after its last key are not its own."""
    found: list[tuple[int, int]] = []
    within = False
    for number, statement in _statements(text):
        header = _HEADER.match(statement)
        if header:
            within = bool(header["list"]) and _names(header["name"]) == (name,)
            found += [(number, number)] if within else []
        elif within:
            found[-1] = (found[-1][0], number + statement.count("\n"))
    return found


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Each header and each assignment with the line on which it begins; an assignment goes on until it is TOML by itself."""
    begun, held = 0, ""
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), start=1):
        if not held and (not line.strip() or line.lstrip().startswith("#")):
            continue
        begun = begun if held else number
        held = f"{held}\n{line}" if held else line
        if _is_whole(held):
            yield begun, held
            held = ""
        elif number - begun > _LONGEST:  # each line more is read with all before it
            return


def _is_whole(statement: str) -> bool:
    try:
        tomllib.loads(statement)
    except tomllib.TOMLDecodeError:
        return False
    return True


def _names(dotted: str) -> tuple[str, ...]:
    """The names of a header, without their quotes."""
    way, value = [], tomllib.loads(f"[{dotted}]")
    while value:
        [(name, value)] = value.items()
        way.append(name)
    return tuple(way)


def _within(names: tuple[str, ...], counts: dict[Key, int], *, last_is_list: bool) -> Key:
    """The key of a table: where a name on the way is a list of tables, its last one so far is meant."""
    way: Key = ()
    for position, name in enumerate(names, start=1):
        way = (*way, name)
        if position == len(names) and last_is_list:
            counts[way] = counts.get(way, -1) + 1
        if way in counts:
            way = (*way, counts[way])
    return way


def _ways(value: Any) -> Iterator[Key]:
    """The ways to everything within a value."""
    inner: Any = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, one in inner:
        yield (name,)
        yield from ((name, *way) for way in _ways(one))
