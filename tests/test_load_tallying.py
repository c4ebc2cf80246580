"""What a load keeps of its findings, and how those of several workers become one: nothing twice, nothing missing unseen."""

from __future__ import annotations

from msgspec.structs import replace

from conformance.book import book
from conformance.exchanges import Answer, Asked, Driver, Exchange, Observation
from conformance.load.tallying import Merging, Report, Reporting, Tally
from conformance.load.timing import Timed
from conformance.record import Finding
from tests.servers import Scripted, exchange

FIRST, SECOND = (scenario.id for scenario in book().scenarios()[:2])
RIGHT = Finding(FIRST, "access.owner", "access", "must", "pass", observations=(Observation(0, "get", Asked("get"), Answer("accepted")),))
WRONG = replace(RIGHT, scenario=SECOND, verdict="fail", cause="the first")


def tally_of(*findings: Finding) -> Tally:
    tally = Tally(book())
    for finding in findings:
        tally.add(finding)
    return tally


class TestTally:
    def test_what_is_right_is_counted_and_its_evidence_let_go_of(self) -> None:
        [one] = tally_of(RIGHT, RIGHT, RIGHT).findings()
        assert (one.scenario, one.rule, one.level, one.verdict, one.times, one.observations) == (FIRST, RIGHT.rule, "must", "pass", 3, ())

    def test_of_what_is_not_the_first_is_kept_whole(self) -> None:
        [one] = tally_of(WRONG, replace(WRONG, cause="the second")).findings()
        assert one == replace(WRONG, times=2)

    def test_it_is_told_to_whoever_writes_it_down_once(self) -> None:
        tally = Tally(book())
        assert [tally.add(finding) for finding in (RIGHT, WRONG, WRONG)] == [None, WRONG, None]

    def test_findings_come_in_the_order_of_the_book(self) -> None:
        assert [one.scenario for one in tally_of(WRONG, RIGHT).findings()] == [FIRST, SECOND]


class TestReporting:
    def test_each_report_tells_what_is_new(self) -> None:
        tally = Tally(book())
        reporting = Reporting("w", tally)
        tally.add(RIGHT)
        assert reporting.report() == Report("w", 1, counts=(((FIRST, "pass", ""), 1),), answers=1)
        tally.add(RIGHT)
        tally.add(WRONG)
        reporting.note(WRONG)
        told = reporting.report(last=True)
        assert dict(told.counts) == {(FIRST, "pass", ""): 1, (SECOND, "fail", ""): 1}
        assert (told.number, told.samples, told.answers, told.last) == (2, (WRONG,), 2, True)


def counted(worker: str, number: int, times: int, **more: object) -> Report:
    return Report(worker, number, counts=(((FIRST, "pass", ""), times),), **more)  # type: ignore[arg-type]  # fields of a report


class TestMerging:
    def test_two_workers_are_one_tally(self) -> None:
        merging = Merging(Tally(book()))
        merging.take(counted("a", 1, 5, last=True))
        assert merging.take(Report("b", 1, samples=(WRONG,), counts=(((SECOND, "fail", ""), 2),), last=True)) == [WRONG]
        assert merging.take(Report("a", 2, samples=(WRONG,), counts=(((SECOND, "fail", ""), 1),), last=True)) == []
        assert {one.scenario: one.times for one in merging.tally.findings()} == {FIRST: 5, SECOND: 3}
        assert merging.wanting() == ""

    def test_a_report_that_comes_twice_counts_once(self) -> None:
        merging = Merging(Tally(book()))
        for _ in range(2):
            merging.take(counted("a", 1, 5))
        assert merging.tally.scenarios == 5

    def test_one_that_never_came_is_wanting(self) -> None:
        merging = Merging(Tally(book()))
        merging.take(counted("a", 1, 5))
        merging.take(counted("a", 3, 5, last=True))
        assert merging.wanting() == "worker a was not heard completely: reports of it are missing"

    def test_who_never_ended_is_lost_and_who_ended_early_says_why(self) -> None:
        merging = Merging(Tally(book()))
        merging.take(counted("a", 1, 5))
        merging.take(counted("b", 1, 5, last=True, stopped="interrupted"))
        assert merging.wanting() == "worker a was lost: what it did after its last report is missing; worker b: interrupted"

    def test_what_a_lost_one_wrote_down_and_did_not_tell_is_recovered(self) -> None:
        merging = Merging(Tally(book()))
        merging.take(Report("a", 1, samples=(WRONG,), counts=(((SECOND, "fail", ""), 4),)))
        assert merging.recover("a", [WRONG, replace(WRONG, outcome="other")]) == 1
        assert [(one.outcome, one.times) for one in merging.tally.findings()] == [("", 4), ("other", 1)]


class TestTimed:
    def test_requests_are_told_under_their_operation(self) -> None:
        assert told_of(Scripted(), "update") == [("POST", "update", 0.0, "")]

    def test_a_refusal_is_no_error_and_a_fault_of_the_servers_is(self) -> None:
        assert told_of(Answering(Answer("refused"), exchange(422)), "get") == [("POST", "get", 0.0, "")]
        assert told_of(Answering(Answer("broken"), exchange(502)), "get") == [("POST", "get", 0.0, "answered 502")]

    def test_so_is_what_was_never_answered(self) -> None:
        [(method, operation, _, wrong)] = told_of(Answering(Answer("unreachable", detail="no answer within 10 s")), "get")
        assert (method, operation, wrong) == ("", "get", "no answer within 10 s")


class Answering(Scripted):
    """A driver that always answers the same."""

    def __init__(self, answer: Answer, *exchanges: Exchange) -> None:
        super().__init__()
        self._came = answer, exchanges

    def perform(self, asked: Asked) -> tuple[Answer, tuple[Exchange, ...]]:
        self.asked.append(asked)
        return self._came


def told_of(driver: Driver, operation: str) -> list[tuple[str, str, float, str]]:
    told: list[tuple[str, str, float, str]] = []
    Timed(driver, lambda *request: told.append(request)).perform(Asked(operation))  # type: ignore[arg-type]  # operations of the book
    return told
