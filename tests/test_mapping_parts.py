"""Entries that stand together: joined, parted, nested, and back."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.drivers.bindings.mapping.conversions import UnsaidError
from conformance.drivers.bindings.mapping.parts import Part
from conformance.drivers.bindings.mapping.shapes import Blank, Field
from conformance.drivers.settings import Dates
from conformance.names import CUSTOM, CUSTOM_BEYOND


def no_lists(name: str) -> list[dict[str, Any]]:
    raise AssertionError(f"the list of {name} is not needed")


def part(table: dict[str, str | Field], blank: Blank = "empty") -> Part:
    return Part(table, Dates(), blank)


JOINED = part({"house+street": Field(at="line1", by=", "), "town": "town"})
PARTED = part({"birth_date": Field(at=("born.year", "born.month", "born.day"), by="-", date=True)}, "null")


class TestOut:
    def test_only_what_is_sent_is_written_in_its_place(self) -> None:
        names = part({"first_name": "name.given", "last_name": "name.family", "name": Field(read="name.full")})
        assert names.out({"first_name": "Ann", "last_name": "", "name": "x"}, no_lists) == {"name": {"given": "Ann", "family": ""}}
        assert names.out({}, no_lists) == {}

    def test_an_absent_blank_is_not_written(self) -> None:
        assert part({"town": "at.town"}, "absent").out({"town": ""}, no_lists) == {}

    def test_two_in_one_place(self) -> None:
        assert JOINED.out({"house": "12", "street": "High Street"}, no_lists) == {"line1": "12, High Street"}
        assert JOINED.out({"house": "", "street": "High Street"}, no_lists) == {"line1": ", High Street"}
        assert JOINED.out({"house": "", "street": ""}, no_lists) == {"line1": ""}
        assert JOINED.out({"town": "Ayr"}, no_lists) == {"town": "Ayr"}

    @pytest.mark.parametrize(
        ("entries", "said"),
        [
            ({"house": "12"}, "house without street: the mapping joins them"),
            ({"house": "Flat 1, 12", "street": "High Street"}, "a value with ', ' in it: the mapping joins house, street with that"),
        ],
    )
    def test_what_could_not_be_parted_again_is_not_said(self, entries: dict[str, str], said: str) -> None:
        with pytest.raises(UnsaidError, match=said):
            JOINED.out(entries, no_lists)

    def test_one_in_several_places(self) -> None:
        assert PARTED.out({"birth_date": "07/06/1980"}, no_lists) == {"born": {"year": "1980", "month": "07", "day": "06"}}
        assert PARTED.out({"birth_date": ""}, no_lists) == {"born": {"year": None, "month": None, "day": None}}
        with pytest.raises(UnsaidError, match=r"'long ago' as birth_date: the mapping parts it into 3 by '-'"):
            PARTED.out({"birth_date": "long ago"}, no_lists)

    def test_all_custom_fields_with_what_is_said_of_them(self) -> None:
        custom = part({"custom_*": Field(at="extra.custom_*", number=True, blank="null")})
        entries = {"custom_1": "7", "custom_28": "", "custom_29": "x"}
        assert custom.out(entries, no_lists) == {"extra": {"custom_1": 7, "custom_28": None, "custom_29": "x"}}
        assert custom.sent == {*CUSTOM, *CUSTOM_BEYOND}


class TestBack:
    def test_what_is_not_there_is_blank(self) -> None:
        assert JOINED.back({}, no_lists) == {"house": "", "street": "", "town": ""}
        assert PARTED.back({"born": None}, no_lists) == {"birth_date": ""}

    def test_two_from_one_place(self) -> None:
        assert JOINED.back({"line1": "12, High Street"}, no_lists) == {"house": "12", "street": "High Street", "town": ""}
        assert JOINED.back({"line1": ", High Street"}, no_lists)["street"] == "High Street"

    def test_a_text_that_does_not_part_stands_in_the_first(self) -> None:
        found = JOINED.back({"line1": "The Old Mill"}, no_lists)
        assert (found["house"], found["street"]) == ("The Old Mill", "")

    def test_one_from_several_places(self) -> None:
        assert PARTED.back({"born": {"year": 1980, "month": "7", "day": 6}}, no_lists) == {"birth_date": "1980-07-06"}

    def test_by_a_path_of_its_own(self) -> None:
        networks = part({"twitter": Field(read="networks[?kind == 'twitter'].handle | [0]")})
        value = {"networks": [{"kind": "mastodon", "handle": "@a"}, {"kind": "twitter", "handle": "@b"}]}
        assert networks.back(value, no_lists) == {"twitter": "@b"}
        assert networks.back({"networks": []}, no_lists) == {"twitter": ""}
        assert networks.sent == frozenset()
        assert networks.answered == {"twitter"}

    def test_all_custom_fields(self) -> None:
        custom = part({"custom_*": Field(read="extra[?name == 'custom_*'].value | [0]")})
        assert custom.back({"extra": [{"name": "custom_2", "value": "b"}]}, no_lists)["custom_2"] == "b"
