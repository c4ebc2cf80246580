"""Requests a second by the number of users: ours, who judge every answer, beside bare ones."""

from __future__ import annotations

from functools import partial

from bench import loads
from bench.measuring import TIMES, in_turn, tell
from conformance.renderers.tables import markdown_table

_DELAY = 0.02
_USERS = (1, 10, 20, 40, 80, 160)


def section() -> str:
    """A table of them."""
    rows: list[list[str | int]] = []
    for users in _USERS:
        found = in_turn(partial(loads.judged, users, _DELAY), partial(loads.bare, users, _DELAY), TIMES)
        ours, bare, possible = 1000 / found.first, 1000 / found.second, users / _DELAY
        rows.append([users, f"{possible:,.0f}", f"{ours:,.0f}", f"{bare:,.0f}", f"{100 / found.middle:.0f} %"])
        tell(f"{users} users")
    table = markdown_table(["users", "a second, if only the hub took time", "judging users", "bare users", "of bare"], rows)
    return f"{table}\n\nRequests a second, of one process; medians of {TIMES} pairs of {loads.SECONDS} s."
