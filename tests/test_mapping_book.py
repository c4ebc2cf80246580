"""The whole book through a mapping, over a socket: what the reference does behind another wire is judged as what it does."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from conformance.book import book
from conformance.record import Record
from conformance.selection import select
from conformance.session import hold
from conformance.targets import driver_for
from conformance.verdicts import conclude
from reference_impl.api import Api
from reference_impl.faults import FAULTS
from reference_impl.hub import Hub
from tests.acme import Acme
from tests.processes import listening

FILE = Path(__file__).parents[1] / "fixtures" / "targets" / "acme.toml"
SECRET = "sentinel-of-acme"


def held(monkeypatch: pytest.MonkeyPatch, fault: str = "", *patterns: str, folder: Path | None = None) -> Record:
    monkeypatch.setenv("ACME_SECRET", SECRET)
    with listening(Acme(Api(Hub(fault=FAULTS[fault] if fault else None), "csa", SECRET))) as url:
        monkeypatch.setenv("ACME_URL", url)
        driver = driver_for(str(FILE))
        try:
            return hold(book(), select(book(), patterns), driver, selected=patterns, folder=folder)
        finally:
            driver.close()


def test_the_reference_behind_another_wire_is_conformant(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    record = held(monkeypatch, folder=tmp_path)
    alarms = [(one.scenario, one.verdict, one.cause) for one in record.findings if one.verdict in ("fail", "warning", "blocked", "error")]
    assert alarms == []
    assert conclude(record.header, list(record.findings), record.footer)[0] == "conformant"
    counted = Counter(one.verdict for one in record.findings)
    assert counted["pass"] + counted["observed"] > 2000, counted
    kept = (tmp_path / "record.jsonl").read_text(encoding="utf-8")
    assert SECRET not in kept
    assert "acme-session" not in kept


@pytest.mark.parametrize("fault", ["location.kept:falls-back-to-1", "dates.us-text:day-first", "access.refused:reads-others"])
def test_a_fault_behind_it_is_caught_under_its_rule(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    rule = FAULTS[fault].rule
    record = held(monkeypatch, fault, rule)
    assert {one.verdict for one in record.findings} & {"fail"}, fault
