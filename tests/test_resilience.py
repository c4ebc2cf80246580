"""The page of what the suite survives: it lists the catalogue, and all of the catalogue is tried by tests."""

from __future__ import annotations

import re
from pathlib import Path

from tests.broken.catalogue import CATALOGUE
from tests.broken.telling import row

HOME = Path(__file__).parents[1]
PAGE = (HOME / "reports" / "resilience.md").read_text(encoding="utf-8")


def test_the_page_lists_the_catalogue() -> None:
    expected = [row(wrong, ending) for family in CATALOGUE.values() for wrong in family for ending in wrong.endings]
    lines = [line for line in PAGE.splitlines() if line.startswith("| ") and not line.startswith(("| misbehaviour ", "| --- "))]
    listed = [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:7]] for line in lines]
    assert listed == expected, "reports/resilience.md is stale: run 'make resilience'"


def test_no_name_stands_twice_and_there_are_many() -> None:
    names = [wrong.name for family in CATALOGUE.values() for wrong in family]
    assert len(set(names)) == len(names) >= 40


def test_every_family_is_tried() -> None:
    tests = "".join(file.read_text(encoding="utf-8") for file in sorted((HOME / "tests").glob("test_broken_*.py")))
    assert [family for family in CATALOGUE if f'"{family}"' not in tests] == []
