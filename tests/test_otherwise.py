"""What else is permitted where the book leaves a point open."""

from __future__ import annotations

from datetime import UTC, datetime

from conformance.drivers.in_process import Likeness
from conformance.exchanges import Answer, Status
from conformance.oracle import Told, explain, variations
from conformance.otherwise import ABSENT, ANSWER, Otherwise, otherwise
from conformance.record import Reason
from conformance.suite import Suite
from reference_impl.clock import FixedClock
from tests.pages import block, scenario

AT_NOON = Likeness(FixedClock(datetime(2025, 7, 1, 12, tzinfo=UTC)))
NO_BOOK = Suite("0", ())


def told(status: Status = "accepted", **values: str) -> Told:
    return Told("Create:", Answer(status), tuple(Reason(path.replace("_", " "), value, ("x.rule",)) for path, value in values.items()))


class TestDifferences:
    def test_a_value_that_could_be_another(self) -> None:
        assert otherwise([told(held_a="1", held_b="2")], [("p", "o", [told(held_a="3", held_b="2")])]) == [
            {"held a": (Otherwise("3", "p", "o"),)}
        ]

    def test_several_points_lead_to_several_values_each_told_once(self) -> None:
        other = [("p", "o", [told(held_a="3")]), ("p", "q", [told(held_a="4")]), ("r", "s", [told(held_a="3")])]
        assert otherwise([told(held_a="1")], other) == [{"held a": (Otherwise("3", "p", "o"), Otherwise("4", "p", "q"))}]

    def test_what_would_not_be_there_and_what_would_be_there_besides(self) -> None:
        assert otherwise([told(held_a="1")], [("p", "o", [told(held_b="2")])]) == [
            {"held b": (Otherwise("2", "p", "o"),), "held a": (Otherwise(ABSENT, "p", "o"),)}
        ]

    def test_a_call_that_could_be_answered_otherwise(self) -> None:
        assert otherwise([told(held_a="1")], [("p", "o", [told("refused")])]) == [{ANSWER: (Otherwise("refused", "p", "o"),)}]

    def test_what_is_decided_on_the_way_is_not_to_be_seen(self) -> None:
        assert otherwise([told(decision_record="add")], [("p", "o", [told(decision_record="none")])]) == [{}]

    def test_calls_are_told_apart(self) -> None:
        other = [told(held_a="1"), told(held_a="2")]
        assert otherwise([told(held_a="1"), told(held_a="1")], [("p", "o", other)]) == [{}, {"held a": (Otherwise("2", "p", "o"),)}]


def test_a_location_that_is_not_given_may_be_any_of_three() -> None:
    one = scenario("Create:", block('{"first_name": "Ann"}'))
    [places] = otherwise(explain(NO_BOOK, one, AT_NOON), variations(NO_BOOK, one, AT_NOON))
    assert {other.value for other in places["held profile location"]} == {'"3"', "blank"}
    assert list(places) == ["held profile location"]
