"""Markdown into blocks, strictly: every line belongs to one block, and one blank line parts one block from the next.

Markdown itself is read by `markdown-it-py`; this module only refuses what would let a line disappear unseen.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, NoReturn

import msgspec
from markdown_it import MarkdownIt

if TYPE_CHECKING:
    from markdown_it.token import Token

Kind = Literal["heading", "paragraph", "fence", "table", "quote", "list"]


class ChapterError(Exception):
    """A chapter that does not read: the fault is its author's. Names the file, the line, what was found and what was expected."""

    def __init__(self, file: str, line: int, found: str, expected: str) -> None:
        super().__init__(f"{file}:{line}: found {found}; expected {expected}")
        self.file, self.line, self.found, self.expected = file, line, found, expected


class Block(msgspec.Struct, frozen=True):
    """One block of a chapter. `line` counts from 1; `level` is a heading's depth; `rows` are a table's cells, header first."""

    kind: Kind
    line: int
    text: str
    level: int = 0
    rows: tuple[tuple[str, ...], ...] = ()


_KINDS: dict[str, Kind] = {
    "heading_open": "heading",
    "paragraph_open": "paragraph",
    "fence": "fence",
    "table_open": "table",
    "blockquote_open": "quote",
    "bullet_list_open": "list",
    "ordered_list_open": "list",
}


def blocks(text: str, file: str) -> list[Block]:
    """Split a chapter's text into its blocks; raises ChapterError where a line would be read as something it is not."""
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    parser.core.ruler.disable("inline")
    lines = text.split("\n")
    if "\r" in text:  # Markdown ends a line there, and every number after it would be another
        objection(file, text[: text.index("\r")].count("\n") + 1, "a carriage return", "lines that end without one")
    if lines[-1] != "":
        objection(file, len(lines), "a last line without a line end", "a line end")
    lines.pop()
    found: list[Block] = []
    position = 0
    tokens = parser.parse(text)
    for index, token in enumerate(tokens):
        if token.level != 0 or token.nesting < 0:
            continue
        start, end = _extent(token, lines)
        _one_blank_line(file, lines, position, start, first=not found)
        found.append(_block(file, tokens, index, start, end, lines))
        position = end
    if position != len(lines):
        objection(file, position + 1, repr(lines[position]), "the end of the chapter, or a block that shows on the page")
    return found


def _extent(token: Token, lines: list[str]) -> tuple[int, int]:
    start, end = token.map if token.map is not None else (0, len(lines))
    while end > start and lines[end - 1].strip() == "":
        end -= 1
    return start, end


def _one_blank_line(file: str, lines: list[str], position: int, start: int, *, first: bool) -> None:
    gap = lines[position:start]
    if gap == ([] if first else [""]):
        return
    line = position + 1
    if not gap:
        objection(file, line, f"{lines[start]!r} directly below another block", "one blank line between two blocks")
    odd = next((number for number, text in enumerate(gap) if text), None)
    if odd is not None:
        objection(file, line + odd, repr(gap[odd]), "a block that shows on the page")
    objection(file, line, f"{len(gap)} blank lines", "none before the first block" if first else "one blank line between two blocks")


def _block(file: str, tokens: list[Token], index: int, start: int, end: int, lines: list[str]) -> Block:
    token = tokens[index]
    kind = _KINDS.get(token.type)
    line = start + 1
    raw = "\n".join(lines[start:end])
    if kind is None:
        objection(file, line, repr(lines[start]), "a heading, a paragraph, a fenced block, a table, a list or a quoted remark")
    if kind == "heading":
        if not token.markup.startswith("#"):
            objection(file, line, "an underlined heading", "a heading with # before it")
        return Block(kind, line, tokens[index + 1].content, level=int(token.tag[1]))
    if kind == "fence":
        if end - start < 2 or not re.fullmatch(r"`{3,}", lines[end - 1]):
            objection(file, line, "a fenced block without its end", "``` below it")
        if token.info != "json":
            objection(file, line, f"a fenced block of {token.info or 'no language'}", "```json")
        return Block(kind, line, token.content)
    if kind == "table":
        return Block(kind, line, raw, rows=_rows(file, tokens, index, lines))
    return Block(kind, line, raw)


def _rows(file: str, tokens: list[Token], index: int, lines: list[str]) -> tuple[tuple[str, ...], ...]:
    rows: list[tuple[str, ...]] = []
    cells: list[str] = []
    for token in tokens[index + 1 :]:
        if token.type == "table_close":
            break
        if token.type == "tr_open":
            cells = []
            if token.map and len(re.findall(r"(?<!\\)\|", lines[token.map[0]])) != len(rows[0] if rows else ()) + 1 and rows:
                objection(file, token.map[0] + 1, f"a row of another width: {lines[token.map[0]]!r}", f"{len(rows[0])} cells")
        elif token.type == "inline":
            cells.append(token.content)
        elif token.type == "tr_close":
            rows.append(tuple(cells))
    return tuple(rows)


def objection(file: str, line: int, found: str, expected: str) -> NoReturn:
    """Raise ChapterError."""
    raise ChapterError(file, line, found, expected)
