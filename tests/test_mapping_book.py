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
from reference_impl.hub import Hub
from tests.acme import Acme
from tests.processes import Spoken, listening
from tests.wires import Still

FILE = Path(__file__).parents[1] / "fixtures" / "targets" / "acme.toml"
SECRET = "sentinel-of-acme"
BUSY = 61
"""Every so many requests, whatever they ask, Acme asks to wait."""
NOT_APPLICABLE = {
    ("get.connected-index-absent", "for targets without connected-index only"): 4,
    ("address.flag-values", "the mapping cannot say it: 'true', which the book does not know, means something on the wire"): 4,
    ("address.flag-values", "the mapping cannot say it: 'false', which the book does not know, means something on the wire"): 2,
    ("ids.consent-values", "the mapping cannot say it: 'true', which the book does not know, means something on the wire"): 2,
    ("ids.consent-values", "the mapping cannot say it: 'false', which the book does not know, means something on the wire"): 1,
}
"""All that the other wire cannot be asked, and why."""


class Counting:
    """Acme, with a count of the answers that asked to wait."""

    def __init__(self) -> None:
        self._acme = Acme(Api(Hub(), "csa", SECRET), BUSY)
        self.waits = 0

    def __call__(self, method: str, path: str, token: str, content: bytes) -> Spoken:
        spoken = self._acme(method, path, token, content)
        self.waits += spoken.status == 429
        return spoken


def held(folder: Path, monkeypatch: pytest.MonkeyPatch, answering: Counting, time: Still) -> Record:
    monkeypatch.setattr("conformance.drivers.sending.Pace", lambda _: time.pace())
    monkeypatch.setenv("ACME_SECRET", SECRET)
    with listening(answering) as url:
        monkeypatch.setenv("ACME_URL", url)
        driver = driver_for(str(FILE))
        try:
            return hold(book(), select(book(), ()), driver, folder=folder)
        finally:
            driver.close()


def test_the_reference_behind_another_wire_is_conformant(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    acme, time = Counting(), Still()
    record = held(tmp_path, monkeypatch, acme, time)
    alarms = [(one.scenario, one.verdict, one.cause) for one in record.findings if one.verdict in ("fail", "warning", "blocked", "error")]
    assert alarms == []
    assert conclude(record.header, list(record.findings), record.footer)[0] == "conformant"
    assert Counter((one.rule, one.cause) for one in record.findings if one.verdict == "not-applicable") == NOT_APPLICABLE
    assert acme.waits > 100, "so often that every kind of call was told to wait"
    assert len(time.slept) == acme.waits
    kept = (tmp_path / "record.jsonl").read_text(encoding="utf-8")
    assert '"status":429' not in kept
    assert SECRET not in kept
    assert "acme-session" not in kept
