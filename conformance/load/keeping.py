"""The record of a load: while it goes on, the first finding of each kind that is not right, as it is made; in the end, one of each kind."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from conformance.record import Finding, Footer, Header, Record, Writer


class Keeping:
    """Writes the record of one process, if there is a file for it."""

    def __init__(self, file: Path | None, header: Header) -> None:
        """Begin the record; raises RecordError where it cannot be written."""
        self.header = header
        self._file = file
        self._writer = Writer(file) if file else None
        if self._writer:
            self._writer.write(header)

    def keep(self, finding: Finding) -> None:
        """Write a finding down at once, so that it outlives this process."""
        if self._writer:
            self._writer.write(finding)

    def finish(self, findings: Iterable[Finding], footer: Footer) -> Record:
        """The whole record, in place of what was written on the way: it is there when it is whole, and until then the other is."""
        record = Record(self.header, tuple(findings), footer)
        if self._file is None or self._writer is None:
            return record
        draft = Writer(self._file.with_name(f".{self._file.name}"))
        draft.write(record.header)
        for finding in record.findings:
            draft.write(finding)
        draft.write(footer)
        draft.close()
        self._writer.close()
        draft.path.replace(self._file)
        return record
