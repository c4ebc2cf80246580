"""What a run establishes, and its exit status: nothing run is never 0, and a skip never counts as a pass."""

from __future__ import annotations

import pytest

from conformance.exchanges import Target
from conformance.judging import Mismatch, Verdict
from conformance.record import Finding, Footer, Header
from conformance.verdicts import Conclusion, conclude, tally, worst

HEADER = Header("0", Target("http://hub.example"), "2025-07-01T12:00:00+00:00", (), 9, complete=True)
PART = Header("0", Target("http://hub.example"), "2025-07-01T12:00:00+00:00", ("x",), 1, complete=False)
ENDED = Footer("2025-07-01T12:00:01+00:00", 9)
LEFT = Footer("2025-07-01T12:00:01+00:00", 9, stale=("x.rule is listed as a known failure: take it out of the file",))
STOPPED = Footer("2025-07-01T12:00:01+00:00", 1, "interrupted from the keyboard")


def findings(*verdicts: Verdict) -> list[Finding]:
    return [Finding(f"x.rule/{number}", "x.rule", "x", "must", verdict) for number, verdict in enumerate(verdicts)]


@pytest.mark.parametrize(
    ("verdicts", "footer", "conclusion", "status"),
    [
        (("pass",), ENDED, "conformant", 0),
        (("pass", "observed", "not-applicable"), ENDED, "conformant", 0),
        (("observed",), ENDED, "conformant", 0),
        (("pass", "warning"), ENDED, "conformant, with warnings", 0),
        (("pass", "fail"), ENDED, "not conformant", 1),
        (("fail", "error", "blocked", "warning"), ENDED, "not conformant", 1),
        (("fail",), STOPPED, "not conformant", 1),
        (("pass", "error"), ENDED, "not established", 5),
        (("pass", "blocked"), ENDED, "not established", 5),
        (("pass", "warning", "blocked"), ENDED, "not established", 5),
        (("pass",), STOPPED, "not established", 5),
        (("pass",), None, "not established", 5),
        ((), ENDED, "not established", 5),
        (("not-applicable",), ENDED, "not established", 5),
        (("pass", "known"), ENDED, "not conformant, as known", 0),
        (("known",), ENDED, "not conformant, as known", 0),
        (("known", "warning"), ENDED, "not conformant, as known", 0),
        (("known", "fail"), ENDED, "not conformant", 1),
        (("known", "blocked"), ENDED, "not established", 5),
        (("known", "error"), ENDED, "not established", 5),
        (("known",), STOPPED, "not established", 5),
        (("known",), None, "not established", 5),
        (("pass", "stale"), ENDED, "not established", 1),
        (("known", "stale"), ENDED, "not established", 1),
        (("stale", "blocked"), ENDED, "not established", 1),
        (("stale",), STOPPED, "not established", 1),
        (("stale",), None, "not established", 1),
        (("fail", "stale"), ENDED, "not conformant", 1),
        (("pass",), LEFT, "not established", 1),
        (("known",), LEFT, "not established", 1),
        (("fail",), LEFT, "not conformant", 1),
    ],
)
def test_conclusions(verdicts: tuple[Verdict, ...], footer: Footer | None, conclusion: Conclusion, status: int) -> None:
    reached, reason, exit_status = conclude(HEADER, findings(*verdicts), footer)
    assert (reached, exit_status) == (conclusion, status)
    assert reason


def test_nothing_but_what_does_not_apply_is_nothing_run() -> None:
    assert conclude(HEADER, findings("not-applicable"), ENDED)[1] == "nothing was run"


def test_a_part_of_the_book_says_that_it_is_one() -> None:
    assert conclude(PART, findings("pass"), ENDED)[1].endswith("in what was selected")
    assert not conclude(HEADER, findings("pass"), ENDED)[1].endswith("in what was selected")


def test_the_reason_of_a_stop_is_told() -> None:
    assert conclude(HEADER, findings("pass"), STOPPED)[1] == "interrupted from the keyboard"


def test_failures_are_counted_by_scenario_and_by_rule() -> None:
    other = Finding("y.rule/1", "y.rule", "y", "must", "fail")
    assert conclude(HEADER, [*findings("fail", "fail"), other], ENDED)[1] == "2 must rules broken, in 3 scenarios"


class TestKnownFailures:
    def test_what_is_known_is_counted_and_said_to_be_listed(self) -> None:
        assert conclude(HEADER, findings("pass", "known", "known"), ENDED)[1] == "1 must rule broken, in 2 scenarios, all listed as known"
        assert conclude(PART, findings("known"), ENDED)[1].endswith("in 1 scenario in what was selected, all listed as known")

    def test_and_told_apart_from_what_is_not(self) -> None:
        other = Finding("y.rule/1", "y.rule", "y", "must", "fail")
        assert (
            conclude(HEADER, [*findings("known", "known"), other], ENDED)[1] == "1 must rule broken, in 1 scenario, and as known in 2 more"
        )

    def test_a_should_rule_that_is_known_not_to_hold_is_a_warning_as_ever(self) -> None:
        should = Finding("y.rule/1", "y.rule", "y", "should", "known")
        assert conclude(HEADER, [*findings("pass"), should], ENDED) == (
            "conformant, with warnings",
            "otherwise than should and reading rules say in 1 scenario",
            0,
        )
        assert conclude(HEADER, [*findings("known"), should], ENDED)[0] == "not conformant, as known"

    def test_what_fails_otherwise_than_listed_is_broken_if_its_rule_is_a_must(self) -> None:
        mismatch = Mismatch(1, "Get afterwards:", 9, "house", '"1"', "blank")
        must = Finding("y.rule/1", "y.rule", "y", "must", "stale", mismatches=(mismatch,))
        should = Finding("y.rule/1", "y.rule", "y", "should", "stale", mismatches=(mismatch,))
        assert conclude(HEADER, [must], ENDED) == (
            "not conformant",
            "1 must rule broken, in 1 scenario; the list of known failures is not true in 1 place: correct it as well",
            1,
        )
        assert conclude(HEADER, [should], ENDED)[::2] == ("not established", 1)

    def test_a_list_that_is_not_true_says_what_to_do(self) -> None:
        assert conclude(HEADER, findings("stale", "pass"), LEFT)[1] == (
            "the list of known failures is not true in 2 places: correct it, and run again"
        )


@pytest.mark.parametrize(
    ("verdicts", "verdict"),
    [
        (("pass", "fail", "error"), "fail"),
        (("pass", "blocked", "warning"), "blocked"),
        (("pass", "warning"), "warning"),
        (("not-applicable", "pass"), "pass"),
        (("not-applicable",), "not-applicable"),
        (("pass", "known"), "known"),
        (("known", "warning"), "warning"),
        (("stale", "known", "error"), "stale"),
        (("stale", "fail"), "fail"),
        ((), "not-applicable"),
    ],
)
def test_a_rule_is_as_good_as_its_worst_scenario(verdicts: tuple[Verdict, ...], verdict: Verdict) -> None:
    assert worst(findings(*verdicts)) == verdict


def test_a_tally_counts_each_verdict_once() -> None:
    counted = tally(findings("pass", "pass", "fail"))
    assert (counted["pass"], counted["fail"], counted["error"], counted.total) == (2, 1, 0, 3)


@pytest.mark.parametrize(("footer", "why"), [(STOPPED, "interrupted from the keyboard"), (None, "the record breaks off: it has no footer")])
def test_what_is_broken_is_told_with_the_end_that_came_too_early(footer: Footer | None, why: str) -> None:
    assert conclude(HEADER, findings("fail"), footer)[1] == f"1 must rule broken, in 1 scenario; {why}"
