"""Markdown into HTML, markup within it as text. The second door to markdown-it-py: the first reads the book, this one shows it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup, escape

from conformance.unseen import harmless

Link = Callable[[str], str]
"""From a text in code marks to the address that it stands for; blank where it stands for none."""


class Markdown:
    """Turns texts of the book into HTML; `link` makes links of what stands in code marks."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._parser = MarkdownIt("commonmark", {"html": False}).enable("table").disable(["image", "autolink"])
        for name, rule in {"code_inline": self._code, "table_open": _table_open, "table_close": _table_close}.items():
            self._parser.add_render_rule(name, lambda _renderer, *given, rule=rule: rule(*given))

    def blocks(self, text: str) -> Markup:
        """Paragraphs, lists, quotes and tables."""
        return Markup(self._parser.render(harmless(text)))  # made with html switched off

    def words(self, text: str) -> Markup:
        """A line or a cell: what stands within a block."""
        return Markup(self._parser.renderInline(harmless(text)))  # likewise

    def _code(self, tokens: Sequence[Token], index: int, _options: Any, _env: Any) -> str:
        text = tokens[index].content
        code, address = Markup("<code>{}</code>").format(text), self._link(text)
        return str(Markup('<a href="{}">{}</a>').format(address, code) if address else code)


def _table_open(_tokens: Sequence[Token], _index: int, _options: Any, _env: Any) -> str:
    """A table that is too wide scrolls in its own box, which a keyboard can reach."""
    return '<div class="table-box" role="group" aria-label="Table" tabindex="0"><table>'


def _table_close(_tokens: Sequence[Token], _index: int, _options: Any, _env: Any) -> str:
    return "</table></div>"


def links_to(known: Mapping[str, str]) -> Link:
    """Links to places of the same page: from a text to the id of its place."""
    return lambda text: f"#{escape(known[text])}" if text in known else ""
