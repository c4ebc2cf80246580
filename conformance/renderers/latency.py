"""How long a target took to answer, by operation: numbers only."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from conformance.exchanges import Observation, Target

BINS_A_DECADE = 6
IN_THIS_PROCESS = ("reference", "asgi")
"""Targets that no network lies before."""


class Spread(NamedTuple):
    """The latencies of one operation in seconds: how many, some percentiles, and how many there are in each bin."""

    operation: str
    answers: int
    median: float
    most: float
    """What 95 of 100 do not exceed."""
    longest: float
    bins: dict[int, int]


def collect(found: dict[str, list[float]], observations: Iterable[Observation]) -> None:
    """Add the latencies of every exchange to the list of its operation."""
    for observation in observations:
        found.setdefault(observation.asked.operation, []).extend(
            max(0.0, exchange.received - exchange.sent) for exchange in observation.exchanges
        )


def over_a_network(target: Target) -> bool:
    """Whether there is a network between this and a target, without which a latency says little."""
    return target.address.partition(":")[0] not in IN_THIS_PROCESS


def spreads(found: Mapping[str, Sequence[float]]) -> list[Spread]:
    """One for each operation that was asked for, those asked most often first."""
    made = [_spread(operation, sorted(seconds)) for operation, seconds in found.items() if seconds]
    return sorted(made, key=lambda spread: -spread.answers)


def _spread(operation: str, rising: Sequence[float]) -> Spread:
    bins: dict[int, int] = {}
    for seconds in rising:
        bins[bin_of(seconds)] = bins.get(bin_of(seconds), 0) + 1
    return Spread(operation, len(rising), percentile(rising, 50), percentile(rising, 95), rising[-1], bins)


def percentile(rising: Sequence[float], share: float) -> float:
    """The least of the values that `share` of 100 do not exceed."""
    return rising[max(0, math.ceil(len(rising) * share / 100) - 1)]


def place_of(seconds: float) -> float:
    """Where a latency stands on a logarithmic scale that begins at 1 ms, in widths of a bin."""
    return BINS_A_DECADE * math.log10(max(seconds, 1e-6) / 0.001)


def bin_of(seconds: float) -> int:
    """The number of the bin that a latency falls into."""
    return math.floor(place_of(seconds) + 1e-9)


def words(seconds: float) -> str:
    """A latency as a reader sees it."""
    return f"{seconds:.2g} s" if seconds >= 1 else f"{seconds * 1000:.0f} ms" if seconds >= 0.01 else f"{seconds * 1000:.1g} ms"
