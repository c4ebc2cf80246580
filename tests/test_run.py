"""The whole book against the reference, in memory and over a socket: what holds, by which rule, and with what clock."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from conformance import stored as records
from conformance.book import book
from conformance.drivers.bindings.native import NativeDriver
from conformance.drivers.http import HttpTransport
from conformance.drivers.in_process import driver_of, reference
from conformance.exchanges import Driver
from conformance.judging import judge
from conformance.oracle import explain, touched
from conformance.record import Finding, Record
from conformance.selection import select
from conformance.session import RECORD_FILE, hold
from conformance.verdicts import conclude
from reference_impl.api import Api
from reference_impl.clock import Clock
from reference_impl.faults import FAULTS
from reference_impl.hub import LONDON, Hub
from tests.processes import served
from tests.serving import serving

SECRET = "a secret for tests"
ABOUT_DATES = ("create", "addresses", "dates")


def held(driver: Driver, *patterns: str, folder: Path | None = None) -> Record:
    try:
        return hold(book(), select(book(), patterns), driver, selected=patterns, folder=folder)
    finally:
        driver.close()


def not_green(record: Record) -> list[tuple[str, str]]:
    return [(one.scenario, one.verdict) for one in record.findings if one.verdict not in ("pass", "observed", "not-applicable")]


@cache
def in_memory() -> Record:
    return held(reference())


class TestInMemory:
    def test_everything_holds(self) -> None:
        record = in_memory()
        assert not_green(record) == []
        assert conclude(record.header, list(record.findings), record.footer)[0] == "conformant"

    def test_every_scenario_is_run(self) -> None:
        assert [finding.scenario for finding in in_memory().findings] == [scenario.id for scenario in book().scenarios()]

    def test_only_what_is_for_other_hubs_is_not_applicable(self) -> None:
        left = {finding.rule for finding in in_memory().findings if finding.verdict == "not-applicable"}
        assert left == {"get.connected-index-absent"}

    def test_what_is_left_holds_for_a_hub_of_that_kind(self) -> None:
        record = held(reference(without=frozenset({"connected-index"})))
        assert not_green(record) == []
        assert {finding.verdict for finding in record.findings if finding.rule == "get.connected-index-absent"} == {"observed"}

    @pytest.mark.parametrize("lacking", sorted({needed for rule in book().rules() for needed in rule.requires if " " not in needed}))
    def test_a_hub_that_lacks_a_capability_is_judged_by_the_rest(self, lacking: str) -> None:
        record = held(reference(without=frozenset({lacking})))
        assert not_green(record) == []
        counted = Counter(finding.verdict for finding in record.findings)
        assert counted["pass"] > counted["not-applicable"] > 0


def test_a_scenario_stands_under_a_rule_that_is_at_work_in_it() -> None:
    elsewhere = [scenario.id for scenario in book().scenarios() if scenario.rule not in touched(explain(book(), scenario))]
    assert elsewhere == []


class TestOverHttp:
    def test_another_process_gets_the_same_verdicts(self) -> None:
        with served() as (url, secret):
            record = held(NativeDriver(HttpTransport(url), "csa", secret))
        assert [came_to(finding) for finding in record.findings] == [came_to(finding) for finding in in_memory().findings]


def came_to(finding: Finding) -> tuple[str, str, str]:
    return finding.scenario, finding.verdict, finding.outcome


class TestTheVerdictsOfARecord:
    @pytest.mark.parametrize(
        "fault", ["", "address.old-ends-today:open", "twitter.at-sign:doubled", "create.returns-ucrn:update-misses-it"]
    )
    def test_can_be_computed_from_it_again(self, fault: str, tmp_path: Path) -> None:
        held(reference(fault), folder=tmp_path)
        record = records.read(tmp_path / RECORD_FILE)
        zone = ZoneInfo(record.header.target.time_zone)
        by_id = {scenario.id: scenario for scenario in book().scenarios()}
        assert len(record.findings) == len(by_id)
        for finding in record.findings:
            if finding.verdict != "not-applicable":
                again = judge(by_id[finding.scenario], finding.level, list(finding.observations), finding.filled, zone, finding.stuck)
                recorded = (finding.verdict, finding.mismatches, finding.outcome, finding.cause)
                assert (again.verdict, again.mismatches, again.outcome, again.cause) == recorded


class Hurrying:
    """A clock that goes forward by seven minutes whenever it is looked at, so that midnight passes again and again."""

    def __init__(self, start: datetime) -> None:
        self._now = start

    def __call__(self) -> datetime:
        self._now += timedelta(minutes=7)
        return self._now


def crosses_midnight(finding: Finding, zone: ZoneInfo) -> bool:
    exchanges = [exchange for one in finding.observations for exchange in one.exchanges]
    return len({datetime.fromtimestamp(moment, zone).date() for one in exchanges for moment in (one.earliest, one.latest)}) > 1


def ahead_by(offset: timedelta) -> Clock:
    return lambda: datetime.now(UTC) + offset


def just_before_midnight(zone: ZoneInfo) -> timedelta:
    """How far a clock must be ahead of ours to stand two seconds before midnight now."""
    now = datetime.now(zone)
    midnight = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight - now - timedelta(seconds=2)


class TestClocks:
    @pytest.mark.parametrize("zone", ["Europe/London", "Pacific/Kiritimati", "Pacific/Pago_Pago"])
    def test_midnight_during_a_scenario_is_no_failure(self, zone: str) -> None:
        clock = Hurrying(datetime(2025, 3, 29, 22, 0, tzinfo=UTC))
        record = held(driver_of(Hub(clock=clock, zone=ZoneInfo(zone)), clock, "hurrying"), *ABOUT_DATES)
        assert not_green(record) == []
        assert sum(crosses_midnight(finding, ZoneInfo(zone)) for finding in record.findings) > 10

    @pytest.mark.parametrize(
        ("offset", "zone"),
        [
            (timedelta(hours=1), LONDON),
            (timedelta(hours=-1), LONDON),
            (timedelta(days=400, hours=7), LONDON),
            (just_before_midnight(LONDON), LONDON),
            (timedelta(0), ZoneInfo("Pacific/Kiritimati")),
        ],
        ids=["an hour ahead", "an hour behind", "a year ahead", "just before midnight", "another zone"],
    )
    def test_over_http_another_clock_is_no_failure(self, offset: timedelta, zone: ZoneInfo) -> None:
        with serving(Api(Hub(clock=ahead_by(offset), zone=zone), "csa", SECRET)) as url:
            record = held(NativeDriver(HttpTransport(url), "csa", SECRET), *ABOUT_DATES)
        assert not_green(record) == []
        assert abs(record.header.target.clock_offset - offset.total_seconds()) < 5

    def test_a_wrong_day_is_a_failure_all_the_same(self) -> None:
        with serving(Api(Hub(clock=ahead_by(timedelta(hours=1)), fault=FAULTS["create.start-date-today:yesterday"]), "csa", SECRET)) as url:
            record = held(NativeDriver(HttpTransport(url), "csa", SECRET), "create.start-date-today")
        assert {verdict for _, verdict in not_green(record)} == {"fail"}
