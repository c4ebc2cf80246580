"""Markdown: what markdown-it reads of it, with tables as GitHub has them; hostile texts stay within their code spans."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token
from msgspec.structs import replace

from conformance.book import book
from conformance.exchanges import Target
from conformance.record import Finding, Footer, Record
from conformance.renderers.markdown import LONGEST
from conformance.renderers.spans import block, cell, code
from conformance.views import render
from tests.endings import endings
from tests.sample import HOSTILE, hostile, sample


def page(record: Record) -> str:
    return "".join(render("markdown", book(), record))


def tokens(text: str) -> list[Token]:
    return MarkdownIt("commonmark").enable("table").parse(text)


def flat(text: str) -> Iterator[Token]:
    for token in tokens(text):
        yield token
        yield from token.children or ()


def spans(text: str) -> set[str]:
    """The contents of all code spans, and of all blocks."""
    return {token.content for token in flat(text) if token.type in ("code_inline", "fence")}


def headings(text: str) -> list[str]:
    return [following.content for token, following in pairwise(tokens(text)) if token.type == "heading_open"]


@cache
def read() -> str:
    return page(sample())


class TestWhatItSays:
    def test_the_conclusion_is_on_top(self) -> None:
        assert headings(read())[0] == "❌ Not conformant"
        assert [one.content for one in tokens(read()) if one.type == "inline"][1].startswith("1 must rule broken, in ")

    @pytest.mark.parametrize(
        ("ending", "sign"),
        [
            ("pass", "✅ Conformant"),
            ("known", "🟡 Not conformant, as known"),
            ("warning", "⚠️ Conformant, with warnings"),
            ("error", "❔ Not established"),
        ],
    )
    def test_each_conclusion_has_its_sign(self, ending: str, sign: str) -> None:
        assert headings(page(endings()[ending]))[0] == sign

    def test_what_ended_early_says_why(self) -> None:
        assert "the record breaks off: it has no footer" in spans(page(endings()["breaks off"]))
        assert "interrupted from the keyboard" in " ".join(spans(page(endings()["stopped after a failure"])))

    def test_chapters_are_a_table(self) -> None:
        cells = [following.content for token, following in pairwise(tokens(read())) if token.type in ("th_open", "td_open")]
        assert cells[:4] == ["chapter", "rules", "pass", "fail"]
        assert {"Twitter", "Location", "Dates"} <= set(cells)

    def test_each_rule_that_is_not_green_has_a_heading_the_gravest_first(self) -> None:
        told = [heading.rpartition(" ")[0] for heading in headings(read()) if heading.endswith("`")]
        assert list(dict.fromkeys(told)) == ["FAIL", "STALE", "ERROR", "BLOCKED", "WARNING"]

    @pytest.mark.parametrize("verdict", ["fail", "stale", "error", "blocked", "warning"])
    def test_the_first_scenario_of_each_is_told(self, verdict: str) -> None:
        finding = next(one for one in sample().findings if one.verdict == verdict)
        assert finding.scenario in spans(read())
        assert any(f"--select {finding.scenario}\n" in f"{one}\n" for one in spans(read()))
        for mismatch in finding.mismatches[:1]:
            assert {f"{mismatch.path} = {mismatch.expected}", f"{mismatch.path} = {mismatch.observed}"} <= spans(read())

    def test_what_is_not_verified_known_and_stale_is_told(self) -> None:
        assert [one for one in headings(read()) if one[0].isalpha() and not one.endswith("`")] == [
            "What is not as it should be",
            "Readings that the target follows",
            "Not verified",
            "Known failures",
            "No known failures any more",
        ]
        assert "for targets without connected-index only" in spans(read())
        assert any("until release 8" in one for one in spans(read()))
        assert any(one.startswith("location.changed is listed") for one in spans(read()))

    def test_curl_is_in_a_fold(self) -> None:
        assert "<details><summary>Reproduce</summary>" in [one.content.strip() for one in flat(read()) if one.type == "html_block"]
        assert any("curl -sS -X POST http://127.0.0.1:8123/v2/profile/create" in one for one in spans(read()))

    def test_another_wire_has_no_curl(self) -> None:
        record = replace(sample(), header=replace(sample().header, target=Target("acme.toml", binding="acme", url="http://127.0.0.1:1")))
        assert "curl" not in page(record).replace("Before the curl", "")
        assert any("(the requests are in the record)" in one for one in spans(page(record)))


class TestHostileTexts:
    def test_no_markup_comes_of_them(self) -> None:
        found = list(flat(page(hostile(sample()))))
        markup = {one.content.strip() for one in found if one.type in ("html_block", "html_inline")}
        assert markup <= {
            "<details><summary>Reproduce</summary>",
            "<details><summary>Before the curl lines are pasted into a shell</summary>",
            "</details>",
        }
        assert {one.type for one in found}.isdisjoint({"link_open", "image", "em_open", "code_block", "hr"})
        assert {one.tag for one in found if one.type == "heading_open"} == {"h2", "h3", "h4"}

    def test_they_are_there_as_text(self) -> None:
        shown = "\n".join(spans(page(hostile(sample()))))
        assert all(text in shown for text in HOSTILE[:3])
        assert r"\x00\x07\x1b[31m" in shown
        assert r"\u202egnp.exe" in shown

    def test_tables_keep_their_columns(self) -> None:
        strange = [replace(one, chapter=text, rule=text, outcome=text) for one, text in zip(sample().findings, HOSTILE, strict=False)]
        record = Record(sample().header, tuple(strange), sample().footer)
        rows = re.split("tr_open", " ".join(one.type for one in tokens(page(record))))
        assert len({row.count("td_open") for row in rows[2 : len(HOSTILE) + 3]}) == 1

    @pytest.mark.parametrize("text", ["`", "a``b", "` `` ```", "|", r"\|", "\\", "<b>", "*a*", "[a](b)", "x @y #1"])
    def test_a_span_holds_any_text(self, text: str) -> None:
        assert [one.content.strip() for one in flat(f"a {code(text)} b") if one.type == "code_inline"] == [text.strip()]
        (row,) = [one for one in tokens(f"| a | b |\n|---|---|\n| {cell(text)} | c |") if one.type == "tbody_open"]
        shown = [one for one in flat(f"| a | b |\n|---|---|\n| {cell(text)} | c |") if one.type == "code_inline"]
        assert row
        assert [one.content.strip() for one in shown] == [text.strip()]

    def test_a_block_holds_fences(self) -> None:
        assert [one.content for one in tokens(block("a\n```\nb\n````\n<b>")) if one.type == "fence"] == ["a\n```\nb\n````\n<b>\n"]


class TestLength:
    def test_it_never_grows_past_what_github_takes(self) -> None:
        failing = next(one for one in sample().findings if one.verdict == "fail")
        many = tuple(many_of(failing, 3_000))
        text = page(Record(sample().header, many, sample().footer))
        assert len(text) <= LONGEST
        assert re.search(r"\*\*\d+ more rules left out here:\*\*", text)
        assert "### No known failures any more" in text

    def test_not_even_of_long_texts_everywhere(self) -> None:
        long = "\u202e|`" * 30_000
        spoilt = tuple(
            replace(one, scenario=f"{n}{long}", rule=f"{n}{long}", chapter=f"{n}{long}", outcome=long, cause=f"{n}{long}")
            for n, one in enumerate(sample().findings)
        )
        header = replace(sample().header, selected=(long,) * 99, target=Target(long, long, long))
        assert len(page(Record(header, spoilt, Footer("2025-07-01T12:01:00+00:00", len(spoilt), stale=(long,) * 99)))) < 65_536

    def test_the_conclusion_and_all_chapters_stay(self) -> None:
        failing = next(one for one in sample().findings if one.verdict == "fail")
        text = page(Record(sample().header, tuple(many_of(failing, 500)), sample().footer))
        assert headings(text)[0] == "❌ Not conformant"


def many_of(finding: Finding, count: int) -> Iterator[Finding]:
    return (replace(finding, rule=f"rule.{number}", scenario=f"rule.{number}/one") for number in range(count))
