"""A run that is under way in a record: nobody else writes that record meanwhile, and what it begins is noted before anything of it is sent.

Both are in one file beside the record, `record.jsonl.begun`. Its lock is the system's and ends with the process, however that ends: what a
killed run leaves keeps nobody out. The file goes when the run has come to its end. Until then it says which scenarios may have made or
changed something, so that a run that takes this one up again can tell what it sends a second time.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

import msgspec

from conformance.bounds import UnreadableError, lines_of
from conformance.disk import Lines, UnwrittenError
from conformance.record import RecordError


class Held(msgspec.Struct, frozen=True, tag="held"):
    """Whose the record is."""

    run: str
    process: int
    since: str


class Scenario(msgspec.Struct, frozen=True, tag="begun"):
    """A scenario that was begun."""

    id: str


_DECODER = msgspec.json.Decoder(Held | Scenario)
_ENCODER = msgspec.json.Encoder()


class UnderWay:
    """Keeps others out of a record, and notes what is begun. To be closed."""

    def __init__(self, record: Path, run: str, since: str) -> None:
        """Begin, or go on with, the run of this id in this record, at this moment (ISO).

        Raises RecordError where another process is writing the record, and UnwrittenError.
        """
        self._path = record.with_name(f"{record.name}.begun")
        self._lock = _locked(self._path, record)
        noted = list(_noted(self._path))
        same = any(isinstance(line, Held) and line.run == run for line in noted[:1])
        self.before = frozenset(line.id for line in noted if isinstance(line, Scenario)) if same else None
        """What the same run had begun before; None where that is not known."""
        try:
            self._lines = Lines(self._path, anew=not same)
            self._lines.append(_line(Held(run, os.getpid(), since)))
        except UnwrittenError as unwritten:
            if not self.before:
                self._path.unlink(missing_ok=True)
            self._lock.close()
            raise UnwrittenError(record, unwritten.error) from None
        self._over = not self.before
        for left in record.parent.glob(f".{record.name}.*"):  # of a process that was killed while it wrote the record's end
            left.unlink(missing_ok=True)

    def begun(self, scenario: str) -> None:
        """Note that a scenario is about to be carried out; it is noted when this returns. Raises UnwrittenError."""
        self._over = False
        self._lines.append(_line(Scenario(scenario)))

    @property
    def has_begun(self) -> bool:
        """Whether there is something to go on with."""
        return not self._over

    def over(self) -> None:
        """The run has come to its end: nothing of it will be sent again."""
        self._over = True

    def close(self) -> None:
        """Let others in."""
        if self._over:
            with suppress(OSError):
                self._path.unlink()
        self._lines.close()
        self._lock.close()


def _line(noted: Held | Scenario) -> bytes:
    return _ENCODER.encode(noted) + b"\n"


def _noted(path: Path) -> Iterator[Held | Scenario]:
    """The lines of the file, but for any that breaks off: of what that was to say nothing was sent."""
    with suppress(UnreadableError):
        for line in lines_of(path):
            with suppress(msgspec.MsgspecError, ValueError):
                yield _DECODER.decode(line)


def _locked(path: Path, record: Path) -> BinaryIO:
    """The file, locked for as long as it is open."""
    while True:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            file = path.open("ab")
        except OSError as error:
            raise UnwrittenError(record, error) from None
        if not _is_mine(file):
            file.close()
            raise RecordError(f"{record} is being written by {_holder(path)}: wait until that has ended, or give another place")
        with suppress(OSError):
            if os.path.samestat(os.fstat(file.fileno()), path.stat()):
                return file
        file.close()  # whoever had it has taken it away meanwhile


def _is_mine(file: BinaryIO) -> bool:
    """Whether nobody else has locked the file; where the system has no locks of files, nobody is kept out."""
    if sys.platform != "win32":
        import fcntl

        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:  # a file system without locks
            return True
    return True


def _holder(path: Path) -> str:
    held = [line for line in _noted(path) if isinstance(line, Held)]
    return f"another run ({held[-1].run}, process {held[-1].process}, since {held[-1].since})" if held else "another run"
