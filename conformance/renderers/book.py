"""The book as one page to be read: the report's template without a record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from conformance.renderers.pages.chapters import chapters
from conformance.renderers.pages.page import page
from conformance.suite import Suite


def readable(suite: Suite, texts: Mapping[str, str]) -> Iterator[str]:
    """The parts of the page, one after the other; `texts` are the chapters as they are written."""
    pages, rules, scenarios = list(chapters(suite, texts)), len(suite.rules()), len(suite.scenarios())
    yield from page("book.html", version=suite.version, chapters=pages, rules=rules, scenarios=scenarios)
