"""The explorer on trial: what is broken is found soon and shown briefly, and its page tells what was missed."""

from __future__ import annotations

import pytest

from conformance.proving import explored
from conformance.proving.explored import Explored, explorable, tried, walked
from conformance.renderers.explored import Score, line, score, score_line, score_of, summary

FOUND = Explored("x.one:found", "x.one", "It is found.", 7, 3, ("x.one", "x.two"))
LONG = Explored("x.two:long", "x.two", "It takes long.", 90, 5, ("x.three",))
MISSED = Explored("x.one:missed", "x.one", "It is missed.")


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
