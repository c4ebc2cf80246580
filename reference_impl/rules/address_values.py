"""The values of the address record that a call writes: given, kept, carried over, or cleared."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from reference_impl.rules import ignore_empty
from reference_impl.rules.update import STORED
from reference_impl.sent import Sents
from reference_impl.values import Address

Decided = tuple[str, tuple[str, ...]]
Values = dict[str, Decided]
"""Entry name to value and rules."""


class Situation(NamedTuple):
    """All that decides what becomes of the address records."""

    sents: Sents
    held: tuple[Address, ...]
    creating: bool
    ticked: bool
    keeps_open: bool
    place: tuple[str, ...]
    readings: Mapping[str, str]
    now: datetime
    today: str

    @property
    def primary(self) -> Address | None:
        """The record that Get shows."""
        return next((address for address in self.held if address.primary), None)

    @property
    def filled(self) -> bool:
        """Whether any entry of a place has a value."""
        return self.sents.filled(self.place)

    @property
    def dated(self) -> bool:
        """Whether a start or an end date is given."""
        return self.sents.filled(("start_date", "end_date"))

    @property
    def any_part(self) -> bool:
        """Whether any entry of a place is part of the call at all."""
        return any(self.sents[name].part for name in self.place)


def in_place(situation: Situation, held: Address, all_blank: bool) -> Values:
    """The primary record after it was updated in place."""
    also = ("address.blank-cleared",) if all_blank else ()
    values = {name: _place_in_place(situation, name, held.values.get(name, ""), also) for name in situation.place}
    values["start_date"] = _start_in_place(situation, held.values["start_date"])
    values["end_date"] = _end_in_place(situation, held.values["end_date"])
    return values


def _place_in_place(situation: Situation, name: str, held: str, also: tuple[str, ...]) -> Decided:
    sent = situation.sents[name]
    if sent.value:
        return sent.value, STORED[name] + sent.rules
    value, rules = ignore_empty.resolved(sent, held, situation.ticked, "address")
    return value, rules + also


def _start_in_place(situation: Situation, held: str) -> Decided:
    sent = situation.sents["start_date"]
    if sent.value:
        return sent.value, ("address.in-place-keeps-start", "update.stores-fields", *sent.rules)
    clears = not situation.ticked and sent.part and situation.readings["unsaid.in-place-start-blank"] == "cleared"
    return "" if clears else held, ("address.in-place-keeps-start", *sent.rules)


def _end_in_place(situation: Situation, held: str) -> Decided:
    sent = situation.sents["end_date"]
    keeps = situation.ticked or not sent.part
    return sent.value or (held if keeps else ""), ("address.in-place-end", *sent.rules)


def untouched(situation: Situation, held: Address, rules: tuple[str, ...]) -> Values:
    """The primary record where the call adds none and changes none."""
    return {name: (held.values.get(name, ""), rules) for name in (*situation.place, "start_date", "end_date")}


def added(situation: Situation, all_blank: bool) -> Values:
    """A record that is added."""
    also = ("address.blank-cleared",) if all_blank else ()
    values = {name: _with(new_place(situation, name), also) for name in situation.place}
    values["start_date"] = _new_start(situation)
    sent = situation.sents["end_date"]
    values["end_date"] = (sent.value, ("create.end-date" if situation.creating else "address.new-end", *sent.rules))
    return values


def _with(decided: Decided, rules: tuple[str, ...]) -> Decided:
    return decided[0], decided[1] + rules


def new_place(situation: Situation, name: str) -> Decided:
    """An entry of a place in a record that is added. Dates are never carried over."""
    sent = situation.sents[name]
    if situation.creating:
        return sent.value, ("create.stores-fields", *sent.rules)
    if sent.value:
        return sent.value, STORED[name] + sent.rules
    held = situation.primary.values.get(name, "") if situation.primary else ""
    if situation.ticked:
        return held, ("address.new-carries-over", "ignore-empty.on-keeps-address", *sent.rules)
    if sent.part:
        return "", ("address.new-clears", "ignore-empty.off-clears-address", *sent.rules)
    carries = situation.readings["unsaid.new-record-unsent"] == "carried over"
    return (held, ("address.new-carries-over", *sent.rules)) if carries else ("", ("address.new-clears", *sent.rules))


def _new_start(situation: Situation) -> Decided:
    sent = situation.sents["start_date"]
    if sent.value:
        return sent.value, ("create.start-date-given" if situation.creating else "address.new-start-given", *sent.rules)
    rule = "create.start-date-today" if situation.creating else "address.new-start-now"
    return _starting_now(situation), (rule, *sent.rules)


def _starting_now(situation: Situation) -> str:
    match situation.readings["unsaid.start-date-form"]:
        case "date and time":
            return situation.now.strftime("%Y-%m-%dT%H:%M:%S")
        case "with an offset":
            return situation.now.isoformat(timespec="seconds")
        case _:
            return situation.today
