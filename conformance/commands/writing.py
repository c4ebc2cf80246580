"""Views into files: whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from shutil import copymode

import click

from conformance.record import RecordError, Source
from conformance.suite import Suite
from conformance.views import VIEWS, render

_TOLD_IN_FULL = 2
"""So many failures of a rule are printed in full; the report in the output folder has all of them."""


def write_and_tell(folder: Path | None, views: Sequence[str], suite: Suite, record: Source) -> int:
    """Write the report and these views of a record into a folder, if there is one, and print the report; the exit status is the record's.

    Raises RecordError where a file cannot be written; what was found is printed all the same.
    """
    from conformance.renderers.text import report, spared
    from conformance.verdicts import conclude

    findings = list(spared(record.findings, _TOLD_IN_FULL))
    try:
        if folder:
            write_views(folder, ("text", *(view for view in views if view != "text")), suite, record)
    finally:
        click.echo(report(suite, record.header, findings, record.footer, full=_TOLD_IN_FULL), nl=False)
    return conclude(record.header, findings, record.footer)[2]


def write_views(folder: Path, names: Sequence[str], suite: Suite, record: Source) -> None:
    """Write each of these views of a record into a folder, under its own file name; raises RecordError where that is not possible."""
    for name in names:
        write_view(folder / VIEWS[name].file, name, suite, record)


def write_view(file: Path, name: str, suite: Suite, record: Source) -> None:
    """Write one view of a record into a file; raises RecordError where that is not possible."""
    write(file, render(name, suite, record))


def write(file: Path, pieces: Iterable[str]) -> None:
    """Write a text into a file, which is there only when it is whole, and keeps its mode; raises RecordError where that is not possible."""
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with draft.open("w", encoding="utf-8", newline="") as opened:
            opened.writelines(pieces)
        if file.exists():
            copymode(file, draft)
        draft.replace(file)
    except OSError as error:
        raise RecordError(f"{file} cannot be written: {error.strerror}") from None
    finally:
        with suppress(OSError):
            draft.unlink()
