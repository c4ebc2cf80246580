"""A little of what `make fuzz` does, in the same order every time: whatever reads is given what is right, spoilt in some places."""

from __future__ import annotations

import re
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzzing import FUZZED
from tests.fuzzing.asking import EXAMPLE

OFTEN = {"reader": 60, "record": 120}
"""Inputs of what takes its time; of all else there are more."""
_VALUE = re.compile(rb'"[^"\n]*"|\b\d+(\.\d+)?\b|true|false|null')

NASTY = st.sampled_from(
    [
        *(b"\0", b"\xef\xbb\xbf", b"\r", b"\r\n", b"\xff", b"\xed\xa0\x80", b"\\ud800", b"\xe2\x80\xa8", b"\x85", b"\x1b[2J"),
        *(b"NaN", b"1e999", b"1e300", b"-1", b"253402300799", b"9" * 400, b"9" * 5000, b"0x" + b"f" * 5000),
        *(b"null", b"true", b'""', b'"x"', b"[]", b"{}", b"[" * 3000, b'{"a":' * 3000, b"'''", b"```", b"> " * 300, b"|" * 300),
        *(b'"../../etc/passwd"', b'"${file:/dev/zero}"', b'"2025-13-45"', b"<today>", b"{actor.secret}", b"L1-99999999999"),
    ]
)
CHANGE = st.tuples(st.sampled_from(["value", "here", "cut", "twice"]), st.floats(0, 1), NASTY, st.integers(1, 80))
SPOILING = st.lists(CHANGE, min_size=1, max_size=4)


def spoilt(content: bytes, where: float, how: str, nasty: bytes, length: int) -> bytes:
    """The content with one thing in it that is otherwise."""
    at = int(where * len(content))
    if how == "value":
        values = list(_VALUE.finditer(content))
        start, end = values[int(where * (len(values) - 1))].span() if values else (at, at)
        return content[:start] + nasty + content[end:]
    instead = {"here": nasty, "cut": b"", "twice": content[at : at + length] * 2}[how]
    return content[:at] + instead + content[at + (0 if how == "here" else length) :]


@cache
def seeds(name: str) -> list[bytes]:
    return list(FUZZED[name].seeds())


@pytest.mark.parametrize("name", FUZZED)
def test_what_is_right_is_read(name: str) -> None:
    assert seeds(name)
    for content in seeds(name):
        FUZZED[name].ask(content)


@pytest.mark.parametrize("name", FUZZED)
def test_what_is_spoilt_is_read_or_refused_in_words(name: str) -> None:
    held_to(name, st.sampled_from(seeds(name)))


@pytest.mark.parametrize("name", FUZZED)
def test_so_is_anything_at_all(name: str) -> None:
    held_to(name, st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")))


def held_to(name: str, contents: st.SearchStrategy[bytes]) -> None:
    """Ask what reads; whatever it raises has been found."""

    @settings(max_examples=OFTEN.get(name, 400), derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck))
    @given(contents, SPOILING)
    def asked(content: bytes, changes: list[tuple[str, float, bytes, int]]) -> None:
        for how, where, nasty, length in changes:
            content = spoilt(content, where, how, nasty, length)
        FUZZED[name].ask(content)

    asked()


OBSERVED = (
    b'[[{"step":0,"key":"","asked":{"operation":"get"},"answer":{"status":"accepted"},"exchanges":[{"method":"","path":"","actor":"",'
    b'"request":null,"status":200,"response":null,"sent":0,"received":0,"earliest":-1e300,"latest":1e300}]}],{}]'
)
FOUND: dict[str, tuple[str, bytes]] = {
    "a literal of a path that is no JSON": ("target-file", EXAMPLE.read_bytes().replace(b'ucrn = "body.', b'ucrn = "`x` || body.', 1)),
    "a block nested without end": ("snippets", b"Create:\n\n```json\n" + b'{"a":' * 5000 + b"\n```\n"),
    "a number of 5,000 digits in a block": ("snippets", b'Create:\n\n```json\n{"house": ' + b"9" * 5000 + b"}\n```\n"),
    "half a character in a block": ("snippets", b'Create:\n\n```json\n{"house": "\\ud800"}\n```\n'),
    "no number in a block": ("snippets", b'Create:\n\n```json\n{"house": NaN}\n```\n'),
    "carriage returns": ("snippets", b"Create.\r\r\r\r"),
    "a set of entries that is a list": ("snippets", b'Create:\n\n```json\n{"with": []}\n```\n'),
    "lines of the source without end": ("reader", b"# T\n\n## a.b\n\nS.\n\nLevel: must. Source: L1-L99999999999.\n"),
    "an answer nested without end": ("mapping", b"\0" + b"[" * 5000),
    "an answer nested as deep as Python goes": ("mapping", b"\0" + b"[" * 900 + b"]" * 900),
    "a clock beyond all years": ("judge", b"\0\0" + OBSERVED),
}


@pytest.mark.parametrize("name", FOUND)
def test_what_was_found_stays_mended(name: str) -> None:
    what, content = FOUND[name]
    FUZZED[what].ask(content)
