"""What fuzzing begins with: what is right, in every form that there is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from conformance.book import book
from conformance.record import Record
from conformance.snippets import snippet
from conformance.suite import Choice
from reference_impl.openapi_schemas import EXAMPLES
from tests.sample import sample, stored

HOME = Path(__file__).parents[2]


def chapters() -> Iterator[bytes]:
    """The book, and a small chapter with one of everything."""
    for file in sorted((HOME / "conformance" / "specification").glob("*.md")):
        yield file.read_bytes()


def pages() -> Iterator[bytes]:
    """Scenarios as pages, one of each rule."""
    for rule in book().rules():
        for scenario in rule.scenarios[:1]:
            if not any(isinstance(step, Choice) for step in scenario.steps):
                yield snippet(scenario).encode()


def records() -> Iterator[bytes]:
    """A record with a finding of each verdict, and short ones of it."""
    whole = sample()
    findings = tuple({finding.verdict: finding for finding in whole.findings}.values())
    for some in (findings, findings[:1], ()):
        assert whole.footer
        footer = msgspec.structs.replace(whole.footer, findings=len(some))
        with TemporaryDirectory() as folder:
            yield stored(Record(whole.header, some, footer), Path(folder)).read_bytes()


def target_files() -> Iterator[bytes]:
    """Those that come with the project."""
    for file in sorted((HOME / "fixtures" / "targets").glob("*.toml")):
        yield file.read_bytes()


def answers() -> Iterator[bytes]:
    """What the target of the example answers, after a byte for the status."""
    person = {"given": "Ann", "family": "Archer", "born": "21/05/1980", "addresses": [{"street": "High Street", "current": True}]}
    for body in (person, {"id": 7, **person}, {"data": [person]}, [person], {"items": [{"id": 1, "name": "Mr"}]}, {"error": "no"}, 7, None):
        for status in b"\0\2\4\5":
            yield bytes([status]) + json.dumps(body).encode()


def observations() -> Iterator[bytes]:
    """What was observed in the sample, each after the number of its scenario."""
    numbers = {scenario.id: number for number, scenario in enumerate(book().scenarios())}
    for finding in islice(sample().findings, 0, None, 5):
        yield numbers[finding.scenario].to_bytes(2, "big") + msgspec.json.encode((finding.observations, finding.filled))


def bodies() -> Iterator[bytes]:
    """The examples of the contract, each after the number of its path."""
    for number in range(7):
        for example in EXAMPLES.values():
            yield bytes([number]) + json.dumps(example).encode()
