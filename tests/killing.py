"""Runs that are killed at any moment, and taken up again; with what the target was sent meanwhile, and on whose behalf.

`python -m tests.killing 200` kills 200 of them and prints what came of it.
"""

from __future__ import annotations

import json
import re
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import NamedTuple

from conformance.session import BEFORE
from conformance.stored import Stored
from reference_impl.api import Api
from reference_impl.faults import FAULTS
from reference_impl.hub import Hub
from tests.forks import Fork, Forks
from tests.processes import SECRET, answers_of
from tests.serving import PATIENCE

SELECTED = tuple(part for pattern in ("location.changed/t*", "twitter.alone", "concurrent.distinct-ucrn") for part in ("--select", pattern))
_FAULT = "location.changed:keeps-for-4"
_AGENT = re.compile(r"conformance/\S+ \(run \w+; (?P<scenario>.+?)(?P<again>; again)?\)")
_READS = ("/get", "/hub-record")


class Sent(NamedTuple):
    """A request that makes or changes something, as the target's log has it."""

    scenario: str
    again: bool
    made: str
    """The UCRN that was answered to a create."""


class Target:
    """The reference behind a socket, with a log."""

    def __init__(self) -> None:
        self._answers = answers_of(Api(Hub(fault=FAULTS[_FAULT]), "csa", SECRET))
        self._changed = threading.Condition()
        self._requests = self._open = 0
        self.sent: list[Sent] = []
        self.url = ""

    def answered(self, method: str, path: str, token: str, content: bytes, agent: str) -> tuple[int, bytes]:
        """Answer, and note who asked."""
        with self._changed:
            self._requests += 1
            self._changed.notify_all()
        spoken = self._answers(method, path, token, content)
        assert spoken
        told = _AGENT.fullmatch(agent)
        if method != "GET" and path.startswith("/v2/profile/") and not path.endswith(_READS):
            made = json.loads(spoken.content).get("ucrn", "") if path.endswith("/create") and spoken.status < 400 else ""
            self.sent.append(Sent(told["scenario"] if told else "nobody's", bool(told and told["again"]), made))
        return spoken.status, spoken.content

    def connected(self, by: int) -> None:
        """So many connections more, or fewer."""
        with self._changed:
            self._open += by
            self._changed.notify_all()

    def asked(self, times: int, over: Callable[[], bool]) -> None:
        """Wait until so many requests have come since it was forgotten, or it is over."""
        with self._changed:
            while self._requests < times and not over():
                self._changed.wait(0.05)

    def forgotten(self) -> tuple[int, list[Sent]]:
        """Wait until nobody is connected; how many requests came, and what they made and changed. From now on it is counted anew."""
        with self._changed:
            assert self._changed.wait_for(lambda: self._open == 0, PATIENCE)
            requests, sent = self._requests, self.sent
            self._requests, self.sent = 0, []
        return requests, sent


@contextmanager
def target() -> Iterator[Target]:
    """A target that listens."""
    behind = Target()

    class Wire(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def handle(self) -> None:
            behind.connected(1)
            try:
                super().handle()
            except OSError:  # who asked was killed
                pass
            finally:
                behind.connected(-1)

        def do_GET(self) -> None:
            content = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            token = self.headers.get("Authorization", "").removeprefix("Bearer ")
            status, body = behind.answered(self.command, self.path, token, content, self.headers.get("User-Agent", ""))
            head = f"HTTP/1.1 {status} Answered\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
            self.wfile.write(head.encode() + body)

        do_POST = do_GET  # noqa: N815  # the name that the library asks for

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Wire) as server:
        server.daemon_threads = True
        behind.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield behind
        finally:
            server.shutdown()
            thread.join(PATIENCE)


class Whole(NamedTuple):
    """An unbroken run: what it came to, how many requests it sent, and what of them made or changed something."""

    status: int
    found: list[tuple[str, str]]
    requests: int


def found(record: Path) -> list[tuple[str, str]]:
    """Every scenario of a record with its verdict."""
    return [(one.scenario, one.verdict) for one in Stored(record).findings]


def unbroken(forks: Forks, behind: Target, folder: Path) -> Whole:
    """A run that nobody kills."""
    ended = forks.start("run", behind.url, *SELECTED, "--jobs", "4", "--output", str(folder)).ended()
    requests, _ = behind.forgotten()
    return Whole(ended.status, found(folder / "record.jsonl"), requests)


