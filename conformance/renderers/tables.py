"""Plain tables. The only module that imports `tabulate`."""

from __future__ import annotations

from collections.abc import Sequence

from tabulate import tabulate


def table(columns: Sequence[str], rows: Sequence[Sequence[str | int]]) -> str:
    """A table for a terminal: columns aligned, numbers to the right, zeros as a dot."""
    shown = [["·" if cell == 0 and isinstance(cell, int) else cell for cell in row] for row in rows]
    numeric = [bool(rows) and isinstance(rows[0][number], int) for number in range(len(columns))]
    return tabulate(
        shown,
        headers=columns,
        tablefmt="simple",
        disable_numparse=True,
        colalign=["right" if number else "left" for number in numeric] if rows else None,
    )


def markdown_table(columns: Sequence[str], rows: Sequence[Sequence[str | int]]) -> str:
    """The same as a Markdown table."""
    return tabulate(rows, headers=columns, tablefmt="pipe", disable_numparse=True)


def share(count: int, of: int) -> str:
    """A number, and what part it is of another: `3 (75.0 %)`."""
    return f"{count} ({100 * count / of:.1f} %)" if of else "0"
