"""Every entry once, with a value that the book itself sends: one create with all of them, and whether each comes back."""

from __future__ import annotations

import re
from collections.abc import Mapping

from conformance.doctor.consultation import Consultation
from conformance.doctor.smallest import lost, placed
from conformance.doctor.symptoms import Symptom
from conformance.exchanges import Asked
from conformance.lists import Lists
from conformance.names import CARRIED, IN_GET, IN_HUB_RECORD, SWITCHES

_ON_THE_WIRE = {"birth_date": ("05/26/1961", "1961-05-26"), "start_date": ("02/15/2019", "2019-02-15")}
"""Dates as they are sent, and as they come back."""
_LEFT_OUT = frozenset({"end_date", *SWITCHES})
_FROM_A_LIST = re.compile(r"<(\w+): (.+)>")
_CONNECTED_INDEX = frozenset({"data_location", "region"})


def entries(asking: Consultation, lists: Lists, texts: Mapping[str, tuple[str, ...]]) -> list[Symptom]:
    """What does not come back, by Get or by the hub record; `texts` are values of each entry, as the vocabulary of the book has them."""
    target = asking.target
    sent = {**{name: _filled(known[0], lists) for name, known in texts.items()}, **CARRIED}
    sent |= {name: wire for name, (wire, _) in _ON_THE_WIRE.items()}
    left_out = _LEFT_OUT if "connected-index" in target.capabilities else _LEFT_OUT | _CONNECTED_INDEX
    sent = placed({name: value for name, value in sent.items() if name not in left_out and value}, "create", target)
    made = asking.ask(Asked("create", fields=sent))
    if made.status != "accepted":
        return [Symptom("doubt", "entries", f"a create with all of them at once is {made.status}: {made.told}")]
    ucrn = str(made.answer.fields.get("ucrn") or "")
    back = {**sent, **{name: answered for name, (_, answered) in _ON_THE_WIRE.items() if name in sent}}
    got = asking.ask(Asked("get", ucrn=ucrn, fields={"ucrn": ucrn}))
    missing = lost({name: value for name, value in back.items() if name in IN_GET}, got, target)
    if "hub-record" in target.capabilities:
        looked = asking.ask(Asked("hub-record", ucrn=ucrn))
        only_there = {name: value for name, value in back.items() if name in IN_HUB_RECORD - IN_GET}
        missing += lost(only_there, looked, target, "hub-record")
    elsewhere = "; the mapping looks elsewhere, or the target does not keep it" if target.binding else ""
    if not missing:
        return [Symptom("well", "entries", f"{len(sent)} at once, and all that can be looked at come back")]
    return [Symptom("doubt", "entries", f"{said}{elsewhere}") for said in missing]


def _filled(text: str, lists: Lists) -> str:
    placeholder = _FROM_A_LIST.fullmatch(text)
    return (lists.find(placeholder[1], placeholder[2]) or "") if placeholder else text
