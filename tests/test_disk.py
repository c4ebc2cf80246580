"""What gets onto the disk gets there whole, or is said not to; whoever comes after it finds nothing spoilt."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from conformance.aside import write
from conformance.disk import Lines, UnwrittenError, as_unwritten, writable

pytestmark = pytest.mark.skipif(os.name != "posix", reason="limits of POSIX")


@contextmanager
def no_file_larger_than(size: int) -> Iterator[None]:
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def interrupted() -> Iterator[str]:
    yield "half"
    raise KeyboardInterrupt


class TestLines:
    def test_one_for_which_there_was_room_in_part_is_said_and_spoils_no_other(self, tmp_path: Path) -> None:
        lines = Lines(tmp_path / "a")
        lines.append(b"first\n")
        with (
            no_file_larger_than(10),
            pytest.raises(UnwrittenError, match="a cannot be written: File too large; no file may be larger here"),
        ):
            lines.append(b"second\n")
        lines.append(b"third\n")
        lines.close()
        assert (tmp_path / "a").read_bytes() == b"first\nseco\nthird\n"

    def test_what_another_process_has_left_broken_off_spoils_none_either(self, tmp_path: Path) -> None:
        (tmp_path / "a").write_bytes(b"first\nseco")
        for line in (b"third\n", b"fourth\n"):
            lines = Lines(tmp_path / "a")
            lines.append(line)
            lines.close()
        assert (tmp_path / "a").read_bytes() == b"first\nseco\nthird\nfourth\n"

    def test_two_who_write_into_one_file_do_not_mix(self, tmp_path: Path) -> None:
        one, other = Lines(tmp_path / "a"), Lines(tmp_path / "a")
        for number in range(3):
            one.append(b"one %d\n" % number)
            other.append(b"other %d\n" % number)
        one.close()
        other.close()
        assert (tmp_path / "a").read_bytes() == b"".join(b"one %d\nother %d\n" % (number, number) for number in range(3))


class TestAside:
    def test_what_does_not_fit_leaves_what_there_was(self, tmp_path: Path) -> None:
        write(tmp_path / "a", ["before"])
        with no_file_larger_than(10), pytest.raises(UnwrittenError, match="a cannot be written: File too large"):
            write(tmp_path / "a", ["much more than that"])
        assert [(file.name, file.read_text("utf-8")) for file in tmp_path.iterdir()] == [("a", "before")]

    def test_so_does_what_ends_in_the_middle(self, tmp_path: Path) -> None:
        write(tmp_path / "a", ["before"])
        with pytest.raises(KeyboardInterrupt):
            write(tmp_path / "a", interrupted())
        assert [(file.name, file.read_text("utf-8")) for file in tmp_path.iterdir()] == [("a", "before")]


@pytest.mark.parametrize(
    ("number", "status", "advice"),
    [
        (errno.ENOSPC, 4, "make room there"),
        (errno.EROFS, 4, "name a place that can be written"),
        (errno.EACCES, 4, "name a place that may be written"),
        (errno.EIO, 4, ""),
        (errno.ENOTDIR, 2, ""),
        (errno.EISDIR, 2, ""),
    ],
)
def test_it_is_said_what_to_do_and_whose_fault_it_is(number: int, status: int, advice: str) -> None:
    error = UnwrittenError("out", OSError(number, os.strerror(number)))
    assert str(error) == f"out cannot be written: {os.strerror(number)}" + (f"; {advice}" if advice else "")
    assert error.status == status


def test_an_error_that_is_none_of_the_disk_stays_what_it_is() -> None:
    assert as_unwritten(OSError(errno.ECONNREFUSED, "refused")) is None
    assert as_unwritten(ValueError("x")) is None


def test_a_folder_is_tried_without_a_trace(tmp_path: Path) -> None:
    writable(tmp_path / "new" / "one")
    assert list((tmp_path / "new" / "one").iterdir()) == []
    (tmp_path / "file").touch()
    with pytest.raises(UnwrittenError, match="Not a directory"):
        writable(tmp_path / "file" / "below")
