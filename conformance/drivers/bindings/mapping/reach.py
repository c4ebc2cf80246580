"""How far a mapping reaches: which entries it can send and which names it answers, by operation. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from conformance.drivers.bindings.mapping.conversions import UnsaidError
from conformance.drivers.bindings.mapping.parts import Part
from conformance.drivers.bindings.mapping.requests import named_by
from conformance.drivers.bindings.mapping.shapes import Mapping as MappingTable
from conformance.drivers.bindings.mapping.shapes import Steps
from conformance.exchanges import FORM, Asked

_NOT_AN_ENTRY = ("form", "case_id", "integration_version")
"""What may travel with a call besides its entries."""


class Reach:
    """What a mapping can say and hear."""

    def __init__(
        self, sends: dict[str, tuple[str, ...]], answers: dict[str, tuple[str, ...]], besides: Mapping[str, frozenset[str]]
    ) -> None:
        self.sends, self.answers, self._besides = sends, answers, besides

    def check(self, asked: Asked) -> None:
        """Raises UnsaidError where a call holds what the mapping has no place for: silence would be taken for the target's."""
        left = [name for name in asked.fields if name not in self.sends.get(asked.operation, ())]
        if left:
            raise UnsaidError(f"it has no place for {', '.join(left)} in {asked.operation}")
        held = {
            "form": asked.form,
            "case_id": asked.case_id if asked.operation == "create" else "",
            "integration_version": asked.integration_version,
        }
        for name in _NOT_AN_ENTRY:
            if held[name] not in (None, "") and name not in self._besides.get(asked.operation, frozenset()):
                raise UnsaidError(f"it has no place for {name} in {asked.operation}")


def reach_of(mapping: MappingTable, parts: Mapping[str, Part]) -> Reach:
    """The reach of a whole mapping."""
    named = {operation: _named(steps) for operation, steps in mapping.operations.items()}
    return Reach(
        {operation: tuple(sorted(_entries(names, parts))) for operation, names in named.items()},
        {operation: tuple(sorted(_answered(steps, parts))) for operation, steps in mapping.operations.items() if _tells(steps)},
        {operation: frozenset(names) for operation, names in named.items()},
    )


def _named(steps: Steps) -> set[str]:
    """Everything that the requests of an operation have placeholders for."""
    return {name for request in steps.requests for name in named_by(request)}


def _entries(names: set[str], parts: Mapping[str, Part]) -> set[str]:
    entries = {name.removeprefix("sent.") for name in names if name.startswith("sent.")}
    entries |= {entry for name in names if name in parts for entry in parts[name].sent}
    return entries | ({"ucrn"} & names)


def _tells(steps: Steps) -> bool:
    return bool(steps.answer.parts or steps.answer.values or steps.answer.addresses)


def _answered(steps: Steps, parts: Mapping[str, Part]) -> set[str]:
    """The names that an operation answers; those of its address records have a mark of their own."""
    answer = steps.answer
    names = {entry for name in answer.parts for entry in parts[name].answered} | set(answer.values)
    names |= {FORM} if answer.form else set()
    if answer.addresses:
        held = (parts[answer.addresses.part].answered if answer.addresses.part else frozenset()) | set(answer.addresses.values)
        names |= {f"addresses.{name}" for name in held}
    return names
