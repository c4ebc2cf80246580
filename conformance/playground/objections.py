"""What is wrong with a composition before anything is made of it, each thing with the place that it is about."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches

import msgspec

from conformance.contents import sendable
from conformance.names import LISTS, SENT
from conformance.oracle import PERMITTED
from conformance.playground.composition import MOST_UPDATES, Composed, Composition

NOWHERE = -1
"""The number of the call where the trouble lies with none."""

_VERSION = re.compile(r"(?:V[0-9]{1,3})?")
_LIST = re.compile(rf"<({'|'.join(LISTS)}): ([^<>]+)>")
_OF_A_CUSTOMER = re.compile(r"<ucrn(?: of .*)?>")
_LONGEST = 60
_SENDABLE = "a text, <today>, <ucrn>, <unknown ucrn> or the like of <countries: France>"


class Objection(msgspec.Struct, frozen=True):
    """The number of the call (0 is the create), its entry (blank where it is about the call), and the trouble in a sentence."""

    call: int
    entry: str
    message: str


Ids = Mapping[str, Mapping[str, str]]
"""Each list of the hub: its names and their IDs."""


def objections(composition: Composition, ids: Ids) -> tuple[Objection, ...]:
    """Everything that cannot be done as it stands; none, where the calls can be made."""
    return (*_of_all(composition), *(found for number, one in enumerate(composition.calls()) for found in _of_call(number, one, ids)))


def _of_all(composition: Composition) -> Iterator[Objection]:
    if len(composition.updates) > MOST_UPDATES:
        yield Objection(NOWHERE, "", f"{len(composition.updates)} updates are more than are told here: give up to {MOST_UPDATES}")
    for point, outcome in composition.readings.items():
        if point not in PERMITTED:
            yield Objection(NOWHERE, "", f"{_cut(point)} is no rule that permits several outcomes")
        elif outcome not in PERMITTED[point]:
            yield Objection(NOWHERE, "", f"{point} does not permit {_cut(outcome)}: it permits {', '.join(PERMITTED[point])}")


def _of_call(number: int, one: Composed, ids: Ids) -> Iterator[Objection]:
    if not _VERSION.fullmatch(one.version):
        yield Objection(number, "", f"{_cut(one.version)} is no integration version: give V1, V2, V3 …")
    if number == 0 and one.actor == "the customer":
        yield Objection(number, "", "the customer cannot be signed in before there is one: create as a CSA or as nobody")
    for name, value in one.entries.items():
        trouble = _with_name(name) or _with_value(value, number, ids)
        if trouble:
            yield Objection(number, name, trouble)


def _with_name(name: str) -> str:
    if name in SENT:
        return ""
    near = get_close_matches(name[:_LONGEST], sorted(SENT), n=3)
    return f"{_cut(name)} is no entry that create or update knows" + (f"; did you mean {' or '.join(near)}?" if near else "")


def _with_value(value: str, number: int, ids: Ids) -> str:
    if not sendable(value) or value.startswith("<ucrn of "):
        return f"{_cut(value)} is no placeholder that can be sent: give {_SENDABLE}"
    if number == 0 and _OF_A_CUSTOMER.fullmatch(value):
        return f"{value} stands for nobody yet: the customer is only created"
    listed = _LIST.fullmatch(value)
    if listed and listed[2] not in ids[listed[1]]:
        return f"the list of {listed[1]} has no {_cut(listed[2])}"
    return ""


def _cut(text: str) -> str:
    return repr(text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…")
