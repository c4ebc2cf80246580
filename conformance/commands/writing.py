"""Views into files: whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from shutil import copymode

from conformance.record import RecordError, Source
from conformance.suite import Suite
from conformance.views import VIEWS, render


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
