"""`python -m tests.broken FILE` meets every misbehaviour, and writes the page of what came of it."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.broken.catalogue import CATALOGUE
from tests.broken.running import objections, outcome
from tests.broken.telling import Tried, conclusion, page


def _tried(family: str, pool: ThreadPoolExecutor) -> list[Tried]:
    pairs = [(wrong, ending) for wrong in CATALOGUE[family] for ending in wrong.endings]
    came = pool.map(outcome, *zip(*pairs, strict=True))
    return [Tried(*pair, one) for pair, one in zip(pairs, came, strict=True)]


def main(file: Path) -> int:
    """Write the page; 1 where a run did not come out as it should, which is told, and no page is written."""
    with ThreadPoolExecutor(2) as pool:
        families = {family: _tried(family, pool) for family in CATALOGUE}
    every = [one for tried in families.values() for one in tried]
    amiss = [objection for one in every for objection in objections(*one)]
    if amiss:
        sys.stderr.write("\n".join((*amiss, "")))
        return 1
    file.write_text(page(families), encoding="utf-8", newline="")
    sys.stdout.write(f"{conclusion(every)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
