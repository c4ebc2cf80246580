"""A record that is being written is nobody else's meanwhile; and what was begun is known, whatever ends the process."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import pytest

from conformance.record import RecordError
from conformance.stored import Stored
from conformance.under_way import UnderWay
from reference_impl.api import Api
from reference_impl.hub import Hub
from tests.forks import Forks
from tests.processes import CONFORMANCE, SECRET, SIGNED_IN, Spoken, answers_of, listening, outcome, started
from tests.runs import FALLS_BACK, cut, run
from tests.sample import stored
from tests.serving import PATIENCE

pytestmark = pytest.mark.skipif(os.name != "posix", reason="locks of POSIX")
SELECTED = ("--select", "twitter.alone")
AT = "2026-07-01T12:00:00+00:00"


def under_way(folder: Path, run: str = "4f2a") -> UnderWay:
    return UnderWay(folder / "record.jsonl", run, AT)


def begun(folder: Path, *scenarios: str) -> None:
    """What a process that was killed leaves."""
    one = under_way(folder)
    for scenario in scenarios:
        one.begun(scenario)
    one.close()


class TestWhatWasBegun:
    def test_is_known_to_whoever_takes_the_same_run_up(self, tmp_path: Path) -> None:
        begun(tmp_path, "x/one", "x/two")
        begun(tmp_path, "x/three")
        with closing(under_way(tmp_path)) as again:
            assert again.before == frozenset({"x/one", "x/two", "x/three"})

    def test_is_on_disk_when_it_has_been_noted(self, tmp_path: Path) -> None:
        with closing(under_way(tmp_path)) as one:
            one.begun("x/one")
            assert '"x/one"' in (tmp_path / "record.jsonl.begun").read_text("utf-8")

    def test_a_line_that_breaks_off_is_no_scenario_and_spoils_no_other(self, tmp_path: Path) -> None:
        begun(tmp_path, "x/one")
        with (tmp_path / "record.jsonl.begun").open("ab") as file:
            file.write(b'{"type":"begun","id":"x/tw')
        begun(tmp_path, "x/three")
        with closing(under_way(tmp_path)) as again:
            assert again.before == frozenset({"x/one", "x/three"})

    def test_of_another_run_is_not_known_and_goes(self, tmp_path: Path) -> None:
        begun(tmp_path, "x/one")
        with closing(under_way(tmp_path, "0000")) as other:
            assert other.before is None
        with closing(under_way(tmp_path)) as again:
            assert again.before is None

    def test_is_forgotten_when_the_run_has_come_to_its_end(self, tmp_path: Path) -> None:
        begun(tmp_path, "x/one")
        with closing(under_way(tmp_path)) as one:
            one.over()
        assert list(tmp_path.iterdir()) == []

    def test_what_a_killed_process_left_half_written_goes(self, tmp_path: Path) -> None:
        (tmp_path / ".record.jsonl.4711").write_text("half", encoding="utf-8")
        under_way(tmp_path).close()
        assert list(tmp_path.iterdir()) == []


class TestTheLock:
    def test_keeps_another_out_and_says_who_has_it(self, tmp_path: Path) -> None:
        with closing(under_way(tmp_path)), pytest.raises(RecordError) as refused:
            under_way(tmp_path, "0000")
        assert str(refused.value) == (
            f"{tmp_path / 'record.jsonl'} is being written by another run (4f2a, process {os.getpid()}, since {AT}): "
            "wait until that has ended, or give another place"
        )

    def test_who_is_kept_out_changes_nothing(self, tmp_path: Path) -> None:
        with closing(under_way(tmp_path)) as one:
            one.begun("x/one")
            with pytest.raises(RecordError):
                under_way(tmp_path, "0000")
        with closing(under_way(tmp_path)) as again:
            assert again.before == frozenset({"x/one"})

    def test_lets_the_next_in(self, tmp_path: Path) -> None:
        for name in ("4f2a", "0000"):
            under_way(tmp_path, name).close()

    def test_many_at_once_are_in_one_after_the_other(self, tmp_path: Path) -> None:
        inside: list[int] = []
        most: list[int] = []

        def often() -> None:
            for _ in range(200):
                try:
                    one = under_way(tmp_path)
                except RecordError:
                    continue
                inside.append(1)
                most.append(len(inside))
                inside.pop()
                one.close()

        threads = [threading.Thread(target=often) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert set(most) == {1}


@pytest.fixture(scope="module")
def forks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Forks]:
    with Forks(tmp_path_factory.mktemp("forks")) as made:
        yield made


class Halting:
    """A hub that waits after so many requests until it is told to go on."""

    def __init__(self) -> None:
        self.left = 20
        self.halted, self.goes_on = threading.Event(), threading.Event()
        self._answers = answers_of(Api(Hub(), "csa", SECRET))

    def __call__(self, method: str, path: str, token: str, content: bytes) -> Spoken | None:
        """Answer."""
        self.left -= 1
        if self.left < 0:
            self.halted.set()
            self.goes_on.wait(2 * PATIENCE)
        return self._answers(method, path, token, content)


@contextmanager
def halting() -> Iterator[tuple[str, Halting]]:
    """Such a hub, and its URL."""
    behind = Halting()
    with listening(behind) as url:
        try:
            yield url, behind
        finally:
            behind.goes_on.set()


class TestTwoAtOnce:
    @pytest.mark.parametrize(
        "second",
        [
            "run reference --select location.kept --output HERE",
            "run --resume HERE",
            "merge SHARDS/1 SHARDS/2 --output HERE",
        ],
    )
    def test_the_second_is_refused_and_the_first_goes_on_as_if_alone(self, second: str, forks: Forks, tmp_path: Path) -> None:
        there = tmp_path / "there"
        if "SHARDS" in second:
            for number in ("1", "2"):
                assert forks.start("run", *SELECTED, "--shard", f"{number}/2", "--output", tmp_path / number).ended().status == 0
        with halting() as (url, behind):
            options = ("--output", str(there), "--jobs", "2")
            with started(*CONFORMANCE, "run", url, *SELECTED, *options, settings=SIGNED_IN) as first:
                assert behind.halted.wait(PATIENCE)
                refused = forks.start(*second.replace("HERE", str(there)).replace("SHARDS", str(tmp_path)).split()).ended()
                assert (refused.status, refused.out) == (2, "")
                assert refused.err.startswith(f"conformance: {there / 'record.jsonl'} is being written by another run (")
                assert f"process {first.pid}, since 20" in refused.err
                behind.goes_on.set()
                ended = outcome(first)
        assert (ended.status, ended.err) == (0, "")
        record = Stored(there / "record.jsonl")
        assert record.footer
        assert {finding.rule for finding in record.findings} == {"twitter.alone"}
        assert sorted(file.name for file in there.iterdir()) == ["inventory.jsonl", "record.jsonl", "report.txt"]

    def test_two_that_take_one_record_up_likewise(self, forks: Forks, tmp_path: Path) -> None:
        with halting() as (url, behind):
            with started(*CONFORMANCE, "run", url, *SELECTED, "--output", str(tmp_path), settings=SIGNED_IN) as killed:
                assert behind.halted.wait(PATIENCE)
                killed.kill()
                outcome(killed)
            behind.left = 12
            behind.halted.clear()
            with started(*CONFORMANCE, "run", "--resume", str(tmp_path), "--no-preflight", settings=SIGNED_IN) as first:
                assert behind.halted.wait(PATIENCE)
                refused = forks.start("run", "--resume", tmp_path).ended()
                assert (refused.status, "is being written by another run (" in refused.err) == (2, True)
                behind.goes_on.set()
                assert outcome(first).status == 0
        assert len(Stored(tmp_path / "record.jsonl").header.resumed) == 1

    def test_views_into_one_folder_are_each_whole(self, tmp_path: Path) -> None:
        records = [run(FALLS_BACK, "location.kept"), run("", "location.kept")]
        for number, record in enumerate(records):
            (tmp_path / str(number)).mkdir()
            stored(record, tmp_path / str(number))
        command = ("--as", "html,junit", "--output", str(tmp_path / "all"))
        with ExitStack() as open_meanwhile:
            both = [open_meanwhile.enter_context(started(*CONFORMANCE, "report", str(tmp_path / one), *command)) for one in "01"]
            assert [outcome(one) for one in both] == [(0, "", ""), (0, "", "")]
        with Forks(tmp_path) as forks:
            for one in "01":
                assert (
                    forks.start("report", tmp_path / one, "--as", "html,junit", "--output", tmp_path / f"alone-{one}").ended().status == 0
                )
        for name in ("report.html", "junit.xml"):
            either = [(tmp_path / f"alone-{one}" / name).read_bytes() for one in "01"]
            assert (tmp_path / "all" / name).read_bytes() in either
        assert sorted(file.name for file in (tmp_path / "all").iterdir()) == ["junit.xml", "report.html"]

    def test_runs_that_share_an_inventory_each_have_their_lines_in_it_whole(self, tmp_path: Path) -> None:
        options = ("--inventory", str(tmp_path / "made.jsonl"), "--select", "location.kept")
        with ExitStack() as open_meanwhile:
            all_of_them = [
                open_meanwhile.enter_context(started(*CONFORMANCE, "run", *options, "--output", str(tmp_path / str(number))))
                for number in range(3)
            ]
            assert [outcome(one).status for one in all_of_them] == [0, 0, 0]
        lines = [json.loads(line) for line in (tmp_path / "made.jsonl").read_bytes().splitlines()]
        made = {header: [line for line in lines if line["run"] == header] for header in {line["run"] for line in lines}}
        assert len(made) == 3
        assert len({len(of_one) for of_one in made.values()}) == 1
        assert len(lines) >= 3 * 70


class TestWithoutIt:
    def test_whatever_is_left_may_have_been_sent(self, forks: Forks, tmp_path: Path) -> None:
        whole = run(FALLS_BACK, "location.kept")
        stored(cut(whole, 60), tmp_path)
        assert forks.start("run", "--resume", tmp_path).ended().status == 1
        assert [finding.again for finding in Stored(tmp_path / "record.jsonl").findings] == [False] * 60 + [True] * 10
