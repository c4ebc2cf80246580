"""JSON in pieces, so that what is written takes no more memory than its longest item."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from conformance.unseen import in_json


def written(value: object) -> str:
    """A value as JSON in one line, which a terminal may be shown as well."""
    return in_json(msgspec.json.encode(value).decode())


def listed(items: Iterable[object]) -> Iterator[str]:
    """Items as the inside of a list, one a line."""
    for number, item in enumerate(items):
        yield f"{',' if number else ''}\n{written(item)}"


def holding(values: Mapping[str, object], name: str, items: Iterable[object]) -> Iterator[str]:
    """An object with these values (at least one), and last a list under that name."""
    yield f"{written(values)[:-1]},{written(name)}:["
    yield from listed(items)
    yield "\n]}"
