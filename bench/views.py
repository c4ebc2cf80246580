"""What each view of a record takes, in time and memory, by the number of findings."""

from __future__ import annotations

import statistics
import sys
import tempfile
from pathlib import Path

from msgspec.structs import replace

from bench.measuring import CONFORMANCE, TIMES, Ended, ended, tell
from conformance.book import book
from conformance.drivers.in_process import reference
from conformance.record import Record
from conformance.renderers.tables import markdown_table
from conformance.selection import select
from conformance.session import hold
from conformance.stored import Writer
from conformance.views import VIEWS

_SIZES = (10, 1_000, 100_000)
_LONG = 30
"""What takes more seconds is measured once."""
_FAULT = "location.kept:falls-back-to-1"
_READ = "import sys; from pathlib import Path; from conformance.stored import Stored; [None for _ in Stored(Path(sys.argv[1])).findings]"


def section() -> str:
    """A table of them."""
    suite = book()
    run = hold(suite, select(suite, ()), reference(_FAULT))
    with tempfile.TemporaryDirectory() as folder:
        records = [_record(run, size, Path(folder) / f"{size}.jsonl") for size in _SIZES]
        megabytes = records[-1].stat().st_size / 1e6
        reading = [_middle([sys.executable, "-c", _READ, file], folder) for file in records]
        rows = [["only read", *_cells(reading), "1"]]
        for view in VIEWS:
            taken = [_middle([CONFORMANCE, "report", file, "--as", view, "--output", "shown"], folder) for file in records]
            rows.append([view, *_cells(taken), f"{taken[-1].seconds / reading[-1].seconds:.1f}"])
            tell(view)
    columns = [f"{size:,}: {unit}" for size in _SIZES for unit in ("s", "MB")]
    table = markdown_table(["view", *columns, "times reading"], rows)
    failing = f"in each {100 * _failing(run):.1f} % of the findings fail"
    times = f"Medians of {TIMES}; what takes more than {_LONG} s is measured once"
    return f"{table}\n\nThe last record has {megabytes:,.0f} MB; {failing}. {times}."


def _record(run: Record, size: int, file: Path) -> Path:
    """The findings of a run, each as often as is needed, in the order of the book."""
    writer = Writer(file)
    writer.write(replace(run.header, scenarios=size))
    for number in range(size):
        one = run.findings[number * len(run.findings) // size]
        writer.write(replace(one, scenario=f"{one.scenario}/{number}"))
    assert run.footer, "a run that came to its end"
    writer.write(replace(run.footer, findings=size))
    writer.close()
    return file


def _failing(run: Record) -> float:
    return sum(finding.verdict == "fail" for finding in run.findings) / len(run.findings)


def _middle(command: list[str | Path], folder: str) -> Ended:
    first = ended(command, folder)
    taken = [first] if first.seconds > _LONG else [first, *(ended(command, folder) for _ in range(TIMES - 1))]
    return Ended(statistics.median(one.seconds for one in taken), statistics.median(one.megabytes for one in taken))


def _cells(taken: list[Ended]) -> list[str | int]:
    return [cell for one in taken for cell in (f"{one.seconds:.2f}", f"{one.megabytes:.0f}")]
