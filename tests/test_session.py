"""A run from its header to its footer: what was found is kept, whatever ends the run."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.exchanges import Answer, Asked
from conformance.reader import read
from conformance.record import Finding, Header
from conformance.record import read as read_record
from conformance.selection import select
from conformance.session import RECORD_FILE, header_of, hold
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
        assert read_record(tmp_path / RECORD_FILE) == record

    def test_an_interruption_keeps_what_was_found(self, suite: Suite, tmp_path: Path) -> None:
        record = hold(suite, select(suite, ()), Scripted(Ending(KeyboardInterrupt())), folder=tmp_path)
        assert [finding.scenario for finding in record.findings] == ["x.rule/one", "x.rule/two"]
        assert record.footer is not None
        assert record.footer.stopped == "interrupted from the keyboard"
        assert read_record(tmp_path / RECORD_FILE) == record

    def test_a_target_that_is_gone_stops_the_run(self, suite: Suite, tmp_path: Path) -> None:
        record = hold(suite, select(suite, ()), Scripted(Ending(Answer("unreachable", detail="connection refused"))), folder=tmp_path)
        assert [finding.verdict for finding in record.findings] == ["pass", "pass", "error", "error", "error"]
        assert record.footer is not None
        assert record.footer.stopped == "the target stopped answering: connection refused"
        assert read_record(tmp_path / RECORD_FILE) == record

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

    def test_what_is_green_carries_none(self, suite: Suite) -> None:
        record = hold(
            suite,
            select(suite, ()),
            Scripted(answering),
        )
        assert [finding.why for finding in record.findings] == [()] * 5

    def test_the_header_says_whether_it_is_the_whole_book(self, suite: Suite) -> None:
        driver = Scripted()
        whole, part = header_of(suite, driver, (), 5), header_of(suite, driver, ("x.rule/one",), 1)
        assert (whole.complete, whole.selected, whole.scenarios) == (True, (), 5)
        assert (part.complete, part.selected, part.scenarios) == (False, ("x.rule/one",), 1)
        assert isinstance(whole, Header)
        assert whole.target == driver.target
