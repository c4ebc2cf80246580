"""Address records: whether an update writes in place or adds one, and what becomes of the records that were there."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

from reference_impl.rules.address_values import Situation, Values, added, in_place, new_place, untouched
from reference_impl.trace import Trace
from reference_impl.values import Address, Path, Problem

Record = Literal["add", "in place", "none"]
Rules = tuple[str, ...]

_BLANK_CLEARED: Final = ("address.blank-cleared", "address.blank-cleared-record")


class Plan(NamedTuple):
    """What is to become of the address records: which is written, its values with their rules, and whether it is the primary one."""

    record: str
    address_id: str
    primary: bool
    values: Values


def plan(trace: Trace, situation: Situation) -> Plan:
    """Decide which record the call writes, and work out its values."""
    decided, rules = _record(situation)
    record = trace.decide(("decision", "record"), decided, *rules) or "none"
    held = situation.primary
    if record == "in place" and held:
        return Plan(record, held.id, True, in_place(situation, held, "address.blank-cleared" in rules))
    if record == "none":
        return Plan(record, held.id, True, untouched(situation, held, rules[:1])) if held else Plan(record, "", True, {})
    return Plan("add", _next_id(situation.held), _is_primary(situation), added(situation, "address.blank-cleared" in rules))


def _record(situation: Situation) -> tuple[Record, Rules]:
    """Whether a record is added, and by which rules."""
    if situation.creating:
        return ("add", ("create.stores-fields",)) if _counts(situation) else ("none", ("create.no-address",))
    if situation.sents["new_address"].value == "0":
        return _record_in_place(situation)
    default: Rules = () if situation.sents["new_address"].value else ("address.new-by-default",)
    if situation.filled:
        return _record_filled(situation, default)
    return _record_unfilled(situation, default)


def _record_in_place(situation: Situation) -> tuple[Record, Rules]:
    once = ("address.in-place-adds-none", "update.twice-is-once")
    if situation.primary is None:
        return ("add", ("update.stores-fields",)) if _counts(situation) else ("none", once)
    if situation.filled:
        return "in place", once
    if situation.ticked:
        return "in place" if situation.dated else "none", ("address.blank-adds-none", *once)
    return "in place", ("address.blank-cleared", *once) if situation.any_part else once


def _record_filled(situation: Situation, default: Rules) -> tuple[Record, Rules]:
    held = situation.primary
    adds = (*default, "address.new-adds-one")
    if held is None or situation.dated or any(new_place(situation, name)[0] != held.values.get(name, "") for name in situation.place):
        return "add", adds
    if situation.readings["address.same-again"] == "none":
        return "none", ("address.same-again",)
    return "add", ("address.same-again", *adds)


def _record_unfilled(situation: Situation, default: Rules) -> tuple[Record, Rules]:
    """The address entries are all blank, dates and location aside."""
    adds = (*default, "address.new-adds-one")
    if (situation.ticked or situation.primary is None) and _counts(situation):
        return "add", adds
    if situation.sents["location"].value and situation.readings["unsaid.location-alone"] == "added":
        return "add", adds
    if situation.ticked:
        return "none", ("address.blank-adds-none", "update.twice-is-once")
    if situation.primary is None or not situation.any_part:
        return "none", ("ignore-empty.absent-entry", "update.twice-is-once")
    return "add" if situation.readings["address.blank-cleared-record"] == "added" else "in place", _BLANK_CLEARED


def _counts(situation: Situation) -> bool:
    """Whether the call gives enough of an address for a record: a place, or a date alone where that counts."""
    return situation.filled or (situation.dated and situation.readings["unsaid.date-alone"] == "counts")


def _is_primary(situation: Situation) -> bool:
    if situation.creating or situation.sents["primary_address"].value != "0":
        return True
    return not situation.held and situation.readings["unsaid.first-not-primary"] == "primary"


def _next_id(held: tuple[Address, ...]) -> str:
    return str(max((int(address.id) for address in held), default=0) + 1)


def problems(trace: Trace, situation: Situation, planned: Plan) -> list[Problem]:
    """What is wrong with the record that is to be written; nothing of it is written then."""
    found: list[Problem] = []
    for entry, detail, rule in _objections(situation, planned):
        if trace.decide(("decision", "refused", entry), detail, rule):
            found.append(Problem(entry, detail))
    return found


def _objections(situation: Situation, planned: Plan) -> list[tuple[str, str, str]]:
    said_in_place = situation.sents["new_address"].value == "0"
    objections = (
        (ends_in_past(situation, planned), "address.past-end-primary", "end_date", "is in the past, and the address is the primary one"),
        (ends_before_start(situation, planned), "dates.end-before-start", "end_date", "is before the start date"),
        (
            said_in_place and planned.record == "add",
            "unsaid.in-place-without-address",
            "new_address",
            "asks for the existing primary address, and there is none",
        ),
        (
            said_in_place and situation.sents["primary_address"].value == "0",
            "unsaid.in-place-not-primary",
            "primary_address",
            "cannot be 0 for the existing primary address",
        ),
    )
    return [
        (entry, detail, _RULE_OF_POINT.get(point, point))
        for applies, point, entry, detail in objections
        if applies and situation.readings[point] == "refused"
    ]


_RULE_OF_POINT: Final = {"unsaid.in-place-without-address": "address.flag-values", "unsaid.in-place-not-primary": "address.flag-values"}
"""Points of which no rule speaks, and the rule that comes nearest."""


def decide_records(trace: Trace, situation: Situation, planned: Plan) -> None:
    """Write the record of the plan, and decide what becomes of the others."""
    if not planned.address_id:
        return
    root = ("customers", trace.ucrn, "addresses")
    path = (*root, planned.address_id)
    for name, (value, rules) in planned.values.items():
        trace.decide((*path, name), value, *rules)
    rule = "address.new-is-primary" if planned.primary else "address.not-primary-hidden"
    trace.decide((*path, "primary"), planned.primary, *((rule,) if planned.record == "add" else ()), "address.one-primary")
    if planned.record == "add":
        for old in situation.held:
            _decide_old(trace, (*root, old.id), old, situation, planned.primary)


def _decide_old(trace: Trace, path: Path, old: Address, situation: Situation, new_is_primary: bool) -> None:
    trace.decide((*path, "primary"), old.primary and not new_is_primary, "address.one-primary", "address.new-adds-one")
    trace.decide((*path, "start_date"), old.values["start_date"], "address.old-keeps-start")
    end, rules = _old_end(old, situation, new_is_primary)
    trace.decide((*path, "end_date"), end, *rules)


def _old_end(old: Address, situation: Situation, new_is_primary: bool) -> tuple[str, Rules]:
    """When a record ends that a new one joins, with the rules."""
    end = old.values["end_date"]
    if old.primary and not new_is_primary:
        return end, ("address.not-primary-leaves-open", *(("address.old-keeps-end",) if end else ()))
    if end:
        return end, ("address.old-keeps-end",)
    others = () if new_is_primary else ("address.not-primary-others",)
    if situation.keeps_open:
        return "", (*others, "address.old-stays-open")
    if not new_is_primary:
        return situation.today if situation.readings["address.not-primary-others"] == "ended" else "", others
    return situation.today, ("address.old-ends-today",)
