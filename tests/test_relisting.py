"""What becomes of a list of known failures by what a run found: true again, and never wider than what failed."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from conformance.book import book
from conformance.drivers.in_process import reference
from conformance.exchanges import Target
from conformance.judging import Mismatch, Verdict
from conformance.known import KnownFailure, problems
from conformance.listed import as_listed, stale_entries
from conformance.record import Finding, Footer, Header, Record
from conformance.relisting import Entry, Said, relisted
from conformance.selection import select
from conformance.session import hold
from conformance.suite import Chapter, Level, Rule, Scenario, Suite

SAID = Said("until release 8", "https://tracker.example/1", date(2027, 1, 31))
HEADER = Header("0", Target("hub.toml"), "2025-07-01T12:00:00+00:00", (), 6, complete=True)
IDS = ("door.open/slow/a", "door.open/slow/b", "door.open/fast/a", "door.open/fast/b", "door.open/once")
LID = "lid.shut/one"


def rule(identity: str, *ids: str, level: Level = "must") -> Rule:
    scenarios = tuple(Scenario(one, identity, one, 1) for one in ids)
    return Rule(identity, "It is so.", level, "door", 1, scenarios=scenarios)


SUITE = Suite("0", (Chapter("10-door.md", "door", "Doors", rules=(rule("door.open", *IDS), rule("lid.shut", LID, level="should"))),))


def ran(**seen: str) -> Record:
    """A run in which all holds but what is told: by the end of the id what is seen of the width, or a verdict in capitals."""
    named = {name.replace("_", "/"): value for name, value in seen.items()}
    findings = []
    for one in (*IDS, LID):
        value = next((value for name, value in named.items() if one.endswith(name)), "PASS")
        if value == "NONE":
            continue
        level: Level = "should" if one == LID else "must"
        verdict: Verdict = value.lower() if value.isupper() else "warning" if one == LID else "fail"  # type: ignore[assignment]  # a verdict
        mismatches = () if value.isupper() else (Mismatch(1, "Get:", 9, "w", '"2"', value),)
        findings.append(Finding(one, one.partition("/")[0], "door", level, verdict, mismatches=mismatches))
    return Record(HEADER, tuple(findings), Footer("", len(findings)))


def listed(observed: str, scenario: str = "", until: date | None = None, rule: str = "door.open") -> KnownFailure:
    return KnownFailure(rule, observed, "since ever", scenario, until=until)


def became(known: tuple[KnownFailure, ...], record: Record, by_rule: bool = False) -> list[tuple[str, str, str]]:
    """Of each entry what becomes of it, what it is for, and what is observed there."""
    return [
        (one.kind, one.entry.place, one.observed or one.entry.observed) for one in relisted(SUITE, known, record, SAID, by_rule=by_rule)
    ]


def after(entries: tuple[Entry, ...]) -> tuple[KnownFailure, ...]:
    """The list as it is then."""
    kept = [one for one in entries if one.kind not in ("removed", "expired")]
    return tuple(replace(one.entry, observed=one.observed or one.entry.observed) for one in kept)


ALL = dict.fromkeys(("slow_a", "slow_b", "fast_a", "fast_b", "once"), "blank")


class TestWhatIsNew:
    def test_has_what_is_said_of_it(self) -> None:
        [one] = relisted(SUITE, (), ran(once="blank"), SAID)
        assert one.entry == KnownFailure("door.open", "w = blank", SAID.reason, "door.open/once", SAID.link, SAID.until)

    def test_is_for_the_rule_where_all_of_it_fails_alike(self) -> None:
        assert became((), ran(**ALL)) == [("added", "door.open", "w = blank")]

    def test_is_for_a_title_where_only_that_does(self) -> None:
        assert became((), ran(slow_a="blank", slow_b="blank", fast_a="blank")) == [
            ("added", "door.open/slow/*", "w = blank"),
            ("added", "door.open/fast/a", "w = blank"),
        ]

    def test_is_for_each_scenario_where_they_show_different_things(self) -> None:
        assert became((), ran(slow_a="blank", slow_b='"3"')) == [
            ("added", "door.open/slow/a", "w = blank"),
            ("added", "door.open/slow/b", 'w = "3"'),
        ]

    @pytest.mark.parametrize("other", ["PASS", "NONE", "BLOCKED", "ERROR", "NOT-APPLICABLE"])
    def test_is_never_for_what_did_not_fail(self, other: str) -> None:
        places = [place for _, place, _ in became((), ran(**{**ALL, "fast_b": other}))]
        assert places == ["door.open/slow/*", "door.open/fast/a", "door.open/once"]

    def test_is_for_the_rule_where_that_is_asked_for_and_what_fails_is_alike(self) -> None:
        some = ran(slow_a="blank", fast_a="blank")
        assert became((), some, by_rule=True) == [("added", "door.open", "w = blank")]
        assert len(became((), ran(slow_a="blank", fast_a='"3"'), by_rule=True)) == 2
        assert became((), ran(slow_a="blank"), by_rule=True) == [("added", "door.open/slow/a", "w = blank")]

    def test_is_no_warning_which_turns_nothing_red(self) -> None:
        assert became((), ran(one="blank")) == []


class TestWhatIsListed:
    def test_and_fails_so_stays(self) -> None:
        known = (listed("w = blank"), listed('w = "3"', "door.open/once"))
        assert [kind for kind, _, _ in became(known, ran(slow_a="blank", once='"3"'))] == ["kept", "kept"]

    def test_and_fails_otherwise_is_corrected_and_its_reason_stays(self) -> None:
        known = (listed("w = blank"),)
        entries = relisted(SUITE, known, ran(slow_a='"3"', once='"3"'), SAID)
        assert after(entries) == (listed('w = "3"'),)

    def test_and_fails_in_two_ways_is_for_one_of_them(self) -> None:
        assert became((listed("w = blank"),), ran(slow_a="blank", slow_b='"3"', once='"4"')) == [
            ("kept", "door.open", "w = blank"),
            ("added", "door.open/slow/b", 'w = "3"'),
            ("added", "door.open/once", 'w = "4"'),
        ]
        assert became((listed("w = blank"),), ran(slow_a='"4"', slow_b='"3"', once='"3"')) == [
            ("corrected", "door.open", 'w = "3"'),
            ("added", "door.open/slow/a", 'w = "4"'),
        ]

    def test_by_a_glob_gets_no_glob_beside_it(self) -> None:
        known = (listed("w = blank", "door.open/*a"),)
        assert became(known, ran(slow_a="blank", fast_a='"3"', fast_b='"3"')) == [
            ("kept", "door.open/*a", "w = blank"),
            ("added", "door.open/fast/a", 'w = "3"'),
            ("added", "door.open/fast/b", 'w = "3"'),
        ]

    def test_and_holds_is_taken_out(self) -> None:
        known = (listed("w = blank"), listed("w = blank", "door.open/once"))
        assert [kind for kind, _, _ in became(known, ran(once="STALE"))] == ["removed", "removed"]

    @pytest.mark.parametrize("untold", ["NONE", "BLOCKED", "ERROR"])
    def test_and_may_fail_for_all_that_is_known_stays(self, untold: str) -> None:
        assert became((listed("w = blank"),), ran(slow_a=untold)) == [("kept", "door.open", "w = blank")]
        assert became((listed("w = blank", "door.open/once"),), ran(once=untold))[0][0] == "kept"

    def test_and_partly_may_is_not_corrected_for_the_rest(self) -> None:
        assert became((listed("w = blank"),), ran(slow_a="NONE", once='"3"')) == [
            ("kept", "door.open", "w = blank"),
            ("added", "door.open/once", 'w = "3"'),
        ]

    def test_though_it_is_a_warning_is_corrected_all_the_same(self) -> None:
        assert became((listed("w = blank", rule="lid.shut"),), ran(one='"3"')) == [("corrected", "lid.shut", 'w = "3"')]


class TestWhatHasExpired:
    PAST = date(2025, 6, 30)

    def test_and_fails_is_listed_anew_for_the_reason_that_is_given_now(self) -> None:
        known = (listed("w = blank", "door.open/once", self.PAST),)
        entries = relisted(SUITE, known, ran(once="blank"), SAID)
        assert [one.kind for one in entries] == ["expired", "added"]
        assert [(one.reason, one.until) for one in after(entries)] == [("until release 8", date(2027, 1, 31))]

    def test_and_holds_is_taken_out(self) -> None:
        assert became((listed("w = blank", "door.open/once", self.PAST),), ran())[0][0] == "expired"

    @pytest.mark.parametrize("known", [(), (listed("w = blank"),)])
    def test_and_may_fail_or_is_listed_once_more_stays(self, known: tuple[KnownFailure, ...]) -> None:
        past = listed("w = blank", "door.open/once", self.PAST)
        assert became((past, *known), ran(once="blank" if known else "BLOCKED"))[0][0] == "kept"


def test_scenarios_of_another_book_are_left_out() -> None:
    other = Finding("x.y/z", "x.y", "x", "must", "fail", mismatches=(Mismatch(1, "Get:", 9, "w", "1", "2"),))
    assert relisted(SUITE, (), Record(HEADER, (other,), Footer("", 1)), SAID) == ()


FAULTS = (
    "location.kept:falls-back-to-1",
    "create.start-date-today:yesterday",
    "create.returns-ucrn:update-misses-it",
    "address.old-ends-today:open",
)


@pytest.mark.parametrize("fault", FAULTS)
def test_held_against_the_new_list_the_same_run_has_no_failure_and_nothing_stale(fault: str) -> None:
    suite = book()
    before = (KnownFailure("location.kept", "location = blank", "since ever"), KnownFailure("email.unchanged", "x = blank", "since ever"))
    record = hold(suite, select(suite, ()), reference(fault), known=before)
    raw = [replace(one, verdict=_raw(one), cause="") for one in record.findings]
    for by_rule in (False, True):
        known = after(relisted(suite, before, record, SAID, by_rule=by_rule))
        assert list(problems(known, suite)) == []
        header = replace(record.header, known=known)
        again = [as_listed(finding, header) for finding in raw]
        assert {"known"} <= {finding.verdict for finding in again} <= {"known", "pass", "observed", "not-applicable", "warning"}
        assert stale_entries(suite, header, again) == ()


def _raw(finding: Finding) -> Verdict:
    """The verdict without any list."""
    if finding.verdict not in ("known", "stale"):
        return finding.verdict
    return "pass" if not finding.mismatches else "fail" if finding.level == "must" else "warning"
