"""Loads over real sockets, each in processes of its own: what they find, what they tell of it, and with which status they end."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from subprocess import Popen, run

import pytest

from conformance.stored import Stored, read
from conformance.under_way import UnderWay
from tests.disks import small_disk
from tests.processes import CONFORMANCE, SIGNED_IN, Ended, conformance, outcome, serve, started
from tests.racy import SwapsAnswers, raced_at

FEW = ("--users", "3", "--scenarios", "40", "--seed", "1")
KEPT = "location.kept"
UNTOLD = (
    b'{"line":"finding","scenario":"location.kept/so-does-an-update-that-does-not-send-it/2-new-ticked",'
    b'"rule":"location.kept","chapter":"location","level":"must","verdict":"fail","outcome":"untold"}\n'
)
"""A line of a worker's record."""
ENDED_BEFORE_ITS_END = """
from gevent.monkey import patch_all
patch_all()
import gevent, logging
from locust import User, task
from locust.env import Environment
from conformance.load.roles import log

class Living(User):
    @task
    def live(self): gevent.sleep(0.01)

log()
runner = Environment(user_classes=[Living]).create_local_runner()
runner.start(1, 1)
ended = gevent.spawn(lambda: None)
ended.join()
runner.user_greenlets.greenlets.add(ended)
runner.stop()
logging.getLogger("locust.runners").error("something else")
"""
"""A load at whose end one user is there that has ended already, as happens now and then."""


def loaded(url: str, *options: str) -> Ended:
    return conformance("load", url, *options, settings=SIGNED_IN)


@pytest.fixture(scope="module")
def right() -> Iterator[str]:
    with serve(settings=SIGNED_IN) as (_, sign):
        yield sign.url


@pytest.fixture(scope="module")
def wrong() -> Iterator[str]:
    with serve("--fault", f"{KEPT}:falls-back-to-1", settings=SIGNED_IN) as (_, sign):
        yield sign.url


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


