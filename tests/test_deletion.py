"""Nothing on a page is ignored: with any one line of any chapter taken out, the reader objects or reads something different.

Reading is local: apart from the sets of entries at its beginning, a chapter's sections do not know of each other. So a line is
taken out of a short text that holds its own section and what it leans on, and some lines out of whole chapters to see that the
short texts tell the truth.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.resources import files
from typing import NamedTuple

import msgspec
import pytest
from conformance.layout import ChapterError
from conformance.reader import read_chapter

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
    sections = list(_sections(lines))
    (_, opening), *rest = sections
    opened = [text for _, section in rest[:2] for text in section]
    yield Window([], opening, opened, 1)
    head: list[str] = []
    before: list[str] = []
    for number, (line, section) in enumerate(rest):
        if section[1].startswith("## "):
            after = rest[number + 1][1] if number + 1 < len(rest) and rest[number + 1][1][1].startswith("### ") else []
            head = section
            leaning = before
        else:
            after = []
            leaning = before if before is not head else []
        title = [*opening[:1], *_sets(opening, section + after + before)]
        of_heading = [*title, *(leaning if leaning is not head else []), *([] if section is head else _after_head(head, leaning))]
        yield from _of_section(title, head, leaning, section, after, line)
        before = section if section is not head else head


def _sections(lines: list[str]) -> Iterator[tuple[int, list[str]]]:
    """The opening, and then each rule's head and each scenario, from the blank line above its heading; with the line it begins at."""
    starts = [number - 1 for number, text in enumerate(lines) if text.startswith(("## ", "### "))]
    for start, end in zip([0, *starts], [*starts, len(lines)], strict=True):
        yield start + 1, lines[start:end]
