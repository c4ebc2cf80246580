"""Pictures as numbers: where the bars of a chart stand. Templates draw them; the same numbers stand beside them as text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from conformance.judging import Verdict
from conformance.renderers.latency import Spread, place_of, words
from conformance.renderers.pages.marks import MARKS, Mark

WIDTH = 300.0
"""Of a bar of rules, in the units of its picture."""
_ORDER: tuple[Verdict, ...] = ("pass", "observed", "known", "warning", "blocked", "error", "stale", "fail", "not-applicable")
PLOT_WIDTH, ROW_HEIGHT, BAR_HEIGHT = 560.0, 46.0, 30.0


class Piece(NamedTuple):
    """A piece of a bar: as many rules as came to this verdict."""

    mark: Mark
    rules: int
    x: float
    width: float


def bar(verdicts: Mapping[Verdict, int], longest: int) -> tuple[Piece, ...]:
    """A bar of rules by their verdicts, drawn to the scale on which `longest` rules take the whole width."""
    pieces: list[Piece] = []
    x = 0.0
    for verdict in _ORDER:
        count = verdicts.get(verdict, 0)
        if count:
            width = round(WIDTH * count / max(1, longest), 2)
            pieces.append(Piece(MARKS[verdict], count, round(x, 2), width))
            x += width
    return tuple(pieces)


class Bar(NamedTuple):
    """One bar of a histogram."""

    x: float
    y: float
    width: float
    height: float


class Tick(NamedTuple):
    """A place on the axis of a plot, or a line through a row of it."""

    x: float
    text: str


class PlotRow(NamedTuple):
    """The histogram of one operation, with its percentiles."""

    operation: str
    y: float
    bars: tuple[Bar, ...]
    marks: tuple[Tick, ...]


class Plot(NamedTuple):
    """A plot of latencies on a logarithmic scale, one row an operation."""

    width: float
    height: float
    rows: tuple[PlotRow, ...]
    ticks: tuple[Tick, ...]


def plot(spreads: Sequence[Spread]) -> Plot:
    """Where everything stands in a plot of these latencies, of which there is at least one."""
    first = min(min(spread.bins) for spread in spreads)
    last = max(max(spread.bins) for spread in spreads) + 1
    step = PLOT_WIDTH / (last - first)

    def at(number: float) -> float:
        return round((number - first) * step, 2)

    rows = []
    for place, spread in enumerate(spreads):
        base = place * ROW_HEIGHT + ROW_HEIGHT - 8
        most = max(spread.bins.values())
        bars = tuple(
            Bar(at(number), round(base - BAR_HEIGHT * count / most, 2), round(max(1.0, step - 1), 2), round(BAR_HEIGHT * count / most, 2))
            for number, count in sorted(spread.bins.items())
        )
        marks = tuple(Tick(at(place_of(seconds)), name) for seconds, name in ((spread.median, "p50"), (spread.most, "p95")))
        rows.append(PlotRow(spread.operation, base, bars, marks))
    ticks = tuple(Tick(at(place_of(seconds)), words(seconds)) for seconds in _round(first, last))
    return Plot(PLOT_WIDTH, len(spreads) * ROW_HEIGHT, tuple(rows), ticks)


def _round(first: int, last: int) -> list[float]:
    """Round latencies between two places of the axis: 10, 20, 50, 100 ms and so on, or only every tenfold where that were too many."""
    tenfold = [10.0**power for power in range(-6, 4)]
    every = [begin * factor for begin in tenfold for factor in (1, 2, 5)]
    inside, few = ([seconds for seconds in some if first <= place_of(seconds) <= last] for some in (every, tenfold))
    return inside if len(inside) <= 8 else few
