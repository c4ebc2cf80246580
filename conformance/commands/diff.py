"""`conformance diff`: a new run against an old one."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from conformance.commands.telling import tell

if TYPE_CHECKING:
    from conformance.record import Record, Source

FORMS = ("text", "markdown")


@click.command()
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@click.option("--as", "form", type=click.Choice(FORMS), default="text", show_default=True, help="How to tell it.")
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write it into this file.")
def diff(old: Path, new: Path, form: str, output: Path | None) -> None:
    """Tell what is otherwise in the record NEW than in the record OLD, each a record.jsonl or the folder that it is in.

    New failures, what held and cannot be told now, and what is not as the list of known failures has it are regressions: only they are
    status 1. What still fails, is fixed, fails otherwise, or came into the book since is told besides. A NEW that did not come to its
    end is status 5, whatever is in it. `run --baseline OLD` does the same at the end of a run.
    """
    from conformance.aside import write
    from conformance.commands.reading import stored

    told, status = against(stored(old, partial=True), stored(new, partial=True), form)
    if output:
        write(output, [told])
    else:
        tell(told, nl=False)
    sys.exit(status)


def against(old: Source, new: Source, form: str = "text") -> tuple[str, int]:
    """What is otherwise in a new record than in an old one, as it is told, and the exit status that belongs to it."""
    from conformance.differing import differences
    from conformance.renderers.differing import differing, differing_markdown

    found = differences(old, new)
    return (differing_markdown if form == "markdown" else differing)(found), found.status


def in_memory(record: Path) -> Record:
    """A record that is read at once, because a run may write another one into its place. Raises RecordError."""
    from conformance.commands.reading import stored
    from conformance.record import Record

    found = stored(record, partial=True)
    return Record(found.header, tuple(found.findings), found.footer)
