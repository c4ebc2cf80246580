"""The text report: chapters and rules in tables, then each failure with all that is needed to understand and repeat it."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.record import Source
from conformance.renderers.failures import failures
from conformance.renderers.index import Index
from conformance.renderers.known import known_failures, stale_entries
from conformance.renderers.overview import chapters, conclusion, head, not_verified, readings, rules
from conformance.renderers.races import races
from conformance.renderers.summary import summary
from conformance.suite import Suite


def report(suite: Suite, record: Source, full: int | None = None) -> Iterator[str]:
    """The report of a record, in pieces. Of each rule that is not green, `full` findings are in full (None: all), the rest in a line."""
    index, told = Index(suite), summary(record)
    yield head(record.header)
    yield from below(chapters(index, told), rules(index, told), readings(suite, told))
    yield from below(races(suite, record.header, record.findings), not_verified(told))
    yield from known_failures(index, record, told, full)
    yield from failures(index, record, told, full)
    yield from below(stale_entries(record.footer), conclusion(record.header, told))
    yield "\n"


def text(suite: Suite, record: Source) -> Iterator[str]:
    """The report of a record with every failure in full."""
    return report(suite, record)


def below(*parts: str) -> Iterator[str]:
    """The parts that are not blank, each below a blank line."""
    return (f"\n\n{part}" for part in parts if part)
