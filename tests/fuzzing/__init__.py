"""Hostile bytes for whatever reads something: a function for each, and what to begin with.

A function returns for whatever it is given, what it refuses in words included; anything else that it raises has been found.
`tests/test_fuzzing.py` asks them a little with Hypothesis, `make fuzz` (`tests/fuzz.py`) for as long as somebody waits with atheris.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from tests.fuzzing import asking, beginnings


class Fuzzed(NamedTuple):
    """One thing that reads."""

    ask: Callable[[bytes], None]
    seeds: Callable[[], Iterable[bytes]]


FUZZED = {
    "reader": Fuzzed(asking.reader, beginnings.chapters),
    "snippets": Fuzzed(asking.snippets, beginnings.pages),
    "record": Fuzzed(asking.record, beginnings.records),
    "target-file": Fuzzed(asking.target_file, beginnings.target_files),
    "mapping": Fuzzed(asking.mapping, beginnings.answers),
    "judge": Fuzzed(asking.judge, beginnings.observations),
    "server": Fuzzed(asking.server, beginnings.bodies),
}