class TestAlone:
    def test_a_folder_that_another_is_writing_is_refused_and_a_full_disk_is_said(self, right: str, tmp_path: Path) -> None:
        with closing(UnderWay(tmp_path / "record.jsonl", "4f2a", "2026-07-01T12:00:00+00:00")):
            refused = loaded(right, *FEW, "--output", str(tmp_path))
        assert (refused.status, "is being written by another run (4f2a, process" in refused.err) == (2, True)
        with small_disk(tmp_path / "disk") as disk:
            disk.fill()
            done = loaded(right, *FEW, "--output", str(disk.folder))
        assert (done.status, done.out) == (4, "")
        assert done.err.startswith(f"conformance: {tmp_path / 'disk' / 'record.jsonl'} cannot be written: {disk.why}")

    def test_a_hub_that_stays_right(self, right: str, tmp_path: Path) -> None:
        done = loaded(right, *FEW, "--output", str(tmp_path))
        assert (done.status, done.err) == (0, "")
        assert "CONFORMANT: every applicable must rule holds in all that was lived under load" in done.out
        assert (tmp_path / "report.txt").read_text(encoding="utf-8") == done.out
        record = read(tmp_path / "record.jsonl")
        assert record.footer
        assert record.footer.figures
        assert record.footer.figures.scenarios == sum(finding.times for finding in record.findings) >= 40
        assert {one.name for one in record.footer.figures.operations} >= {"create", "update", "get"}
        assert all(one.failures == 0 < one.requests for one in record.footer.figures.operations)
        assert all(finding.observations == () for finding in record.findings), "of what is right there is only a count"
        assert len((tmp_path / "inventory.jsonl").read_text().splitlines()) >= 40

    def test_a_user_that_has_ended_when_all_are_stopped_is_no_news(self) -> None:
        done = run([sys.executable, "-c", ENDED_BEFORE_ITS_END], capture_output=True, text=True, timeout=60)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "something else\n")

    def test_users_live_each_in_an_order_of_their_own(self, right: str, tmp_path: Path) -> None:
        assert loaded(right, *FEW, "--output", str(tmp_path)).status == 0
        assert len({finding.scenario for finding in read(tmp_path / "record.jsonl").findings}) > 30

    def test_one_that_breaks_a_rule(self, wrong: str, tmp_path: Path) -> None:
        done = loaded(wrong, *FEW, "--select", KEPT, "--output", str(tmp_path))
        assert done.status == 1
        assert re.search(rf"fail +{KEPT} +must +\d+ +\d+ +\d+\.\d", done.out)
        assert 'observed   location = "1"' in done.out
        assert "NOT CONFORMANT: 1 must rule broken" in done.out
        failed = [finding for finding in read(tmp_path / "record.jsonl").findings if finding.verdict == "fail"]
        assert failed
        assert all(finding.observations and finding.why for finding in failed)
        assert len({finding.scenario for finding in failed}) == len(failed), "each kind once, with how often it came about"

    def test_its_record_is_shown_again(self, wrong: str, tmp_path: Path) -> None:
        done = loaded(wrong, *FEW, "--select", KEPT, "--output", str(tmp_path))
        assert conformance("report", str(tmp_path)).out == done.out

    def test_one_that_is_wrong_only_under_load(self, tmp_path: Path) -> None:
        with raced_at(SwapsAnswers()) as url:
            assert loaded(url, "--users", "1", "--scenarios", "5", "--select", "email.unchanged").status == 0
            done = loaded(url, "--users", "6", "--scenarios", "40", "--select", "email.unchanged", "--output", str(tmp_path))
        assert done.status == 1
        assert "FAIL email.unchanged · must" in done.out

    def test_nobody_there(self) -> None:
        done = loaded(f"http://127.0.0.1:{free_port()}", *FEW)
        assert done.status == 3
        assert "is the server running?" in done.err

    def test_one_that_goes_away(self) -> None:
        with (
            serve(settings=SIGNED_IN) as (server, sign),
            load_of(sign.url, "--users", "3", "--duration", "60s", "--web", str(free_port())) as load,
        ):
            page = page_of(load)
            wait_until(lambda: requests_on(page) > 50)
            server.kill()
            done = outcome(load)
        assert done.status == 5
        assert "the target stopped answering" in done.out

    def test_an_interruption_ends_it_with_what_there_is(self, right: str) -> None:
        with load_of(right, "--users", "2", "--duration", "60s", "--web", str(free_port())) as load:
            page = page_of(load)
            wait_until(lambda: requests_on(page) > 20)
            load.send_signal(signal.SIGTERM)
            done = outcome(load)
        assert done.status == 5
        assert "NOT ESTABLISHED: interrupted" in done.out

    @pytest.mark.parametrize("target", ["reference", "asgi:shop.web:app"])
    def test_what_has_no_socket_is_no_target(self, target: str) -> None:
        done = loaded(target)
        assert done.status == 2
        assert "a load goes over a socket" in done.err

    def test_the_page_of_locust_shows_operations_and_never_the_secret(self, right: str) -> None:
        with load_of(right, "--users", "2", "--duration", "60s", "--web", str(free_port())) as load:
            page = page_of(load)
            wait_until(lambda: requests_on(page) > 20)
            told = fetched(page)
            assert SIGNED_IN["CONFORMANCE_CSA_SECRET"] not in told
            assert "<title>Locust" in told
            names = {one["name"] for one in json.loads(fetched(f"{page}/stats/requests"))["stats"]}
            assert {"create", "get"} <= names
            load.send_signal(signal.SIGTERM)
            outcome(load)


@contextmanager
def load_of(url: str, *options: str) -> Iterator[Popen[str]]:
    with started(*CONFORMANCE, "load", url, *options, settings=SIGNED_IN, patience=60) as process:
        yield process


def page_of(load: Popen[str]) -> str:
    return line_of(load, "Locust's page: ")


def line_of(process: Popen[str], beginning: str) -> str:
    assert process.stderr
    for line in process.stderr:
        if line.startswith(beginning):
            return line.removeprefix(beginning).rstrip("\n")
    raise AssertionError(f"never said: {beginning}")


def fetched(url: str) -> str:
    with urllib.request.urlopen(url, timeout=10) as response:
        return str(response.read().decode())


def requests_on(page: str) -> int:
    try:
        return sum(one["num_requests"] for one in json.loads(fetched(f"{page}/stats/requests"))["stats"])
    except OSError:
        return 0


