"""The views of a record: a table of what each is called, the file that it makes, and the function that makes it. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:  # the command line reads the table to be helped, and nothing heavy may be loaded for that
    from collections.abc import Callable

    from conformance.record import Source
    from conformance.suite import Suite

    Render = Callable[[Suite, Source], Iterator[str]]


class View(NamedTuple):
    """One view: the file it is written into, what it is, and where to find what renders it, in pieces from first to last."""

    file: str
    about: str
    renderer: Callable[[], Render]


def _text() -> Render:
    from conformance.renderers.text import text

    return text


def _html() -> Render:
    from conformance.renderers.html import html

    return html


VIEWS = {
    "text": View("report.txt", "the report for a terminal", _text),
    "html": View("report.html", "the book with verdicts in its margins, one page for a browser", _html),
}


def render(name: str, suite: Suite, record: Source) -> Iterator[str]:
    """A view of a record, in pieces; raises KeyError for a name that the table does not have."""
    return VIEWS[name].renderer()(suite, record)
