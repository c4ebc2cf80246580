"""`conformance prove` as a user meets it: what it prints and writes, and its exit status."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType

import pytest
from click.testing import CliRunner, Result

import reference_impl.faults
from conformance.cli import main
from conformance.proving import readings
from conformance.proving.results import Alarm, Came, Setting
from conformance.renderers import kill_matrix
from conformance.renderers.readings import conclusion
from reference_impl.faults import FAULTS, Fault
from reference_impl.rewriting import unchanged

SHOWN = "custom.not-in-hub-record:shown"
CAUGHT = FAULTS[SHOWN]
VOID = Fault("location.kept", "void", unchanged, "Nothing is otherwise.")


def proved(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["prove", "--jobs", "1", *arguments], prog_name="conformance")


def only(monkeypatch: pytest.MonkeyPatch, *faults: Fault) -> None:
    """Let these be all the faults that there are."""
    monkeypatch.setattr(reference_impl.faults, "FAULTS", MappingProxyType({fault.name: fault for fault in faults}))


class TestFaults:
    def test_one_is_told_with_every_scenario_that_catches_it(self) -> None:
        done = proved("--select", SHOWN)
        assert done.exit_code == 0
        assert done.stdout.startswith(f"killed {SHOWN}, first under custom.not-in-hub-record (fail): ")
        assert "\n    fail custom.not-in-hub-record/" in done.stdout

    def test_over_a_socket_as_well(self) -> None:
        done = proved("--select", SHOWN, "--http")
        assert done.exit_code == 0
        cells = [line.split() for line in done.stdout.splitlines()]
        assert ["in", "memory", "over", "HTTP"] in cells
        assert ["killed", "1", "(100.0", "%)", "1", "(100.0", "%)"] in cells
        assert "Listening" not in done.stdout

    def test_one_that_is_not_killed_is_no_success(self, monkeypatch: pytest.MonkeyPatch) -> None:
        only(monkeypatch, VOID)
        done = proved()
        assert done.exit_code == 1
        assert done.stdout.startswith("void location.kept:void: Nothing is otherwise.")

    def test_none_at_all_is_an_error(self, monkeypatch: pytest.MonkeyPatch) -> None:
        only(monkeypatch)
        done = proved()
        assert (done.exit_code, done.stderr) == (5, "conformance: there is no fault to try\n")

    def test_a_pattern_that_matches_none_is_an_error(self) -> None:
        done = proved("--select", "nonsense:*")
        assert (done.exit_code, done.stderr) == (
            2,
            "conformance: --select 'nonsense:*' matches no fault; 'conformance faults' lists them\n",
        )

    @pytest.mark.parametrize(
        "arguments", [("--readings", "--http"), ("--readings", "--select", SHOWN), ("--output", "reports", "--select", SHOWN)]
    )
    def test_what_does_not_go_together_is_an_error(self, arguments: tuple[str, ...]) -> None:
        assert proved(*arguments).exit_code == 2


class TestReports:
    def test_the_matrix_is_written_with_its_list(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        only(monkeypatch, CAUGHT)
        assert proved("--output", str(tmp_path / "reports")).exit_code == 0
        page = (tmp_path / "reports" / kill_matrix.PAGE).read_text(encoding="utf-8")
        assert "Score: 1 of 1 faults killed, 1 reported first" in page
        assert (tmp_path / "reports" / kill_matrix.SPARE).read_text(encoding="utf-8").count("\n") > 100

    def test_a_score_never_falls(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        only(monkeypatch, CAUGHT, VOID)
        before = "Score: 3 of 3 faults killed, 3 reported first under the rule that they break.\n"
        (tmp_path / kill_matrix.PAGE).write_text(before, encoding="utf-8")
        done = proved("--output", str(tmp_path))
        assert done.exit_code == 2
        assert "the score may only rise" in done.stderr
        assert (tmp_path / kill_matrix.PAGE).read_text(encoding="utf-8") == before

    def test_a_folder_that_cannot_be_written_is_an_error(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        only(monkeypatch, CAUGHT)
        (tmp_path / "file").touch()
        assert proved("--output", str(tmp_path / "file" / "folder")).exit_code == 2


class TestReadings:
    def test_no_false_alarm_is_success(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.setattr(readings, "settings", lambda: [Setting("plain", {}), Setting("wire", {"wire.blank": "null"})])
        done = proved("--readings", "--output", str(tmp_path))
        assert done.exit_code == 0
        assert done.stdout.startswith("2 hubs, ")
        assert done.stdout.endswith(": no false alarm.\n")
        assert "| the reference as it is" in (tmp_path / "readings.md").read_text(encoding="utf-8")

    def test_a_false_alarm_is_told_with_the_hub_that_gave_it(self, monkeypatch: pytest.MonkeyPatch) -> None:
        alarm = Alarm("x.rule/a", "fail", "town: expected blank, observed null")
        came = Came(Setting("wire", {"wire.blank": "null"}), {"pass": 1, "fail": 1}, (alarm,), {})
        monkeypatch.setattr(readings, "settings", lambda: [came.setting])
        monkeypatch.setattr(readings, "tried", lambda _: came)
        done = proved("--readings")
        assert done.exit_code == 1
        assert done.stdout.splitlines() == [
            "fail x.rule/a: town: expected blank, observed null",
            "  wire: wire.blank = null",
            conclusion([came]),
        ]
        assert conclusion([came]) == "1 hub, 2 scenarios: 1 false alarm."
