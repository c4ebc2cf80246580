"""JSON that everybody reads alike, and why other bytes are none."""

from __future__ import annotations

import json

import pytest

from conformance.drivers.unambiguous import unambiguous

RIGHT = {"fields": {"name": 'a "name": of "twice":', "n": [{"name": 1}, {"name": 2}]}, "name": None}


@pytest.mark.parametrize("written", [json.dumps(RIGHT), json.dumps(RIGHT, indent=2), json.dumps(RIGHT, separators=(" , ", " : "))])
def test_what_says_one_thing_is_read(written: str) -> None:
    assert unambiguous(written.encode()) == RIGHT


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        (b"", "it is empty"),
        (b" \r\n", "it is empty"),
        (b'\xef\xbb\xbf{"a": 1}', "it begins with a byte order mark"),
        ('{"a": 1}'.encode("utf-16"), "it is in UTF-16 or UTF-32, and JSON is in UTF-8"),
        ('{"a": 1}'.encode("utf-32-be"), "it is in UTF-16 or UTF-32"),
        (b'{"a": "\xff"}', "it is no UTF-8 from byte 8 on"),
        (b'{"a": NaN}', "JSON is malformed"),
        (b'{"a": 1} Warning', "JSON is malformed"),
        (b"<html>", "JSON is malformed"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"a": 1, "a": 1}', "it tells 'a' twice"),
        (b'{"x": [{"a" : 1,\n"b": {}, "a"\n: 2}]}', "it tells 'a' twice"),
        (b'{"a": 1, "\\u0061": 2}', "it tells 'a' twice"),
    ],
)
def test_what_does_not_is_told_with_its_reason(written: bytes, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        unambiguous(written)
