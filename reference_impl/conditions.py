"""Conditions under which faults strike: what the entry of a trace is, what the call says, and whom it is about."""

from __future__ import annotations

from reference_impl.fields import PLACE_ENTRIES
from reference_impl.rewriting import Condition, before, primary
from reference_impl.trace import Trace
from reference_impl.values import Entry, Value

# Conditions on the entry


def every(*conditions: Condition) -> Condition:
    """All of them hold."""
    return lambda entry, trace: all(condition(entry, trace) for condition in conditions)


def is_not(condition: Condition) -> Condition:
    """It does not hold."""
    return lambda entry, trace: not condition(entry, trace)


def decides(what: str) -> Condition:
    """The entry is a decision of this kind, such as `refused` or `taken`."""
    return lambda entry, _: entry.path[:2] == ("decision", what)


refused, taken, record, left_out = decides("refused"), decides("taken"), decides("record"), decides("left out")


def held(entry: Entry, _: Trace) -> bool:
    """The entry is a value of a customer."""
    return entry.path[0] == "customers"


def answers(entry: Entry, _: Trace) -> bool:
    """The entry is a value that is answered."""
    return entry.path[0] == "answer"


def named(*names: str) -> Condition:
    """The entry stands under one of these names."""
    return lambda entry, _: entry.path[-1] in names


def filled(entry: Entry, _: Trace) -> bool:
    """The entry's value is not blank."""
    return bool(entry.value)


def blank(entry: Entry, _: Trace) -> bool:
    """The entry's value is blank."""
    return not entry.value


def worth(*values: Value) -> Condition:
    """The entry has one of these values."""
    return lambda entry, _: entry.value in values


def of_primary(entry: Entry, trace: Trace) -> bool:
    """The entry is about the address record that was the primary one before the call."""
    address = primary(trace)
    return address is not None and entry.path[2:4] == ("addresses", address.id)


def of_record(*numbers: int) -> Condition:
    """The entry is about the customer's first, second, third … address record."""
    return lambda entry, _: entry.path[2:3] == ("addresses",) and int(entry.path[3]) in numbers


# Conditions on the call


def calls(*operations: str) -> Condition:
    """The call is one of these."""
    return lambda _, trace: trace.call.operation in operations


def sends(name: str, *values: str) -> Condition:
    """The call sends the entry with one of these values, or (none named) with any that is not blank."""
    return lambda _, trace: trace.sent.get(name, "") in values if values else bool(trace.sent.get(name))


def leaves_out(*names: str) -> Condition:
    """The call has none of these entries, not even a blank one; without names: not the one of the entry's own name."""
    return lambda entry, trace: not any(name in trace.sent for name in names or entry.path[-1:])


def gives_a_place(_: Entry, trace: Trace) -> bool:
    """The call gives some entry of an address."""
    return any(trace.sent.get(name, "").strip() for name in PLACE_ENTRIES)


def has_a_place(_: Entry, trace: Trace) -> bool:
    """The call has some entry of an address, be it blank."""
    return any(name in trace.sent for name in PLACE_ENTRIES)


def ticked(_: Entry, trace: Trace) -> bool:
    """The update's box *Ignore Empty Entries* is ticked."""
    return trace.call.operation == "update" and trace.call.settings.ignore_empty_entries


def unticked(_: Entry, trace: Trace) -> bool:
    """The update's box *Ignore Empty Entries* is not ticked."""
    return trace.call.operation == "update" and not trace.call.settings.ignore_empty_entries


def keeps_open(_: Entry, trace: Trace) -> bool:
    """The update's box *Keep empty end dates* is ticked."""
    return trace.call.settings.keep_empty_end_dates


def by_customer(_: Entry, trace: Trace) -> bool:
    """It is no CSA who calls."""
    return not trace.call.actor.csa


def by_nobody(_: Entry, trace: Trace) -> bool:
    """Who calls is not signed in."""
    return not trace.call.actor.csa and not trace.call.actor.ucrn


# Conditions on the customer


def organization(_: Entry, trace: Trace) -> bool:
    """The customer concerned is an organization."""
    held_before = trace.before.profile["contact_type"] if trace.before else ""
    return (trace.sent.get("contact_type") or held_before) == "Organization"


def has_records(least: int) -> Condition:
    """The customer had at least so many address records before the call."""
    return lambda _, trace: trace.before is not None and len(trace.before.addresses) >= least


def overwrites(entry: Entry, trace: Trace) -> bool:
    """The customer had another value there before the call, not blank."""
    return bool(before(entry, trace)) and before(entry, trace) != entry.value
