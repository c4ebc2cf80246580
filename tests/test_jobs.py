"""Scenarios one after the other and side by side: how many at once, what ends a run, and that nothing found is lost."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Sequence

import pytest

from conformance.book import book
from conformance.drivers.bindings.native import NativeDriver
from conformance.drivers.http import HttpTransport
from conformance.drivers.in_process import reference
from conformance.jobs import GoneError, carry_out, jobs_for
from conformance.judging import Verdict
from conformance.performance import Room
from conformance.record import Finding
from conformance.selection import select
from conformance.session import hold
from conformance.suite import Rule, Scenario
from reference_impl.api import Api
from reference_impl.hub import Hub
from tests.gates import gated
from tests.pages import block, scenarios
from tests.serving import PATIENCE

SECRET = "a secret for tests"
RULE = Rule("x.rule", "It holds.", "must", "x", 1)


def chosen(count: int) -> list[tuple[Rule, Scenario]]:
    table = "\n".join(["| scenario | n |", "| --- | --- |", *(f"| row {number} | {number} |" for number in range(count))])
    return [(RULE, one) for one in scenarios("Create:", block('{"house": "<n>"}'), table)]


def together(count: int) -> tuple[Rule, Scenario]:
    return RULE, Scenario(f"x.rule/together-{count}", "x.rule", "Together", 1)


def finding(scenario: Scenario, verdict: Verdict = "pass") -> Finding:
    return Finding(scenario.id, "x.rule", "x", "must", verdict, cause="connection refused" if verdict == "error" else "")


class Work:
    """Comes to what a test says of each scenario, by its number, and notes how many were carried out at once."""

    def __init__(self, verdicts: Callable[[int], Verdict] = lambda _: "pass", meanwhile: Callable[[int], object] = lambda _: None) -> None:
        self.most = 0
        self.begun: list[str] = []
        self._verdicts, self._meanwhile = verdicts, meanwhile
        self.now = 0
        self._lock = threading.Lock()

    def __call__(self, _: Rule, scenario: Scenario, room: Room) -> Finding:
        kind, number = scenario.id.rsplit("-", 1)
        with self._lock:
            self.begun.append(scenario.id)
        if kind.endswith("together"):
            self._sent(1, 0)
            with room(int(number)):
                self._sent(int(number), 0)
            self._sent(1, 0)
            return finding(scenario)
        self._sent(1, int(number) if number.isdigit() else 0)
        return finding(scenario, self._verdicts(int(number) if number.isdigit() else 0))

    def _sent(self, calls: int, number: int) -> None:
        with self._lock:
            self.now += calls
            self.most = max(self.most, self.now)
        self._meanwhile(number)
        with self._lock:
            self.now -= calls


def seen(work: Work, todo: Sequence[tuple[Rule, Scenario]], jobs: int) -> list[str]:
    findings: list[Finding] = []
    carry_out(todo, work, findings.append, jobs)
    return [one.scenario for one in findings]


class TestOneAfterTheOther:
    def test_each_finding_is_handed_on_in_the_order_of_the_book(self) -> None:
        assert seen(Work(), chosen(3), 1) == [f"x.rule/one/row-{number}" for number in range(3)]

    def test_three_scenarios_lost_in_a_row_end_the_run(self) -> None:
        work = Work(lambda _: "error")
        with pytest.raises(GoneError, match=r"^connection refused$"):
            seen(work, chosen(9), 1)
        assert len(work.begun) == 3

    def test_fewer_do_not(self) -> None:
        assert len(seen(Work(lambda number: "pass" if number in (2, 5, 8) else "error"), chosen(9), 1)) == 9


class TestSideBySide:
    @pytest.mark.parametrize("jobs", [2, 5])
    def test_as_many_as_there_are_jobs_are_carried_out_at_once(self, jobs: int) -> None:
        barrier = threading.Barrier(jobs)
        work = Work(meanwhile=lambda _: barrier.wait(PATIENCE))
        assert sorted(seen(work, chosen(2 * jobs), jobs)) == sorted(one.id for _, one in chosen(2 * jobs))
        assert work.most == jobs

    @pytest.mark.parametrize("count", [2, 3, 4])
    def test_a_scenario_that_sends_several_at_once_takes_the_place_of_several(self, count: int) -> None:
        work = Work()
        todo = [pair for number in range(40) for pair in (together(count), chosen(40)[number])]
        assert len(seen(work, todo, 4)) == 80
        assert count <= work.most <= 4

    def test_and_of_all_where_there_are_fewer_jobs(self) -> None:
        alone: list[int] = []
        work = Work(meanwhile=lambda _: alone.append(work.now))
        seen(work, [*chosen(4), *[together(5)] * 3, *chosen(4)], 2)
        assert max(alone) == 5
        assert set(alone) <= {1, 2, 5}

    def test_what_takes_long_is_begun_first(self) -> None:
        work = Work()
        long = [pair for pair in select(book(), ("lists.served",)) if "every-country" in pair[1].id]
        seen(work, [*chosen(3), *long], 2)
        assert work.begun[0] == long[0][1].id

    def test_a_finding_is_handed_on_before_its_job_goes_on(self) -> None:
        handed: list[str] = []
        late: list[set[str]] = []
        mine: defaultdict[int, set[str]] = defaultdict(set)

        def work(_: Rule, scenario: Scenario, __: Room) -> Finding:
            late.append(mine[threading.get_ident()] - set(handed))
            mine[threading.get_ident()].add(scenario.id)
            return finding(scenario)

        carry_out(chosen(40), work, lambda one: handed.append(one.scenario), 4)
        assert len(handed) == 40
        assert late == [set()] * 40

    def test_an_error_of_our_own_is_raised_and_ends_the_run(self) -> None:
        def breaking(number: int) -> None:
            if number == 3:
                raise ZeroDivisionError

        work = Work(meanwhile=breaking)
        with pytest.raises(ZeroDivisionError):
            seen(work, chosen(5000), 4)
        assert len(work.begun) < 5000

    def test_so_is_one_while_a_finding_is_kept(self) -> None:
        def full(_: Finding) -> None:
            raise OSError(28, "No space left on device")

        with pytest.raises(OSError, match="No space left"):
            carry_out(chosen(9), Work(), full, 3)


class TestATargetThatIsGone:
    def test_ends_the_run_and_what_was_begun_is_kept(self) -> None:
        work = Work(lambda number: "pass" if number < 20 else "error")
        findings: list[Finding] = []
        with pytest.raises(GoneError, match=r"^connection refused$"):
            carry_out(chosen(500), work, findings.append, 8)
        assert sorted(one.scenario for one in findings) == sorted(work.begun)
        assert 22 < len(findings) < 20 + 8 * 4

    def test_a_moment_without_a_network_does_not_whatever_it_costs_side_by_side(self) -> None:
        jobs = 8
        barrier = threading.Barrier(jobs)

        def at_first(number: int) -> None:
            if number < jobs:
                barrier.wait(PATIENCE)  # all of them are lost in the same moment

        work = Work(lambda number: "error" if number < jobs else "pass", at_first)
        assert len(seen(work, chosen(100), jobs)) == 100


class TestAnInterruption:
    def test_is_not_held_up_by_what_is_still_carried_out(self) -> None:
        """The work goes on until the test is over; the run has ended long before."""
        released, at_it = threading.Event(), threading.Barrier(4)
        findings: list[Finding] = []

        def interrupting(one: Finding) -> None:
            findings.append(one)
            raise KeyboardInterrupt

        def waiting(number: int) -> None:
            at_it.wait(PATIENCE)
            if number:
                released.wait(2 * PATIENCE)

        try:
            with pytest.raises(KeyboardInterrupt):
                carry_out(chosen(9), Work(meanwhile=waiting), interrupting, 4)
            assert [one.scenario for one in findings] == ["x.rule/one/row-0"]
        finally:
            released.set()


@pytest.mark.parametrize(
    ("latency", "most", "rate", "jobs"),
    [
        (0.0004, 0, 0, 1),
        (0.0049, 0, 0, 1),
        (0.0101, 0, 0, 2),
        (0.05, 0, 0, 8),
        (3.0, 0, 0, 8),
        (0.05, 3, 0, 3),
        (0.0, 3, 0, 1),
        (0.05, 0, 100, 6),
        (0.05, 0, 5, 1),
        (2.0, 0, 2.5, 6),
    ],
)
def test_one_job_for_every_five_milliseconds_within_the_limits(latency: float, most: int, rate: float, jobs: int) -> None:
    assert jobs_for(latency, most, rate) == jobs


class TestOverASocket:
    @pytest.mark.parametrize("jobs", [16, 64])
    def test_so_many_requests_are_under_way_at_once_and_no_more_each_on_a_connection_that_is_kept(self, jobs: int) -> None:
        with gated(Api(Hub(), "csa", SECRET), jobs) as (url, gate):
            driver = NativeDriver(HttpTransport(url), "csa", SECRET)
            gate.shut()
            record = hold(book(), select(book(), ("location.changed", "location.kept", "concurrent*")), driver, jobs=lambda: jobs)
            driver.close()
        assert gate.filled.is_set()
        assert gate.most == jobs
        assert len(gate.connections) <= jobs + 1, "the one that the preflight leaves may have been closed meanwhile"
        assert {one.verdict for one in record.findings} == {"pass"}

    @pytest.mark.parametrize("jobs", [4, 16])
    def test_the_verdicts_and_their_order_are_those_of_a_single_job(self, jobs: int) -> None:
        fault = "location.kept:falls-back-to-1"
        alone = hold(book(), select(book(), ()), reference(fault))
        beside = hold(book(), select(book(), ()), reference(fault), jobs=lambda: jobs)
        assert [came_to(one) for one in beside.findings] == [came_to(one) for one in alone.findings]
        assert sum(one.verdict == "fail" for one in alone.findings) > 20
        assert (alone.header.jobs, beside.header.jobs) == (1, jobs)


def came_to(one: Finding) -> tuple[object, ...]:
    return one.scenario, one.verdict, one.outcome, [(mismatch.path, mismatch.expected) for mismatch in one.mismatches]
