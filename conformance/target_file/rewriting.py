"""Another list of known failures in the text of a target file, of which all else stays as it is. The one door to tomlkit. Pure."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT, Array, Item

from conformance.known import KnownFailure
from conformance.target_file.lines import extents

_LIST = "known_failures"
_LINE = re.compile(r".*\n|.+\Z")
"""A line of TOML ends nowhere else."""
_KEYS = ("rule", "scenario", "observed", "reason", "link", "until")


class Edits(NamedTuple):
    """What is to be otherwise in a list: by number in it what is observed, which numbers go, and what comes after the last."""

    corrected: dict[int, str]
    removed: frozenset[int]
    added: tuple[KnownFailure, ...]


class HarmError(Exception):
    """A text that cannot be rewritten without something else being changed."""


def rewritten(text: str, edits: Edits) -> str:
    """The text with its list edited; comments, order and line ends stay. Raises HarmError where it would say something else."""
    try:
        listed = tomlkit.parse(text).get(_LIST)
        after = _in_array(text, edits) if isinstance(listed, Array) else _in_tables(text, edits)
        if {_LIST: [], **tomllib.loads(after)} == _expected(tomllib.loads(text), edits):
            return after
    except (TOMLKitError, tomllib.TOMLDecodeError):
        pass  # a text that only one of the two libraries understands
    raise HarmError("for the way in which it is written leaves no room for the changes")


def _expected(before: dict[str, Any], edits: Edits) -> dict[str, Any]:
    """What the text must say then."""
    kept = [
        {**entry, "observed": edits.corrected.get(number, entry["observed"])}
        for number, entry in enumerate(before.get(_LIST, []))
        if number not in edits.removed
    ]
    return {**before, _LIST: [*kept, *(dict(_told(entry)) for entry in edits.added)]}


def _in_array(text: str, edits: Edits) -> str:
    """Where the list is a value: `known_failures = [{ … }, { … }]`."""
    document: Any = tomlkit.parse(text)
    listed = document[_LIST]
    for number, observed in edits.corrected.items():
        listed[number]["observed"] = _string(observed)
    for number in sorted(edits.removed, reverse=True):
        del listed[number]
    for entry in edits.added:
        table = tomlkit.inline_table()
        table.update({key: _item(value) for key, value in _told(entry)})
        listed.append(table)
    return tomlkit.dumps(document)


def _in_tables(text: str, edits: Edits) -> str:
    """Where each entry is a table of its own under `[[known_failures]]`: its lines alone are changed."""
    lines, places = _LINE.findall(text), extents(text, _LIST)
    end = places[-1][1] if places else len(lines)
    lines[end:end] = _new(lines[:end], edits.added, "\r\n" if "\r\n" in text else "\n")
    for number, (first, last) in reversed(list(enumerate(places))):
        if number in edits.removed:
            last += _is_blank(lines[last : last + 1]) and _is_blank(lines[first - 2 : first - 1])
            del lines[first - 1 : last]
        elif number in edits.corrected:
            entry: Any = tomlkit.parse("".join(lines[first - 1 : last]))
            entry[_LIST][0]["observed"] = _string(edits.corrected[number])
            lines[first - 1 : last] = [tomlkit.dumps(entry)]
    return "".join(lines)


def _is_blank(lines: Sequence[str]) -> bool:
    return not "".join(lines).strip()


def _new(before: list[str], added: Sequence[KnownFailure], end: str) -> list[str]:
    """The lines of new entries, each after a blank one."""
    unended = [end] if before and added and not before[-1].endswith("\n") else []
    return unended + [line for entry in added for line in (end, tomlkit.dumps({_LIST: _tables(entry)}).replace("\n", end))]


def _tables(entry: KnownFailure) -> AoT:
    table = tomlkit.table()
    for key, value in _told(entry):
        table[key] = _item(value)
    tables = tomlkit.aot()
    tables.append(table)
    return tables


def _told(entry: KnownFailure) -> Iterator[tuple[str, Any]]:
    """The keys of an entry in the order in which they are read best, without those that say nothing."""
    return ((key, getattr(entry, key)) for key in _KEYS if getattr(entry, key))


def _item(value: Any) -> Item:
    return _string(value) if isinstance(value, str) else tomlkit.item(value)


def _string(value: str) -> Item:
    """A text as a report shows it, between single quotes, where it has others in it and TOML takes it so; escaped where it does not."""
    return tomlkit.string(value, literal='"' in value and "'" not in value and value.isprintable())
