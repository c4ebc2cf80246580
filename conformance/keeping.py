"""Where the findings of a run go as they come, and what they are at its end: in the order of the book.

Side by side, scenarios do not end in the order of the book. A finding is written in the moment in which its scenario ends, behind those
that ended before it, so that nothing is lost whatever ends the process, and nothing waits in memory for its turn. A record that breaks
off is therefore in the order of the endings. Where the run comes to an end, however it does, the lines are put into the order of the book,
aside, and the footer below them; then that takes the place of the record in one step. So whatever has a footer is in the order of
the book, and memory holds no more of a finding than where its line stands. A line that was written when the run was interrupted, before it
was known where it stands, is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import NamedTuple, Protocol

from conformance.aside import aside
from conformance.record import Finding, Footer, Header, Record
from conformance.stored import Findings, Writer, encoded, raw_lines

Order = Mapping[str, int]
"""The place of each scenario in the book, by its id."""


class Keeper(Protocol):
    """Keeps the findings of one run."""

    def begin(self, header: Header) -> None:
        """Before anything else; where it was not right yet, once more before the first finding. Raises UnwrittenError."""
        ...

    def add(self, finding: Finding) -> None:
        """Keep a finding; it is kept when this returns. Raises UnwrittenError."""
        ...

    def findings(self) -> Iterable[Finding]:
        """Those that are kept so far, in no order."""
        ...

    def end(self, footer: Callable[[int], Footer]) -> Record:
        """The record, whole; the footer is made from the number of findings. Raises UnwrittenError."""
        ...

    def close(self) -> None:
        """Let go of the file."""
        ...


class InMemory:
    """Keeps findings in memory only."""

    def __init__(self, order: Order) -> None:
        self._order = order
        self._header: Header | None = None
        self._kept: list[Finding] = []

    def begin(self, header: Header) -> None:
        """Note the header."""
        self._header = header

    def add(self, finding: Finding) -> None:
        """Keep a finding."""
        self._kept.append(finding)

    def findings(self) -> list[Finding]:
        """Those that are kept so far."""
        return self._kept

    def end(self, footer: Callable[[int], Footer]) -> Record:
        """The record."""
        assert self._header, "a record begins with its header"
        ordered = sorted(self._kept, key=lambda finding: self._order[finding.scenario])
        return Record(self._header, tuple(ordered), footer(len(ordered)))

    def close(self) -> None:
        """Nothing to let go of."""


class _Kept(NamedTuple):
    """Where a finding belongs, and where its line stands in the file."""

    place: int
    offset: int
    length: int


class OnDisk:
    """Keeps findings in a file. Every line is handed to the system before `add` returns."""

    def __init__(self, path: Path, order: Order, stays: Callable[[Finding], bool] | None = None) -> None:
        """With `stays`, those findings of the record at `path` stay in it of which that is true; otherwise it is written anew."""
        self.path = path
        self._order, self._stays = order, stays
        self._header: Header | None = None
        self._writer: Writer | None = None
        self._kept: list[_Kept] = []
        self._size = 0

    def begin(self, header: Header) -> None:
        """Put the header into the record's place, and below it what stays; raises RecordError, UnwrittenError."""
        self.close()
        self._header = header
        self._kept.clear()
        with aside(self.path) as draft:
            self._size = draft.write(encoded(header))
            for raw, line in raw_lines(self.path) if self._stays else ():
                if self._stays and isinstance(line, Finding) and self._stays(line):
                    self._note(line, draft.write(raw))
        self._writer = Writer(self.path, append=True)

    def add(self, finding: Finding) -> None:
        """Append a finding; raises UnwrittenError where the disk does not take it."""
        assert self._writer, "a record begins with its header"
        self._note(finding, self._writer.write(finding))

    def findings(self) -> Findings:
        """Those that are kept so far, from the disk."""
        return Findings(self.path, len(self._kept))

    def end(self, footer: Callable[[int], Footer]) -> Record:
        """Put the findings into the order of the book, with the footer below them; raises UnwrittenError."""
        assert self._header, "a record begins with its header"
        assert self._writer, "and is open until it ends"
        last = footer(len(self._kept))
        ordered = sorted(self._kept)
        if ordered == self._kept and self.path.stat().st_size == self._size:
            self._writer.write(last)
        else:
            with aside(self.path) as draft, self.path.open("rb") as file:
                draft.write(file.readline())
                for one in ordered:
                    file.seek(one.offset)
                    draft.write(file.read(one.length))
                draft.write(encoded(last))
        self.close()
        return Record(self._header, self.findings(), last)

    def close(self) -> None:
        """Close the file."""
        if self._writer:
            self._writer.close()
            self._writer = None

    def _note(self, finding: Finding, length: int) -> None:
        self._kept.append(_Kept(self._order[finding.scenario], self._size, length))
        self._size += length
