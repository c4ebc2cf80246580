"""The rules of the reference, one test module a chapter. Shared by them: a world, a trace in it, and entries as read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from reference_impl.clock import FixedClock
from reference_impl.rules.address_values import Situation, situation
from reference_impl.sent import BLANK, Sent, Sents
from reference_impl.trace import Trace
from reference_impl.values import Actor, Address, Call, Customer, Operation, Settings
from reference_impl.world import World
from tests.reference import CSA, NOON, a_hub

ABSENT = Sent("", rules=("ignore-empty.absent-entry",))
"""An entry that an unticked update does not send, by the reading that it is blank."""
LEFT_OUT = Sent("", part=False)
"""An entry that is no part of its call."""
NONE: Mapping[str, str | Sent] = MappingProxyType({})


def a_world(*customers: Customer, now: datetime = NOON, readings: Mapping[str, str] | None = None, without: tuple[str, ...] = ()) -> World:
    """A hub with these customers as a step finds it."""
    world = a_hub(FixedClock(now), readings=readings, without=without).world()
    return world._replace(customers={customer.ucrn: customer for customer in customers})


def a_trace(world: World, operation: Operation = "update", actor: Actor = CSA, ucrn: str = "1", version: str = "V2") -> Trace:
    """The trace of a call about the customer 1, nothing in it yet."""
    trace = Trace(Call(operation=operation, actor=actor, integration_version=version), world)
    trace.ucrn = ucrn
    return trace


def sents(given: Mapping[str, str | Sent] = NONE, /, *, absent: Sent = BLANK, **more: str | Sent) -> Sents:
    """Entries as read, given as texts."""
    result = Sents(absent)
    result |= {name: sent if isinstance(sent, Sent) else Sent(sent) for name, sent in {**given, **more}.items()}
    return result


def the_situation(
    *held: Address,
    ticked: bool = False,
    keeps_open: bool = False,
    absent: Sent = BLANK,
    readings: Mapping[str, str] | None = None,
    given: Mapping[str, str | Sent] = NONE,
    **more: str | Sent,
) -> Situation:
    """What an update finds that sends these entries to a customer with these records."""
    return situation(a_world(readings=readings), sents(given, absent=absent, **more), held, Settings(ticked, keeps_open))
