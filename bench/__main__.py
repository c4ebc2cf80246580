"""`make bench`: measure, and write what came of it to reports/performance.md. Never fails for being slow; it only tells.

`python -m bench PART…` measures these parts only, and writes nothing.
"""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from bench import pace, ratios, saturation, side_by_side, views

PARTS: dict[str, tuple[str, str, Callable[[], str]]] = {
    "ratios": (
        "Figures to reach",
        "Ours and a measure of the same work, in turn. Below 1 is faster than the measure.",
        ratios.section,
    ),
    "jobs": (
        "Side by side",
        "A run against a reference that takes 50 ms for every answer, however many are asked for at once.",
        side_by_side.section,
    ),
    "pace": (
        "How fast",
        "The whole book, judged and written to a record; and the same exchanges, or as many of its own, by tools that judge no rule.",
        pace.section,
    ),
    "load": (
        "Load, up to where more users bring no more",
        "Users who judge every answer, beside bare `FastHttpUser`s of Locust with the same requests, at a hub that looks its answers up "
        "and gives each after 20 ms. Where more users bring no more requests, whoever sends them is the bottleneck.",
        saturation.section,
    ),
    "views": (
        "Views of records",
        "`conformance report` of records of 10, 1,000 and 100,000 findings: seconds and the most memory of the whole process. "
        "Every view but HTML, which shows findings beside the book, is made in pieces, so that memory does not grow with the record.",
        views.section,
    ),
}
PAGE = Path(__file__).parents[1] / "reports" / "performance.md"


def main(asked: list[str]) -> None:
    """Measure what is asked for, or everything; raises SystemExit for a part that there is not."""
    if unknown := [name for name in asked if name not in PARTS]:
        sys.exit(f"no part of the bench is called {unknown[0]!r}; there are {', '.join(PARTS)}")
    sections = [f"## {title}\n\n{about}\n\n{measured()}\n" for title, about, measured in map(PARTS.__getitem__, asked or PARTS)]
    page = "\n".join([f"# Performance\n\n{_measured_on()}\n", *sections])
    sys.stdout.write(page)
    if not asked:
        PAGE.write_text(page, encoding="utf-8")


def _measured_on() -> str:
    """The machine, in words that tell it from others and not whose it is."""
    python = f"{platform.python_implementation()} {platform.python_version()}"
    system = f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors, {python}"
    return (
        f"Measured by `make bench` on {datetime.now(UTC):%d %B %Y}: {system}. Seconds are this machine's; "
        "what is compared was measured in turn, in one run of its part, and the middle one of several is told."
    )


if __name__ == "__main__":
    main(sys.argv[1:])
