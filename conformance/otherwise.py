"""What else is permitted: the values that a scenario could have where the book leaves a point open, beside those of the reference."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from conformance.oracle import Told

ANSWER = "answer"
"""The place that stands for how a call is answered: accepted or refused."""
ABSENT = "not there"


class Otherwise(msgspec.Struct, frozen=True):
    """Another permitted value, and the outcome of the open point that leads to it."""

    value: str
    point: str
    outcome: str


Places = dict[str, tuple[Otherwise, ...]]
"""By path; only places where something else is permitted."""


def otherwise(told: Sequence[Told], variations: Iterable[tuple[str, str, Sequence[Told]]]) -> list[Places]:
    """For each call of a scenario, as `told` has them, the places where something else is permitted too.

    `variations` are open points, their other outcomes, and what the same calls come to with each. One point is turned at a time;
    what two of them could do together is not told.
    """
    found: list[dict[str, list[Otherwise]]] = [{} for _ in told]
    for point, outcome, other in variations:
        for places, usual, different in zip(found, told, other, strict=False):
            for path, value in _differences(usual, different):
                known = places.setdefault(path, [])
                if value not in (one.value for one in known):
                    known.append(Otherwise(value, point, outcome))
    return [{path: tuple(values) for path, values in places.items()} for places in found]


def _differences(usual: Told, different: Told) -> list[tuple[str, str]]:
    """The places in which one call comes out otherwise, and how; where it is answered otherwise, that alone."""
    if usual.answer.status != different.answer.status:
        return [(ANSWER, different.answer.status)]
    values, others = _values(usual), _values(different)
    changed = [(path, value) for path, value in others.items() if values.get(path) != value]
    return changed + [(path, ABSENT) for path in values if path not in others]


def _values(told: Told) -> dict[str, str]:
    """What is held and answered, the last word on each; what was decided on the way is not to be seen from outside."""
    return {reason.path: reason.value for reason in told.reasons if not reason.path.startswith("decision ")}
