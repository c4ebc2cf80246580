"""In what way a step of an altered reference is another one than that of the reference as it is. Imports `reference_impl`."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from itertools import combinations
from typing import Any, Literal

from conformance.drivers.altered import Altered
from conformance.drivers.bindings.native import is_refusal
from conformance.drivers.recording import Taken
from reference_impl.readings import OUTCOMES
from reference_impl.steps import step as plain_step
from reference_impl.trace import Trace
from reference_impl.values import Call, Customer, Refusal, Step

Otherness = Literal["reasons", "unjudged", "permitted", "observable"]
"""How far outside the other step shows, the least first: in the reasons of values alone; in what no rule judges (which 4xx, which
warnings, how records are numbered); in nothing but the outcome of an open point; or in what a rule may judge."""

Outcomes = tuple[tuple[str, str], ...]
"""Open points with an outcome each."""

_AT_ONCE = 2
"""So many open points may together explain one step."""


class Comparing:
    """Compares steps. Remembers what the reference would come to with other outcomes of open points."""

    def __init__(self) -> None:
        self._read_as: dict[tuple[int, Outcomes], Hashable] = {}

    def otherness(self, taken: Taken, reference: Altered) -> tuple[Otherness, list[Outcomes]] | None:
        """The kind, with the outcomes of open points of which any explains a step that is permitted; None where nothing is other.

        Raises whatever the altered reference breaks down with.
        """
        consulted = _Consulted(taken.world.readings)
        now = reference.step(taken.call, taken.world._replace(readings=consulted))
        if now == taken.came:
            return None
        if _answered(now) == _answered(taken.came):
            return "reasons", []
        judged = _judged(taken.call, now)
        if judged == _judged(taken.call, taken.came):
            return "unjudged", []
        plain_step(Trace(taken.call, taken.world._replace(readings=consulted)))
        for at_once in range(1, _AT_ONCE + 1):
            choices = _choices(consulted.points, taken.world.readings, at_once)
            explaining = [outcomes for outcomes in choices if self._otherwise(taken, outcomes) == judged]
            if explaining:
                return "permitted", explaining
        return "observable", []

    def _otherwise(self, taken: Taken, outcomes: Outcomes) -> Hashable:
        key = id(taken), outcomes
        if key not in self._read_as:
            world = taken.world._replace(readings={**taken.world.readings, **dict(outcomes)})
            self._read_as[key] = _judged(taken.call, plain_step(Trace(taken.call, world)))
        return self._read_as[key]


class _Consulted(dict[str, str]):
    """Outcomes of open points, with a note of the points that were looked up. Others have no bearing on a step."""

    def __init__(self, readings: Mapping[str, str]) -> None:
        super().__init__(readings)
        self.points: set[str] = set()

    def __getitem__(self, point: str) -> str:
        self.points.add(point)
        return super().__getitem__(point)

    def get(self, point: str, default: Any = None) -> Any:
        self.points.add(point)
        return super().get(point, default)


def _choices(points: Iterable[str], readings: Mapping[str, str], at_once: int) -> Iterator[Outcomes]:
    others = [(point, outcome) for point in sorted(points) for outcome in OUTCOMES.get(point, ()) if outcome != readings[point]]
    for chosen in combinations(others, at_once):
        if len({point for point, _ in chosen}) == at_once:
            yield chosen


def _answered(step: Step) -> tuple[object, ...]:
    """All that travels or stays: everything but the trace."""
    return step.answer, step.refusal, step.warnings, step.changed, step.cases, step.edit_forms


def _judged(call: Call, step: Step) -> Hashable:
    """What a rule may look at: neither warnings nor the numbers of things, and of a refusal only whether it counts as one."""
    return (
        _frozen(_unnumbered(step.answer)),
        step.refusal and _refused(call, step.refusal),
        frozenset((ucrn, _customer(customer)) for ucrn, customer in step.changed.items()),
        frozenset((case, ucrn) for case, ucrn in step.cases.items() if case and ucrn),
        _sorted(_frozen((form.ucrn, form.pre_submission, form.opened, form.edited)) for form in step.edit_forms.values()),
    )


def _refused(call: Call, refusal: Refusal) -> str:
    signed_in = call.actor.csa or bool(call.actor.ucrn)
    return "refused" if is_refusal(refusal.status, call.operation, signed_in) else str(refusal.status)


_NUMBERS = ("address_id", "case_id", "edit_form_id")


def _unnumbered(value: object) -> object:
    if isinstance(value, Mapping):
        return {name: bool(one) if name in _NUMBERS else _unnumbered(one) for name, one in value.items()}
    if isinstance(value, list):
        return _sorted(_frozen(_unnumbered(one)) for one in value)
    return value


def _customer(customer: Customer) -> Hashable:
    return _filled(customer.profile), _sorted((one.primary, _filled(one.values)) for one in customer.addresses)


def _filled(values: Mapping[str, str]) -> Hashable:
    return frozenset((name, value) for name, value in values.items() if value)


_FROZEN: Mapping[type, Callable[..., Hashable]] = {
    dict: lambda value: frozenset((name, _frozen(one)) for name, one in value.items()),
    tuple: lambda value: tuple(_frozen(one) for one in value),
}


def _frozen(value: object) -> Hashable:
    """The same as a value that can be compared and counted."""
    freeze = _FROZEN.get(type(value))
    return freeze(value) if freeze else value


def _sorted(values: Iterable[Hashable]) -> Hashable:
    return tuple(sorted(values, key=repr))
