"""The explorer on trial: what is broken is found soon and shown briefly, and its page tells what was missed."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from conformance.proving import explored
from conformance.proving.explored import Explored, explorable, tried, walked
from conformance.renderers.explored import PAGE, Score, line, score, score_line, score_of, summary
from reference_impl.faults import FAULTS

REPORT = Path(__file__).parents[1] / "reports" / PAGE
SOON = 12
"""Faults that the page says are found after so few scenarios are quickly explored again."""
SAMPLE = 3
FOUND = Explored("x.one:found", "x.one", "It is found.", 7, 3, ("x.one", "x.two"))
LONG = Explored("x.two:long", "x.two", "It takes long.", 90, 5, ("x.three",))
MISSED = Explored("x.one:missed", "x.one", "It is missed.")


@cache
def published() -> str:
    return REPORT.read_text(encoding="utf-8")


def lines() -> dict[str, str]:
    """Fault to its line on the page."""
    found: dict[str, str] = {}
    for part in published().split("### ")[1:]:
        rule, _, text = part.partition(" (")
        found |= {f"{rule}:{match[1]}": match[0] for match in re.finditer(r"^- `([^`]+)` .*$", text, re.MULTILINE)}
    return found


def sample() -> list[str]:
    """Every so-manieth of the faults that are soon found."""
    soon = [name for name, told in lines().items() if (after := re.search(r" — after (\d+), ", told)) and int(after[1]) <= SOON]
    return soon[:: max(1, len(soon) // SAMPLE)][:SAMPLE]


class TestThePublishedPage:
    def test_has_a_line_for_every_fault_that_can_be_shown(self) -> None:
        stale = f"{PAGE} has not the faults that there are: run 'conformance prove --explorer --output reports'"
        assert sorted(lines()) == sorted(name for name in FAULTS if not name.startswith("concurrent.")), stale

    @pytest.mark.parametrize("number", range(SAMPLE))
    def test_says_what_comes_of_exploring_a_fault_again(self, number: int) -> None:
        name = sample()[number]
        assert line(walked(name)) == lines()[name], (
            f"{PAGE} is stale: {name} now comes out otherwise. A change of the book or of the explorer does that; "
            "run 'conformance prove --explorer --output reports' (a good while), which only lets the score rise"
        )

    def test_reaches_what_it_is_to_reach(self) -> None:
        reached = score_of(published())
        assert reached is not None
        assert reached.faults == len(lines())
        assert reached.median <= 200
        assert reached.found >= 0.99 * reached.faults


@pytest.mark.parametrize("name", ["location.kept:falls-back-to-1", "custom.all-28:17-not-changed", "twitter.removed:kept"])
def test_a_fault_is_found_soon_and_shown_in_three_acts_under_its_rule(name: str) -> None:
    explored = walked(name)
    assert 0 < explored.after <= 200
    assert explored.acts <= 3
    assert explored.by_its_rule


class TestTrying:
    def test_only_the_scenarios_that_matter_come_to_the_same_as_all(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(explored, "BUDGET", 20)
        explored._drawn.cache_clear()
        names = ("access.csa:refused", "ids.suffix:id-for-name", "address.new-adds-one:three-at-most")
        assert [tried(name) for name in names] == [walked(name) for name in names]
        explored._drawn.cache_clear()

    def test_what_only_calls_at_the_same_time_show_is_left_out(self) -> None:
        assert explorable(["concurrent.*"]) == []


class TestTelling:
    def test_what_was_found_and_what_was_not(self) -> None:
        assert line(FOUND) == "- `found` It is found. — after 7, 3 acts: x.one, x.two"
        assert line(MISSED) == "- `missed` It is missed. — not found"

    def test_a_summary_names_what_was_missed(self) -> None:
        told = summary([FOUND, LONG, MISSED])
        assert told.startswith("x.one:missed: not found\n\n")
        assert ["found", "2 (66.7 %)"] in [row.split(maxsplit=1) for row in told.splitlines()]
        assert "x.one:found: after 7, 3 acts: x.one, x.two" in summary([FOUND], details=True)

    def test_a_score_can_be_read_back_and_may_only_rise(self) -> None:
        now = score([FOUND, LONG, MISSED])
        assert now == Score(3, 2, 48, 1, 1)
        assert score_of(score_line(now)) == now
        assert not now.below(now)
        assert score([FOUND, MISSED, MISSED]).below(now)
        assert now.below(score([FOUND, FOUND, FOUND]))
