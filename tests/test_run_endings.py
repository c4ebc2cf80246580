"""How runs end: at whoever is there, and whatever comes between."""

from __future__ import annotations

import json
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from conformance import stored as records
from tests.command_line import a_hub, invoked, one_line, posix_only
from tests.processes import (
    CONFORMANCE,
    SIGNED_IN,
    Spoken,
    answers_of,
    listening,
    outcome,
    started,
)
from tests.processes import conformance as ran
from tests.serving import PATIENCE

NO_HUBS = {
    "a page": Spoken(200, b"<html>Welcome!</html>", "text/html"),
    "nothing of that name": Spoken(404, b'{"title": "Not found"}'),
    "an error": Spoken(500, b"", "text/plain"),
    "a list": Spoken(200, b'["lists"]'),
    "another document": Spoken(200, b'{"openapi": "3.1.0"}'),
    "capabilities that are no list": Spoken(200, b'{"capabilities": "lists"}'),
}


class TestWhoeverIsThere:
    def test_nobody_is_3(self, nobody: str) -> None:
        refused = invoked("run", nobody, settings=SIGNED_IN)
        assert (refused.exit_code, refused.stdout) == (3, "")
        assert one_line(refused.stderr).endswith("Connection refused; is the server running?")
        assert nobody in refused.stderr

    def test_somebody_who_hangs_up_is_3(self) -> None:
        with listening(lambda *_: None) as url:
            refused = invoked("run", url, settings=SIGNED_IN)
        assert refused.exit_code == 3
        assert one_line(refused.stderr).startswith(f"GET {url}/v2/capabilities: ")

    @pytest.mark.parametrize("spoken", NO_HUBS.values(), ids=NO_HUBS)
    def test_whoever_is_no_hub_is_2(self, spoken: Spoken) -> None:
        with listening(lambda *_: spoken) as url:
            refused = invoked("run", url, settings=SIGNED_IN)
        assert (refused.exit_code, refused.stdout) == (2, "")
        assert f"{url} is no hub that speaks the native contract: GET /v2/capabilities answered {spoken.status}" in one_line(refused.stderr)

    def test_a_wrong_secret_is_2(self) -> None:
        with listening(answers_of(a_hub())) as url:
            refused = invoked("run", url, settings={"CONFORMANCE_CSA_SECRET": "another secret"})
        assert (refused.exit_code, refused.stdout) == (2, "")
        assert (
            one_line(refused.stderr)
            == f"{url}: the CSA 'csa' could not be signed in: POST /v2/sessions answered 401 Name or secret is wrong"
        )

    def test_a_wrong_name_likewise(self) -> None:
        with listening(answers_of(a_hub())) as url:
            refused = invoked("run", url, "--csa", "anna", settings=SIGNED_IN)
        assert refused.exit_code == 2
        assert "the CSA 'anna' could not be signed in" in one_line(refused.stderr)


class Halting:
    """A hub that answers so many calls of profiles; at the next it tells `begun`, and then does as it is told."""

    def __init__(self, answered: int) -> None:
        self.begun, self.released = threading.Event(), threading.Event()
        self._left = answered
        self._answers = answers_of(a_hub())

    def dying(self, method: str, path: str, token: str, content: bytes) -> Spoken | None:
        """Hang up from then on."""
        return self._answers(method, path, token, content) if self._goes_on(path) else None

    def dawdling(self, method: str, path: str, token: str, content: bytes) -> Spoken | None:
        """Keep that call waiting until released."""
        if not self._goes_on(path):
            self.begun.set()
            self.released.wait(2 * PATIENCE)
        return self._answers(method, path, token, content)

    def _goes_on(self, path: str) -> bool:
        self._left -= path.startswith("/v2/profile/")
        return self._left >= 0


class TestWhatEndsARun:
    @pytest.fixture
    def halting(self) -> Iterator[Halting]:
        hub = Halting(answered=30)
        yield hub
        hub.released.set()

    def test_a_hub_that_dies_is_5_and_what_was_found_is_kept(self, halting: Halting, tmp_path: Path) -> None:
        with listening(halting.dying) as url:
            done = ran("run", url, "--select", "location", "--jobs", "1", "--output", str(tmp_path), settings=SIGNED_IN)
        assert (done.status, done.err) == (5, "")
        assert "NOT ESTABLISHED: the target stopped answering: POST " in done.out
        record = records.read(tmp_path / "record.jsonl")
        assert record.footer
        assert record.footer.stopped.startswith("the target stopped answering: ")
        verdicts = [finding.verdict for finding in record.findings]
        assert verdicts == ["pass"] * (len(verdicts) - 3) + ["error"] * 3
        assert 3 < len(verdicts) < record.header.scenarios

    @posix_only
    @pytest.mark.parametrize(("select", "jobs"), [("location", "1"), ("location", "8"), ("concurrent", "1")])
    def test_an_interruption_is_5_and_what_was_found_is_kept(self, select: str, jobs: str, halting: Halting, tmp_path: Path) -> None:
        command = (*CONFORMANCE, "run", "--select", select, "--jobs", jobs, "--output", str(tmp_path))
        with listening(halting.dawdling) as url, started(*command, url, settings=SIGNED_IN) as process:
            assert halting.begun.wait(PATIENCE)
            process.send_signal(signal.SIGINT)
            done = outcome(process)
        assert (done.status, done.err) == (5, "")
        assert "NOT ESTABLISHED: interrupted from the keyboard" in done.out
        record = records.read(tmp_path / "record.jsonl")
        assert record.footer
        assert record.footer.stopped == "interrupted from the keyboard"
        assert 0 < record.footer.findings == len(record.findings) < record.header.scenarios
        assert (tmp_path / "report.txt").read_text(encoding="utf-8") == done.out

    @posix_only
    def test_a_process_that_is_killed_leaves_whole_lines(self, halting: Halting, tmp_path: Path) -> None:
        command = (*CONFORMANCE, "run", "--select", "location", "--output", str(tmp_path))
        with listening(halting.dawdling) as url, started(*command, url, settings=SIGNED_IN) as process:
            assert halting.begun.wait(PATIENCE)
            process.kill()
            outcome(process)
        content = (tmp_path / "record.jsonl").read_bytes()
        assert content.endswith(b"\n")
        first, *others = (json.loads(line)["line"] for line in content.splitlines())
        assert (first, set(others)) == ("header", {"finding"}), "no footer: the record breaks off"

    @posix_only
    def test_an_interruption_before_the_first_scenario_is_one_line_and_5(self) -> None:
        begun, released = threading.Event(), threading.Event()

        def waits(*_: object) -> None:
            begun.set()
            released.wait(2 * PATIENCE)

        with listening(waits) as url, started(*CONFORMANCE, "run", url, settings=SIGNED_IN) as process:
            assert begun.wait(PATIENCE)
            process.send_signal(signal.SIGINT)
            done = outcome(process)
            released.set()
        assert (done.status, done.out) == (5, "")
        assert one_line(done.err) == "interrupted"
