"""The reference's own report, as it lies in `reports/`: it is what a run comes to today."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from conformance.book import book
from conformance.publishing import PAGES, pages, published
from conformance.renderers.pages.packing import unpacked
from conformance.verdicts import conclude

REPORTS = Path(__file__).parents[1] / "reports"
_PACKED = re.compile(r"(?<=data-kept>)[A-Za-z0-9+/=]+(?=</script>)")


@cache
def made() -> dict[str, str]:
    return pages(book())


def read(text: str) -> str:
    """A page with what it keeps packed opened: another machine may pack the same otherwise."""
    return _PACKED.sub(lambda kept: str(unpacked(kept[0])), text)


@pytest.mark.parametrize("name", PAGES)
def test_it_is_what_a_run_comes_to(name: str) -> None:
    told = (REPORTS / name).read_text(encoding="utf-8")
    assert read(told) == read(made()[name]), f"reports/{name} is stale: run 'make reports', or python -m conformance.publishing reports"


def test_the_whole_book_was_run_and_holds() -> None:
    record = published(book())
    assert conclude(record.header, record.findings, record.footer)[0] == "conformant"
    assert len(record.findings) == len(book().scenarios())


def test_the_page_keeps_what_was_sent_and_came_back() -> None:
    kept = _PACKED.findall(made()["reference.html"])
    assert len(kept) > 100
    assert all("/v2/" in "".join(unpacked(one).values()) for one in kept[:10])
