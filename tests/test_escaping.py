"""Text of others in Markdown: one line, and nothing in it marks anything."""

from __future__ import annotations

import pytest
from markdown_it import MarkdownIt

from conformance.renderers.escaping import in_a_line, in_markdown
from tests.hostility import read_back
from tests.sample import HOSTILE

TEXTS = (
    *HOSTILE[:-1],
    "# a",
    "- a",
    "+ a",
    "*a* **b** _c_ __d__ ~~e~~",
    "`a` ``b``",
    "[a](http://x.example) ![b](http://x.example)",
    "http://x.example www.x.example <http://x.example> a@x.example",
    "a | b",
    "a\\",
    "&lt;b&gt; &amp;",
    "$x$",
    "---",
    "!important",
    'house = "12", not "27"',
)


@pytest.mark.parametrize("text", TEXTS)
def test_what_a_reader_sees_is_the_text(text: str) -> None:
    [page] = [MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(f"x {in_markdown(text)}")]
    shown = page.removeprefix("<p>x").strip().removesuffix("</p>").strip().removeprefix("<code>").removesuffix("</code>")
    assert "<" not in shown
    plain = shown.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&amp;", "&")
    assert read_back(plain) == text


@pytest.mark.parametrize("text", TEXTS)
def test_it_stays_in_its_cell(text: str) -> None:
    page = MarkdownIt("commonmark", {"html": True}).enable("table").render(f"| a | b |\n|---|---|\n| {in_markdown(text)} | end |\n")
    assert page.count("<td>") == 2
    assert "<td>end</td>" in page


def test_what_would_move_or_turn_is_its_number_and_what_is_long_is_cut() -> None:
    assert in_a_line("\na\r\tb\x1b[31m\u202ec\u2028d ") == r"\x0aa\x0d\x09b\x1b[31m\u202ec\u2028d\x20"
    assert in_a_line("x" * 1000) == "x" * 300 + "… (700 more characters)"
    assert in_a_line("x" * 300) == "x" * 300
