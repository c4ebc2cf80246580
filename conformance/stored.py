"""A record on disk: written line by line, and read anew each time that somebody goes through it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import overload
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from conformance.bounds import UnreadableError, is_deep, lines_of, may_be_deep
from conformance.disk import Lines
from conformance.exchanges import Observation
from conformance.record import VERSION, CutOffError, Finding, Footer, Header, Line, Record, RecordError
from conformance.suite import Json
from conformance.unseen import in_json

_ENCODER = msgspec.json.Encoder()


def encoded(line: Line) -> bytes:
    """A line as it stands in a record, with JSON's own escapes for what cannot be seen: somebody will look at it in a terminal."""
    found = _ENCODER.encode(line) + b"\n"
    return found if found.isascii() and b"\x7f" not in found else in_json(found.decode()).encode()


class Writer:
    """Writes one record. Every line is handed to the system before the next scenario begins."""

    def __init__(self, path: Path, append: bool = False) -> None:
        """Open `path` anew, or to append to what it has; raises UnwrittenError."""
        self.path = path
        self._lines = Lines(path, anew=not append)

    def write(self, line: Line) -> int:
        """Append one line, of so many bytes; raises UnwrittenError where the disk does not take it."""
        return self._lines.append(encoded(line))

    def close(self) -> None:
        """Close the file."""
        self._lines.close()


_DECODER = msgspec.json.Decoder(Line)


def lines(path: Path) -> Iterator[Line]:
    """The lines of a record one by one; raises RecordError for one that is damaged. A last line that breaks off is left out."""
    return (line for _, line in raw_lines(path))


def raw_lines(path: Path) -> Iterator[tuple[bytes, Line]]:
    """The same, each with the bytes that it stands in."""
    try:
        for number, line in enumerate(lines_of(path), start=1):
            if not line.endswith(b"\n"):
                return
            try:
                found = _DECODER.decode(line)
            except (ValueError, RecursionError) as error:  # text that is no UTF-8 is a ValueError as well
                raise RecordError(f"{path}:{number}: no line of a record ({_in_words(error)})") from None
            if wrong := _objection(found, line):
                raise RecordError(f"{path}:{number}: no line of a record ({wrong})")
            yield line, found
    except UnreadableError as error:
        raise RecordError(f"{path} cannot be read: {error}") from None


def _in_words(error: Exception) -> str:
    return "it is nested too deeply" if isinstance(error, RecursionError) else str(error)


def _objection(line: Line, raw: bytes) -> str:
    """Why a line of the right types cannot be shown all the same; blank where it can."""
    if isinstance(line, Finding):
        if not may_be_deep(raw):
            return ""
        held = [part for one in line.observations + line.good for part in _json_in(one)]
        return "it is nested too deeply" if is_deep(held) else ""
    if isinstance(line, Header):
        try:
            datetime.fromisoformat(line.started)
            ZoneInfo(line.target.time_zone)
        except (ValueError, ZoneInfoNotFoundError, OSError):  # a name of a zone that is none of a file, or of a folder
            return f"it began at {line.started!r} in {line.target.time_zone!r}; expected an ISO date and time, and a time zone"
    return ""


def _json_in(observation: Observation) -> Iterator[Json]:
    answer = observation.answer
    yield from (answer.fields, answer.addresses, answer.items)  # type: ignore[misc]  # lists of JSON objects are JSON
    yield from (part for exchange in observation.exchanges for part in (exchange.request, exchange.response))


class Stored:
    """A record on disk that was looked through once; its findings are read anew each time, so that memory does not grow with them."""

    def __init__(self, path: Path, partial: bool = False) -> None:
        """Look through the record at `path`: one run, whole from header to footer, or with `partial` up to where it breaks off.

        Raises RecordError for what is no record of this form, CutOffError for one that breaks off and need not.
        """
        self._path = path
        header: Header | None = None
        self.footer: Footer | None = None
        found = 0
        for number, line in enumerate(lines(path), start=1):
            if isinstance(line, Header) is not (number == 1):
                raise RecordError(f"{path}:{number}: {_OUT_OF_PLACE[number == 1]}")
            if self.footer:
                raise RecordError(f"{path}:{number}: a line after the footer; a record holds one run")
            if isinstance(line, Header):
                header = line
            elif isinstance(line, Finding):
                found += 1
            else:
                self.footer = line
        if header is None:
            raise CutOffError(f"{path} has no header: it is no record, or broke off at once")
        if header.version > VERSION:
            raise RecordError(f"{path} is of version {header.version}, and this conformance reads {VERSION}: it was written by a newer one")
        if self.footer and self.footer.findings != found:
            raise RecordError(f"{path} has {found} findings, and its footer says {self.footer.findings}: lines are missing or were added")
        if not (self.footer or partial):
            raise CutOffError(
                f"{path} breaks off after {found} of {header.scenarios} findings: the run did not come to its end. "
                "Run again, or give --partial to see what there is; it establishes nothing"
            )
        self.header = header
        self._found = found

    @property
    def findings(self) -> Sequence[Finding]:
        """The findings, from the disk."""
        return Findings(self._path, self._found)


_OUT_OF_PLACE = {True: "found no header; expected a record to begin with one", False: "a second header; a record holds one run"}


class Findings(Sequence[Finding]):
    """The findings of a record on disk, so many, read anew each time that they are gone through."""

    def __init__(self, path: Path, count: int) -> None:
        self._path, self._count = path, count

    def __iter__(self) -> Iterator[Finding]:
        return (line for line in lines(self._path) if isinstance(line, Finding))

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, index: int) -> Finding: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Finding]: ...
    def __getitem__(self, index: int | slice) -> Finding | Sequence[Finding]:
        if isinstance(index, slice):
            return tuple(self)[index]
        return next(islice(self, range(self._count)[index], None))


def read(path: Path) -> Record:
    """A whole record; raises RecordError where it has no header or is damaged."""
    header: Header | None = None
    footer: Footer | None = None
    findings: list[Finding] = []
    for line in lines(path):
        if isinstance(line, Header):
            header = line
        elif isinstance(line, Finding):
            findings.append(line)
        else:
            footer = line
    if header is None:
        raise RecordError(f"{path} has no header: it is no record, or broke off at once")
    return Record(header, tuple(findings), footer)