class TestSpread:
    def test_two_workers_and_one_record(self, wrong: str, tmp_path: Path) -> None:
        with spread(wrong, tmp_path, "--scenarios", "60") as (master, workers):
            done = outcome(master)
            ended = [outcome(worker) for worker in workers]
        assert done.status == 1
        assert [one.status for one in ended] == [1, 1]
        record = read(tmp_path / "record.jsonl")
        assert record.footer
        assert record.footer.figures
        assert record.footer.stopped == ""
        lived = record.footer.figures.workers
        assert len(lived) == 2
        own = {file.stem.removeprefix("worker-"): read(file) for file in tmp_path.glob("worker-*.jsonl")}
        assert lived == {name: sum(finding.times for finding in one.findings) for name, one in own.items()}
        assert {one.scenario for one in record.findings} == {one.scenario for each in own.values() for one in each.findings}
        assert sum(one.requests for one in record.footer.figures.operations) > 150

    def test_what_a_killed_worker_had_found_is_in_the_record_and_it_is_named(self, wrong: str, tmp_path: Path) -> None:
        with spread(wrong, tmp_path, "--duration", "60s") as (master, workers):
            first, second = [line_of(worker, "worker ").partition(" ")[0] for worker in workers]
            own = tmp_path / f"worker-{first}.jsonl"
            wait_until(lambda: own.read_bytes().count(b"\n") > 3)
            os.kill(int(first.rpartition("-")[2]), signal.SIGKILL)
            assert workers[0].wait(10) == 5
            with own.open("ab") as file:  # as if it had been killed between writing this down and telling it
                file.write(UNTOLD)
            found = {one.scenario for one in Stored(own, partial=True).findings}
            master.send_signal(signal.SIGTERM)
            done = outcome(master)
            assert outcome(workers[1]).status == 1
        assert done.status == 1
        assert f"worker {first} was lost" in " ".join(done.out.split())
        assert re.search(rf"{first} +\d+ +LOST", done.out)
        assert not re.search(rf"{second} +\d+ +LOST", done.out)
        failed = [one for one in Stored(tmp_path / "record.jsonl").findings if one.verdict == "fail"]
        assert found <= {one.scenario for one in failed}
        assert [one.times for one in failed if one.outcome == "untold"] == [1]

    def test_a_lost_worker_is_never_green(self, right: str, tmp_path: Path) -> None:
        with spread(right, tmp_path, "--duration", "60s") as (master, workers):
            name = line_of(workers[0], "worker ").partition(" ")[0]
            line_of(workers[1], "worker ")
            os.kill(int(name.rpartition("-")[2]), signal.SIGKILL)
            workers[0].wait(10)
            master.send_signal(signal.SIGTERM)
            done = outcome(master)
        assert done.status == 5
        assert workers[0].returncode == 5
        record = read(tmp_path / "record.jsonl")
        assert record.footer
        assert record.footer.figures
        assert record.footer.figures.lost == (name,)


@contextmanager
def spread(url: str, folder: Path, *options: str) -> Iterator[tuple[Popen[str], list[Popen[str]]]]:
    """A master with two workers, all of whose records lie in one folder."""
    both = ("--select", KEPT, "--output", str(folder), "--port", str(free_port()), "--seed", "1")
    with (
        load_of(url, "--master", "--workers", "2", "--users", "4", *options, *both) as master,
        load_of(url, "--worker", *both) as one,
        load_of(url, "--worker", *both) as other,
    ):
        yield master, [one, other]


def wait_until(true: Callable[[], bool]) -> None:
    """Ask again and again until it is so."""
    until = time.monotonic() + 20
    while not true():
        assert time.monotonic() < until
        time.sleep(0.05)


def test_without_locust_it_says_what_to_install(right: str, tmp_path: Path) -> None:
    hidden = tmp_path / "sitecustomize.py"
    hidden.write_text("import sys\nsys.modules['locust'] = None\n")
    done = conformance("load", right, settings={**SIGNED_IN, "PYTHONPATH": str(tmp_path)})
    assert done.status == 2
    assert "pip install 'profile-conformance[load]'" in done.err
