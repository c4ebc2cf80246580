"""How something gets onto the disk: lines at the end of a file, each in one piece. What the disk does not take is said at once."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import BinaryIO, Final

_OURS, _USAGE = 4, 2
_MISNAMED: Final = frozenset({errno.ENOTDIR, errno.EISDIR, errno.EEXIST, errno.ENAMETOOLONG, errno.ELOOP, errno.EINVAL})
"""Another name is all that is needed."""
_ADVICE: Final = {
    errno.ENOSPC: "make room there",
    errno.EDQUOT: "make room there, or have the quota raised",
    errno.EFBIG: "no file may be larger here; ulimit -f tells how large",
    errno.EROFS: "name a place that can be written",
    errno.EACCES: "name a place that may be written",
    errno.EPERM: "name a place that may be written",
}


class UnwrittenError(Exception):
    """Something that cannot be written: what, why, and what to do; `status` is what a command ends with."""

    def __init__(self, what: object, error: OSError, more: str = "") -> None:
        """`what` is the file, or what else it is called; `more` is what there is to know besides."""
        parts = (error.strerror or str(error), _ADVICE.get(error.errno or 0, ""), more)
        super().__init__(f"{what} cannot be written: {'; '.join(part for part in parts if part)}")
        self.error = error
        self._what, self._more = what, more
        self.status = _USAGE if error.errno in _MISNAMED else _OURS

    def and_more(self, more: str) -> UnwrittenError:
        """The same, with more to know."""
        return UnwrittenError(self._what, self.error, "; ".join(part for part in (self._more, more) if part))


def as_unwritten(error: Exception) -> UnwrittenError | None:
    """An error of a disk that does not take what it is given, where nobody has said which file it was; None for any other error.

    Whatever is written into a file tells the file's name. So this is what is printed, or what is kept for a while only.
    """
    if isinstance(error, OSError) and error.errno in _ADVICE:
        return UnwrittenError(error.filename or "what is to be printed", error)
    return None


def writable(folder: Path) -> None:
    """See whether something can be written into a folder, which is made where it is missing; raises UnwrittenError."""
    probe = folder / f".writable.{os.getpid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        try:
            probe.write_bytes(b"whether this can be written\n")
        finally:
            probe.unlink(missing_ok=True)
    except OSError as error:
        raise UnwrittenError(folder, error) from None


class Lines:
    """A file to whose end lines are put. Several processes may do so at once: each line is handed to the system in one piece."""

    def __init__(self, path: Path, anew: bool = False) -> None:
        """Open the file to append to what it has, or `anew`; raises UnwrittenError."""
        self.path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            if anew:
                path.write_bytes(b"")
            self._file: BinaryIO = path.open("ab", buffering=0)
            self._torn = _is_torn(path)
        except OSError as error:
            raise UnwrittenError(path, error) from None

    def append(self, line: bytes) -> int:
        """Put a line, with its end, to the end; it is so many bytes. Raises UnwrittenError where the disk does not take all of it."""
        left = memoryview(b"\n" + line if self._torn else line)
        try:
            while left:
                taken = self._file.write(left)
                self._torn = taken < len(left)
                left = left[taken:]
        except OSError as error:
            raise UnwrittenError(self.path, error) from None
        return len(line)

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def _is_torn(path: Path) -> bool:
    """Whether the last line of a file breaks off, as a process left it that was killed or had no room: what comes then is a new line."""
    if not (path.is_file() and path.stat().st_size):
        return False
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read() != b"\n"
