"""What a target declares, held against what it does when it is asked: one small question a capability."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from conformance.doctor.consultation import Consultation, Reply
from conformance.doctor.smallest import placed
from conformance.doctor.symptoms import Symptom
from conformance.exchanges import Asked, Target
from conformance.names import CARRIED, LISTS
from conformance.suite import CAPABILITIES


class Capability(NamedTuple):
    """One capability: whether the target declares it, and whether it showed it."""

    name: str
    declared: bool
    shown: bool
    said: str
    """What was seen, where the two differ."""


OF_THE_WAY = frozenset({"hub-record", "address-history", "lists", "cases", "edit-forms"})
"""Capabilities that a mapping gives a way to. No broken rule keeps one from showing; of the others one may."""


def capabilities(asking: Consultation, ucrn: str, names: Iterable[str] = CAPABILITIES) -> list[Capability]:
    """These capabilities; `ucrn` is that of a customer who is there."""
    found = []
    for name in names:
        declared = name in asking.target.capabilities
        said = _ASK[name](asking, ucrn)
        found.append(Capability(name, declared, not said, said if declared else ""))
    return found


def in_vain(found: Iterable[Capability], target: Target) -> list[Symptom]:
    """What is wrong with those that a target file declares and the mapping finds no way to. A hub that says it itself is for the book."""
    advice = "correct the mapping, or take it out of the file's capabilities"
    wrong = [one for one in found if one.declared and not one.shown and one.name in OF_THE_WAY]
    return [Symptom("wrong", one.name, f"declared, and {one.said}; {advice}") for one in wrong if target.binding]


def _hub_record(asking: Consultation, ucrn: str) -> str:
    return _unless_accepted(asking.ask(Asked("hub-record", ucrn=ucrn)))


def _address_history(asking: Consultation, _: str) -> str:
    fields = {**CARRIED, "house": "12", "street": "Leith Walk"}
    made = asking.ask(Asked("create", fields=placed(fields, "create", asking.target)))
    ucrn = str(made.answer.fields.get("ucrn") or "")
    looked = asking.ask(Asked("hub-record", ucrn=ucrn))
    said = _unless_accepted(looked)
    return said or ("" if looked.answer.addresses else f"the hub record of a customer with an address has none: {looked.evidence}")


def _lists(asking: Consultation, _: str) -> str:
    for name in LISTS:
        listed = asking.ask(Asked("list", list_name=name))
        said = _unless_accepted(listed) or ("" if listed.answer.items else f"it is empty: {listed.evidence}")
        if said:
            return f"the list of {name}: {said}"
    return ""


def _cases(asking: Consultation, _: str) -> str:
    opened = asking.ask(Asked("open-case"))
    said = _unless_accepted(opened)
    case = str(opened.answer.fields.get("case_id") or "")
    return said or _unless_accepted(asking.ask(Asked("read-case", case_id=case)))


def _edit_forms(asking: Consultation, ucrn: str) -> str:
    return _unless_accepted(asking.ask(Asked("open-edit-form", ucrn=ucrn, pre_submission=True)))


def _tokens(asking: Consultation, _: str) -> str:
    fields = {**CARRIED, "first_name": "{Forename}"}
    made = asking.ask(Asked("create", fields=placed(fields, "create", asking.target), form={"Forename": "Ann"}))
    said = _unless_accepted(made)
    if said:
        return said
    ucrn = str(made.answer.fields.get("ucrn") or "")
    got = asking.ask(Asked("get", ucrn=ucrn, fields={"ucrn": ucrn}))
    shown = got.answer.fields.get("first_name")
    return "" if shown == "Ann" else f"a token of a form was sent as first_name, and it comes back as {shown!r}, not as the form's 'Ann'"


def _integration_version(asking: Consultation, _: str) -> str:
    made = asking.ask(Asked("create", fields=placed(CARRIED, "create", asking.target), integration_version="V1"))
    return "" if made.status == "refused" else f"a create by version V1 is not refused: {made.told}"


def _connected_index(asking: Consultation, _: str) -> str:
    fields = {**CARRIED, "data_location": "North East", "region": "Grampian"}
    made = asking.ask(Asked("create", fields=placed(fields, "create", asking.target)))
    ucrn = str(made.answer.fields.get("ucrn") or "")
    got = asking.ask(Asked("get", ucrn=ucrn, fields={"ucrn": ucrn}))
    shown = got.answer.fields.get("data_location")
    return "" if shown == "North East" else f"data_location was sent as 'North East', and comes back as {shown!r}"


def _unless_accepted(reply: Reply) -> str:
    return "" if reply.status == "accepted" else reply.told or reply.status


_ASK: Mapping[str, Callable[[Consultation, str], str]] = {
    "hub-record": _hub_record,
    "address-history": _address_history,
    "lists": _lists,
    "cases": _cases,
    "edit-forms": _edit_forms,
    "tokens": _tokens,
    "integration-version": _integration_version,
    "connected-index": _connected_index,
}
"""Each asks, and says what is otherwise than the capability has it; blank where it shows."""
