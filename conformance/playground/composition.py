"""What is composed on the playground: a create, updates, and readings. Also a scenario of the book as such a composition."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import msgspec

from conformance.snippets import label
from conformance.suite import Act, Call, Expectation, Scenario

MOST_UPDATES = 12
"""More than anybody reads, and few enough to be told at once."""
LOOKS = (Call("get"), Call("hub-record"))
"""How the customer is looked at after each call."""
ACTORS = ("a CSA", "the customer", "nobody")
"""Who may be signed in."""

_EITHER = Expectation("refused or accepted")
_COMPOSED = ("create", "update")


class Composed(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """One call: its entries (a blank one is sent, one that is not there is not), who is signed in, boxes, integration version."""

    entries: dict[str, str] = {}
    ignore_empty: bool = False
    keep_empty_end_dates: bool = False
    version: str = ""
    actor: Literal["a CSA", "the customer", "nobody"] = "a CSA"


class Composition(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A customer's create and updates, from the first to the last."""

    create: Composed = Composed()
    updates: tuple[Composed, ...] = ()
    readings: dict[str, str] = {}
    """The outcomes of open points that are not the reference's own."""

    def calls(self) -> tuple[Composed, ...]:
        """The create and the updates."""
        return (self.create, *self.updates)


class Opened(msgspec.Struct, frozen=True):
    """A scenario as the playground has it."""

    composition: Composition
    left_out: tuple[str, ...]
    """The labels of what it does besides creating and updating one customer; looks at that customer are not told, for each is looked at."""


def acts_of(composition: Composition) -> Iterator[Act]:
    """The calls as acts of a scenario, each of which may be refused."""
    for number, one in enumerate(composition.calls()):
        yield act_of(one, "update" if number else "create")


def act_of(one: Composed, operation: Literal["create", "update"], expect: Expectation = _EITHER) -> Act:
    """One call as an act. Its label says nothing of how it is to be answered."""
    call = Call(
        operation,
        actor=one.actor,
        fields=one.entries,
        ignore_empty=one.ignore_empty,
        keep_empty_end_dates=one.keep_empty_end_dates,
        integration_version=one.version,
    )
    return Act("call", label(Act("call", "", 0, call)), 0, call, expect)


def scenario_of(composition: Composition) -> Scenario:
    """The calls as a scenario that looks at the customer after each of them."""
    steps: list[Act] = []
    for act in acts_of(composition):
        steps += [act, *(Act("call", look.operation, 0, look, observes=True) for look in LOOKS)]
    return Scenario("playground", "", "What is composed on the playground", 0, steps=tuple(steps))


def opened(scenario: Scenario) -> Opened:
    """The create and the updates of a scenario's one customer; raises ValueError where it creates none without a name."""
    calls: list[Composed] = []
    left_out: list[str] = []
    for act in (step for step in scenario.steps if isinstance(step, Act)):
        if act.call and act.call.operation == ("update" if calls else "create") and _can_be_composed(act.call):
            calls.append(_composed(act.call))
        elif not (act.observes or (act.call and _is_a_look(act.call))):
            left_out.append(act.label.rstrip(":."))
    if not calls:
        raise ValueError(f"{scenario.id} is not about one customer, created without a form or a case, and nothing else is composed here")
    composition = Composition(calls[0], tuple(calls[1 : MOST_UPDATES + 1]))
    return Opened(composition, (*left_out, *(f"update {number}" for number in range(MOST_UPDATES + 1, len(calls)))))


def _is_a_look(call: Call) -> bool:
    return call.operation in {look.operation for look in LOOKS} and _can_be_composed(call) and call.actor == "a CSA" and not call.ucrn


def _can_be_composed(call: Call) -> bool:
    return not (call.customer or call.from_form or call.for_case) and call.actor in ACTORS


def _composed(call: Call) -> Composed:
    actor: Literal["a CSA", "the customer", "nobody"] = call.actor  # type: ignore[assignment]  # only such calls come here
    return Composed(dict(call.fields), call.ignore_empty, call.keep_empty_end_dates, call.integration_version, actor)
