"""Deadlines of scenarios and of runs: what is still done, what is waited for, and what is said where the time is over."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.at_once import at_once
from conformance.book import book
from conformance.deadlines import Deadline, nearest, wait, within
from conformance.drivers.pacing import Pace, patiently
from conformance.drivers.settling import Settling
from conformance.drivers.transport import Incoming, UnreachableError
from conformance.exchanges import Answer, Asked, TargetError
from conformance.lists import Lists
from conformance.resuming import Begun
from conformance.runner import run_scenario
from conformance.selection import select
from conformance.session import hold
from conformance.stored import Stored
from conformance.suite import Rule, Suite
from tests.pages import CREATE, scenario
from tests.processes import SIGNED_IN, conformance
from tests.servers import NOON, Scripted
from tests.test_resuming import hub

RULE = Rule("x.rule", "It holds.", "must", "x", 1)
ENOUGH = 3600.0
SELECTED = ("--select", "twitter.alone", "--select", "create.*")


class Clock:
    """Seconds that pass only while somebody sleeps, or a test says so."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def came(status: int, **headers: str) -> Incoming:
    return Incoming(status, {name.replace("_", "-"): value for name, value in headers.items()}, b"", NOON, NOON, NOON, NOON)


class TestTheNearest:
    def test_holds_and_then_the_other_again(self) -> None:
        clock = Clock()
        run, one = Deadline(60, "the run", clock), Deadline(10, "the scenario", clock)
        with within(run):
            with within(one):
                assert nearest() is one
                clock.now += 55
                with within(Deadline(10, "the exchange", clock)):
                    assert nearest() is one
            assert nearest() is run
            assert (run.left(), run.over(), one.left(), one.over()) == (5, False, 0, True)
        assert not nearest().over()

    def test_holds_in_what_is_done_at_once(self) -> None:
        deadline = Deadline(60, "the run")
        with within(deadline):
            assert at_once(lambda _: nearest(), [1, 2]) == [deadline] * 2


class TestWaiting:
    def test_goes_no_further(self) -> None:
        clock = Clock()
        with within(Deadline(10, "", clock)):
            wait(4, 0, clock.sleep)
            with pytest.raises(TimeoutError):
                wait(60, 0, clock.sleep)
            with pytest.raises(TimeoutError):
                wait(60, 0, clock.sleep)
        assert clock.slept == [4, 6]

    def test_that_was_agreed_is_counted_for_the_run_alone(self) -> None:
        clock = Clock()
        run, one = Deadline(100, "", clock), Deadline(10, "", clock, patient=True)
        with within(run), within(one):
            wait(60, 60, clock.sleep)
            assert (run.left(), one.left()) == (40, 10)
            wait(3, 0, clock.sleep)
            assert (run.left(), one.left()) == (37, 7)

    def test_for_the_pace_never_makes_a_scenario_late(self) -> None:
        clock = Clock()
        pace = Pace(0.1, clock, clock.sleep)
        with within(Deadline(15, "", clock, patient=True)):
            for _ in range(20):
                with pace.turn():
                    clock.now += 0.5
        assert clock.now > 1150

    def test_for_what_settles_does_not_either(self) -> None:
        clock = Clock()
        driver = Settling(Scripted(), 60, clock, clock.sleep)
        with within(Deadline(10, "", clock, patient=True)):
            for operation in ("create", "get", "update", "get"):
                driver.perform(Asked(operation))
            assert nearest().left() == 10
        assert clock.slept == [60, 60]

    def test_for_a_target_that_asks_for_it_ends_with_the_deadline(self) -> None:
        clock = Clock()
        pace = Pace(0, clock, clock.sleep)
        sent: list[float] = []

        def once() -> Incoming:
            sent.append(clock.now)
            return came(429, Retry_After="50")

        with within(Deadline(70, "the scenario has had its time", clock, patient=True)), pytest.raises(UnreachableError) as caught:
            patiently(pace, ENOUGH, "GET /a", once)
        assert str(caught.value) == "GET /a: the scenario has had its time"
        assert (sent, clock.slept) == ([1000, 1050], [50, 20])


def late_after(calls: int) -> Scripted:
    """A driver of which the last of so many calls takes all the time that there is."""
    driver = Scripted()

    def answer(_: Asked) -> Answer:
        while len(driver.asked) == calls - 1 and not nearest().over():
            pass
        return Answer("accepted")

    driver._answers = answer
    return driver


