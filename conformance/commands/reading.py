"""Records that were named on the command line."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from conformance.stored import Stored


def file_of(record: Path) -> Path:
    """The file of a record: itself, or the one in the folder that `run --output` wrote it into."""
    from conformance.session import RECORD_FILE

    return record / RECORD_FILE if record.is_dir() else record


def spared(file: Path, records: Iterable[Path]) -> Path:
    """The file that is to be written, which must not be one of the records that it is made from; raises RecordError."""
    from conformance.record import RecordError

    if any(file.resolve() == file_of(record).resolve() for record in records):
        raise RecordError(f"{file} is a record that is to be read, and would be written over: give another place")
    return file


def stored(record: Path, partial: bool = False) -> Stored:
    """The record in a file, or in the folder that `run --output` wrote it into; with `partial` one that breaks off too.

    Raises RecordError.
    """
    from conformance.stored import Stored

    return Stored(file_of(record), partial)
