"""`conformance compare`: what a reader sees of several targets, in a terminal, in Markdown and in a browser."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import html5lib
import pytest
from markdown_it import MarkdownIt
from msgspec.structs import replace

from conformance.comparison import Comparison, comparison
from conformance.record import Record
from conformance.renderers.comparison import compared, compared_in_markdown
from conformance.renderers.comparison_page import compared_page
from tests.browser import NARROW, Browser, opened
from tests.runs import FALLS_BACK, cut, invoked, on_disk, run
from tests.sample import hostile, sample

browser = pytest.fixture(scope="module")(opened)
READING = "create.location-default"


def named(record: Record, name: str) -> Record:
    return replace(record, header=replace(record.header, target=replace(record.header.target, name=name, version="")))


@cache
def three() -> Comparison:
    """A target that is right, one that is not, and one of which less is known."""
    good, bad, less = (
        run("", "location", READING),
        run(FALLS_BACK, "location", READING),
        run("", "location.kept", without=frozenset({"hub-record"})),
    )
    return comparison([named(good, "Good"), named(bad, "Bad"), named(less, "Less")])


@cache
def spoilt() -> Comparison:
    return comparison([sample(), hostile(sample()), named(hostile(sample()), "x" * 100_000)])


def rows(text: str) -> list[list[str]]:
    return [line.split() for line in text.splitlines()]


class TestTheText:
    def test_each_rule_on_which_they_differ_has_a_row(self) -> None:
        told = compared(three())
        assert ["location.kept", "must", "pass", "70/70", "fail", "39/70", "pass", "70/70"] in rows(told)
        assert ["location.changed", "must", "pass", "41/41", "fail", "40/41", "–"] in rows(told)
        assert "They differ on 2 of 4 rules" in told
        assert "location.codes" not in told

    def test_all_rules_have_one_if_asked_for(self) -> None:
        told = compared(three(), everything=True)
        assert "All 4 rules, of which they differ on 2" in told
        assert [READING, "reading", "observed", "4/4", "observed", "4/4", "–"] in rows(told)

    def test_who_alone_does_not_hold_is_named_with_what_was_seen(self) -> None:
        assert ["Bad", "location.kept", "location", "=", '"1",', "not", '"2"'] in rows(compared(three()))

    def test_what_each_establishes_stands_above(self) -> None:
        above = compared(three()).partition("They differ")[0]
        assert ["Bad", f"reference:{FALLS_BACK}", "0.1.0"] in [row[:3] for row in rows(above)]
        assert "NOT CONFORMANT: 2 must rules broken, in 32" in above
        assert "mind  Less: selected: location.kept\n" in above
        assert "mind  Less has nothing of 3 rules\n" in above

    def test_readings_are_told_where_they_differ(self) -> None:
        assert "none that differs" in compared(three())
        assert [READING, "1", "1", "–"] in rows(compared(three(), everything=True))

    def test_what_was_not_run_is_told_as_such(self) -> None:
        told = compared(three()).partition("Not verified")[2]
        assert next(row[-3:] for row in rows(told) if row[:2] == ["not", "run"]) == ["·", "·", "93"]

    def test_hostile_text_stays_in_its_line(self) -> None:
        told = compared(spoilt(), everything=True)
        assert not set("\x00\x07\x1b\x7f\x85\u2028\u202e\r") & set(told)
        assert max(map(len, told.splitlines())) < 500


class TestTheMarkdown:
    def test_it_has_the_same_tables(self) -> None:
        page = MarkdownIt("commonmark").enable("table").render(compared_in_markdown(three())).replace(' style="text-align:left"', "")
        assert "<td>location.changed</td>\n<td>must</td>\n<td>pass 41/41</td>\n<td>fail 40/41</td>\n<td>–</td>" in page
        assert "<th>Good</th>\n<th>Bad</th>\n<th>Less</th>" in page

    def test_hostile_text_is_text(self) -> None:
        page = MarkdownIt("commonmark", {"html": True}).enable("table").render(compared_in_markdown(spoilt(), everything=True))
        assert [mark for mark in ("<script", "<img", "<a ", "<h1>", "<em>", "<strong>") if mark in page] == []
        assert page.count("<table>") == 4


class TestThePage:
    def page(self, found: Comparison, everything: bool = False) -> html5lib.treebuilders.etree:  # type: ignore[name-defined]  # an element
        return html5lib.parse("".join(compared_page(found, everything)), namespaceHTMLElements=False)

    def words(self, element: object) -> str:
        return " ".join("".join(element.itertext()).split())  # type: ignore[attr-defined]  # an element

    def test_each_rule_on_which_they_differ_has_a_row_of_its_own_address(self) -> None:
        tree = self.page(three())
        row = next(one for one in tree.iter("tr") if one.get("id") == "location.changed")
        assert [self.words(cell) for cell in row] == [
            "location.changed",
            "must",
            "✓ pass 41/41",
            '✗ fail 40/41 only here location = "1", not "3"',
            "· not run",
        ]

    def test_a_verdict_is_told_in_words_and_by_a_sign_that_is_not_read_out(self) -> None:
        badges = [one for one in self.page(three(), everything=True).iter("span") if "badge" in one.get("class", "")]
        assert len(badges) == 12
        assert all(self.words(one).partition(" ")[2] for one in badges)
        assert {one[0].get("aria-hidden") for one in badges} == {"true"}

    def test_tables_have_captions_and_heads_with_a_scope(self) -> None:
        tree = self.page(three())
        tables = list(tree.iter("table"))
        assert len(tables) == 4
        assert all(self.words(next(table.iter("caption"))) for table in tables)
        assert {one.get("scope") for one in tree.iter("th")} == {"col", "row"}

    def test_hostile_text_is_text(self) -> None:
        tree, plain = self.page(spoilt(), everything=True), self.page(three())
        assert [self.words(one) for one in tree.iter("script")] == [self.words(one) for one in plain.iter("script")]
        assert list(tree.iter("img")) == []
        assert {str(one.get("href"))[:1] for one in tree.iter("a")} == {"#"}

    @pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
    def test_in_a_browser_it_is_accessible_and_complains_of_nothing(self, browser: Browser, tmp_path: Path, dark: bool) -> None:
        for name, found in (("three", three()), ("spoilt", spoilt())):
            file = tmp_path / f"{name}.html"
            file.write_text("".join(compared_page(found, everything=True)), encoding="utf-8")
            browser.show(file, dark=dark)
            assert browser.inaccessible() == []
            assert browser.logged() == []
            assert browser.run("return window.broken === undefined")
            browser.show(file, size=NARROW)
            assert browser.run("return document.documentElement.scrollWidth") <= NARROW[0]


class TestCompare:
    @pytest.fixture
    def files(self, tmp_path: Path) -> list[str]:
        return list(on_disk(tmp_path, good=run("", "location"), bad=run(FALLS_BACK, "location"), cut=cut(run("", "location"), 9)).values())

    def test_several_records_are_shown(self, files: list[str]) -> None:
        done = invoked("compare", files[0], Path(files[1]).parent)
        assert (done.exit_code, done.stderr) == (0, "")
        assert "They differ on 2 of 3 rules" in done.stdout

    def test_one_that_breaks_off_is_not_established(self, files: list[str]) -> None:
        told = " ".join(invoked("compare", *files).stdout.split())
        assert "NOT ESTABLISHED: the record breaks off" in told

    @pytest.mark.parametrize(
        ("form", "begins"), [("markdown", "### Targets side by side"), ("html", "<!DOCTYPE html>"), ("text", "Targets")]
    )
    def test_each_form_can_go_into_a_file(self, form: str, begins: str, files: list[str], tmp_path: Path) -> None:
        done = invoked("compare", *files, "--as", form, "--output", tmp_path / "new" / "it")
        assert (done.exit_code, done.output) == (0, "")
        assert (tmp_path / "new" / "it").read_text(encoding="utf-8").startswith(begins)

    def test_one_record_is_too_few(self, files: list[str]) -> None:
        done = invoked("compare", files[0])
        assert done.exit_code == 2
        assert "give two RECORDs at least" in done.stderr
