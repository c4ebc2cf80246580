"""What pages are made of: texts that can be seen, JSON to be read, differences, pieces kept for later, and a policy that holds."""

from __future__ import annotations

import base64
import hashlib
import json
import re

import pytest
from jinja2 import UndefinedError

from conformance.renderers.pages.cutting import cut
from conformance.renderers.pages.evidence import Sides, held_against
from conformance.renderers.pages.json_lines import Line, shown
from conformance.renderers.pages.marks import GREEN, MARKS, NOT_GREEN
from conformance.renderers.pages.packing import packed, unpacked
from conformance.renderers.pages.page import fragment, page
from conformance.renderers.pages.plot import bar
from conformance.suite import Json
from conformance.unseen import Seen


class TestCut:
    def test_a_long_text_is_cut_and_whole_again(self) -> None:
        parts = cut("ab" * 1_000, limit=100)
        assert (len(parts.shown), parts.length) == (100, 2_000)
        assert parts.shown + parts.rest == "ab" * 1_000

    def test_what_is_hardly_longer_is_not_cut(self) -> None:
        assert cut("a" * 120, limit=100) == ("a" * 120, "", 120)


class TestJson:
    def test_it_reads_as_what_it_was(self) -> None:
        body: Json = {"fields": {"a": "", "b": "x", "c": "", "d": "", "e": ""}, "list": [{"k": 1}, []], "none": None, "plain": ["a", 2]}
        assert json.loads("\n".join(line.text for line in shown(body).lines)) == body

    def test_what_is_blank_stands_on_one_line(self) -> None:
        [line] = shown({"a": "1", "b": "", "c": "", "d": "2"}).lines
        assert line.text == '{\n  "a": "1",\n  "b": "", "c": "",\n  "d": "2"\n}'

    def test_what_matters_is_marked_even_where_it_is_blank(self) -> None:
        lines = shown({"a": "", "b": "", "c": "3"}, frozenset({"b"})).lines
        assert lines == (Line(Seen('{\n  "a": "",'), False), Line(Seen('  "b": "",'), True), Line(Seen('  "c": "3"\n}'), False))

    def test_a_whole_record_that_matters_is_marked(self) -> None:
        marked = [line.text for line in shown({"addresses": [{"house": "1"}]}, frozenset({"addresses"})).lines if line.marked]
        assert marked == ['  "addresses": [\n    {\n      "house": "1"\n    }\n  ]']

    def test_a_text_that_is_none_stands_as_it_is(self) -> None:
        assert shown("<html>").lines == (Line(Seen("<html>"), False),)

    def test_of_a_long_one_the_rest_is_kept(self) -> None:
        body: Json = {"a": "x" * 50_000, "b": ["y"] * 3}
        found = shown(body)
        assert len(found.lines[0].text) < 6_000
        assert found.length > 50_000
        assert json.loads(found.lines[0].text + found.rest) == body


class TestSides:
    @pytest.mark.parametrize(
        ("expected", "observed", "sides"),
        [
            ('"2"', '"1"', ('"', "2", "1", '"')),
            ('"12 Leith Walk"', '"12 Leith Row"', ('"12 Leith ', "Walk", "Row", '"')),
            ("blank", '"x"', ("", "blank", '"x"', "")),
            ("1 record", "2 records: a", ("", "1 record", "2 records: a", "")),
            ('"aa"', '"a"', ('"', "aa", "a", '"')),
            ('"a, a"', '"a"', ('"a', ", a", "", '"')),
            ("same", "same", ("same", "", "", "")),
        ],
    )
    def test_what_differs_stands_between_what_does_not(self, expected: str, observed: str, sides: tuple[str, str, str, str]) -> None:
        assert held_against(Seen(expected), Seen(observed)) == Sides(*map(Seen, sides))


def test_pieces_that_are_kept_are_letters_and_digits_and_come_back() -> None:
    pieces = {0: "</script><b>", 7: "é\u202e" * 500}
    assert re.fullmatch(r"[A-Za-z0-9+/=]+", packed(pieces))
    assert unpacked(packed(pieces)) == pieces
    assert packed(pieces) == packed(dict(pieces))


def test_every_verdict_has_a_sign_and_a_word_of_its_own_and_is_green_or_not() -> None:
    assert len({mark.sign for mark in MARKS.values()}) == len({mark.word for mark in MARKS.values()}) == len(MARKS) == 9
    assert {*GREEN, *NOT_GREEN, "not-applicable"} == set(MARKS)


def test_a_bar_is_as_long_as_there_are_rules() -> None:
    pieces = bar({"pass": 6, "fail": 2}, 16)
    assert [(piece.mark.verdict, piece.x, piece.width) for piece in pieces] == [("pass", 0, 112.5), ("fail", 112.5, 37.5)]


class TestPage:
    def page(self, version: str = "1", connect: str = "'none'") -> str:
        return "".join(page("book.html", connect=connect, version=version, chapters=[], rules=0, scenarios=0))

    def test_its_policy_names_its_own_style_and_script_and_nothing_else(self) -> None:
        text = self.page()
        [policy] = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)
        parts = dict(part.split(" ", 1) for part in policy.replace("&#39;", "'").split("; "))
        for kind, tag in (("style-src", "style"), ("script-src", "script")):
            [inside] = re.findall(f"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
            assert parts[kind] == f"'sha256-{base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()}'"
        assert parts["default-src"] == parts["connect-src"] == parts["base-uri"] == parts["form-action"] == "'none'"

    def test_one_that_is_served_may_ask_its_own_server(self) -> None:
        assert "connect-src &#39;self&#39;" in self.page(connect="'self'")

    def test_a_value_that_was_not_given_is_an_error(self) -> None:
        with pytest.raises(UndefinedError, match="version"):
            "".join(page("book.html"))

    def test_a_text_is_a_text(self) -> None:
        text = self.page(version="<b>\x00{{ 1 }}</b>")
        assert "&lt;b&gt;\\x00{{ 1 }}&lt;/b&gt;" in text

    def test_a_piece_of_a_page_likewise(self) -> None:
        with pytest.raises(UndefinedError):
            fragment("evidence.html")
