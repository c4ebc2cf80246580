"""Whether what several did at the same time is as if one had done it after the other, in some order. Pure, and knows no target.

A history is a list of groups: those of one group were sent at the same time, and each group after the one before it. It is explained
where a model, which goes through it one operation at a time, comes to the answer that each one got.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Final, Generic, NamedTuple, TypeVar

from conformance.comparing import Difference

S = TypeVar("S")
O = TypeVar("O")  # noqa: E741  # an operation

LONGEST: Final = 8
"""So many operations at the same time are looked at in every order."""
MOST_STEPS: Final = 20_000
"""So many steps of the model at the most, where there are more of them."""


class Came(NamedTuple, Generic[S]):
    """What an operation comes to in the model: the state after it, what tells this one from other states, and where the answer differs."""

    state: S
    key: Hashable
    differences: Sequence[Difference]


Model = Callable[[S, O], Came[S]]


class Unexplained(NamedTuple, Generic[O]):
    """The operation at which the longest way through a history ends, and what differs there after the order that comes nearest."""

    operation: O
    differences: tuple[Difference, ...]
    undecided: bool = False
    """Whether not every order was looked at, so that there may be one all the same."""


def unexplained(start: S, groups: Sequence[Sequence[O]], model: Model[S, O], most: int = MOST_STEPS) -> Unexplained[O] | None:
    """None where some order explains a history; otherwise where the longest way ends.

    Every order is looked at, but where a group has more than LONGEST operations: then `most` steps of the model are made.
    """
    bounded = any(len(group) > LONGEST for group in groups)
    return _Search(groups, model, most if bounded else None).through(start)


class _Search(Generic[S, O]):
    """A walk through all orders, in which no state is gone on from twice."""

    def __init__(self, groups: Sequence[Sequence[O]], model: Model[S, O], most: int | None) -> None:
        self._groups, self._model, self._left = groups, model, most
        self._dead: set[Hashable] = set()
        self._longest = -1
        self._ends: dict[int, list[tuple[O, Sequence[Difference]]]] = {}

    def through(self, start: S) -> Unexplained[O] | None:
        try:
            if self._goes_on(start, 0, 0, frozenset()):
                return None
            undecided = False
        except _TooManyError:
            undecided = True
        return self._end(undecided)

    def _goes_on(self, state: S, before: int, number: int, done: frozenset[int]) -> bool:
        """Whether the rest of the history has an order, from group `number` on, of which some are `done`; `before` are all that are."""
        if number == len(self._groups):
            return True
        group = self._groups[number]
        if len(done) == len(group):
            return self._goes_on(state, before, number + 1, frozenset())
        for one in range(len(group)):
            if one in done:
                continue
            came = self._step(state, group[one], before)
            if came is None:
                continue
            place = (number, done | {one}, came.key)
            if place not in self._dead:
                if self._goes_on(came.state, before + 1, number, done | {one}):
                    return True
                self._dead.add(place)
        return False

    def _step(self, state: S, operation: O, before: int) -> Came[S] | None:
        if self._left is not None:
            if not self._left:
                raise _TooManyError
            self._left -= 1
        came = self._model(state, operation)
        if not came.differences:
            return came
        if before >= self._longest:
            self._longest = before
            self._ends.setdefault(before, []).append((operation, came.differences))
        return None

    def _end(self, undecided: bool) -> Unexplained[O]:
        """Of the operations at which the longest ways end, the last in the history; and what the nearest ways would have had there."""
        ends = self._ends.get(self._longest, [])
        if not ends:
            return Unexplained(self._groups[-1][-1], (), undecided)
        order = {id(operation): place for place, operation in enumerate(one for group in self._groups for one in group)}
        operation = max((one for one, _ in ends), key=lambda one: order[id(one)])
        nearest = min((found for one, found in ends if one is operation), key=len)
        places = [(difference.path, difference.observed) for difference in nearest]
        expected = {place: dict[str, None]() for place in places}
        for one, found in ends:
            if one is operation and [(difference.path, difference.observed) for difference in found] == places:
                for difference in found:
                    expected[difference.path, difference.observed][difference.expected] = None
        told = (Difference(path, " or ".join(words), observed) for (path, observed), words in expected.items())
        return Unexplained(operation, tuple(told), undecided)


class _TooManyError(Exception):
    """More steps than may be made."""
