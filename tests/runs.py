"""Short runs in memory, and their records on disk, for the tests of what holds several records side by side."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from click.testing import CliRunner, Result
from msgspec.structs import replace

from conformance.book import book
from conformance.cli import main
from conformance.drivers.in_process import reference
from conformance.known import KnownFailure
from conformance.record import Record
from conformance.selection import select
from conformance.session import hold
from tests.sample import stored

FALLS_BACK = "location.kept:falls-back-to-1"


@cache
def run(fault: str = "", *patterns: str, known: tuple[KnownFailure, ...] = (), without: frozenset[str] = frozenset()) -> Record:
    """The record of a run against the reference, with a fault if one is named."""
    suite = book()
    return hold(suite, select(suite, patterns), reference(fault, without), selected=patterns, known=known)


def cut(record: Record, findings: int) -> Record:
    """A record that breaks off after so many findings."""
    return replace(record, findings=record.findings[:findings], footer=None)


def on_disk(folder: Path, **records: Record) -> dict[str, str]:
    """The files of records by the names that they are given."""
    return {name: str(stored(record, folder / name)) for name, record in records.items()}


def invoked(*arguments: str | Path, answers: str | None = None) -> Result:
    """The command line in this process."""
    return CliRunner().invoke(main, [str(argument) for argument in arguments], input=answers, prog_name="conformance")
