"""The book as a page: what others read of it, and what a reader sees of it in a browser."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib
import pytest
from msgspec.structs import replace

from conformance.book import book, texts
from conformance.renderers.book import readable
from conformance.suite import Act, Call, Chapter, Rule, Scenario, Suite
from tests.browser import NARROW, Browser, opened
from tests.processes import conformance

browser = pytest.fixture(scope="module")(opened)
ROW = "location.kept/a-blank-location-keeps-the-one-that-is-there/2-new-ticked"
FEW = ("00-reading-this-book.md", "70-location.md", "75-email.md", "94-tokens.md", "97-concurrent.md", "98-left-open.md")


@cache
def whole() -> Element:
    return parsed("".join(readable(book(), texts())))


def parsed(text: str) -> Element:
    tree: Element = html5lib.parse(text, namespaceHTMLElements=False)
    return tree


def words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book of a few chapters, in which every kind of block stands."""
    suite = replace(book(), chapters=tuple(chapter for chapter in book().chapters if chapter.file in FEW))
    made = tmp_path_factory.mktemp("book") / "index.html"
    made.write_text("".join(readable(suite, texts())), encoding="utf-8")
    return made


class TestWhole:
    def test_every_chapter_rule_and_scenario_has_an_address_of_its_own(self) -> None:
        ids = [element.get("id") for element in whole().iter() if element.get("id")]
        wanted = {chapter.stem for chapter in book().chapters} | {rule.id for rule in book().rules()}
        assert (wanted | {scenario.id for scenario in book().scenarios()}) - set(ids) == set()
        assert len(ids) == len(set(ids))

    def test_every_link_leads_somewhere(self) -> None:
        ids = {element.get("id") for element in whole().iter()}
        links = {str(element.get("href")) for element in whole().iter("a")}
        assert {link for link in links if link.removeprefix("#") not in ids} == set()
        assert {"#location.kept", f"#{ROW}"} <= links

    def test_nothing_on_a_page_of_the_book_is_lost(self) -> None:
        """Every word of the chapters stands on the page, whatever became of the marks around it."""
        told = re.sub(r"\W+", " ", " ".join(next(whole().iter("main")).itertext()))
        for name, text in texts().items():
            written = re.sub(r"(?m)^Level:.*$|^```json$|^\|[ |-]*\|$", "", text.replace("\\|", "|"))
            for line in written.splitlines():
                plain = re.sub(r"\W+", " ", line).strip()
                assert plain in told, f"{name}: {line}"

    def test_a_rule_has_its_level_and_source_beside_it(self) -> None:
        rule = next(element for element in whole().iter("section") if element.get("id") == "location.kept")
        [margin, *_] = [element for element in rule.iter("div") if element.get("class") == "margin"]
        assert words(margin) == "must source L61"

    def test_a_rule_that_is_mentioned_is_a_link(self) -> None:
        chapter = next(element for element in whole().iter("section") if element.get("id") == "left-open")
        assert "#get.connected-index-absent" in {element.get("href") for element in chapter.iter("a")}

    def test_headings_go_down_step_by_step(self) -> None:
        levels = [int(element.tag[1]) for element in whole().iter() if re.fullmatch("h[1-6]", str(element.tag))]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert [pair for pair in pairwise(levels) if pair[1] > pair[0] + 1] == []

    def test_nothing_is_fetched_from_anywhere(self) -> None:
        kinds = {"src", "srcset", "action", "data", "poster"}
        assert [element for element in whole().iter() if kinds & set(element.keys())] == []
        assert {str(element.get("href"))[:1] for element in whole().iter() if element.get("href")} <= {"#", "d"}
        assert [element.get("href") for element in whole().iter("link")] == ["data:,"]


HOSTILE = (
    "<script>window.hit = 1</script> [x](javascript:hit) ![x](http://evil.example/x.png) <http://evil.example> \u202e\x00 &amp; {{ 1 }}"
)


def test_a_book_that_is_not_written_in_chapters_is_put_together_from_its_values() -> None:
    act = Act("call", "Create:", 3, Call("create", fields={"house": HOSTILE}))
    scenario = Scenario("door.open/one", "door.open", HOSTILE, 1, note=HOSTILE, steps=(act,))
    suite = Suite(
        "9", (Chapter("10-door.md", "door", HOSTILE, rules=(Rule("door.open", HOSTILE, "must", "door", 1, scenarios=(scenario,)),)),)
    )
    page = parsed("".join(readable(suite, {})))
    assert "window.hit = 1" in words(next(page.iter("main")))
    assert [words(element) for element in page.iter("script")] == [words(element) for element in whole().iter("script")]
    assert [element for element in page.iter() if element.tag in ("img", "iframe")] == []
    assert {str(element.get("href"))[:1] for element in page.iter("a")} <= {"#", "h"}
    shown = words(next(page.iter("main")))
    assert "\\u202e" in shown
    assert not {"\u202e", "\x00"} & set(shown)


class TestInABrowser:
    @pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
    def test_it_is_accessible(self, browser: Browser, file: Path, dark: bool) -> None:
        browser.show(file, dark=dark)
        assert browser.inaccessible() == []

    def test_it_asks_nothing_of_a_network_and_complains_of_nothing(self, browser: Browser, file: Path) -> None:
        browser.show(file)
        assert [address for address in browser.sent() if not address.startswith(("file:", "data:", "about:"))] == []
        assert browser.logged() == []

    def test_a_row_of_a_table_is_found_by_its_address(self, browser: Browser, file: Path) -> None:
        browser.show(f"{file.as_uri()}#{ROW}")
        seen = browser.run("const box = document.querySelector(':target').getBoundingClientRect(); return [box.top, innerHeight]")
        assert 0 <= seen[0] < seen[1]

    def test_on_a_narrow_screen_nothing_sticks_out(self, browser: Browser, file: Path) -> None:
        browser.show(file, size=NARROW)
        assert browser.run("return document.documentElement.scrollWidth") <= NARROW[0]

    def test_what_is_put_into_the_page_by_others_does_not_run(self, browser: Browser, file: Path) -> None:
        browser.show(file)
        browser.run("document.body.insertAdjacentHTML('beforeend', '<a id=bad>x</a><img src=x onerror=\"window.hit = 1\">')")
        browser.run("document.getElementById('bad').href = 'javascript:window.hit = 1'")
        browser.run("document.getElementById('bad').click()")
        assert browser.run("return window.hit") is None
        assert any("Content Security Policy" in line for line in browser.logged())


class TestCommand:
    def test_it_writes_the_page_into_a_new_folder_and_says_where(self, tmp_path: Path) -> None:
        done = conformance("book", "--output", "site/spec", folder=tmp_path)
        assert (done.status, done.err) == (0, "")
        assert done.out == "site/spec/index.html\n"
        assert "location.kept" in (tmp_path / "site" / "spec" / "index.html").read_text(encoding="utf-8")

    def test_a_folder_that_cannot_be_written_is_named(self, tmp_path: Path) -> None:
        (tmp_path / "taken").write_text("", encoding="utf-8")
        done = conformance("book", "--output", "taken/spec", folder=tmp_path)
        assert done.status == 2
        assert "taken/spec/index.html cannot be written" in done.err
