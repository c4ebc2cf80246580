"""The record of a run: JSON Lines, append only. A header, one finding a line with every exchange, a footer. No footer, no report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Protocol, overload
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from conformance.bounds import UnreadableError, is_deep, lines_of, may_be_deep
from conformance.disk import Lines
from conformance.exchanges import Observation, Target
from conformance.judging import Mismatch, Verdict
from conformance.known import KnownFailure
from conformance.suite import Json, Level
from conformance.unseen import in_json

VERSION = 1
"""Of the form of a record: higher when an older reader would misunderstand a newer one. What is only added changes nothing."""


class Reason(msgspec.Struct, frozen=True):
    """One line of the reference's trace: a value it holds or answers there, and the rules that gave it."""

    path: str
    value: str
    rules: tuple[str, ...]


class Load(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a load was to be: users at the same time, how fast they began, and when it was to end (0: not by that)."""

    users: int
    spawn_rate: float
    seconds: float
    scenarios: int
    seed: int
    workers: int = 0
    """So many workers were waited for; 0 where one process did everything."""


class Operation(msgspec.Struct, frozen=True):
    """The requests of one operation under load; times in milliseconds."""

    name: str
    requests: int
    failures: int
    """Never answered, or answered with a fault of the server's own."""
    a_second: float
    median: float
    nearly_all: float
    """95 % took no longer; `almost_all` 99 %."""
    almost_all: float
    longest: float


class Figures(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a load came to, in numbers."""

    seconds: float
    scenarios: int
    """Lived, each as often as it was."""
    answers: int
    """Judged."""
    operations: tuple[Operation, ...] = ()
    workers: dict[str, int] = {}
    """By worker the scenarios that it is known to have lived."""
    lost: tuple[str, ...] = ()
    """The workers of whose work something is missing."""


class Header(msgspec.Struct, frozen=True, tag_field="line", tag="header"):
    """What was run, against what, and when (ISO, UTC)."""

    suite: str
    target: Target
    started: str
    selected: tuple[str, ...]
    """The patterns that chose the scenarios; empty for the whole book."""
    scenarios: int
    complete: bool
    """Whether the whole book was chosen: only then can a run be conformant."""
    run: str = ""
    """The run's id, which the target was told with every request; the inventory has it too."""
    read_only: bool = False
    """Whether nothing was to be made or changed, so that most of the book was left out."""
    known: tuple[KnownFailure, ...] = ()
    """What was listed as known failures."""
    customers: tuple[str, ...] = ()
    """The UCRNs that were given to stand in, where nothing was to be made."""
    shard: str = ""
    """Which part of what was selected this is, such as `2/5`; blank for all of it."""
    jobs: int = 1
    """So many scenarios were carried out side by side at the most."""
    resumed: tuple[str, ...] = ()
    """When the run was taken up again, once for each time."""
    races: int = 1
    """How often each scenario was to be carried out whose acts are sent at the same time."""
    load: Load | None = None
    """What the load was to be, where many users lived the scenarios again and again."""
    version: int = VERSION
    """The form of the record."""


class Finding(msgspec.Struct, frozen=True, omit_defaults=True, tag_field="line", tag="finding"):
    """What one scenario came to, with all the evidence from which its verdict can be computed again."""

    scenario: str
    rule: str
    chapter: str
    level: Level
    verdict: Verdict
    outcome: str = ""
    cause: str = ""
    mismatches: tuple[Mismatch, ...] = ()
    filled: dict[str, str] = {}
    """What the placeholders of the page stood for."""
    stuck: str = ""
    """Why the scenario could not be carried on, where no answer of the target says it."""
    observations: tuple[Observation, ...] = ()
    why: tuple[Reason, ...] = ()
    """The reference's own trace of the places that do not match."""
    good: tuple[Observation, ...] = ()
    """What the reference does itself in the steps that do not match."""
    seconds: float = 0.0
    times: int = 1
    """How often the scenario was carried out until it came to this: more than once where its acts race, and under load."""
    again: bool = False
    """Whether it may have made or changed something once before: the run had begun it, did not come to its end, and was taken up again."""


class Footer(msgspec.Struct, frozen=True, omit_defaults=True, tag_field="line", tag="footer"):
    """The end of a run. `stopped` says why it ended before its last scenario; blank if it did not."""

    finished: str
    findings: int
    stopped: str = ""
    stale: tuple[str, ...] = ()
    """A sentence for each known failure, listed for several scenarios, of which none fails any more."""
    figures: Figures | None = None
    """Of a load."""


Line = Header | Finding | Footer
_ENCODER = msgspec.json.Encoder()


class Record(msgspec.Struct, frozen=True):
    """A record as read back; `footer` is None where the record breaks off. Its findings may be read from the disk each time anew."""

    header: Header
    findings: Sequence[Finding]
    footer: Footer | None


class Source(Protocol):
    """What every view is made from: a record in memory, or one on disk. Its findings can be gone through any number of times."""

    @property
    def header(self) -> Header:
        """How it begins."""
        ...

    @property
    def findings(self) -> Iterable[Finding]:
        """What was found, scenario by scenario."""
        ...

    @property
    def footer(self) -> Footer | None:
        """How it ends; None where it breaks off."""
        ...


class RecordError(Exception):
    """A record that cannot be read, or not for what it was to be read for: where, and why."""


class CutOffError(RecordError):
    """A record that ends before its run did."""


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
