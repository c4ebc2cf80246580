"""The record of a load: while it goes on, the first finding of each kind that is not right, as it is made; in the end, one of each kind."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from conformance.aside import aside
from conformance.record import Finding, Footer, Header, Record
from conformance.stored import Writer, encoded
from conformance.under_way import UnderWay


class Keeping:
    """Writes the record of one process, if there is a file for it, into which nobody else writes meanwhile."""

    def __init__(self, file: Path | None, header: Header) -> None:
        """Begin the record; raises RecordError where another process writes it, UnwrittenError where it cannot be written."""
        self.header = header
        self._file = file
        if file is None:
            return
        self._alone = UnderWay(file, header.run, header.started)
        self._writer = Writer(file)
        self._writer.write(header)

    def keep(self, finding: Finding) -> None:
        """Write a finding down at once, so that it outlives this process; raises UnwrittenError."""
        if self._file:
            self._writer.write(finding)

    def finish(self, findings: Iterable[Finding], footer: Footer) -> Record:
        """The whole record, in place of what was written on the way: it is there when it is whole, and until then the other is."""
        record = Record(self.header, tuple(findings), footer)
        if self._file is None:
            return record
        with aside(self._file) as draft:
            draft.write(encoded(record.header))
            draft.writelines(map(encoded, record.findings))
            draft.write(encoded(footer))
        self._writer.close()
        self._alone.close()
        return record
