"""Scenarios whose acts race, over real sockets: what goes wrong only when requests meet is found, and what is right raises no alarm."""

from __future__ import annotations

import threading
from contextlib import closing

import pytest

from conformance.book import book
from conformance.drivers.bindings.native import NativeDriver
from conformance.drivers.http import HttpTransport
from conformance.record import Finding, Record
from conformance.renderers.races import in_words, seen_in_one_of
from conformance.renderers.text import report
from conformance.selection import select
from conformance.session import hold
from reference_impl.hub import Hub
from reference_impl.readings import chosen
from reference_impl.values import Call, Step
from tests.processes import SECRET, SIGNED_IN, conformance
from tests.racy import GivesUcrnsTwice, LosesUpdates, MixesAddresses, SwapsAnswers, raced_at
from tests.serving import PATIENCE


def held(url: str, pattern: str = "concurrent", times: int = 1) -> Record:
    with closing(NativeDriver(HttpTransport(url), "csa", SECRET)) as driver:
        return hold(book(), select(book(), (pattern,)), driver, selected=(pattern,), races=times)


def otherwise(record: Record) -> list[Finding]:
    return [finding for finding in record.findings if finding.verdict not in ("pass", "not-applicable")]


class TestWhatIsFound:
    @pytest.mark.parametrize(
        ("hub", "rule"),
        [(LosesUpdates, "concurrent.no-lost-update"), (SwapsAnswers, "concurrent.isolated"), (GivesUcrnsTwice, "concurrent.distinct-ucrn")],
    )
    def test_a_hub_that_is_wrong_only_when_requests_meet(self, hub: type[Hub], rule: str) -> None:
        with raced_at(hub()) as url:
            found = otherwise(held(url, f"{rule}/*", times=2))
        assert {finding.rule for finding in found} == {rule}
        assert {finding.verdict for finding in found} == {"warning"}

    def test_it_is_right_as_long_as_they_do_not(self) -> None:
        for hub in (LosesUpdates(), SwapsAnswers(), GivesUcrnsTwice()):
            with raced_at(hub) as url:
                assert otherwise(held(url, "create.distinct/*")) == []

    def test_what_the_page_does_not_look_at_must_come_of_some_order_too(self) -> None:
        with raced_at(MixesAddresses()) as url:
            [finding] = otherwise(held(url, "concurrent.no-lost-update/four-new-addresses-are-five-records"))
        assert finding.cause == "no order of the 4 acts on this customer that were sent at the same time leads there"
        assert {mismatch.label for mismatch in finding.mismatches} == {"Addresses afterwards:"}
        assert all(mismatch.path.startswith("addresses[") for mismatch in finding.mismatches)

    def test_the_command_line_names_the_rule_and_how_often_it_was_tried(self) -> None:
        with raced_at(SwapsAnswers()) as url:
            done = conformance("run", url, "--select", "concurrent.isolated/looks-*", "--races", "30", settings=SIGNED_IN)
        assert done.status == 0, "the rules of this chapter are no must rules"
        assert "WARNING concurrent.isolated · should" in done.out
        assert "1 scenario with acts at the same time, each carried out 30 times: a fault that shows in 1 of 10 repetitions is" in done.out
        assert "concurrent.isolated/looks-at-several-customers: warning at the 1st of 30 times" in done.out


class TestWhatIsRight:
    def test_the_reference_raises_no_alarm(self) -> None:
        hub = Hub()
        with raced_at(hub) as url:
            record = held(url, times=8)
        assert otherwise(record) == []
        assert {finding.times for finding in record.findings} == {8}

    def test_nor_does_one_that_reads_what_is_left_open_otherwise(self) -> None:
        hub = Hub(readings=chosen({"address.same-again": "none", "ignore-empty.absent-entry": "kept", "create.location-default": "blank"}))
        with raced_at(hub) as url:
            assert otherwise(held(url)) == []


class Counting(Hub):
    """A hub that lets updates in only when so many are there."""

    def __init__(self, expected: int) -> None:
        super().__init__()
        self._barrier = threading.Barrier(expected)

    def perform(self, call: Call) -> Step:
        if call.operation == "update":
            self._barrier.wait(PATIENCE)
        return super().perform(call)


def test_all_that_is_sent_at_the_same_time_is_under_way_at_once() -> None:
    with raced_at(Counting(8)) as url:
        assert otherwise(held(url, "concurrent.no-lost-update/eight-*", times=3)) == []


class TestConfidence:
    @pytest.mark.parametrize(("times", "one_of"), [(59, 20), (299, 100), (29, 10)])
    def test_the_rule_of_three(self, times: int, one_of: int) -> None:
        assert seen_in_one_of(times) == pytest.approx(one_of, rel=0.02)

    def test_once_says_little(self) -> None:
        assert in_words(1) == "once: a fault that shows in 95 of 100 repetitions is seen with 95%"
        assert in_words(59) == "59 times: a fault that shows in 1 of 20 repetitions is seen with 95%"

    def test_a_report_tells_how_to_be_surer(self) -> None:
        with raced_at(Hub()) as url:
            record = held(url, "concurrent.distinct-ucrn/*")
        told = "".join(report(book(), record))
        assert "3 scenarios with acts at the same time, each carried out once" in told
        assert "--races 30" in told
