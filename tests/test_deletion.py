"""Nothing on a page is ignored: with any one line of any chapter taken out, the reader objects or reads something different.

Reading is local: apart from the sets of entries at its beginning, a chapter's sections do not know of each other. So a line is
taken out of a short text that holds its own section and what it leans on, and some lines out of whole chapters to see that the
short texts tell the truth.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.resources import files
from itertools import pairwise
from typing import NamedTuple

import msgspec
import pytest

from conformance.layout import ChapterError
from conformance.reader import RULE_ID, read_chapter

SPECIFICATION = files("conformance") / "specification"
CHAPTERS = sorted(entry.name for entry in SPECIFICATION.iterdir() if entry.name.endswith(".md"))
_WHOLE_EVERY = 173
"""Every so manyth line is taken out of its whole chapter as well."""


class Window(NamedTuple):
    """A short text that reads: lines to try, between lines that they lean on. `line` is where they begin in the chapter."""

    before: list[str]
    tried: list[str]
    after: list[str]
    line: int

    def without(self, number: int | None) -> str:
        """The text without the given one of its tried lines."""
        tried = [text for position, text in enumerate(self.tried) if position != number]
        return "".join(f"{text}\n" for text in (*self.before, *tried, *self.after))


@pytest.mark.parametrize("file", CHAPTERS)
def test_every_line_counts(file: str) -> None:
    lines = _lines(file)
    tried = 0
    unnoticed = []
    for window in _windows(lines):
        whole = _meaning(window.without(None), file)
        for number, text in enumerate(window.tried):
            tried += 1
            if _unnoticed(window.without(number), file, whole):
                unnoticed.append(f"{file}:{window.line + number}: {text!r}")
    assert not unnoticed
    assert tried == len(lines), "a line of the chapter stands in no window, or in two"


@pytest.mark.parametrize("file", CHAPTERS)
def test_lines_count_in_whole_chapters_too(file: str) -> None:
    lines = _lines(file)
    whole = _meaning("".join(f"{text}\n" for text in lines), file)
    unnoticed = [
        f"{file}:{number + 1}: {text!r}"
        for number, text in enumerate(lines)
        if number % _WHOLE_EVERY == 0 and _unnoticed("".join(f"{other}\n" for at, other in enumerate(lines) if at != number), file, whole)
    ]
    assert not unnoticed


def _unnoticed(text: str, file: str, whole: bytes) -> bool:
    try:
        return _meaning(text, file) == whole
    except ChapterError:
        return False


def _meaning(text: str, file: str) -> bytes:
    """What is read, without the line numbers: those move with every line, whether it means anything or not."""
    return re.sub(rb'"line":\d+,?', b"", msgspec.json.encode(read_chapter(text, file)))


def _lines(file: str) -> list[str]:
    return (SPECIFICATION / file).read_text(encoding="utf-8").split("\n")[:-1]


def _windows(lines: list[str]) -> Iterator[Window]:
    """Each line of a chapter in the window of its section: its heading below the section before it, the rest below its rule."""
    opening, *sections = _sections(lines)
    yield Window([], opening, [text for section in sections[:2] for text in section], 1)
    line = len(opening) + 1
    head: list[str] = []
    above: list[str] = []
    for number, section in enumerate(sections):
        opens_a_rule = section[1].startswith("## ")
        following = next(iter(sections[number + 1 :]), ["", "## "])
        below = following if opens_a_rule and following[1].startswith("### ") else []
        title = [opening[0], *_sets(opening, [*above, *section, *below])]
        heading, rest = section[:2], section[2:]
        yield Window([*title, *above], heading, [*rest, *below], line)
        head = section if opens_a_rule else head
        yield Window([*title, *([] if opens_a_rule else head), *heading], rest, below, line + 2)
        above = section if opens_a_rule else [*head, *section]
        line += len(section)


def _sections(lines: list[str]) -> list[list[str]]:
    """The opening, and then each rule's head and each scenario, from the blank line above its heading."""
    rules = [number for number, text in enumerate(lines) if text.startswith("## ") and RULE_ID.fullmatch(text[3:])]
    if not rules:
        return [lines]
    starts = [number - 1 for number, text in enumerate(lines) if text.startswith(("## ", "### ")) and number >= rules[0]]
    return [lines[start:end] for start, end in pairwise([0, *starts, len(lines)])]


def _sets(opening: list[str], leaning: list[str]) -> list[str]:
    """The definitions in a chapter's opening of the sets of entries that these lines mention, each with the blank line above it."""
    text = "\n".join(leaning)
    found: list[str] = []
    for number, label in enumerate(opening):
        named = re.fullmatch(r'Entries "([^"]+)":', label)
        if named and named[1] in text:
            found += opening[number - 1 : opening.index("```", number) + 1]
    return found
