"""One value on the wire, and back."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.drivers.bindings.mapping.conversions import Conversion, Items, UnsaidError, inverse_problem
from conformance.drivers.bindings.mapping.shapes import Blank, Field, Scalar
from conformance.drivers.bindings.mapping.templates import MISSING
from conformance.drivers.settings import Dates

COUNTRIES: Items = [{"id": "44", "name": "United Kingdom", "iso": "GB"}, {"id": "49", "name": "Germany", "iso": "DE"}]
FORMS = Dates(sent="dd/mm/yyyy", answered=("dd/mm/yyyy",))
CHANNELS: dict[str, Scalar] = {"1": "phone", "2": "mobile", "3": "mail"}


def lists(name: str) -> Items:
    assert name == "countries"
    return COUNTRIES


def conversion(blank: Blank = "empty", **field: Any) -> Conversion:
    return Conversion(Field(**field), FORMS, blank)


def kinds(value: Any) -> tuple[type, Any]:
    """To Python 1, 1.0 and true are the same."""
    return type(value), value


@pytest.mark.parametrize(
    ("field", "text", "wire"),
    [
        ({}, "Ann", "Ann"),
        ({"codes": {"Individual": "PERSON"}}, "Individual", "PERSON"),
        ({"codes": {"0": False, "1": True}}, "0", False),
        ({"codes": {"0": 0, "1": 1}}, "1", 1),
        ({"codes": CHANNELS, "split": ","}, "1,3", ["phone", "mail"]),
        ({"codes": CHANNELS, "split": ","}, "2", ["mobile"]),
        ({"date": True}, "07/06/2020", "06/07/2020"),
        ({"date": Dates(sent="yyyymmdd")}, "07/06/2020", "20200706"),
        ({"through": "countries", "item": "iso"}, "49", "DE"),
        ({"through": "countries"}, "44", "United Kingdom"),
        ({"number": True}, "55", 55),
        ({"number": True}, "-3.1883", -3.1883),
        ({"codes": {"": "UNKNOWN", "1": "KNOWN"}}, "", "UNKNOWN"),
    ],
)
def test_out_and_back(field: dict[str, Any], text: str, wire: Any) -> None:
    how = conversion(**field)
    assert kinds(how.out(text, lists)) == kinds(wire)
    if not isinstance(field.get("date"), Dates | bool):
        assert how.back(wire, lists) == text


@pytest.mark.parametrize("text", ["055", "55.0", "55.10", "1e3", " 55", "1_000", "nan", "inf", "9" * 30, "9007199254740993", "north"])
def test_what_would_not_come_back_as_it_was_goes_as_a_text(text: str) -> None:
    assert conversion(number=True).out(text, lists) == text


@pytest.mark.parametrize(("blank", "wire"), [("empty", ""), ("null", None), ("absent", MISSING)])
def test_a_blank_is_written_as_the_mapping_says(blank: Blank, wire: Any) -> None:
    for field in ({}, {"codes": CHANNELS}, {"date": True}, {"number": True}, {"through": "countries"}):
        assert conversion(blank, **field).out("", lists) == wire
    other: Blank = "null" if blank == "empty" else "empty"
    assert Conversion(Field(blank=blank), FORMS, other).out("", lists) == wire, "a field may have a way of its own"


def test_a_blank_list_is_one_without_values() -> None:
    assert conversion("empty", split=",").out("", lists) == []
    assert conversion("null", split=",").out("", lists) is None
    blanks: list[Any] = [[], None, ""]
    for wire in blanks:
        assert conversion(split=",").back(wire, lists) == ""


@pytest.mark.parametrize(
    ("field", "wire", "text"),
    [
        ({"date": True}, "06/07/2020", "2020-07-06"),
        ({"date": True}, "tomorrow", "tomorrow"),
        ({"date": True}, None, ""),
        ({"codes": {"0": False, "1": True}}, 1, "1"),
        ({"codes": {"0": False, "1": True}}, "true", "true"),
        ({"codes": CHANNELS}, "fax", "fax"),
        ({"codes": CHANNELS}, None, ""),
        ({"codes": CHANNELS, "split": ","}, ["phone", "fax"], "1,fax"),
        ({"through": "countries", "item": "iso"}, "FR", "FR"),
        ({"through": "countries", "item": "iso"}, None, ""),
        ({"through": "countries", "item": "iso", "gives": "name"}, "DE", "Germany"),
        ({"through": "countries", "item": "id", "gives": "name"}, 44, "United Kingdom"),
        ({"number": True}, 55.0, "55"),
        ({"number": True}, "55.0", "55.0"),
        ({}, 12, "12"),
        ({}, True, "true"),
    ],
)
def test_back(field: dict[str, Any], wire: Any, text: str) -> None:
    assert conversion(**field).back(wire, lists) == text


class TestWhatTheBookDoesNotKnow:
    """It goes to the target as it stands, so that the target may refuse it; not where it would mean something there."""

    @pytest.mark.parametrize(
        ("field", "text"),
        [({"codes": CHANNELS}, "9"), ({"through": "countries", "item": "iso"}, "99"), ({"date": True}, "soon")],
    )
    def test_goes_as_it_stands(self, field: dict[str, Any], text: str) -> None:
        assert conversion(**field).out(text, lists) == text

    @pytest.mark.parametrize(
        ("field", "text"),
        [
            ({"codes": CHANNELS}, "phone"),
            ({"codes": CHANNELS, "split": ","}, "1,mail"),
            ({"codes": {"0": False}}, "false"),
            ({"through": "countries", "item": "iso"}, "GB"),
            ({"date": Dates(sent="dd/mm/yyyy", field="yyyymmdd")}, "20201231"),
        ],
    )
    def test_is_not_said_where_it_means_something(self, field: dict[str, Any], text: str) -> None:
        with pytest.raises(UnsaidError, match="on the wire"):
            conversion(**field).out(text, lists)


def test_codes_without_a_way_back() -> None:
    assert inverse_problem({"0": False, "1": 0, "2": "0"}) == "", "these can be told from each other in JSON"
    assert inverse_problem({"1": "phone", "2": "phone"}) == "'1' and '2' are both 'phone' on the wire: there is no way back"
    assert inverse_problem({"1": 1, "2": 1.0}).startswith("'1' and '2' are both")
