"""Address records: whether an update writes in place or adds one, and what becomes of the records that were there."""

from __future__ import annotations

from collections.abc import Callable
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


def plan(trace: Trace, now: Situation) -> Plan:
    """Decide which record the call writes, and work out its values."""
    decided, rules = _record(now)
    record = trace.decide(("decision", "record"), decided, *rules) or "none"
    held = now.primary
    if record == "in place" and held:
        return Plan(record, held.id, True, in_place(now, held, "address.blank-cleared" in rules))
    if record == "none":
        return Plan(record, held.id, True, untouched(now, held, rules[:1])) if held else Plan(record, "", True, {})
    primary = _is_primary(now)
    return Plan("add", _next_id(now.held), primary, added(now, "address.blank-cleared" in rules, primary))


def _record(now: Situation) -> tuple[Record, Rules]:
    """Whether a record is added, and by which rules."""
    if now.creating:
        return ("add", ("create.stores-fields",)) if _counts(now) else ("none", ("create.no-address",))
    if now.sents["new_address"].value == "0":
        return _record_in_place(now)
    default: Rules = () if now.sents["new_address"].value else ("address.new-by-default",)
    if now.filled:
        return _record_filled(now, default)
    return _record_unfilled(now, default)


def _record_in_place(now: Situation) -> tuple[Record, Rules]:
    once = ("address.in-place-adds-none",)
    if now.primary is None:
        return ("add", ("update.stores-fields",)) if _counts(now) else ("none", once)
    if now.filled:
        return "in place", once
    if now.ticked:
        return "in place" if now.dated else "none", ("address.blank-adds-none", *once)
    return "in place", ("address.blank-cleared", *once) if now.any_part else once


def _record_filled(now: Situation, default: Rules) -> tuple[Record, Rules]:
    held = now.primary
    adds = (*default, "address.new-adds-one")
    if held is None or now.dated or any(new_place(now, name)[0] != held.values.get(name, "") for name in now.world.names.place):
        return "add", adds
    if now.world.readings["address.same-again"] == "none":
        return "none", ("address.same-again",)
    return "add", ("address.same-again", *adds)


def _record_unfilled(now: Situation, default: Rules) -> tuple[Record, Rules]:
    """The address entries are all blank, dates and location aside."""
    adds = (*default, "address.new-adds-one")
    clears = not now.ticked and now.any_part and now.primary is not None
    if not clears and _counts(now):
        return "add", adds
    if now.sents["location"].value and now.world.readings["unsaid.location-alone"] == "added":
        return "add", adds
    if now.ticked:
        return "none", ("address.blank-adds-none",)
    if now.primary is None or not now.any_part:
        return "none", ("ignore-empty.absent-entry",)
    return "add" if now.world.readings["address.blank-cleared-record"] == "added" else "in place", _BLANK_CLEARED


def _counts(now: Situation) -> bool:
    """Whether the call gives enough of an address for a record: a place, or a date alone where that counts."""
    return now.filled or (now.dated and now.world.readings["unsaid.date-alone"] == "counts")


def _is_primary(now: Situation) -> bool:
    if now.creating or now.sents["primary_address"].value != "0":
        return True
    return not now.held and now.world.readings["unsaid.first-not-primary"] == "primary"


def _next_id(held: tuple[Address, ...]) -> str:
    return str(max((int(address.id) for address in held), default=0) + 1)


def problems(trace: Trace, now: Situation, planned: Plan) -> tuple[list[Problem], list[Problem]]:
    """What is wrong with the record that is to be written (nothing is written then), and what is odd about it."""
    wrong: list[Problem] = []
    odd: list[Problem] = []
    for objection in _OBJECTIONS:
        if not objection.applies(now, planned):
            continue
        if now.world.readings[objection.point] != "refused":
            trace.decide(("decision", "accepted", objection.entry), objection.detail, objection.rule)
            odd.append(Problem(objection.entry, objection.detail))
        elif trace.decide(("decision", "refused", objection.entry), objection.detail, objection.rule):
            wrong.append(Problem(objection.entry, objection.detail))
    return wrong, odd


def _ends_in_past(now: Situation, planned: Plan) -> bool:
    return planned.record != "none" and planned.primary and "" < now.sents["end_date"].value < now.world.today


def _ends_before_start(now: Situation, planned: Plan) -> bool:
    if not now.dated or planned.record == "none":
        return False
    start, end = planned.values["start_date"][0], planned.values["end_date"][0]
    return bool(start and end) and end[:10] < start[:10]


def _is_in_place_without_address(now: Situation, planned: Plan) -> bool:
    return now.primary is None and planned.record == "add" and now.sents["new_address"].value == "0"


def _is_in_place_not_primary(now: Situation, _: Plan) -> bool:
    return now.sents["new_address"].value == "0" and now.sents["primary_address"].value == "0"


class _Objection(NamedTuple):
    """Something that is either refused or accepted, by the reading of a point, with the rule that comes nearest to it."""

    applies: Callable[[Situation, Plan], bool]
    point: str
    rule: str
    entry: str
    detail: str


_OBJECTIONS: Final = (
    _Objection(_ends_in_past, "address.past-end-primary", "address.past-end-primary", "end_date", "is in the past"),
    _Objection(_ends_before_start, "dates.end-before-start", "dates.end-before-start", "end_date", "is before the start date"),
    _Objection(
        _is_in_place_without_address,
        "unsaid.in-place-without-address",
        "address.flag-values",
        "new_address",
        "asks for a primary address, and there is none",
    ),
    _Objection(
        _is_in_place_not_primary,
        "unsaid.in-place-not-primary",
        "address.flag-values",
        "primary_address",
        "does not count for an update in place",
    ),
)


def decide_records(trace: Trace, now: Situation, planned: Plan) -> None:
    """Write the record of the plan, and decide what becomes of the others."""
    if not planned.address_id:
        return
    root = ("customers", trace.ucrn, "addresses")
    path = (*root, planned.address_id)
    trace.decide_each(path, [(name, value, rules) for name, (value, rules) in planned.values.items()])
    rule = "address.new-is-primary" if planned.primary else "address.not-primary-hidden"
    trace.decide((*path, "primary"), planned.primary, *((rule,) if planned.record == "add" else ()), "address.one-primary")
    if planned.record == "add":
        for old in now.held:
            _decide_old(trace, (*root, old.id), old, now, planned.primary)


def _decide_old(trace: Trace, path: Path, old: Address, now: Situation, new_is_primary: bool) -> None:
    shows = "address.new-is-primary" if new_is_primary else "address.not-primary-hidden"
    trace.decide((*path, "primary"), old.primary and not new_is_primary, shows, "address.one-primary", "address.new-adds-one")
    trace.decide((*path, "start_date"), old.values["start_date"], "address.old-keeps-start")
    end, rules = _old_end(old, now, new_is_primary)
    trace.decide((*path, "end_date"), end, *rules)


def _old_end(old: Address, now: Situation, new_is_primary: bool) -> tuple[str, Rules]:
    """When a record ends that a new one joins, with the rules."""
    end = old.values["end_date"]
    if old.primary and not new_is_primary:
        return end, ("address.not-primary-leaves-open", *(("address.old-keeps-end",) if end else ()))
    if end:
        return end, ("address.old-keeps-end",)
    others = () if new_is_primary else ("address.not-primary-others",)
    if now.keeps_open:
        return "", (*others, "address.old-stays-open")
    if not new_is_primary:
        return now.world.today if now.world.readings["address.not-primary-others"] == "ended" else "", others
    return now.world.today, ("address.old-ends-today",)
