"""Views into files: whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from conformance.aside import write
from conformance.commands.telling import tell
from conformance.record import Source
from conformance.suite import Suite
from conformance.views import VIEWS, render

_TOLD_IN_FULL = 2
"""So many failures of a rule are printed in full; the report in the output folder has all of them."""


def write_and_tell(folder: Path | None, views: Sequence[str], suite: Suite, record: Source) -> int:
    """Write the report and these views of a record into a folder, if there is one, and print the report; the exit status is the record's.

    Raises UnwrittenError where a file cannot be written; what was found is printed all the same.
    """
    from conformance.renderers.text import report
    from conformance.verdicts import conclude

    try:
        if folder:
            write_views(folder, ("text", *(view for view in views if view != "text")), suite, record)
    finally:
        for piece in report(suite, record, _TOLD_IN_FULL):
            tell(piece, nl=False)
    return conclude(record.header, record.findings, record.footer)[2]


def write_views(folder: Path, names: Sequence[str], suite: Suite, record: Source) -> None:
    """Write each of these views of a record into a folder, under its own file name; raises UnwrittenError where that is not possible."""
    for name in names:
        write_view(folder / VIEWS[name].file, name, suite, record)


def write_view(file: Path, name: str, suite: Suite, record: Source) -> None:
    """Write one view of a record into a file; raises UnwrittenError where that is not possible."""
    write(file, render(name, suite, record))
