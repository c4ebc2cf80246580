"""A new run against an old one: what is a regression, what only differs, and what is the same though it reads otherwise."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import pytest
from msgspec.structs import replace

from conformance.differing import Change, Kind, differences
from conformance.exchanges import Answer, Target
from conformance.judging import Mismatch, Verdict
from conformance.known import KnownFailure
from conformance.record import Finding, Footer, Header, Record
from tests.servers import NOON, exchange, observed

HEADER = Header("0.1.0", Target("hub.toml", "Acme Hub"), "2025-07-01T12:00:00+00:00", (), 1, complete=True)
DONE = Footer("2025-07-01T12:01:00+00:00", 1)
FAILED: tuple[Verdict, ...] = ("fail", "warning", "known")


@dataclass
class Run:
    """A run of the rule `door.open`: by scenario its verdict, and what was seen of the width where that does not match."""

    verdicts: dict[str, Verdict] = field(default_factory=dict)
    seen: str = '"1"'
    header: Header = HEADER
    footer: Footer | None = DONE

    def record(self) -> Record:
        found = tuple(finding(f"door.open/{name}", verdict, self.seen) for name, verdict in self.verdicts.items())
        return Record(self.header, found, self.footer)


def finding(scenario: str, verdict: Verdict, seen: str = '"1"', **told: str) -> Finding:
    mismatches = (Mismatch(1, "Get afterwards:", 9, "width", '"2"', seen),) if verdict in (*FAILED, "stale") and seen else ()
    return Finding(scenario, "door.open", "door", "must", verdict, mismatches=mismatches, **told)  # type: ignore[arg-type]  # outcome, cause


def kinds(old: Run, new: Run) -> dict[str, Kind]:
    return {change.gist.scenario.partition("/")[2]: change.kind for change in differences(old.record(), new.record()).changes}


def one(before: Verdict, after: Verdict) -> tuple[Kind, int]:
    """What became of one scenario, and the exit status, beside one that holds in both runs."""
    found = differences(Run({"a": before, "b": "pass"}).record(), Run({"a": after, "b": "pass"}).record())
    return found.changes[0].kind, found.status


class TestOneScenario:
    @pytest.mark.parametrize("before", ["pass", "observed", "blocked", "error", "not-applicable", "known"])
    def test_that_fails_and_did_not_is_a_regression(self, before: Verdict) -> None:
        assert one(before, "fail") == ("failure", 1)

    @pytest.mark.parametrize("after", ["blocked", "error", "not-applicable"])
    def test_that_held_and_cannot_be_told_now_is_a_regression(self, after: Verdict) -> None:
        assert one("pass", after) == ("lost", 1)
        assert one("observed", after) == ("lost", 1)

    @pytest.mark.parametrize("before", ["pass", "fail", "known", "stale", "blocked"])
    def test_that_is_not_as_listed_is_one_whatever_it_was(self, before: Verdict) -> None:
        assert one(before, "stale") == ("stale", 1)

    @pytest.mark.parametrize(
        ("before", "after", "kind"),
        [
            ("fail", "fail", "still"),
            ("fail", "known", "still"),
            ("known", "known", "still"),
            ("warning", "warning", "still"),
            ("warning", "fail", "still"),
            ("stale", "known", "still"),
            ("fail", "pass", "fixed"),
            ("known", "pass", "fixed"),
            ("warning", "observed", "fixed"),
            ("pass", "warning", "warning"),
            ("pass", "known", "listed"),
            ("fail", "blocked", "unclear"),
            ("known", "not-applicable", "unclear"),
            ("blocked", "pass", "told"),
            ("blocked", "error", "same"),
            ("not-applicable", "not-applicable", "same"),
            ("pass", "pass", "same"),
        ],
    )
    def test_of_which_that_is_not_so_is_none(self, before: Verdict, after: Verdict, kind: Kind) -> None:
        assert one(before, after) == (kind, 0)

    def test_that_was_stale_because_it_passed_held(self) -> None:
        old = Record(HEADER, (finding("door.open/a", "stale", ""),), Footer("", 1))
        assert differences(old, Run({"a": "fail"}).record()).changes[0].kind == "failure"
        assert differences(old, Run({"a": "pass"}).record()).changes[0].kind == "same"

    @pytest.mark.parametrize("before", ["fail", "known", "pass"])
    def test_that_was_known_until_a_day_that_has_passed_is_a_regression(self, before: Verdict) -> None:
        known = (KnownFailure("door.open", "width = blank", "until release 8", until=date(2025, 6, 30)),)
        found = differences(Run({"a": before}).record(), Run({"a": "fail"}, header=replace(HEADER, known=known)).record())
        assert (found.changes[0].kind, found.status) == ("failure", 1)

    def test_that_fails_otherwise_is_told(self) -> None:
        found = differences(Run({"a": "fail"}).record(), Run({"a": "fail"}, seen="blank").record())
        assert (found.changes[0].kind, found.status) == ("changed", 0)

    def test_that_follows_another_reading_is_told(self) -> None:
        old, new = (Record(HEADER, (finding("door.open/a", "observed", outcome=name),), Footer("", 1)) for name in ("1", "blank"))
        assert (differences(old, new).changes[0].kind, differences(old, new).status) == ("reading", 0)


class TestWhatDiffersFromRunToRun:
    def seen(self, seen: str, ucrn: str, at: float) -> Record:
        made = observed(0, "get", Answer("accepted"), exchange(at=at))
        failed = replace(finding("door.open/a", "fail", seen), filled={"<ucrn>": ucrn}, observations=(made,))
        return Record(HEADER, (failed,), Footer("", 1))

    def test_is_no_change(self) -> None:
        old = self.seen('"2025-07-01 for 100000000416"', "100000000416", NOON)
        new = self.seen('"2025-07-03 for 100000000999"', "100000000999", NOON + 2 * 86400)
        assert differences(old, new).changes[0].kind == "still"

    def test_and_does_not_is_one(self) -> None:
        old = self.seen('"2025-07-01"', "100000000416", NOON)
        new = self.seen('"2025-07-01"', "100000000416", NOON + 2 * 86400)
        assert differences(old, new).changes[0].kind == "changed"


class TestWhatOneRunHasNothingOf:
    PART = replace(HEADER, selected=("door.open/a",), complete=False)

    @pytest.mark.parametrize("after", ["pass", "fail", "warning", "known", "blocked"])
    def test_came_into_the_book_since_and_is_no_regression(self, after: Verdict) -> None:
        found = differences(Run({"a": "pass"}).record(), Run({"a": "pass", "b": after}).record())
        assert (found.changes[1].kind, found.status) == ("added", 0)

    def test_though_it_is_listed_and_not_so_is_one(self) -> None:
        assert kinds(Run({"a": "pass"}), Run({"a": "pass", "b": "stale"}))["b"] == "stale"

    def test_was_not_to_be_run_before_so_that_it_fails_is_new(self) -> None:
        new = Run({"a": "pass", "b": "fail", "c": "pass"})
        assert kinds(Run({"a": "pass"}, header=self.PART), new) == {"a": "same", "b": "failure", "c": "told"}

    @pytest.mark.parametrize("pattern", ["door", "must", "door.open", "door.*", "door.open/b"])
    def test_would_have_been_run_before_so_that_it_is_of_a_newer_book(self, pattern: str) -> None:
        old = Run({"a": "pass"}, header=replace(HEADER, selected=("door.open/a", pattern), complete=False))
        assert kinds(old, Run({"a": "pass", "b": "fail"}))["b"] == "added"

    @pytest.mark.parametrize("footer", [None, Footer("", 1, stopped="interrupted from the keyboard")])
    def test_was_not_come_to_before_so_that_it_fails_is_new(self, footer: Footer | None) -> None:
        assert kinds(Run({"a": "pass"}, footer=footer), Run({"a": "pass", "b": "fail"}))["b"] == "failure"

    def test_is_gone_from_the_book_or_was_not_to_be_run(self) -> None:
        old = Run({"a": "pass", "b": "fail", "c": "pass"})
        assert kinds(old, Run({"a": "pass"})) == {"a": "same", "b": "removed", "c": "removed"}
        assert kinds(old, Run({"a": "pass"}, header=self.PART)) == {"a": "same", "b": "unrun", "c": "unrun"}
        assert differences(old.record(), Run({"a": "pass"}, header=self.PART).record()).status == 0


class TestANewRunThatEstablishesNothing:
    @pytest.mark.parametrize(
        ("new", "why"),
        [
            (Run({"a": "fail"}, footer=None), "breaks off"),
            (Run({"a": "pass"}, footer=Footer("", 1, stopped="the target stopped answering")), "the target stopped answering"),
            (Run({"a": "not-applicable"}), "nothing was run"),
            (Run({}), "nothing was run"),
            (Run({"b": "pass"}, header=replace(HEADER, selected=("door.open/b",))), "no scenario of the old record was run again"),
        ],
    )
    def test_is_never_0_nor_1(self, new: Run, why: str) -> None:
        found = differences(Run({"a": "pass"}).record(), new.record())
        assert found.status == 5
        assert why in found.unfinished


def test_an_entry_that_is_true_no_more_is_a_regression() -> None:
    found = differences(Run({"a": "pass"}).record(), Run({"a": "pass"}, footer=Footer("", 1, stale=("door.open is listed",))).record())
    assert (found.status, found.regressions, found.stale) == (1, 1, ("door.open is listed",))


def test_what_keeps_two_runs_from_being_alike_is_noted() -> None:
    other = replace(HEADER, suite="0.2.0", target=Target("x", "Other"), selected=("door",), read_only=True)
    notes = differences(Run({"a": "pass"}, footer=None).record(), Run({"a": "pass"}, header=other).record()).notes
    assert notes == (
        "the old run did not come to its end: what it did not come to counts as never seen",
        "target: Acme Hub, and now Other",
        "suite: 0.1.0, and now 0.2.0",
        "selected: the whole book, and now door",
        "read-only: no, and now yes",
    )
    assert differences(Run({"a": "pass"}).record(), Run({"a": "pass"}).record()).notes == ()


def test_changes_stand_in_the_order_of_the_new_run_and_what_is_gone_at_the_end() -> None:
    changes: tuple[Change, ...] = differences(
        Run({"z": "pass", "a": "pass", "b": "pass"}).record(), Run({"b": "pass", "n": "pass", "a": "pass"}).record()
    ).changes
    assert [change.gist.scenario for change in changes] == ["door.open/b", "door.open/n", "door.open/a", "door.open/z"]
