"""Locust's statistics as the figures of a record."""

from __future__ import annotations

from locust.stats import RequestStats, StatsEntry

from conformance.record import Operation


def operations(stats: RequestStats) -> tuple[Operation, ...]:
    """Each operation with its requests, by name; those that went out by several methods are one."""
    by_name: dict[str, list[StatsEntry]] = {}
    for (name, _), entry in sorted(stats.entries.items()):
        by_name.setdefault(name, []).append(entry)
    return tuple(_operation(name, entries) for name, entries in by_name.items())


def _operation(name: str, entries: list[StatsEntry]) -> Operation:
    whole = StatsEntry(RequestStats(use_response_times_cache=False), name, "")
    for entry in entries:
        whole.extend(entry)
    median, nearly_all, almost_all = (float(whole.get_response_time_percentile(share)) for share in (0.5, 0.95, 0.99))
    return Operation(
        name,
        whole.num_requests,
        whole.num_failures,
        round(sum(float(entry.total_rps) for entry in entries), 1),
        median,
        nearly_all,
        almost_all,
        round(float(whole.max_response_time), 1),
    )
