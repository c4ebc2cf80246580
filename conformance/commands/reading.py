"""Records that were named on the command line."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from conformance.record import Stored


def file_of(record: Path) -> Path:
    """The file of a record: itself, or the one in the folder that `run --output` wrote it into."""
    from conformance.session import RECORD_FILE

    return record / RECORD_FILE if record.is_dir() else record


def stored(record: Path, partial: bool = False) -> Stored:
    """The record in a file, or in the folder that `run --output` wrote it into; with `partial` one that breaks off too.

    Raises RecordError.
    """
    from conformance.record import Stored

    return Stored(file_of(record), partial)
