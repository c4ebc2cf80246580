"""The values of the address record that a call writes: given, kept, carried over, or cleared."""

from __future__ import annotations

from typing import NamedTuple

from reference_impl.fields import ADDRESS_DATES
from reference_impl.rules import ignore_empty
from reference_impl.rules.update import STORED
from reference_impl.sent import Sents
from reference_impl.values import Address, Settings
from reference_impl.world import World

Decided = tuple[str, tuple[str, ...]]
Values = dict[str, Decided]
"""Entry name to value and rules."""


class Situation(NamedTuple):
    """All that decides what becomes of the address records."""

    sents: Sents
    held: tuple[Address, ...]
    primary: Address | None
    """The record that Get shows."""
    filled: bool
    """Whether any entry of a place has a value."""
    dated: bool
    """Whether a start or an end date is given."""
    any_part: bool
    """Whether any entry of a place is part of the call at all."""
    creating: bool
    ticked: bool
    keeps_open: bool
    world: World


def situation(world: World, sents: Sents, held: tuple[Address, ...], settings: Settings | None) -> Situation:
    """The situation that a call finds; `settings` is None for a create."""
    return Situation(
        sents,
        held,
        next((address for address in held if address.primary), None),
        sents.filled(world.names.place),
        sents.filled(ADDRESS_DATES),
        any(sents[name].part for name in world.names.place),
        settings is None,
        settings is not None and settings.ignore_empty_entries,
        settings is not None and settings.keep_empty_end_dates,
        world,
    )


def in_place(now: Situation, held: Address, all_blank: bool) -> Values:
    """The primary record after it was updated in place."""
    also = ("address.blank-cleared",) if all_blank else ()
    values = {name: _place_in_place(now, name, held.values.get(name, ""), also) for name in now.world.names.place}
    values["start_date"] = _start_in_place(now, held.values["start_date"])
    values["end_date"] = _end_in_place(now, held.values["end_date"])
    return values


def _place_in_place(now: Situation, name: str, held: str, also: tuple[str, ...]) -> Decided:
    sent = now.sents[name]
    if sent.value:
        return sent.value, STORED[name] + sent.rules
    value, rules = ignore_empty.resolved(sent, held, now.ticked, "address")
    return value, rules + also


def _start_in_place(now: Situation, held: str) -> Decided:
    sent = now.sents["start_date"]
    if sent.value:
        return sent.value, ("address.in-place-keeps-start", "update.stores-fields", *sent.rules)
    clears = not now.ticked and sent.part and now.world.readings["unsaid.in-place-start-blank"] == "cleared"
    return "" if clears else held, ("address.in-place-keeps-start", *sent.rules)


def _end_in_place(now: Situation, held: str) -> Decided:
    sent = now.sents["end_date"]
    keeps = now.ticked or not sent.part
    return sent.value or (held if keeps else ""), ("address.in-place-end", *sent.rules, *_of_past_end(now, sent.value))


def _of_past_end(now: Situation, end: str) -> tuple[str, ...]:
    return ("address.past-end-primary",) if "" < end < now.world.today else ()


def untouched(now: Situation, held: Address, rules: tuple[str, ...]) -> Values:
    """The primary record where the call adds none and changes none."""
    return {name: (held.values.get(name, ""), rules) for name in (*now.world.names.place, "start_date", "end_date")}


def added(now: Situation, all_blank: bool, primary: bool) -> Values:
    """A record that is added, and whether it is the primary one."""
    also = ("address.blank-cleared",) if all_blank else ()
    values = {name: _with(new_place(now, name), also) for name in now.world.names.place}
    values["start_date"] = _new_start(now)
    sent = now.sents["end_date"]
    past = _of_past_end(now, sent.value) if primary else ()
    values["end_date"] = sent.value, ("create.end-date" if now.creating else "address.new-end", *sent.rules, *past)
    return values


def _with(decided: Decided, rules: tuple[str, ...]) -> Decided:
    return decided[0], decided[1] + rules


def new_place(now: Situation, name: str) -> Decided:
    """An entry of a place in a record that is added. Dates are never carried over."""
    sent = now.sents[name]
    if now.creating:
        return sent.value, ("create.stores-fields", *sent.rules)
    if sent.value:
        return sent.value, STORED[name] + sent.rules
    held = now.primary.values.get(name, "") if now.primary else ""
    if now.ticked:
        return held, ("address.new-carries-over", "ignore-empty.on-keeps-address", *sent.rules)
    if sent.part:
        return "", ("address.new-clears", "ignore-empty.off-clears-address", *sent.rules)
    carries = now.world.readings["unsaid.new-record-unsent"] == "carried over"
    return (held, ("address.new-carries-over", *sent.rules)) if carries else ("", ("address.new-clears", *sent.rules))


def _new_start(now: Situation) -> Decided:
    sent = now.sents["start_date"]
    if sent.value:
        return sent.value, ("create.start-date-given" if now.creating else "address.new-start-given", *sent.rules)
    rule = "create.start-date-today" if now.creating else "address.new-start-now"
    return _starting_now(now), (rule, *sent.rules)


def _starting_now(now: Situation) -> str:
    match now.world.readings["unsaid.start-date-form"]:
        case "date and time":
            return now.world.now.strftime("%Y-%m-%dT%H:%M:%S")
        case "with an offset":
            return now.world.now.isoformat(timespec="seconds")
        case _:
            return now.world.today
