"""The badge: one picture and one JSON of each conclusion, green only where all is established."""

from __future__ import annotations

import json
from typing import Any
from xml.etree.ElementTree import Element, fromstring

import pytest
from msgspec.structs import replace

from conformance.book import book
from conformance.record import Record
from conformance.verdicts import conclude
from conformance.views import render
from tests.endings import endings

SVG = "{http://www.w3.org/2000/svg}"


def picture(record: Record) -> Element:
    return fromstring("".join(render("badge", book(), record)))


def endpoint(record: Record) -> Any:
    return json.loads("".join(render("endpoint", book(), record)))


def is_green(colour: str) -> bool:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (0, 2, 4))
    return green > red and green > blue


def contrast_with_white(colour: str) -> float:
    """The contrast ratio of WCAG 2."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    light = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 1.05 / (0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2] + 0.05)


@pytest.mark.parametrize("name", endings())
class TestEveryEnding:
    def test_it_is_what_shields_takes(self, name: str) -> None:
        said = endpoint(endings()[name])
        assert said["schemaVersion"] == 1
        assert {"schemaVersion", "label", "message", "color"} <= said.keys() <= {"schemaVersion", "label", "message", "color", "isError"}
        assert all(said[key] for key in ("label", "message", "color"))

    def test_it_is_green_only_where_the_book_holds(self, name: str) -> None:
        record = endings()[name]
        conclusion = conclude(record.header, record.findings, record.footer)[0]
        assert is_green(endpoint(record)["color"]) == conclusion.startswith("conformant")
        assert endpoint(record)["message"] == conclusion

    def test_an_error_is_what_has_another_status_than_0(self, name: str) -> None:
        record = endings()[name]
        assert endpoint(record).get("isError", False) == (conclude(record.header, record.findings, record.footer)[2] != 0)

    def test_the_picture_says_the_same_and_is_read_out(self, name: str) -> None:
        said, shown = endpoint(endings()[name]), picture(endings()[name])
        assert shown.attrib["role"] == "img"
        assert shown.attrib["aria-label"] == shown.findtext(f"{SVG}title") == f"conformance: {said['message']}"
        assert [text.text for text in shown.iter(f"{SVG}text")] == ["conformance", said["message"]]
        assert f"#{said['color']}" in {path.attrib["fill"] for path in shown.iter(f"{SVG}path")}

    def test_its_words_can_be_read(self, name: str) -> None:
        for path in picture(endings()[name]).iter(f"{SVG}path"):
            assert contrast_with_white(path.attrib["fill"].removeprefix("#")) >= 4.5


@pytest.mark.parametrize("name", ["pass", "warning"])
def test_what_holds_in_a_part_is_not_green(name: str) -> None:
    record = endings()[name]
    said = endpoint(replace(record, header=replace(record.header, complete=False)))
    assert said["message"].endswith(", in part")
    assert not is_green(said["color"])
