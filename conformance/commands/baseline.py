"""`conformance baseline`: the list of known failures in a target file, made true by a record."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from conformance.commands.telling import tell

if TYPE_CHECKING:
    from conformance.known import KnownFailure
    from conformance.record import Header
    from conformance.relisting import Entry

_UNSAID = "to be given with --reason"


@click.group()
def baseline() -> None:
    """Keep the list of known failures in a target file."""


@baseline.command()
@click.argument("target_file", type=click.Path(path_type=Path))
@click.argument("record", type=click.Path(path_type=Path))
@click.option("--reason", default="", help="Why what is new in the list does not hold; asked for, where it is needed and not given.")
@click.option("--link", default="", help="Where more is told of it.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="The last day on which it is known, as 2027-01-31.")
@click.option(
    "--by-rule",
    is_flag=True,
    help="One entry for each rule whose failures are all alike, though others of its scenarios hold: shorter, but what fails in the "
    "same way one day is then known as well.",
)
@click.option("--dry-run", is_flag=True, help="Tell what would become of the list, and change nothing.")
def update(target_file: Path, record: Path, reason: str, link: str, until: datetime | None, by_rule: bool, dry_run: bool) -> None:
    """Write into TARGET_FILE what failed in RECORD, which is a run of that target.

    What is new is added, with its reason; what fails otherwise is corrected; what holds now is taken out. Comments, order and everything
    else in the file stay. An entry speaks for several scenarios only where all of them fail alike. After it, a run of the same target is
    not conformant, as known: exit status 0.
    """
    from conformance.book import book
    from conformance.commands.reading import stored
    from conformance.relisting import Said, relisted
    from conformance.renderers.relisting import relisting
    from conformance.target_file.reading import read_list
    from conformance.targets import is_file

    if not is_file(str(target_file)):
        raise click.UsageError(
            f"{target_file} is no target file: known failures are listed in one (such as acme.toml; `conformance init` writes one)"
        )
    suite = book()
    listed = read_list(target_file, suite)
    source = stored(record, partial=True)
    _of_the_same(target_file, listed.name, source.header)
    last = _day(until, source.header)
    entries = relisted(suite, listed.known, source, Said(_UNSAID, link, last), by_rule=by_rule)
    tell(f"{target_file}, by the run of {source.header.started}\n\n{relisting(entries)}", nl=False)
    fewer = len(entries) - len(relisted(suite, listed.known, source, Said(_UNSAID, link, last), by_rule=True))
    if fewer > 0:
        tell(f"With --by-rule there would be {fewer} fewer: what fails in the same way one day is then known as well.")
    if source.footer is None:
        tell("The record breaks off: what the run did not come to stays as it is listed.")
    if dry_run or all(entry.kind == "kept" for entry in entries):
        return
    if any(entry.kind == "added" for entry in entries):
        reason = reason.strip() or _asked()
    _write(target_file, listed.text, entries, reason)


def _of_the_same(file: Path, name: str, header: Header) -> None:
    """Raises click.UsageError for a record of another target."""
    from conformance.targets import is_file

    target = header.target
    if not is_file(target.address):
        raise click.UsageError(
            f"the record is of {target.address}, which no target file names, so nothing of it can be listed in {file}: "
            f"`conformance run {file} --output FOLDER` makes one that can"
        )
    if Path(target.address).name != file.name and target.name != name:
        raise click.UsageError(f"the record is of {target.address} ({target.name}), and {file} is {name}: give a record of that target")


def _day(until: datetime | None, header: Header) -> date | None:
    from conformance.listed import day_of

    if until and until.date() < day_of(header):
        raise click.UsageError(f"--until {until.date()} had passed when the run began: expected a day to come")
    return until.date() if until else None


def _asked() -> str:
    told = ""
    while not told:
        told = click.prompt("Why does it not hold", err=True).strip()
    return told


def _write(file: Path, text: str, entries: tuple[Entry, ...], reason: str) -> None:
    from msgspec.structs import replace

    from conformance.aside import write
    from conformance.exchanges import TargetError
    from conformance.target_file.rewriting import Edits, HarmError, rewritten

    added: tuple[KnownFailure, ...] = tuple(replace(one.entry, reason=reason) for one in entries if one.kind == "added")
    numbers = {one.number: one for one in entries if one.number is not None}
    edits = Edits(
        {number: one.observed for number, one in numbers.items() if one.kind == "corrected"},
        frozenset(number for number, one in numbers.items() if one.kind in ("removed", "expired")),
        added,
    )
    try:
        write(file.resolve(), [rewritten(text, edits)])
    except HarmError as error:
        raise TargetError(f"{file} is left as it is, {error}: change its known failures by hand, as told above", 2) from None
