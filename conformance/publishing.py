"""The reference's own report as it is published: a run whose clock stands still, without anything that differs from run to run.

`python -m conformance.publishing FOLDER` writes it.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from msgspec.structs import replace

from conformance.aside import write
from conformance.book import book
from conformance.drivers.in_process import reference
from conformance.exchanges import Exchange, Observation
from conformance.record import Finding, Record
from conformance.renderers.standing import BY_CHANCE
from conformance.session import hold
from conformance.suite import Suite
from conformance.views import render

MOMENT = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)
"""What the clock shows: summer time in London, so that a mix-up of zones would show."""
PAGES = {"reference.md": "markdown", "reference.html": "html"}
"""The files that are written, and of which view each is."""


def published(suite: Suite) -> Record:
    """The record of a run of the whole book against the reference, the same each time."""
    chosen = [(rule, scenario) for rule in suite.rules() for scenario in rule.scenarios]
    record = hold(suite, chosen, reference(clock=lambda: MOMENT), now=lambda: MOMENT)
    header = replace(record.header, target=replace(record.header.target, clock_offset=0.0, latency=0.0))
    return Record(header, tuple(map(_steady, record.findings)), record.footer)


def _steady(finding: Finding) -> Finding:
    """A finding without the times that it took, and without the evidence of calls that meet in another order each time."""
    if finding.chapter == BY_CHANCE:
        return replace(finding, seconds=0.0, observations=(), filled={})
    return replace(finding, seconds=0.0, observations=tuple(map(_at_once, finding.observations)))


def _at_once(observation: Observation) -> Observation:
    return replace(observation, exchanges=tuple(map(_timeless, observation.exchanges)))


def _timeless(exchange: Exchange) -> Exchange:
    return replace(exchange, sent=MOMENT.timestamp(), received=MOMENT.timestamp())


def pages(suite: Suite) -> dict[str, str]:
    """Every published file, by its name."""
    record = published(suite)
    return {file: "".join(render(view, suite, record)) for file, view in PAGES.items()}


if __name__ == "__main__":
    for name, text in pages(book()).items():
        write(Path(sys.argv[1]) / name, [text])
