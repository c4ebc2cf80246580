"""Texts of others: what cannot be seen stands as its number, and each text can be read back from what is shown."""

from __future__ import annotations

import json

import pytest
from hypothesis import example, given

from conformance.unseen import Seen, harmless, in_json, in_one_line, visible
from tests.hostility import SETTINGS, TEXTS, is_harmless, read_back

SHOWN = [
    ("a\x00b", r"a\x00b"),
    ("\x1b[31m\x7f", r"\x1b[31m\x7f"),
    ("\x9b31m", r"\x9b31m"),
    ("\u202egnp.exe", r"\u202egnp.exe"),
    ("a\u200bb\ufeff", r"a\u200bb\ufeff"),
    ("\ud83d", r"\ud83d"),
    ("\U000e0041", r"\U000e0041"),
    ("a\r\n", "a\\x0d\n"),
    ("a\ufe0f\u3164\u2800", r"a\ufe0f\u3164\u2800"),
    ("\u00a0", r"\xa0"),
    (r"\u202e \x1b \U000e0041", r"\x5cu202e \x5cx1b \x5cU000e0041"),
    (r"C:\users \\u202e", r"C:\users \\x5cu202e"),
]


@pytest.mark.parametrize(("text", "seen"), SHOWN)
def test_what_cannot_be_seen_is_its_number(text: str, seen: str) -> None:
    assert visible(text) == seen
    assert read_back(seen) == text


@pytest.mark.parametrize("text", ["two\nlines\tand a tab", "Ünï – “çødé” שלום 😀", "", "a\\b \\u20", "  "])
def test_all_else_stays(text: str) -> None:
    assert visible(text) == harmless(text) == text


def test_in_one_line_so_do_ends_of_lines_and_the_blanks_at_the_edges() -> None:
    assert in_one_line(" a b\t\n\u2028c ") == r"\x20a b\x09\x0a\u2028c\x20"


class TestEveryText:
    @SETTINGS
    @given(TEXTS)
    @example("\\u202e")
    @example("\\\x1b")
    def test_it_is_harmless_and_can_be_read_back(self, text: str) -> None:
        for shown in (visible(text), in_one_line(text)):
            assert is_harmless(shown)
            assert read_back(shown) == text
        assert len(in_one_line(text).splitlines()) <= 1

    @SETTINGS
    @given(TEXTS)
    def test_what_is_shown_already_stays_as_it_is(self, text: str) -> None:
        assert harmless(visible(text)) == visible(text)
        assert is_harmless(harmless(text))

    @SETTINGS
    @given(TEXTS)
    def test_json_says_the_same(self, text: str) -> None:
        shown = in_json(json.dumps({text: [text]}, ensure_ascii=False))
        assert is_harmless(shown)
        assert json.loads(shown) == {text: [text]}


def test_a_page_can_tell_what_is_shown_already() -> None:
    assert isinstance(Seen(visible("\x00")), str)
