"""What an act leans on stands above it: its customers, the form, the case, the edit form. Which act of a scenario lacks something?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from conformance.suite import Act, Json, Scenario

_UCRN = re.compile(r"<ucrn(?: of (?P<name>[A-Z][a-z]+))?>")
_NOT_OF_A_CUSTOMER = frozenset({"create", "list", "open-case", "read-case", "submit-edit-form", "reopen-edit-form"})
_MAKES = {"open-case": "a case", "open-edit-form": "an edit form"}
_NEEDS = {"read-case": "a case", "submit-edit-form": "an edit form", "reopen-edit-form": "an edit form"}


def unprepared(scenario: Scenario) -> tuple[Act, str] | None:
    """The first act that leans on something no act above it makes, and what that is; None if there is none."""
    made: set[str] = set()
    for act in scenario.acts():
        missing = next((thing for thing in _leans_on(act) if thing not in made), None)
        if missing:
            return act, missing
        made |= set(_makes(act))
    return None


def _leans_on(act: Act) -> Iterator[str]:
    call = act.call
    if act.kind == "different-ucrns":
        yield from map(_customer, act.names)
    if act.kind == "save-every-id":
        yield _customer("")
    if call is None:
        return
    if call.operation not in _NOT_OF_A_CUSTOMER and not call.ucrn:
        yield _customer(call.customer)
    if call.actor not in ("a CSA", "nobody"):
        yield _customer("" if call.actor == "the customer" else call.actor)
    if call.from_form:
        yield "a form"
    if call.for_case:
        yield "a case"
    if call.operation in _NEEDS:
        yield _NEEDS[call.operation]
    for value in (*call.fields.values(), *_expected(act)):
        match = _UCRN.fullmatch(value) if isinstance(value, str) else None
        if match:
            yield _customer(match["name"]) if match["name"] else "a customer"


def _expected(act: Act) -> Iterator[Json]:
    for values in (act.expect.fields or {}, *(act.expect.addresses or ())):
        for value in values.values():
            yield from value if isinstance(value, list) else [value]


def _makes(act: Act) -> Iterator[str]:
    call = act.call
    if act.kind == "form":
        yield "a form"
    if call is not None and call.operation == "create" and act.expect.acceptance != "refused":
        yield "a customer"
        yield _customer(call.customer)
    if call is not None and call.operation in _MAKES:
        yield _MAKES[call.operation]


def _customer(name: str) -> str:
    return f"the customer {name}" if name else "the customer"
