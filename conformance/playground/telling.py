"""What comes of a composition: call by call the answer, the record, the addresses, the rule behind each value, what else is permitted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from conformance.comparing import canonical
from conformance.drivers.in_process import Likeness
from conformance.names import ADDRESS_DATES, PLACE_ENTRIES
from conformance.oracle import Told, explain, variations
from conformance.otherwise import ABSENT, ANSWER, Otherwise, Places, otherwise
from conformance.playground.composition import LOOKS, Composition, scenario_of
from conformance.record import Reason
from conformance.suite import Json, Suite

_OF_AN_ADDRESS = frozenset((*PLACE_ENTRIES, *ADDRESS_DATES, "primary"))
_RECORD = "answer addresses"

RulesOf = Callable[[str], tuple[str, ...]]
"""The rules that put the value of a name where it stands."""


class Value(msgspec.Struct, frozen=True):
    """One value of a record: the rules that put it there, those by which it is answered, and what it was after the call before."""

    name: str
    value: str
    rules: tuple[str, ...]
    answered: tuple[str, ...]
    also: tuple[Otherwise, ...]
    was: str | None
    """None where there was no such value."""


class Record(msgspec.Struct, frozen=True):
    """One address record: the number that it keeps, whether it is the primary one, and its values."""

    number: str
    primary: bool
    values: tuple[Value, ...]


class Decision(msgspec.Struct, frozen=True):
    """Something that was decided on the way, and by which rules."""

    what: str
    value: str
    rules: tuple[str, ...]


class Seen(msgspec.Struct, frozen=True):
    """One call that was made, and the customer afterwards; no values where there is no customer."""

    label: str
    status: str
    detail: str
    also: tuple[Otherwise, ...]
    """How else it may be answered."""
    decided: tuple[Decision, ...]
    get: tuple[Value, ...] = ()
    hub_record: tuple[Value, ...] = ()
    addresses: tuple[Record, ...] = ()
    records_also: tuple[Otherwise, ...] = ()
    """Where there may be more or fewer address records: how many."""


class Outcome(msgspec.Struct, frozen=True):
    """What a composition comes to: as the oracle tells it, and as the page shows it. A create that is refused is the last call made."""

    told: tuple[Told, ...]
    places: tuple[Places, ...]
    seen: tuple[Seen, ...]
    today: str


def outcome(suite: Suite, composition: Composition, like: Likeness) -> Outcome:
    """Make the calls of a fresh reference, once as it is set and once for each other outcome of an open point.

    Raises ValueError for a reading that is not permitted.
    """
    like, scenario = _with_readings(like, composition), scenario_of(composition)
    told = explain(suite, scenario, like)
    places = [_plainly(found) for found in otherwise(told, variations(suite, scenario, like))]
    today = like.clock().astimezone(like.zone).date().isoformat()
    return Outcome(tuple(told), tuple(places), tuple(_all_seen(told, places, like.zone)), today)


def last_is_accepted(suite: Suite, composition: Composition, like: Likeness) -> bool:
    """Whether the last call is accepted, whatever outcome of an open point is followed."""
    told = explain(suite, scenario_of(composition), _with_readings(like, composition))
    made = told[:: len(LOOKS) + 1]
    if len(made) < len(composition.calls()) or made[-1].answer.status != "accepted":
        return False
    return not outcome(suite, composition, like).seen[-1].also


def _with_readings(like: Likeness, composition: Composition) -> Likeness:
    return like._replace(readings={**like.readings, **composition.readings})


def _plainly(places: Places) -> Places:
    """The same values without the marks that a report shows them with."""
    return {
        path: tuple(msgspec.structs.replace(one, value=_plain(one.value)) for one in others) if path != ANSWER else others
        for path, others in places.items()
    }


def _plain(shown: str) -> str:
    return "" if shown == "blank" else shown[1:-1] if shown[:1] == '"' else shown


class _Look(NamedTuple):
    """The customer as one call shows them."""

    told: Told
    places: Places
    zone: ZoneInfo

    def values(self, fields: Mapping[str, Json], path: str, rules_of: RulesOf, earlier: Sequence[Value]) -> Iterator[Value]:
        """The values that stand below a path, each with what it was."""
        answered = {reason.path: reason.rules for reason in self.told.reasons}
        was = {one.name: one.value for one in earlier}
        for name, value in fields.items():
            place = f"{path} {name}"
            yield Value(name, self._text(name, value), rules_of(name), answered.get(place, ()), self.places.get(place, ()), was.get(name))

    def _text(self, name: str, value: Json) -> str:
        known = canonical(name, value, self.zone)
        return known if isinstance(known, str) else msgspec.json.encode(known).decode()


def _all_seen(told: Sequence[Told], places: Sequence[Places], zone: ZoneInfo) -> Iterator[Seen]:
    held: dict[str, tuple[str, ...]] = {}
    before: Seen | None = None
    for first in range(0, len(told), len(LOOKS) + 1):
        made = told[first]
        held |= {reason.path: reason.rules for reason in made.reasons if reason.path.startswith("held ")}
        also = places[first].get(ANSWER, ())
        seen = Seen(made.label.rstrip(":."), made.answer.status, made.answer.detail, also, tuple(_decisions(made.reasons)))
        looks = [_Look(told[number], places[number], zone) for number in range(first + 1, first + 1 + len(LOOKS)) if number < len(told)]
        if len(looks) == len(LOOKS) and all(look.told.answer.status == "accepted" for look in looks):
            seen = before = _with_customer(seen, looks[0], looks[1], held, before)
        yield seen


def _decisions(reasons: Sequence[Reason]) -> Iterator[Decision]:
    for reason in reasons:
        if reason.path.startswith("decision "):
            yield Decision(reason.path.removeprefix("decision "), _plain(reason.value), reason.rules)


def _with_customer(seen: Seen, got: _Look, hub: _Look, held: Mapping[str, tuple[str, ...]], before: Seen | None) -> Seen:
    """The same with the customer afterwards. `held` has the rules that gave each value that is held."""

    def rules_in(number: str) -> RulesOf:
        return lambda name: held.get(f"held addresses {number} {name}" if name in _OF_AN_ADDRESS else f"held profile {name}", ())

    shown = hub.told.answer.addresses
    primary = next((str(one["address_id"]) for one in shown if one.get("primary")), "")
    earlier = {record.number: record.values for record in before.addresses} if before else {}
    records = []
    for position, one in enumerate(shown, start=1):
        number = str(one["address_id"])
        fields = {name: value for name, value in one.items() if name != "address_id"}
        values = hub.values(fields, f"{_RECORD} {position}", rules_in(number), earlier.get(number, ()))
        records.append(Record(number, bool(one.get("primary")), tuple(values)))
    return msgspec.structs.replace(
        seen,
        get=tuple(got.values(got.told.answer.fields, "answer", rules_in(primary), before.get if before else ())),
        hub_record=tuple(hub.values(hub.told.answer.fields, "answer", rules_in(primary), before.hub_record if before else ())),
        addresses=tuple(records),
        records_also=tuple(_other_numbers(hub.places, len(shown))),
    )


def _other_numbers(places: Places, count: int) -> Iterator[Otherwise]:
    """How many records there may be otherwise: one more for each that would be told of, one fewer for each that would not be there."""
    changes: Counter[tuple[str, str]] = Counter()
    for path, others in places.items():
        if path.startswith(f"{_RECORD} ") and path.endswith(" primary"):
            is_there = int(path.split(" ")[2]) <= count
            changes.update({(one.point, one.outcome): -1 if is_there else 1 for one in others if not is_there or one.value == ABSENT})
    for (point, outcome_), change in changes.items():
        yield Otherwise(str(count + change), point, outcome_)
