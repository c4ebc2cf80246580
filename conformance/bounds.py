"""How much of what others wrote is read: files that are files, of a size that can be held, and JSON that is not nested without end."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, Final

import msgspec

LARGEST_EVIDENCE: Final = 16 * 1024 * 1024
"""Bytes of the answers of one scenario that are kept whole, so that its line in a record can be read again; of more only the beginning."""
DEEPEST: Final = 100
"""Lists and objects within each other: more is nobody's, and would exhaust whoever goes through it."""
_OF_NO_ACCOUNT: Final = bytes(set(range(256)) - set(b'{}[]"\\'))
LONGEST_LINE: Final = 64 * 1024 * 1024
LARGEST_PAGE: Final = 4 * 1024 * 1024
LARGEST_TABLE: Final = 256 * 1024
"""Bytes of a target file."""
LARGEST_SECRET: Final = 64 * 1024
LARGEST_ANSWER: Final = 1024 * 1024
"""Bytes of an answer of a target, head and body as they travel, and of the body unpacked: a customer's record has some thousand."""
_KINDS: Final = {
    stat.S_IFDIR: "a folder",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
    stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
}


class UnreadableError(Exception):
    """What cannot be read; the message says why, without the name of the file."""


def opened(file: Path) -> BinaryIO:
    """A file to read from, without ever waiting for it; raises UnreadableError for anything but a regular file."""
    try:
        number = os.open(file, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except OSError as error:
        raise UnreadableError(error.strerror or str(error)) from None
    except ValueError:
        raise UnreadableError("it has a name that no file can have") from None
    kind = stat.S_IFMT(os.fstat(number).st_mode)
    if kind != stat.S_IFREG:
        os.close(number)
        raise UnreadableError(f"it is {_KINDS.get(kind, 'something else')}, not a file")
    return os.fdopen(number, "rb")


def content_of(file: Path, largest: int) -> bytes:
    """All of a file; raises UnreadableError, for one that is larger too."""
    with opened(file) as source:
        return all_of(source, largest)


def all_of(source: BinaryIO, largest: int) -> bytes:
    """All that comes from somewhere; raises UnreadableError likewise."""
    try:
        content = source.read(largest + 1)
    except OSError as error:
        raise UnreadableError(error.strerror or str(error)) from None
    if len(content) > largest:
        raise UnreadableError(f"it is larger than {size(largest)}")
    return content


def text_of(file: Path, largest: int = LARGEST_PAGE) -> str:
    """All of a file of text, without the carriage returns of Windows; raises UnreadableError likewise."""
    return as_text(content_of(file, largest)).replace("\r\n", "\n")


def as_text(content: bytes) -> str:
    """Bytes as a text, with a byte order mark left out; raises UnreadableError for what is no UTF-8."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise UnreadableError(f"it is no text in UTF-8 (line {line})") from None


def lines_of(file: Path, longest: int = LONGEST_LINE) -> Iterator[bytes]:
    """The lines of a file with their ends, the last one perhaps without; raises UnreadableError, for one that is longer too."""
    with opened(file) as source:
        number = 0
        while line := _line(source, longest):
            number += 1
            if len(line) > longest:
                raise UnreadableError(f"line {number} is longer than {size(longest)}")
            yield line


def _line(source: BinaryIO, longest: int) -> bytes:
    try:
        return source.readline(longest + 1)
    except OSError as error:
        raise UnreadableError(error.strerror or str(error)) from None


def json_of(content: bytes | str) -> Any:
    """What JSON says; raises ValueError for what is none, or is nested too deeply."""
    try:
        value = msgspec.json.decode(content)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    if may_be_deep(content.encode() if isinstance(content, str) else content) and is_deep(value):
        raise ValueError("it is nested too deeply")
    return value


def may_be_deep(content: bytes) -> bool:
    """Whether JSON has to be gone through to know whether it is nested too deeply; told from its bytes, which is many times as fast.

    Of a text nothing is left but its quotation marks, and these go where nothing stood between them that could be taken for more. Then the
    innermost lists and objects are taken away until none is left.
    """
    if content.count(b"{") + content.count(b"[") < DEEPEST:
        return False
    left = content.translate(None, _OF_NO_ACCOUNT).replace(b'""', b"")
    for _ in range(DEEPEST - 1):
        before, left = left, left.replace(b"{}", b"").replace(b"[]", b"")
        if not left or left == before:
            break
    return bool(left)


def is_deep(value: Any) -> bool:
    """Whether lists and objects are nested too deeply to go through."""
    level = [value]
    for _ in range(DEEPEST):
        level = [
            one for each in level if isinstance(each, dict | list | tuple) for one in (each.values() if isinstance(each, dict) else each)
        ]
        if not level:
            return False
    return True


def size(number: int) -> str:
    """Bytes in words."""
    return f"{number // 1024} KiB" if number < 1024 * 1024 else f"{number // (1024 * 1024)} MiB"
