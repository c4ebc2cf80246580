"""A run that was killed, taken up again: the same report as if nothing had happened, and only of the very same run."""

from __future__ import annotations

import json
import os
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from conformance import stored as records
from conformance.record import Record
from reference_impl.api import Api
from reference_impl.faults import FAULTS
from reference_impl.hub import Hub
from tests.processes import CONFORMANCE, SECRET, SIGNED_IN, Ended, Spoken, answers_of, conformance, listening, outcome, started
from tests.serving import PATIENCE

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
SELECTED = ("--select", "location.kept", "--select", "twitter.alone")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00")


class Halting(threading.Event):
    """A hub with a fault, which answers so many calls and then keeps all others waiting until it is set."""

    def __init__(self) -> None:
        super().__init__()
        self._answers = answers_of(Api(Hub(fault=FAULTS["location.kept:falls-back-to-1"]), "csa", SECRET))
        self.left = float("inf")
        self.halted = threading.Event()
        self.created: list[str] = []

    def __call__(self, method: str, path: str, token: str, content: bytes) -> Spoken | None:
        """Answer."""
        self.left -= path.startswith("/v2/profile/")
        if self.left < 0:
            self.halted.set()
            self.wait(3 * PATIENCE)
            return None
        spoken = self._answers(method, path, token, content)
        if spoken and path.endswith("/create"):
            self.created.append(json.loads(spoken.content).get("ucrn", ""))
        return spoken


@contextmanager
def hub() -> Iterator[tuple[str, Halting]]:
    behind = Halting()
    with listening(behind) as url:
        try:
            yield url, behind
        finally:
            behind.set()


def killed(url: str, behind: Halting, folder: Path, after: int, *options: str) -> None:
    """A run that is killed when it has been given so many answers."""
    behind.left = after
    with started(*CONFORMANCE, "run", url, "--output", str(folder), *SELECTED, *options, settings=SIGNED_IN) as process:
        assert behind.halted.wait(PATIENCE)
        process.kill()
        outcome(process)
    behind.left = float("inf")
    behind.halted.clear()


def resumed(folder: Path, *options: str) -> Ended:
    return conformance("run", "--resume", str(folder), *options, settings=SIGNED_IN)


def inventory(folder: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in (folder / "inventory.jsonl").read_text("utf-8").splitlines()]


def told(report: str) -> str:
    """A report without the moment at which its run began."""
    return _MOMENT.sub("", report)


def found(record: Record) -> list[tuple[str, str]]:
    return [(one.scenario, one.verdict) for one in record.findings]


class TestAfterAKill:
    @pytest.mark.parametrize(("after", "jobs"), [(6, 1), (9, 1), (100, 1), (5, 4), (31, 4), (214, 4)])
    def test_the_report_is_that_of_an_unbroken_run(self, after: int, jobs: int, tmp_path: Path) -> None:
        options = ("--jobs", str(jobs))
        with hub() as (url, behind):
            killed(url, behind, tmp_path / "broken", after, *options)
            begun = records.read(tmp_path / "broken" / "record.jsonl")
            assert begun.footer is None
            again = resumed(tmp_path / "broken", *options)
            whole = conformance("run", url, "--output", str(tmp_path / "whole"), *SELECTED, *options, settings=SIGNED_IN)
        assert (again.status, again.err) == (1, "")
        assert told(again.out) == told(whole.out)
        assert told((tmp_path / "broken" / "report.txt").read_text("utf-8")) == told((tmp_path / "whole" / "report.txt").read_text("utf-8"))
        record = records.Stored(tmp_path / "broken" / "record.jsonl")
        assert found(records.read(tmp_path / "broken" / "record.jsonl")) == found(records.read(tmp_path / "whole" / "record.jsonl"))
        assert (record.header.run, record.header.started) == (begun.header.run, begun.header.started)
        assert len(record.header.resumed) == 1

    def test_and_again_and_with_half_a_line(self, tmp_path: Path) -> None:
        with hub() as (url, behind):
            killed(url, behind, tmp_path, 30, "--jobs", "1")
            file = tmp_path / "record.jsonl"
            before = len(records.read(file).findings)
            file.write_bytes(file.read_bytes()[:-100])
            behind.left = 40
            with started(*CONFORMANCE, "run", "--resume", str(file), "--jobs", "1", settings=SIGNED_IN) as process:
                assert behind.halted.wait(PATIENCE)
                process.kill()
                outcome(process)
            assert len(records.read(file).findings) > before
            behind.left = float("inf")
            again = resumed(tmp_path)
        assert again.status == 1
        record = records.Stored(file)
        assert (len(record.findings), len(record.header.resumed)) == (record.header.scenarios, 2)

    def test_what_was_done_is_not_done_again_and_the_inventory_has_all_of_it(self, tmp_path: Path) -> None:
        with hub() as (url, behind):
            killed(url, behind, tmp_path, 100, "--jobs", "1")
            done = {one.scenario for one in records.read(tmp_path / "record.jsonl").findings}
            before = len(inventory(tmp_path))
            again = resumed(tmp_path)
        assert again.status == 1
        lines = inventory(tmp_path)
        assert done & {line["scenario"] for line in lines[:before]} == done
        assert done & {line["scenario"] for line in lines[before:]} == set()
        assert {line["id"] for line in lines} >= set(behind.created)
        assert len({line["run"] for line in lines}) == 1


