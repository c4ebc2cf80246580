"""A row of a table put in place: `<column>` in a label, or as a whole text in a block, stands for the row's cell."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from conformance.layout import objection

_COLUMN = re.compile(r"<([^<>]+)>")


class Row:
    """One row's cells by column; `used` collects the columns that were put in place."""

    def __init__(self, cells: Mapping[str, str], file: str, used: set[str]) -> None:
        self.cells, self._file, self._used = cells, file, used

    def in_text(self, text: str) -> str:
        """A label with the row's cells in it."""

        def cell(match: re.Match[str]) -> str:
            if match[1] in self.cells:
                self._used.add(match[1])
                return self.cells[match[1]]
            return match[0]

        return _COLUMN.sub(cell, text) if self.cells else text

    def in_block(self, data: Any, line: int) -> Any:
        """A block's JSON with the row's cells in it; raises ChapterError for a cell in code marks that is no JSON."""
        if not self.cells:
            return data
        if isinstance(data, dict):
            return {name: self.in_block(value, line) for name, value in data.items()}
        if isinstance(data, list):
            return [self.in_block(value, line) for value in data]
        column = data[1:-1] if isinstance(data, str) and data[:1] == "<" and data[-1:] == ">" else ""
        if column not in self.cells:
            return data
        self._used.add(column)
        return self._cell(self.cells[column], line)

    def _cell(self, text: str, line: int) -> Any:
        if not (len(text) > 1 and text[0] == text[-1] == "`"):
            return text
        try:
            return json.loads(text[1:-1])
        except ValueError as error:
            objection(self._file, line, f"the cell {text}", f"JSON between the code marks ({error})")
