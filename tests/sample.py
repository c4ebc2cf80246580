"""A record with every kind of verdict, made of short runs against broken references, for the tests of whatever shows one."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from itertools import count
from pathlib import Path

from msgspec.structs import replace

from conformance.book import book
from conformance.drivers.in_process import reference
from conformance.exchanges import Answer, Asked, Driver, Exchange, Observation, Target
from conformance.known import KnownFailure
from conformance.record import Finding, Footer, Header, Record
from conformance.selection import select
from conformance.session import hold
from conformance.stored import Writer
from tests.servers import NOON

LOCATION = "location.kept/a-blank-location-keeps-the-one-that-is-there/2-new-ticked"
KNOWN = KnownFailure("location.kept", 'location = "1"', "until release 8", link="https://tracker.example/ACME-17", scenario=LOCATION)
STALE = replace(KNOWN, scenario=LOCATION.replace("2-new-ticked", "2-new-unticked"), observed='location = "9"')
TARGET = Target(
    "http://127.0.0.1:8123", "Acme Hub", "7.1", reference().target.capabilities, clock_offset=-3.0, clock_source="Date header", latency=0.04
)
HOSTILE = (
    "<script>window.broken = true</script>",
    '</script><img src=x onerror="window.broken = true">',
    "]]> & <![CDATA[",
    "\x00\x07\x1b[31m\x7f\x85\u2028",
    "\u202egnp.exe\u202c \u2067rtl\u2069",
    "| `a` | *b* | [c](javascript:broken()) |\n\n# d",
    "=1+1\r\n@x",
    "{{ 7 * 7 }} {% raw %}",
    "long " * 20_000,
)
"""Texts that a view must show as text; the last has 100,000 characters."""


class _Failing:
    """The reference, but for one operation, which comes out as it is told to."""

    def __init__(self, operation: str, answer: Answer) -> None:
        self._driver, self._operation, self._answer = reference(), operation, answer
        self.target = self._driver.target

    def perform(self, asked: Asked) -> tuple[Answer, tuple[Exchange, ...]]:
        """Ask the reference, and say something else where it was asked for the operation."""
        answer, exchanges = self._driver.perform(asked)
        return (self._answer, exchanges) if asked.operation == self._operation else (answer, exchanges)

    def close(self) -> None:
        """Let go of the reference."""
        self._driver.close()


@cache
def sample() -> Record:
    """A record of all nine verdicts, of must, should and reading rules, whose exchanges took 10 ms, 20 ms and so on."""
    findings = (
        *_found(reference(), "twitter.alone"),
        *_found(reference("location.kept:falls-back-to-1"), f"{LOCATION.rpartition('/')[0]}/*", known=(KNOWN, STALE)),
        *_found(reference("ids.consent-values:taken"), "ids.consent-values"),
        *_found(reference(), "create.location-default"),
        *_found(reference(), "get.connected-index-absent"),
        *_found(_Failing("create", Answer("broken", detail="500 Internal Server Error")), "email.unchanged/beside-an-address/*"),
        *_found(_Failing("update", Answer("unreachable", detail="no answer within 10 s")), "dates.us-text"),
    )
    header = Header("0.1.0", TARGET, "2025-07-01T12:00:00+00:00", (), len(findings), complete=True, run="abc123", known=(KNOWN, STALE))
    stale = (
        "location.changed is listed as a known failure (location = blank), and all 12 scenarios that ran pass: take it out of the file",
    )
    return Record(header, _timed(findings), Footer("2025-07-01T12:01:00+00:00", len(findings), stale=stale))


def hostile(record: Record) -> Record:
    """The same record, with hostile texts in every place that a target or an author of a target file fills."""
    *short, long = HOSTILE
    header = replace(
        record.header,
        target=replace(TARGET, name=short[0], version=short[2]),
        known=(replace(KNOWN, reason=short[1], link=f"javascript:{short[0]}"),),
    )
    texts = (long if number % 40 == 0 else short[number % len(short)] for number in range(len(record.findings)))
    return Record(header, tuple(_spoilt(finding, text) for finding, text in zip(record.findings, texts, strict=True)), record.footer)


def stored(record: Record, folder: Path) -> Path:
    """The record as a file in a folder."""
    writer = Writer(folder / "record.jsonl")
    writer.write(record.header)
    for finding in record.findings:
        writer.write(finding)
    if record.footer:
        writer.write(record.footer)
    writer.close()
    return writer.path


def _found(driver: Driver, pattern: str, known: tuple[KnownFailure, ...] = ()) -> tuple[Finding, ...]:
    suite = book()
    return tuple(hold(suite, select(suite, (pattern,)), driver, known=known).findings)


def _timed(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    numbers = count(1)

    def timed(exchange: Exchange) -> Exchange:
        number = next(numbers)
        return replace(exchange, sent=NOON + number, received=NOON + number + 0.01 * (number % 50 + 1))

    def all_timed(observations: tuple[Observation, ...]) -> tuple[Observation, ...]:
        return tuple(replace(one, exchanges=tuple(timed(exchange) for exchange in one.exchanges)) for one in observations)

    return tuple(replace(finding, seconds=0.25, observations=all_timed(finding.observations)) for finding in findings)


def _spoilt(finding: Finding, text: str) -> Finding:
    exchanged = tuple(
        replace(
            one,
            answer=replace(one.answer, detail=text),
            exchanges=tuple(replace(exchange, response={"fields": {text: text}}, headers={"X-Text": text}) for exchange in one.exchanges),
        )
        for one in finding.observations
    )
    mismatches = tuple(replace(one, observed=text, path=f"{one.path} {text[:40]}") for one in finding.mismatches)
    return replace(finding, cause=text if finding.cause else "", mismatches=mismatches, observations=exchanged)
