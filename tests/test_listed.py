"""What a run found, held against the list of known failures: as listed it is known, otherwise or no more it is stale."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from conformance.exchanges import Answer, Target
from conformance.judging import Mismatch, Verdict
from conformance.known import KnownFailure
from conformance.listed import as_listed, day_of, stale_entries
from conformance.record import Finding, Header
from conformance.suite import Chapter, Rule, Scenario, Suite
from tests.servers import NOON, exchange, observed

HUB = Target("hub.toml")
HEADER = Header("0", HUB, "2025-07-01T12:00:00+00:00", (), 3, complete=True)
LINK = "https://tracker.example/ACME-17"
WHOLE = KnownFailure("door.open", 'width = "1"', "until release 8")
ONE = KnownFailure("door.open", 'width = "1"', "until release 8", "door.open/one", LINK)


def header(*known: KnownFailure, started: str = HEADER.started, target: Target = HUB) -> Header:
    return replace(HEADER, known=known, started=started, target=target)


def finding(verdict: Verdict, *seen: str, scenario: str = "door.open/one") -> Finding:
    """A finding of what was seen for the width, place by place."""
    mismatches = tuple(Mismatch(1, "Get afterwards:", 9, "width", '"2"', one) for one in seen)
    return Finding(scenario, "door.open", "door", "must", verdict, mismatches=mismatches)


class TestWhatFails:
    @pytest.mark.parametrize("verdict", ["fail", "warning"])
    @pytest.mark.parametrize("entry", [WHOLE, ONE])
    def test_as_listed_is_known(self, verdict: Verdict, entry: KnownFailure) -> None:
        assert as_listed(finding(verdict, '"1"', '"7"'), header(entry)).verdict == "known"

    def test_the_reason_is_told_with_where_to_read_on_and_how_long(self) -> None:
        lasting = replace(ONE, until=date(2025, 7, 31))
        assert as_listed(finding("fail", '"1"'), header(WHOLE)).cause == "until release 8"
        assert as_listed(finding("fail", '"1"'), header(lasting)).cause == f"until release 8 ({LINK}); known until 2025-07-31"

    @pytest.mark.parametrize("seen", [('"3"',), ('"3"', '"1"'), ("blank",)])
    def test_otherwise_is_stale(self, seen: tuple[str, ...]) -> None:
        found = as_listed(finding("fail", *seen), header(WHOLE))
        assert found.verdict == "stale"
        assert f'listed as a known failure with width = "1", found width = {seen[0]}' in found.cause

    def test_of_another_rule_or_scenario_stays_what_it_is(self) -> None:
        failed = finding("fail", '"1"', scenario="door.open/two")
        assert as_listed(failed, header(ONE)) == failed
        assert as_listed(failed, header(replace(WHOLE, rule="door.opens"))) == failed
        assert as_listed(failed, header()) == failed

    def test_what_differs_from_run_to_run_is_listed_as_its_placeholder(self) -> None:
        seen = observed(0, "get", Answer("accepted"), exchange(at=NOON))
        failed = replace(finding("fail", '"2025-07-01 by U1"'), filled={"<ucrn>": "U1"}, observations=(seen,))
        for listed, verdict in (("<today> by <ucrn>", "known"), ("<today> by U1", "known"), ("<today>", "stale"), ("<ucrn>", "stale")):
            assert as_listed(failed, header(replace(WHOLE, observed=f'width = "{listed}"'))).verdict == verdict, listed


class TestWhatDoesNotFail:
    @pytest.mark.parametrize("verdict", ["pass", "observed"])
    def test_though_it_is_listed_by_its_own_id_is_stale(self, verdict: Verdict) -> None:
        found = as_listed(finding(verdict), header(ONE))
        assert (found.verdict, found.cause) == (
            "stale",
            'listed as a known failure (width = "1"), and it passes now: take it out of the file',
        )

    @pytest.mark.parametrize("entry", [WHOLE, replace(ONE, scenario="door.open/o*")])
    def test_and_is_one_of_several_is_no_alarm(self, entry: KnownFailure) -> None:
        assert as_listed(finding("pass"), header(entry)) == finding("pass")

    @pytest.mark.parametrize("verdict", ["blocked", "error", "not-applicable"])
    def test_and_says_nothing_of_the_rule_stays_what_it_is(self, verdict: Verdict) -> None:
        left = replace(finding(verdict, '"1"'), cause="it is so")
        assert as_listed(left, header(ONE)) == left


class TestUntil:
    LASTING = replace(ONE, until=date(2025, 7, 1))

    def test_on_its_last_day_it_is_known(self) -> None:
        assert as_listed(finding("fail", '"1"'), header(self.LASTING)).verdict == "known"

    def test_on_the_day_after_it_is_a_failure_which_says_so(self) -> None:
        found = as_listed(finding("fail", '"1"'), header(self.LASTING, started="2025-07-02T12:00:00+00:00"))
        assert found.verdict == "fail"
        assert found.cause.startswith("the known failure expired on 2025-07-01: until release 8")

    def test_when_it_has_expired_what_passes_passes(self) -> None:
        assert as_listed(finding("pass"), header(self.LASTING, started="2025-07-02T12:00:00+00:00")) == finding("pass")

    def test_when_it_has_expired_the_next_one_speaks(self) -> None:
        both = header(self.LASTING, WHOLE, started="2025-07-02T12:00:00+00:00")
        assert as_listed(finding("fail", '"1"'), both).cause == "until release 8"

    @pytest.mark.parametrize(
        ("zone", "offset", "day"),
        [
            ("Europe/London", 0.0, date(2025, 7, 2)),
            ("UTC", 0.0, date(2025, 7, 1)),
            ("UTC", 3600.0, date(2025, 7, 2)),
            ("Europe/London", -3600.0, date(2025, 7, 1)),
            ("Pacific/Kiritimati", 0.0, date(2025, 7, 2)),
            ("America/Los_Angeles", 86400.0, date(2025, 7, 2)),
        ],
    )
    def test_the_day_is_the_targets_own(self, zone: str, offset: float, day: date) -> None:
        assert day_of(header(started="2025-07-01T23:30:00+00:00", target=Target("x", time_zone=zone, clock_offset=offset))) == day


TITLES = ("one", "two", "three")
SUITE = Suite(
    "0",
    (
        Chapter(
            "10-door.md",
            "door",
            "Doors",
            rules=(
                Rule(
                    "door.open",
                    "It opens.",
                    "must",
                    "door",
                    1,
                    scenarios=tuple(Scenario(f"door.open/{title}", "door.open", title, 1) for title in TITLES),
                ),
            ),
        ),
    ),
)
SOME = replace(ONE, scenario="door.open/t*")


class TestWhatIsListedForSeveral:
    def stale(self, head: Header, *verdicts: Verdict) -> tuple[str, ...]:
        """What is said of the list after a run that came to these verdicts."""
        return stale_entries(
            SUITE, head, [finding(verdict, scenario=f"door.open/{title}") for title, verdict in zip(TITLES, verdicts, strict=False)]
        )

    def test_is_stale_where_all_of_it_passes(self) -> None:
        assert self.stale(header(WHOLE), "pass", "pass", "pass") == (
            'door.open is listed as a known failure (width = "1"), and all 3 scenarios that ran pass: take it out of the file',
        )
        assert self.stale(header(SOME), "fail", "pass", "observed") == (
            'door.open/t* is listed as a known failure (width = "1"), and all 2 scenarios that ran pass: take it out of the file',
        )

    def test_though_some_of_it_does_not_apply(self) -> None:
        [sentence] = self.stale(header(WHOLE), "pass", "not-applicable", "not-applicable")
        assert "and the one scenario that ran passes" in sentence

    @pytest.mark.parametrize(
        "verdicts",
        [
            ("pass", "known", "pass"),
            ("pass", "stale", "pass"),
            ("pass", "blocked", "pass"),
            ("pass", "error", "pass"),
            ("not-applicable", "not-applicable", "not-applicable"),
            ("pass", "pass"),
            (),
        ],
    )
    def test_is_not_where_one_of_it_did_not_pass_or_was_not_come_to(self, verdicts: tuple[Verdict, ...]) -> None:
        assert self.stale(header(WHOLE), *verdicts) == ()

    def test_is_not_told_where_nothing_was_to_be_changed(self) -> None:
        assert self.stale(replace(header(WHOLE), read_only=True), "pass", "not-applicable", "not-applicable") == ()

    def test_has_no_say_in_what_is_listed_more_narrowly(self) -> None:
        assert self.stale(header(WHOLE, SOME), "fail", "known", "pass") == ()
        assert len(self.stale(header(WHOLE, SOME), "pass", "known", "pass")) == 1

    def test_has_none_after_its_last_day(self) -> None:
        assert self.stale(header(replace(WHOLE, until=date(2025, 6, 30))), "pass", "pass", "pass") == ()
