"""What threads share on the way to a target: sessions, lists, secrets, turns, connections. Each test makes them race on purpose."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from conformance.at_once import at_once
from conformance.concealing import CONCEALED, Secrets
from conformance.drivers.bindings.native import NativeDriver
from conformance.drivers.pacing import Pace, patiently
from conformance.drivers.settling import Settling
from conformance.drivers.transport import Incoming, Outgoing, Response
from conformance.exchanges import Answer, Asked
from conformance.inventory import Inventory
from conformance.lists import Lists
from conformance.suite import Json, Suite
from tests.mappings import LOOK, driven, target_file
from tests.servers import NOON, Scripted
from tests.serving import PATIENCE
from tests.test_inventory import lines
from tests.test_mapping_sessions import SESSIONS, Keys

THREADS = 8
A_MOMENT = 0.2
"""Seconds in which a second thread would have done what it must not."""
LIST = Asked("list", list_name="prefixes")


class OneSession:
    """A wire to a hub that knows one session of the CSA at a time; once it has run out, all that comes at once comes in vain."""

    address = "http://hub.example"

    def __init__(self) -> None:
        self.sign_ins = 0
        self.at_once: threading.Barrier | None = None
        self._lock = threading.Lock()

    def send(self, _: str, path: str, token: str, __: Json) -> Response:
        """Answer as the hub does."""
        if path == "/v2/capabilities":
            return self._response(200, {"capabilities": []})
        if path == "/v2/sessions":
            with self._lock:
                self.sign_ins += 1
                return self._response(201, {"token": f"token-{self.sign_ins}"})
        if self.at_once and token == "token-1":
            self.at_once.wait(PATIENCE)
        return self._response(
            200 if token == f"token-{self.sign_ins}" and not (self.at_once and token == "token-1") else 401, {"items": []}
        )

    @staticmethod
    def _response(status: int, told: Json) -> Response:
        return Response(status, told, True, NOON, NOON, NOON, NOON)

    def set_clock_offset(self, low: float, high: float) -> None:
        """Nothing to note."""

    def close(self) -> None:
        """Nothing to let go of."""


def test_a_session_that_ran_out_is_renewed_once_for_all() -> None:
    wire = OneSession()
    driver = NativeDriver(wire, "csa", "secret")
    wire.at_once = threading.Barrier(THREADS)
    answers = at_once(lambda _: driver.perform(LIST)[0].status, range(THREADS))
    assert answers == ["accepted"] * THREADS
    assert wire.sign_ins == 2


def test_so_is_one_of_a_mapping() -> None:
    keys = Keys()
    barrier = threading.Barrier(THREADS)

    def racing(request: Outgoing) -> object:
        if request.headers.get("Authorization", "").removeprefix("Token ") in keys.out:
            barrier.wait(PATIENCE)
        return keys(request)

    driver, _ = driven(racing, target_file(head=SESSIONS))
    keys.out.add("sentinel-key-1")
    assert at_once(lambda _: driver.perform(LOOK)[0].status, range(THREADS)) == ["accepted"] * THREADS
    assert keys.made == 2


class Racing(Scripted):
    """A target whose list is asked for twice, if anybody does so while it is being answered."""

    def __init__(self) -> None:
        super().__init__(lambda _: Answer("accepted", items=[{"id": 3, "name": "Mr"}]))
        self.twice = threading.Barrier(2)

    def perform(self, asked: Asked) -> tuple[Answer, tuple[()]]:
        """Answer when somebody else has asked as well, or after a moment."""
        with suppress(threading.BrokenBarrierError):
            self.twice.wait(A_MOMENT)
        return super().perform(asked)[0], ()


def test_a_list_is_fetched_once() -> None:
    driver = Racing()
    lists = Lists(Suite("0", ()), driver)
    assert at_once(lambda _: lists.find("prefixes", "Mr"), range(2)) == ["3", "3"]
    assert len(driver.asked) == 1


@contextmanager
def switching() -> Iterator[None]:
    """Threads take turns as often as they can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


def test_no_secret_is_forgotten_while_others_are_added() -> None:
    secrets = Secrets()
    known = [[f"secret-{thread}-{number}" for number in range(40)] for thread in range(THREADS)]

    def add(thread: int) -> None:
        for value in known[thread]:
            secrets.add(value)
            assert secrets.text(f"<{value}>") == f"<{CONCEALED}>"

    with switching():
        at_once(add, range(THREADS))
    assert {secrets.text(f"<{value}>") for values in known for value in values} == {f"<{CONCEALED}>"}


class TestTurns:
    def test_that_were_given_out_are_void_when_the_target_asks_to_wait(self) -> None:
        """While one sleeps until its turn, another is asked to wait; the first one waits as well."""
        now, slept = [1000.0], list[float]()

        def sleep(seconds: float) -> None:
            slept.append(round(seconds, 6))
            now[0] += seconds
            if len(slept) == 1:
                pace.put_off(5)

        pace = Pace(2, lambda: now[0], sleep)
        for _ in range(2):
            with pace.turn():
                pass
        assert slept == [0.5, 5]

    def test_half_as_many_at_once_come_again_to_a_target_that_asked_to_wait(self) -> None:
        jobs = 16
        lock, all_there, too_many = threading.Lock(), threading.Barrier(jobs), threading.Barrier(jobs // 2 + 1)
        begun, now, most_later = [0], [0], [0]

        def once() -> Incoming:
            with lock:
                now[0] += 1
                begun[0] += 1
                refused = begun[0] <= jobs
                most_later[0] = 0 if refused else max(most_later[0], now[0])
            if refused:
                all_there.wait(PATIENCE)
            else:
                with suppress(threading.BrokenBarrierError):
                    too_many.wait(A_MOMENT)
            with lock:
                now[0] -= 1
            return Incoming(429 if refused else 200, {"Retry-After": "0"} if refused else {}, b"", NOON, NOON, NOON, NOON)

        pace = Pace(0)
        came = at_once(lambda _: patiently(pace, 120, "GET", once).status, range(jobs))
        assert came == [200] * jobs
        assert 0 < most_later[0] <= jobs // 2


def test_what_is_looked_at_waits_for_the_latest_change_of_all() -> None:
    now, waited = [100.0], list[float]()
    times = iter([107.0, 103.0])  # of two changes the one that began first ends last
    driver = Settling(Scripted(), 2.0, lambda: next(times, now[0]), waited.append)
    driver.perform(Asked("update"))
    driver.perform(Asked("update"))
    now[0] = 108.0
    driver.perform(Asked("get"))
    assert waited == [1.0]


def test_what_is_under_way_when_a_run_is_interrupted_may_have_been_made(tmp_path: Path) -> None:
    begun, released = threading.Event(), threading.Event()

    def dawdling(_: Asked) -> Answer:
        begun.set()
        released.wait(PATIENCE)
        return Answer("accepted")

    inventory = Inventory(tmp_path / "all.jsonl", Scripted().target, "4f2a")
    noting = inventory.noting(Scripted(dawdling), "x.rule/one")
    thread = threading.Thread(target=noting.perform, args=(Asked("create"),))
    thread.start()
    assert begun.wait(PATIENCE)
    inventory.close()
    released.set()
    thread.join(PATIENCE)
    assert [(line.scenario, line.id, line.doubt) for line in lines(tmp_path / "all.jsonl")] == [
        ("x.rule/one", "", "interrupted before the answer")
    ]
