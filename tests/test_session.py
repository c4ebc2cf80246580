"""A run from its header to its footer: what was found is kept, whatever ends the run."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from conformance.connection import Connection
from conformance.exchanges import Answer, Asked
from conformance.known import KnownFailure
from conformance.reader import read
from conformance.record import Finding, Header, Record
from conformance.selection import select
from conformance.session import RECORD_FILE, header_of, hold
from conformance.stored import read as read_record
from conformance.suite import Suite
from tests.pages import CREATE, RULE, block, page
from tests.servers import Scripted

TITLES = ("One", "Two", "Three", "Four", "Five")


@pytest.fixture(scope="module")
def suite() -> Suite:
    scenarios = [part for title in TITLES for part in (f"### {title}", *CREATE, "Get afterwards:", block('{"first_name": "Ann"}'))]
    return read({"10-x.md": page(*RULE, *scenarios)})


def answering(asked: Asked) -> Answer:
    return Answer("accepted", fields={"first_name": "Ann"} if asked.operation == "get" else {})


def whole(record: Record) -> Record:
    """A record with its findings in memory."""
    return replace(record, findings=tuple(record.findings))


class Ending:
    """A script in which the third customer is never made: the call ends as the test says."""

    def __init__(self, end: BaseException | Answer) -> None:
        self._creates = 0
        self._end = end

    def __call__(self, asked: Asked) -> Answer:
        self._creates += asked.operation == "create"
        if self._creates < 3:
            return answering(asked)
        if isinstance(self._end, BaseException):
            raise self._end
        return self._end


class TestEnds:
    def test_a_whole_run_has_a_footer_that_counts(self, suite: Suite, tmp_path: Path) -> None:
        record = hold(
            suite,
            select(suite, ()),
            Scripted(answering),
            folder=tmp_path,
        )
        assert [finding.verdict for finding in record.findings] == ["pass"] * 5
        assert record.footer is not None
        assert (record.footer.findings, record.footer.stopped) == (5, "")
        assert read_record(tmp_path / RECORD_FILE) == whole(record)

    def test_an_interruption_keeps_what_was_found(self, suite: Suite, tmp_path: Path) -> None:
        record = hold(suite, select(suite, ()), Scripted(Ending(KeyboardInterrupt())), folder=tmp_path)
        assert [finding.scenario for finding in record.findings] == ["x.rule/one", "x.rule/two"]
        assert record.footer is not None
        assert record.footer.stopped == "interrupted from the keyboard"
        assert read_record(tmp_path / RECORD_FILE) == whole(record)

    def test_a_target_that_is_gone_stops_the_run(self, suite: Suite, tmp_path: Path) -> None:
        record = hold(suite, select(suite, ()), Scripted(Ending(Answer("unreachable", detail="connection refused"))), folder=tmp_path)
        assert [finding.verdict for finding in record.findings] == ["pass", "pass", "error", "error", "error"]
        assert record.footer is not None
        assert record.footer.stopped == "the target stopped answering: connection refused"
        assert read_record(tmp_path / RECORD_FILE) == whole(record)

    def test_an_error_of_our_own_leaves_a_record_without_footer(self, suite: Suite, tmp_path: Path) -> None:
        with pytest.raises(ZeroDivisionError):
            hold(suite, select(suite, ()), Scripted(Ending(ZeroDivisionError())), folder=tmp_path)
        record = read_record(tmp_path / RECORD_FILE)
        assert [finding.verdict for finding in record.findings] == ["pass", "pass"]
        assert record.footer is None

    def test_without_a_folder_nothing_is_written(self, suite: Suite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        hold(suite, select(suite, ()), Scripted())
        assert list(tmp_path.iterdir()) == []


class TestWhatItTells:
    def test_progress_is_told_finding_by_finding(self, suite: Suite) -> None:
        told: list[Finding] = []
        record = hold(suite, select(suite, ()), Scripted(), progress=told.append)
        assert told == list(record.findings)

    def test_a_failure_carries_the_references_own_trace(self, suite: Suite) -> None:
        record = hold(suite, select(suite, ("x.rule/one",)), Scripted())
        assert record.findings[0].verdict == "fail"
        assert [(reason.path, reason.value, reason.rules[0]) for reason in record.findings[0].why] == [
            ("held profile first_name", '"Ann"', "create.stores-fields")
        ]

    def test_and_what_the_reference_answers_in_that_step(self, suite: Suite) -> None:
        [finding] = hold(suite, select(suite, ("x.rule/one",)), Scripted()).findings
        assert {one.step for one in finding.good} == {mismatch.step for mismatch in finding.mismatches}
        assert [one.answer.fields["first_name"] for one in finding.good] == ["Ann"]
        assert [exchange.status for one in finding.good for exchange in one.exchanges] == [200]

    def test_what_is_green_carries_none(self, suite: Suite) -> None:
        record = hold(
            suite,
            select(suite, ()),
            Scripted(answering),
        )
        assert [(finding.why, finding.good) for finding in record.findings] == [((), ())] * 5

    def test_the_header_says_whether_it_is_the_whole_book(self, suite: Suite) -> None:
        driver = Scripted()
        whole, part = header_of(suite, driver, (), 5), header_of(suite, driver, ("x.rule/one",), 1)
        assert (whole.complete, whole.selected, whole.scenarios) == (True, (), 5)
        assert (part.complete, part.selected, part.scenarios) == (False, ("x.rule/one",), 1)
        assert isinstance(whole, Header)
        assert whole.target == driver.target


KNOWN = KnownFailure("x.rule", "first_name = blank", "until release 8", until=date(2025, 7, 1))
ONE = replace(KNOWN, scenario="x.rule/one", until=None)


def at(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=UTC)


class TestKnownFailures:
    """The scripted target gives no first name back, except where it answers."""

    def test_a_finding_is_written_as_known_with_its_reason_and_with_the_list(self, suite: Suite, tmp_path: Path) -> None:
        record = hold(suite, select(suite, ("x.rule/one",)), Scripted(), folder=tmp_path, known=(ONE,))
        assert [(one.verdict, one.cause) for one in record.findings] == [("known", "until release 8")]
        assert read_record(tmp_path / RECORD_FILE) == whole(record)
        assert record.header.known == (ONE,)

    @pytest.mark.parametrize(("moment", "verdict"), [("2025-07-01T22:59:59", "known"), ("2025-07-01T23:00:01", "fail")])
    def test_the_clock_that_is_given_says_whether_it_is_over(self, moment: str, verdict: str, suite: Suite) -> None:
        record = hold(suite, select(suite, ()), Scripted(), known=(KNOWN,), now=lambda: at(moment))
        assert {one.verdict for one in record.findings} == {verdict}

    def test_as_the_clock_of_the_target_shows_it(self, suite: Suite) -> None:
        ahead = Scripted()
        ahead.target = replace(ahead.target, clock_offset=3600.0)
        record = hold(suite, select(suite, ()), ahead, known=(KNOWN,), now=lambda: at("2025-07-01T22:30:00"))
        assert {one.verdict for one in record.findings} == {"fail"}

    @pytest.mark.parametrize(("seen", "verdict"), [("first_name = blank", "known"), ("first_name = 7", "stale")])
    def test_what_does_not_match_carries_the_references_own_trace(self, seen: str, verdict: str, suite: Suite) -> None:
        [found] = hold(suite, select(suite, ("x.rule/one",)), Scripted(), known=(replace(ONE, observed=seen),)).findings
        assert (found.verdict, [reason.path for reason in found.why]) == (verdict, ["held profile first_name"])

    def test_a_list_that_is_not_true_any_more_stands_in_the_footer(self, suite: Suite, tmp_path: Path) -> None:
        record = hold(suite, select(suite, ()), Scripted(answering), folder=tmp_path, known=(replace(KNOWN, until=None),))
        assert {one.verdict for one in record.findings} == {"pass"}
        assert record.footer is not None
        [said] = record.footer.stale
        assert said.startswith("x.rule is listed as a known failure (first_name = blank), and all 5 scenarios that ran pass")
        assert read_record(tmp_path / RECORD_FILE) == whole(record)

    def test_one_by_one_it_is_the_same(self, suite: Suite) -> None:
        for answers, verdict, said in ((lambda _: Answer("accepted"), "known", 0), (answering, "pass", 1)):
            connection = Connection(suite, Scripted(answers), known=(replace(KNOWN, until=None),))
            findings = [connection.run(rule, scenario) for rule, scenario in select(suite, ())]
            assert ({one.verdict for one in findings}, len(connection.stale())) == ({verdict}, said)
