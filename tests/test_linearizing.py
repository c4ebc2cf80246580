"""A register that is written and read at the same time: which histories some order explains, and what is told of the others."""

from __future__ import annotations

from itertools import permutations
from random import Random
from typing import NamedTuple

import pytest

from conformance.comparing import Difference
from conformance.linearizing import Came, Unexplained, unexplained


class Op(NamedTuple):
    """A write of a value, or a read (no value to write) that got one; the number tells operations apart that are alike."""

    write: str
    got: str = ""
    number: int = 0


def register(state: str, op: Op) -> Came[str]:
    if op.write:
        return Came(op.write, op.write, ())
    return Came(state, state, [] if state == op.got else [Difference("value", state, op.got)])


def wrong(*groups: list[Op], most: int = 1000) -> Unexplained[Op] | None:
    return unexplained("", groups, register, most)


A, B = Op("a"), Op("b")


class TestWhatSomeOrderExplains:
    @pytest.mark.parametrize("last", ["a", "b"])
    def test_either_write_may_be_the_last(self, last: str) -> None:
        assert wrong([A, B], [Op("", last)]) is None

    def test_two_reads_between_two_writes(self) -> None:
        assert wrong([A, Op("", "", 1), B, Op("", "a", 2)], [Op("", "b", 3)]) is None

    def test_a_state_that_several_orders_lead_to_is_gone_on_from_once(self) -> None:
        steps: list[Op] = []

        def counting(state: str, op: Op) -> Came[str]:
            steps.append(op)
            return register(state, op)

        writes = [Op("same", number=number) for number in range(8)]
        assert unexplained("", [writes, [Op("", "other")]], counting) is not None
        assert len(steps) <= 8 * 2**7 + 1, "not one for each of 8! orders"


class TestWhatNoneExplains:
    def test_a_value_that_nobody_wrote(self) -> None:
        read = Op("", "c")
        assert wrong([A, B], [read]) == Unexplained(read, (Difference("value", "b or a", "c"),))

    def test_reads_that_go_back_in_time(self) -> None:
        assert wrong([A], [B, Op("", "a", 1)], [Op("", "a", 2)]) is not None

    def test_the_groups_stay_in_their_order(self) -> None:
        assert wrong([A], [B], [Op("", "a")]) == Unexplained(Op("", "a"), (Difference("value", "b", "a"),))


class TestLongHistories:
    def test_more_than_eight_are_not_looked_at_to_the_end(self) -> None:
        writes = [Op(str(number)) for number in range(12)]
        found = wrong([*writes], [Op("", "nobody's")], most=50)
        assert found is not None
        assert found.undecided

    def test_and_are_explained_all_the_same_where_a_short_way_leads_there(self) -> None:
        writes = [Op(str(number)) for number in range(12)]
        assert wrong([*writes], [Op("", "11")], most=50) is None

    def test_eight_are_decided_whatever_it_takes(self) -> None:
        found = wrong([Op(str(number)) for number in range(8)], [Op("", "nobody's")], most=1)
        assert found is not None
        assert not found.undecided


@pytest.mark.parametrize("seed", range(40))
def test_as_trying_every_order_says(seed: int) -> None:
    random = Random(seed)
    group = [Op("" if random.random() < 0.5 else random.choice("ab"), random.choice("ab"), number) for number in range(5)]
    last = Op("", random.choice("ab"), 9)

    def explains(order: tuple[Op, ...]) -> bool:
        state = ""
        for op in (*order, last):
            came = register(state, op)
            if came.differences:
                return False
            state = came.state
        return True

    assert (wrong(group, [last]) is None) == any(explains(order) for order in permutations(group))
