"""The shapes of rows."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.drivers.bindings.apibroker_rows import choices_of, named, rows_of

A, B = {"name": "A"}, {"name": "B"}
SHAPES: dict[str, tuple[dict[str, Any], list[dict[str, str]]]] = {
    "numbers in any order": ({"rows_data": {"1": B, "0": A}}, [A, B]),
    "ten numbers and more": ({"rows_data": {str(n): {"n": str(n)} for n in reversed(range(11))}}, [{"n": str(n)} for n in range(11)]),
    "values of a column": ({"rows_data": {"b": B, "a": A}}, [B, A]),
    "values of a column that are numbers": ({"rows_data": {"1226": B, "1004": A}}, [B, A]),
    "a list": ({"rows_data": [A, B]}, [A, B]),
    "an empty list": ({"rows_data": [], "xml_data": "<Rows><Row><result column='name'>A</result></Row></Rows>"}, []),
    "an empty object": ({"rows_data": {}}, []),
    "null is missing": ({"rows_data": None, "xml_data": "<Row><result column='name'>A</result></Row>"}, [A]),
    "a text": ({"rows_data": "none"}, []),
    "what is no row": ({"rows_data": [A, "x", None]}, [A]),
    "xml": ({"xml_data": "<?xml version='1.0'?><Rows><Row><result column='name'>A</result></Row><Row/></Rows>"}, [A, {}]),
    "html within xml": ({"xml_data": "<Row><result column='name'><b>A</b> &amp; B</result></Row>"}, [{"name": "A & B"}]),
    "broken xml": ({"xml_data": "<Row>"}, []),
    "xml that declares": ({"xml_data": '<!DOCTYPE x [<!ENTITY a "A">]><Row><result column="name">&a;</result></Row>'}, []),
    "nothing": ({}, []),
}


@pytest.mark.parametrize(("transformed", "rows"), SHAPES.values(), ids=SHAPES)
def test_rows(transformed: dict[str, Any], rows: list[dict[str, str]]) -> None:
    assert rows_of({}, transformed) == rows


def test_the_data_of_the_answer_comes_last() -> None:
    data = "<Rows><Row><result column='name'>A</result></Row></Rows>"
    assert rows_of({"data": data}, {"xml_data": " "}) == [A]
    assert rows_of({"data": data}, {"xml_data": data.replace(">A<", ">B<")}) == [B]


@pytest.mark.parametrize(
    "given", [[{"label": "Mr", "value": "3"}], {"0": {"label": "Mr", "value": "3"}}, [{"label": "Mr", "value": "3"}, "x"]]
)
def test_choices(given: Any) -> None:
    assert choices_of({"select_data": given}) == [{"id": "3", "name": "Mr"}]


def test_names_come_from_the_first_table_that_has_the_column() -> None:
    assert named({"a": "1", "b": "2", "c": "3"}, {"a": "house"}, {"a": "street", "b": "town"}) == {"house": "1", "town": "2", "c": "3"}


@pytest.mark.parametrize(
    ("text", "primary"), [("1", True), ("true", True), ("Yes", True), (1, True), ("0", False), ("", False), (True, True)]
)
def test_whether_an_address_is_primary(text: Any, primary: bool) -> None:
    assert named({"primary": text}) == {"primary": primary}
