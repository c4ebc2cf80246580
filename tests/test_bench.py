"""The bench measures what it says it measures, and its page has what was measured."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.__main__ import PAGE, PARTS
from bench.exchanges import SECRET, serving
from bench.measuring import ended
from conformance.drivers.bindings.native import NativeDriver
from conformance.drivers.http import HttpTransport
from conformance.views import VIEWS


@pytest.mark.parametrize("module", [("conformance.cli", "serve", "--port", "0"), ("bench.slow",), ("bench.counted", "counted")])
def test_a_csa_signs_in_at_its_servers(module: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(PAGE.parents[1]))
    monkeypatch.chdir(tmp_path)
    with serving(*module) as address:
        driver = NativeDriver(HttpTransport(address), "csa", SECRET)
        assert driver.target.address == address
        driver.close()


def test_the_memory_of_a_process_is_its_own(tmp_path: Path) -> None:
    assert ended(["/bin/true"], str(tmp_path)).megabytes < 20


def test_the_page_has_every_part_and_every_view() -> None:
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    assert [line.removeprefix("## ") for line in lines if line.startswith("## ")] == [title for title, _, _ in PARTS.values()]
    assert [line.split()[1] for line in lines if line.startswith("| ")][-len(VIEWS) :] == list(VIEWS)