class TestWhatWasStopped:
    def test_what_had_no_answer_is_asked_again(self, tmp_path: Path) -> None:
        with hub() as (url, behind):
            behind.set()  # it hangs up at once
            behind.left = 40
            gone = conformance("run", url, "--output", str(tmp_path), *SELECTED, settings=SIGNED_IN)
            assert gone.status == 1
            assert "the target stopped answering" in gone.out
            behind.left = float("inf")
            again = resumed(tmp_path)
        assert again.status == 1
        assert "stopped answering" not in again.out
        assert {verdict for _, verdict in found(records.read(tmp_path / "record.jsonl"))} == {"pass", "fail"}

    def test_a_run_that_came_to_its_end_is_refused(self, tmp_path: Path) -> None:
        assert conformance("run", "--select", "twitter.alone", "--output", str(tmp_path)).status == 0
        again = resumed(tmp_path)
        assert again.status == 2
        assert "came to its end: nothing is left to do; run --failed repeats what is not green" in again.err


class TestAnotherRun:
    @pytest.fixture
    def begun(self, tmp_path: Path) -> Path:
        assert conformance("run", "--select", "twitter.alone", "--output", str(tmp_path)).status == 0
        file = tmp_path / "record.jsonl"
        file.write_bytes(b"".join(file.read_bytes().splitlines(keepends=True)[:3]))
        return file

    @pytest.mark.parametrize(
        ("options", "said"),
        [
            (
                ("reference:twitter.alone:needs-another-entry",),
                "is of reference, and cannot be taken up again with reference:twitter.alone",
            ),
            (("--select", "twitter.*"), 'selection: ["twitter.alone"], then ["twitter.*"]'),
            (("--without", "lists"), "capabilities: ["),
            (("--read-only",), "read-only: false, then true"),
            (("--shard", "1/2"), "shard: none, then 1/2"),
            (("--output", "elsewhere"), "--resume goes on in the record itself: leave --output out"),
            (("--failed", "elsewhere"), "give one of them"),
        ],
        ids=lambda value: value[0] if isinstance(value, tuple) else "",
    )
    def test_is_refused_with_what_differs_and_nothing_is_changed(self, begun: Path, options: tuple[str, ...], said: str) -> None:
        before = begun.read_bytes()
        again = conformance("run", "--resume", str(begun), *options)
        assert again.status == 2
        assert said in " ".join(again.err.split())
        assert begun.read_bytes() == before

    def test_so_is_one_of_another_version_of_the_suite(self, begun: Path) -> None:
        begun.write_bytes(begun.read_bytes().replace(b'"suite":"', b'"suite":"9', 1))
        again = conformance("run", "--resume", str(begun))
        assert again.status == 2
        assert "version of the suite: 9" in again.err

    def test_so_is_one_that_knew_other_failures(self, begun: Path) -> None:
        entry = b'"known":[{"rule":"location.kept","observed":"x","reason":"y"}]'
        begun.write_bytes(begun.read_bytes().replace(b'"known":[]', entry, 1))
        again = conformance("run", "--resume", str(begun))
        assert again.status == 2
        assert "known failures: [{" in again.err

    def test_the_same_is_taken_up(self, begun: Path) -> None:
        assert conformance("run", "reference", "--resume", str(begun), "--select", "twitter.alone").status == 0


class TestFailed:
    BROKEN = "reference:location.kept:falls-back-to-1"

    def test_what_was_not_green_is_run_again_and_nothing_else(self, tmp_path: Path) -> None:
        first = conformance("run", self.BROKEN, *SELECTED, "--output", str(tmp_path / "first"))
        again = conformance("run", "--failed", str(tmp_path / "first"), "--output", str(tmp_path / "again"))
        mended = conformance("run", "reference", "--failed", str(tmp_path / "first"))
        assert (first.status, again.status, mended.status) == (1, 1, 0)
        failed = [one for one in found(records.read(tmp_path / "first" / "record.jsonl")) if one[1] == "fail"]
        assert found(records.read(tmp_path / "again" / "record.jsonl")) == failed
        assert f"CONFORMANT: every applicable must rule holds in what was selected\n{len(failed)} of {len(failed)}" in mended.out

    def test_where_all_is_green_there_is_nothing_to_do(self, tmp_path: Path) -> None:
        conformance("run", "--select", "twitter.alone", "--output", str(tmp_path))
        again = conformance("run", "--failed", str(tmp_path))
        assert (again.status, again.out) == (2, "")
        assert "there is nothing to repeat" in again.err

    def test_it_chooses_itself(self, tmp_path: Path) -> None:
        again = conformance("run", "--failed", str(tmp_path), "--select", "must")
        assert again.status == 2
        assert "--failed chooses the scenarios" in again.err
