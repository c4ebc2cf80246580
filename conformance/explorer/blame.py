"""Which rules a page puts in question, once nothing on it can be spared. Pure, but for asking the reference.

That it was cut is what tells more than its mismatches: whatever the reference makes nothing of, and the page cannot do without,
is in question too. A Get that comes before, an update of somebody else, an entry that is left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from conformance import names
from conformance.judging import Mismatch
from conformance.oracle import Told
from conformance.record import Finding, Reason
from conformance.suite import Act, Call, Scenario

_DERIVED = {
    "name": ("first_name", "last_name", "prefix_id", "suffix_id"),
    "sort_name": ("first_name", "last_name"),
    "prefix": ("prefix_id",),
    "suffix": ("suffix_id",),
    "preferred_language_name": ("preferred_language",),
    "country": ("country_id",),
}
"""Values that follow from entries: what became of these is behind them too."""
_NOT_IN_ORDER = "concurrent."
"""How the rules begin that calls one after the other cannot break."""
_FIDELITY = "get.text-fidelity"
_ANY_WOULD_DO = re.compile("[A-Za-z]*|[1-9][0-9]*")
"""Texts in which there is nothing that a hub might change by mistake."""
_OF_ADDRESS = names.IN_ADDRESS | {"addresses"}
_NOT_SHOWN = {"get": names.CUSTOM_BEYOND, "hub-record": (*names.CUSTOM, *names.CUSTOM_BEYOND)}
_OF_ENTRY = {"ids.prefix": "prefix_id", "ids.suffix": "suffix_id"}
"""Rules behind every name; not in question where no call of the page sends the entry."""


class _At(NamedTuple):
    """A call of a page before, or at, the one that is not as it should be."""

    act: Act
    call: Call
    wrong: bool
    whose: bool
    """Whether it is about the customer of whom something is wrong."""
    again: bool
    """Whether the same was sent before."""
    places: frozenset[str]
    """What is wrong."""

    @property
    def holds(self) -> bool:
        """Whether anything is wrong that the hub holds. A call that is to be refused stands behind others only for the sake of its twin."""
        return self.places != {"answer"}


_Matters = Callable[[_At, str], bool]

_MADE_NOTHING_OF: dict[str, _Matters] = {
    "decision changes": lambda at, _: at.holds and not at.wrong and not at.act.observes,
    "decision other customers": lambda at, _: at.holds and not at.whose,
    "decision built upon": lambda at, _: at.holds and at.again,
    "decision everything else": lambda at, _: at.holds and not at.places & at.call.fields.keys(),
    "decision ignored": lambda at, entry: entry in at.call.fields,
    "decision left out": lambda at, entry: entry in at.call.fields,
    "decision saved": lambda at, _: at.holds and at.whose,
    "decision refused": lambda at, entry: at.whose and entry in at.places,
    "decision filled": lambda at, entry: at.holds and at.whose and entry in at.call.fields,
    "decision custom fields": lambda at, _: at.wrong and not at.places.isdisjoint(_NOT_SHOWN.get(at.call.operation, ())),
    "decision permitted": lambda at, _: at.wrong and "ucrn" in at.places,
}
"""Where the reference says that something makes no difference, and when a page that needs it puts that in question.

A refusal saves nothing, a token stands for something else, a view leaves out what it is not to show, and shows one customer's record.
"""


def also(page: Scenario, told: Sequence[Told], mismatches: Sequence[Mismatch]) -> Iterator[Reason]:
    """What the reference says beside the last word on each place: the page would not depart if that were so."""
    places = frozenset(mismatch.path.rpartition(".")[2] for mismatch in mismatches)
    wrong = {mismatch.step for mismatch in mismatches}
    customers = {one.customer for one in told if one.step in wrong}
    acts = list(page.acts())
    sent: list[Call] = []
    for one in told:
        call = acts[one.step].call
        if call is None or one.step > max(wrong):
            continue
        at = _At(acts[one.step], call, one.step in wrong, one.customer in customers, _again(call, sent), places)
        sent.append(call)
        yield from (reason for reason in one.reasons if _matters(at, reason))
        if at.wrong and "answer" in places and at.act.expect.acceptance == "accepted":
            yield from (reason for reason in one.reasons if _of_entries(call.fields, reason))
        if at.whose:
            derived = [entry for place in places for entry in _DERIVED.get(place, ()) if any(entry in each.fields for each in sent)]
            yield from (reason for reason in one.reasons if reason.path.startswith("held ") and _of_entries(derived, reason))


def elsewhere(told: Sequence[Told], mismatches: Sequence[Mismatch]) -> Iterator[Reason]:
    """Which address record was to be written to, where what is seen was held before, or where no record was to be there at all."""
    for mismatch in mismatches:
        name = mismatch.path.rpartition(".")[2]
        whose = {one.customer for one in told if one.step == mismatch.step}
        before = [one for one in told if one.step < mismatch.step and one.customer in whose and one.answer.status == "accepted"]
        reasons = [reason for one in before for reason in one.reasons]
        held = {reason.value for reason in reasons if reason.path.startswith("held addresses") and reason.path.endswith(f" {name}")}
        if name in _OF_ADDRESS and (mismatch.observed in held or not held):
            yield from [reason for reason in reasons if reason.path == "decision record"][-1:]


def _again(call: Call, sent: Sequence[Call]) -> bool:
    """Whether it is an update with what was sent for this customer last."""
    before = next((one for one in reversed(sent) if one.customer == call.customer and one.operation in ("create", "update")), None)
    return call.operation == "update" and before is not None and before.fields == call.fields


def _matters(at: _At, reason: Reason) -> bool:
    return any(reason.path.startswith(path) and matters(at, reason.path.rpartition(" ")[2]) for path, matters in _MADE_NOTHING_OF.items())


def _of_entries(entries: Iterable[str], reason: Reason) -> bool:
    """Whether it is of what became of these entries."""
    return reason.path.startswith(("decision taken", "decision filled", "held ")) and reason.path.rpartition(" ")[2] in entries


def narrowed(reasons: Iterable[Reason], mismatches: Sequence[Mismatch], page: Scenario) -> tuple[Reason, ...]:
    """The last word on each path, without rules that cannot be in question: no two calls meet, a plain text is not easily lost."""
    plain = all(_ANY_WOULD_DO.fullmatch(mismatch.expected.strip('"')) for mismatch in mismatches)
    sent = {entry for act in page.acts() if act.call for entry in (*act.call.fields, *act.names)}
    out = {rule for rule, entry in _OF_ENTRY.items() if entry not in sent} | ({_FIDELITY} if plain else set())

    def may_be(rule: str) -> bool:
        return not rule.startswith(_NOT_IN_ORDER) and rule not in out

    left = {reason.path: Reason(reason.path, reason.value, tuple(filter(may_be, reason.rules))) for reason in reasons}
    return tuple(reason for reason in left.values() if reason.rules)


def not_there(finding: Finding) -> bool:
    """Whether something is not answered under its name, not even as blank."""
    answered = {one.step: one.answer.fields for one in finding.observations}
    return any(
        one.path in names.IN_GET and one.observed == "blank" and one.path not in answered.get(one.step, {one.path})
        for one in finding.mismatches
    )
