"""Files that are there only when they are whole."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from shutil import copymode
from typing import BinaryIO

from conformance.disk import UnwrittenError


@contextmanager
def aside(path: Path) -> Iterator[BinaryIO]:
    """A file beside this one, which takes its place, and its mode, when all is written; raises UnwrittenError where that cannot be."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with draft.open("wb") as file:
            yield file
        if path.exists():
            copymode(path, draft)
        draft.replace(path)
    except OSError as error:
        raise UnwrittenError(path, error) from None
    finally:
        with suppress(OSError):
            draft.unlink()


def write(file: Path, pieces: Iterable[str]) -> None:
    """Write a text into a file, which is there only when it is whole, and keeps its mode; raises UnwrittenError where that cannot be."""
    with aside(file) as draft:
        draft.writelines(piece.encode() for piece in pieces)
