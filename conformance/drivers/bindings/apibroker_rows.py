"""The rows in an answer, whichever of its shapes they have."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final
from xml.etree import ElementTree

from conformance.suite import Json

Row = dict[str, Json]
"""Column to value."""


def rows_of(answer: Mapping[str, Json], transformed: Mapping[str, Json]) -> list[Row]:
    """The rows of an answer and its `integration.transformed`, from the first place that holds any.

    `rows_data` is an object whose keys are numbers or the values of a column, or a list; where it is missing, `xml_data` and then
    `data` hold the rows as XML. A place that is there and empty says that there are none.
    """
    if "rows_data" in transformed and transformed["rows_data"] is not None:
        return _of_data(transformed["rows_data"])
    for text in (transformed.get("xml_data"), answer.get("data")):
        if isinstance(text, str) and text.strip():
            return _of_xml(text)
    return []


def choices_of(transformed: Mapping[str, Json]) -> list[Row]:
    """The `select_data` as items of a list: `id` is its value, `name` its label."""
    found = transformed.get("select_data")
    listed = found if isinstance(found, list) else list(found.values()) if isinstance(found, dict) else []
    return [{"id": one.get("value"), "name": one.get("label")} for one in listed if isinstance(one, dict)]


def _of_data(found: Json) -> list[Row]:
    if isinstance(found, dict):
        keys = list(found)
        if all(key.isdecimal() for key in keys) and {int(key) for key in keys} == set(range(len(keys))):
            keys.sort(key=int)  # numbers are places; anything else is a column's value, in the order in which it came
        found = [found[key] for key in keys]
    return [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []


_HEAD: Final = re.compile(r"^\s*<\?xml[^>]*\?>")
_NO_XML: Final = re.compile(r"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
"""Declarations have no place in rows, and are how a document grows without end."""


def _of_xml(text: str) -> list[Row]:
    if _NO_XML.search(text):
        return []
    try:
        tree = ElementTree.fromstring(f"<fragment>{_HEAD.sub('', text)}</fragment>")
    except ElementTree.ParseError:
        return []
    return [{result.get("column", ""): "".join(result.itertext()) for result in row.iter("result")} for row in tree.iter("Row")]


_PRIMARY: Final = frozenset({"1", "true", "yes"})


def named(row: Row, *columns: Mapping[str, str]) -> Row:
    """The row under the book's names: the first table that has a column names it. Whether an address is primary is true or false."""
    found = {next((table[column] for table in columns if column in table), column): value for column, value in row.items()}
    if isinstance(found.get("primary"), str | int):
        found["primary"] = str(found["primary"]).lower() in _PRIMARY
    return found