def killed_and_resumed(forks: Forks, behind: Target, folder: Path, whole: Whole, random: Random, by: int = signal.SIGKILL) -> Counter[str]:
    """Kill a run, and now and then what takes it up again, and let the last come to its end; counts of what was seen.

    Raises AssertionError where anything is lost, or sent twice without being marked.
    """
    seen: Counter[str] = Counter()
    record = folder / "record.jsonl"
    before: Counter[str] = Counter()
    made: dict[str, str] = {}
    while not _is_whole(record):
        begun = Stored(record, partial=True) if record.exists() else None
        done = {one.scenario for one in begun.findings if one.verdict != "error"} if begun else set()
        what = ("--resume", str(folder)) if begun else (behind.url, *SELECTED, "--output", str(folder))
        run = forks.start("run", *what, "--jobs", random.choice(("1", "4", "8")))
        if not seen["killed"] or random.random() < 0.2:
            _wait(run, behind, whole, random)
            seen["killed"] += run.signalled(by).status != whole.status
            seen["killed before there was a record"] += not record.exists()
        else:
            ended = run.ended()
            assert (ended.status, ended.err) == (whole.status, "")
        _, sent = behind.forgotten()
        assert {one.scenario for one in sent}.isdisjoint(done), "what was done is done again"
        assert [one for one in sent if one.scenario in before and not one.again] == [], "it is sent again, and is not marked"
        seen["requests marked"] += sum(one.again for one in sent)
        before += Counter({one.scenario for one in sent})
        made |= {one.made: one.scenario for one in sent if one.made}
    twice = {scenario for scenario, times in before.items() if times > 1 and scenario != BEFORE}
    return seen + _nothing_lost(folder, whole, twice, made)


def _is_whole(record: Path) -> bool:
    footer = Stored(record, partial=True).footer if record.exists() else None
    return bool(footer and not footer.stopped)


def _wait(run: Fork, behind: Target, whole: Whole, random: Random) -> None:
    """Wait for a moment: before the first request, after any, or when all are answered and the record is put in order."""
    number = random.randint(-whole.requests // 10, whole.requests + whole.requests // 10)
    if 0 < number <= whole.requests:
        behind.asked(number, lambda: run.ends_within(0))
    run.ends_within(random.uniform(0, 0.003 if 0 < number < whole.requests else 0.06))


def _nothing_lost(folder: Path, whole: Whole, twice: set[str], made: dict[str, str]) -> Counter[str]:
    """Look through what is left, with the scenarios that were begun twice and what was made for which; counts of what was seen."""
    stored = Stored(folder / "record.jsonl")
    assert found(folder / "record.jsonl") == whole.found
    marked = {one.scenario for one in stored.findings if one.again}
    assert twice <= marked
    lines = [json.loads(line) for line in (folder / "inventory.jsonl").read_bytes().splitlines()]
    in_doubt = {line["scenario"] for line in lines if line.get("doubt")}
    known = {line["id"] for line in lines}
    assert {scenario for ucrn, scenario in made.items() if ucrn not in known} <= in_doubt
    there = {file.name for file in folder.iterdir()} - {"report.txt", "record.jsonl.begun"}
    assert {name for name in there if not name.startswith(".report.txt.")} == {"inventory.jsonl", "record.jsonl"}
    return Counter(
        {"runs": 1, "resumed": bool(stored.header.resumed), "scenarios begun twice": len(twice), "of them marked": len(twice & marked)}
    )


def kills(number: int, seed: int, folder: Path, by: int = signal.SIGKILL) -> Counter[str]:
    """So many runs that are killed; counts of what was seen. Raises AssertionError likewise."""
    random, seen = Random(seed), Counter[str]()
    with Forks(folder) as forks, target() as behind:
        whole = unbroken(forks, behind, folder / "whole")
        while seen["killed"] < number:
            seen += killed_and_resumed(forks, behind, folder / str(seen["runs"]), whole, random, by)
    return seen


if __name__ == "__main__":
    begun = time.monotonic()
    with TemporaryDirectory() as place:
        came = kills(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 7, Path(place))
    sys.stdout.write("".join(f"{name}: {count}\n" for name, count in came.items()) + f"{time.monotonic() - begun:.0f} s\n")
