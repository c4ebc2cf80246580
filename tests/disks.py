"""Places that take nothing: a disk that is full, and a folder that can only be read. Real ones where this process may mount some."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

_ROOM = 80 * 1024


def _mounted(folder: Path, options: str) -> bool:
    if os.name != "posix" or os.geteuid() != 0:
        return False
    command = ("mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder))
    return subprocess.run(command, capture_output=True).returncode == 0


class Disk:
    """A disk with little room. Where none can be mounted, a process is allowed no large file instead."""

    def __init__(self, folder: Path, real: bool) -> None:
        self.folder = folder
        self.largest_file = 0 if real else _ROOM
        """What a process that writes there is to be allowed; 0 is no limit."""
        self.why = (
            "No space left on device; make room there" if real else "File too large; no file may be larger here; ulimit -f tells how large"
        )
        self._real = real

    def fill(self) -> None:
        """Take all the room that there is; the test is skipped where the disk is none."""
        if not self._real:
            pytest.skip("no disk can be mounted here")
        with suppress(OSError), (self.folder / "filler").open("ab", buffering=0) as filler:
            while True:
                filler.write(b"x" * 4096)

    def make_room(self) -> None:
        """Let the disk take something again."""
        self.largest_file = 0
        if self._real:
            subprocess.run(("mount", "-o", "remount,size=64m", str(self.folder)), check=True)


@contextmanager
def small_disk(folder: Path) -> Iterator[Disk]:
    """A disk with little room, at this folder."""
    folder.mkdir()
    real = _mounted(folder, f"size={_ROOM}")
    try:
        yield Disk(folder, real)
    finally:
        if real:
            subprocess.run(("umount", "-l", str(folder)), check=True)


@contextmanager
def read_only(folder: Path, prepared: Callable[[Path], object] = lambda _: None) -> Iterator[str]:
    """A folder that can only be read, once it is prepared; why nothing can be written there."""
    folder.mkdir()
    if _mounted(folder, "size=64m"):
        prepared(folder)
        subprocess.run(("mount", "-o", "remount,ro", str(folder)), check=True)
        try:
            yield "Read-only file system; name a place that can be written"
        finally:
            subprocess.run(("umount", "-l", str(folder)), check=True)
        return
    prepared(folder)
    folder.chmod(0o500)
    try:
        yield "Permission denied; name a place that may be written"
    finally:
        folder.chmod(0o700)