class TestAScenario:
    def test_is_an_error_that_says_so_and_nothing_more_is_sent(self) -> None:
        driver = late_after(2)
        one = scenario(*CREATE, "Get.", "Get.", "Get.")
        finding = run_scenario(RULE, one, driver, Lists(Suite("0", ()), driver), seconds=0.05)
        assert [call.operation for call in driver.asked] == ["create", "get"]
        assert (finding.verdict, finding.cause) == (
            "error",
            "the scenario was not at its end after 0.05 s; if the target is only slow, give it longer with --scenario-deadline",
        )

    def test_that_is_at_its_end_is_judged(self) -> None:
        driver = late_after(2)
        finding = run_scenario(RULE, scenario(*CREATE, "Get."), driver, Lists(Suite("0", ()), driver), seconds=0.05)
        assert finding.verdict == "pass"

    def test_that_saves_every_id_stops_as_well(self) -> None:
        rule, one = next(pair for pair in select(book(), ()) if any(act.kind == "save-every-id" for act in pair[1].acts()))
        said = {"list": Answer("accepted", items=[{"id": "1"}] * 500), "update": Answer("unreachable", detail="cut")}
        driver = Scripted(lambda asked: said.get(asked.operation, Answer("accepted")))

        finding = run_scenario(rule, one, driver, Lists(book(), driver))
        assert (finding.verdict, finding.cause) == ("error", "cut")
        assert sum(call.operation == "update" for call in driver.asked) == 1


class TestARun:
    """The clock of the run stands at the beginning until so many calls have been made, and then at the end."""

    @staticmethod
    def run(folder: Path, calls: int, jobs: int, begun: Begun | None = None) -> tuple[Scripted, list[str]]:
        clock = Clock()
        driver = Scripted()

        def answer(_: Asked) -> Answer:
            clock.now += 1000 * (len(driver.asked) == calls)
            return Answer("accepted")

        driver._answers = answer
        chosen = select(book(), ("create.*",))
        deadline = Deadline(600, "the run has had its time", clock)
        where = {"begun": begun, "record": begun.path} if begun else {"folder": folder}
        record = hold(book(), chosen, driver, jobs=lambda: jobs, deadline=deadline, **where)
        assert record.footer
        return driver, [record.footer.stopped, *(one.verdict for one in record.findings)]

    @pytest.mark.parametrize("jobs", [1, 4])
    def test_stops_with_what_there_is_and_goes_on_later(self, jobs: int, tmp_path: Path) -> None:
        driver, [stopped, *verdicts] = self.run(tmp_path, 9, jobs)
        assert stopped == "the run has had its time"
        assert 0 < len(verdicts) < len(select(book(), ("create.*",)))
        assert "error" not in verdicts
        assert 10 <= len(driver.asked) <= 10 + jobs
        _, [stopped, *all_verdicts] = self.run(tmp_path, -1, jobs, Begun(tmp_path / "record.jsonl"))
        assert stopped == ""
        assert len(all_verdicts) == len(select(book(), ("create.*",)))

    def test_that_is_at_its_end_just_then_is_whole(self, tmp_path: Path) -> None:
        whole, _ = self.run(tmp_path / "one", -1, 1)
        _, [stopped, *verdicts] = self.run(tmp_path / "two", len(whole.asked) - 1, 1)
        assert stopped == ""
        assert len(verdicts) == len(select(book(), ("create.*",)))

    def test_that_is_over_before_it_has_begun_says_nothing_of_the_target(self, tmp_path: Path) -> None:
        clock = Clock()

        def look(_: object) -> None:
            clock.now += 1000
            raise TargetError("no answer", 3)

        driver = Scripted()
        record = hold(book(), select(book(), ("create.*",)), driver, folder=tmp_path, before=look, deadline=Deadline(600, "over", clock))
        assert record.footer is not None
        assert (record.footer.stopped, len(record.findings), driver.asked) == ("over", 0, [])


class TestOnTheCommandLine:
    @pytest.mark.parametrize("jobs", ["1", "4"])
    def test_a_run_whose_target_falls_silent_ends_in_its_time(self, jobs: str, tmp_path: Path) -> None:
        record = str(tmp_path / "record.jsonl")
        with hub() as (url, behind):
            behind.left = 20
            options = ("--output", str(tmp_path), *SELECTED, "--jobs", jobs, "--timeout", "60", "--deadline", "2s")
            done = conformance("run", url, *options, settings=SIGNED_IN)
            assert done.status == 5
            stopped = "the run was not at its end after 2 s, which are all that it has by --deadline"
            assert stopped in done.out
            footer = Stored(Path(record)).footer
            assert footer is not None
            assert (footer.stopped, any(one.verdict == "error" for one in Stored(Path(record)).findings)) == (stopped, False)
            behind.left = float("inf")
            behind.set()
            again = conformance("run", "--resume", record, settings=SIGNED_IN)
            assert again.status == 0
            assert Stored(Path(record)).footer.stopped == ""  # type: ignore[union-attr]  # a whole record has one

    def test_a_scenario_that_takes_too_long_is_an_error(self, tmp_path: Path) -> None:
        with hub() as (url, behind):
            behind.left = 20
            options = ("--output", str(tmp_path), *SELECTED, "--jobs", "1", "--timeout", "60", "--scenario-deadline", "1")
            done = conformance("run", url, *options, settings=SIGNED_IN)
        assert done.status == 5
        causes = {one.cause for one in Stored(tmp_path / "record.jsonl").findings if one.verdict == "error"}
        assert len(causes) > 0
        assert all("the scenario was not at its end after 1 s; if the target is only slow" in cause for cause in causes)

    def test_what_is_no_time_is_told(self) -> None:
        done = conformance("run", "reference", "--deadline", "soon")
        assert done.status == 2
        assert "'soon' is no time, such as 90s, 5m or 1h" in done.err
