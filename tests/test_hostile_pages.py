"""Hostile texts on pages and in Markdown: nothing comes alive of them, and each can be read there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import count
from xml.etree.ElementTree import Element

import html5lib
from hypothesis import example, given
from markdown_it import MarkdownIt
from markdown_it.token import Token

from conformance.comparison import comparison
from conformance.differing import differences
from conformance.record import Record
from conformance.renderers.comparison import compared_in_markdown
from conformance.renderers.comparison_page import compared_page
from conformance.renderers.differing import differing_markdown
from conformance.renderers.escaping import in_markdown
from conformance.renderers.html import html
from conformance.renderers.pages.packing import unpacked
from conformance.renderers.spans import LONGEST, block, cell, code
from conformance.renderers.tables import markdown_table
from conformance.unseen import in_one_line
from conformance.views import render
from tests.hostility import SELDOM, SETTINGS, TEXTS, is_harmless, read_back, records, spoilt
from tests.reports import few
from tests.sample import sample

SUITE = few("location", "ids")
LONG = 1_000


def parsed(text: str) -> Element:
    tree: Element = html5lib.parse(text, namespaceHTMLElements=False)
    return tree


def pieces(tree: Element) -> list[str]:
    """The pieces that a page keeps until somebody asks for them."""
    data = ["".join(one.itertext()) for one in tree.iter("script") if one.get("type") == "text/plain"]
    return [piece for one in data for piece in unpacked(one).values()]


def nodes(tree: Element) -> set[str]:
    """Whatever is read in one place of a page: the text of an element, with all that is in it."""
    return {read_back("".join(one.itertext())) for one in tree.iter() if isinstance(one.tag, str)}


@cache
def tags(kind: str) -> tuple[set[str], set[str]]:
    """The elements and attributes of pages of that kind of other texts."""
    plain = spoilt(sample(), (f"word {number}" for number in count()))
    sides = [comparison([sample(), other]) for other in (sample(), plain)]
    whole = [html(SUITE, one) for one in (sample(), plain)] if kind == "report" else [compared_page(one, everything=True) for one in sides]
    trees = [parsed("".join(page)) for page in whole]
    trees += [parsed(piece) for tree in tuple(trees) for piece in pieces(tree)]
    found = [one for tree in trees for one in tree.iter() if isinstance(one.tag, str)]
    return {one.tag for one in found}, {name for one in found for name in one.attrib}


def nothing_is_alive(trees: list[Element], kind: str) -> None:
    elements, attributes = tags(kind)
    for tree in trees:
        for one in tree.iter():
            assert isinstance(one.tag, str), "a comment"
            assert one.tag in elements
            assert set(one.attrib) <= attributes
            assert one.get("href", "#").startswith("#") or one.tag == "link"


class TestAReport:
    @SELDOM
    @given(records(sample()))
    def test_has_the_elements_that_it_has_without_them(self, record: Record) -> None:
        page = "".join(html(SUITE, record))
        tree = parsed(page)
        kept = pieces(tree)
        assert is_harmless(page.replace("\u00ad", ""))
        assert all(is_harmless(piece) for piece in kept)
        nothing_is_alive([tree, *map(parsed, kept)], "report")
        assert len(list(tree.iter("script"))) - len([one for one in tree.iter("script") if one.get("type")]) == 1

    @SELDOM
    @given(records(sample()))
    def test_shows_each(self, record: Record) -> None:
        tree = parsed("".join(html(SUITE, record)))
        told = nodes(tree).union(*(nodes(parsed(piece)) for piece in pieces(tree)))
        whole = "\n".join(told)
        target = record.header.target
        assert {target.address, f"{target.name} {target.version}".strip()} <= told | {whole} or target.address in whole
        for finding in record.findings:
            for one in finding.mismatches:
                assert one.observed in whole
                assert one.expected in whole
            for step in finding.observations:
                for exchange in step.exchanges:
                    assert f"{exchange.method} {exchange.path}" in told
                    assert {f"{name}: {value}" for name, value in exchange.headers.items()} <= told
            assert finding.cause in whole


class TestTargetsSideBySide:
    @SELDOM
    @given(records(sample()), records(sample()))
    def test_the_page_has_the_elements_that_it_has_without_them(self, one: Record, other: Record) -> None:
        page = "".join(compared_page(comparison([one, other]), everything=True))
        assert is_harmless(page)
        nothing_is_alive([parsed(page)], "compare")

    @SELDOM
    @given(records(sample()), records(sample()))
    def test_markdown_has_as_many_cells_as_columns(self, one: Record, other: Record) -> None:
        nothing_comes_of(compared_in_markdown(comparison([one, other]), everything=True))

    @SELDOM
    @given(records(sample()), records(sample()))
    def test_so_has_what_is_otherwise(self, one: Record, other: Record) -> None:
        nothing_comes_of(differing_markdown(differences(one, other)))


def flat(text: str) -> Iterator[Token]:
    for token in MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).parse(text):
        yield token
        yield from token.children or ()


PLAIN = {"inline", "text", "code_inline", "fence", "strong_open", "strong_close", "em_open", "em_close", "text_special"}
BLOCKS = ("heading", "paragraph", "bullet_list", "list_item", "table", "thead", "tbody", "tr", "th", "td", "blockquote")
OURS = re.compile(r"</?details>(<summary>[\w ]+</summary>)?")
ALIVE = re.compile(r"@\w|#\d|://|www\.", re.IGNORECASE)


def nothing_comes_of(text: str) -> None:
    """Fails where Markdown has anything but our own markup: by what CommonMark reads, and by what a forge makes of texts."""
    assert is_harmless(text)
    found = list(flat(text))
    assert {one.type for one in found} - PLAIN - {"html_block", "softbreak"} <= {
        f"{name}_{end}" for name in BLOCKS for end in ("open", "close")
    }
    assert all(OURS.fullmatch(one.content.strip()) for one in found if one.type == "html_block")
    assert not [one.content for one in found if one.type == "text" and ALIVE.search(one.content)]
    assert {one.content for one in found if one.type == "em_open"} <= {""}
    for table in "".join(f" {one.type}" for one in found).split(" table_open")[1:]:
        rows = [row.count(" th_open") + row.count(" td_open") for row in table.split(" table_close")[0].split(" tr_open")[1:]]
        assert len(set(rows)) == 1


class TestMarkdown:
    @SETTINGS
    @given(records(sample()))
    def test_nothing_comes_of_a_record(self, record: Record) -> None:
        nothing_comes_of("".join(render("markdown", SUITE, record)))

    @SETTINGS
    @given(records(sample()))
    def test_each_text_can_be_read(self, record: Record) -> None:
        spans = {read_back(one.content) for one in flat("".join(render("markdown", SUITE, record))) if one.type == "code_inline"}
        target = record.header.target
        told = {target.address, f"{target.name} {target.version}".strip(), record.header.suite, *record.header.selected}
        for finding in record.findings:
            if finding.verdict == "fail" and not finding.scenario.startswith("location"):
                told |= {finding.scenario, *(one.seen for one in finding.mismatches)}
            if finding.verdict == "known":
                told.add(finding.cause)
        assert {text for text in told if len(in_one_line(text)) <= LONGEST} <= spans

    @SETTINGS
    @given(TEXTS)
    @example("   ")
    @example("=1+1")
    @example("1. a")
    @example("@somebody, see #12 and www.x.example | b")
    @example(" a ")
    def test_a_text_stands_where_it_is_put(self, text: str) -> None:
        rows = [[cell(text, LONG), "end"], [in_markdown(text, LONG), "end"]]
        page = f"a {code(text, LONG)} b\n\n" + markdown_table(["a", "b"], rows)
        found = list(flat(page))
        shown = [one.content for one in found if one.type in ("code_inline", "inline")]
        assert read_back(next(one.content for one in found if one.type == "code_inline")) == text
        cells = [one for one in found if one.type == "inline"]
        assert [one.content for one in cells[4::2]] == ["end", "end"], shown
        for one in cells[3::2]:
            said = "".join(part.content for part in one.children or ())
            assert read_back(said) == text
            assert said[:1] not in ("=", "+", "-", "@")

    @SETTINGS
    @given(TEXTS)
    def test_a_block_holds_it(self, text: str) -> None:
        [fence] = [one for one in flat(f"a\n\n{block(text)}\n\nb") if one.type == "fence"]
        assert read_back(fence.content.removesuffix("\n")) == text
