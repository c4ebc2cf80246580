"""One smallest create–get–update with plain values, and every actor once. What does not come through here is no finding of the book's.

The native wire is fixed, so there only what keeps every scenario from being carried out is wrong; the rest is for the book to judge.
Behind another binding it may as well be the mapping that looks elsewhere, and a target is not blamed for that.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from zoneinfo import ZoneInfo

from conformance.comparing import canonical
from conformance.doctor.consultation import Consultation, Reply
from conformance.doctor.symptoms import Kind, Symptom
from conformance.exchanges import Asked, Target
from conformance.names import CARRIED
from conformance.unseen import in_one_line

_PLAIN = {"first_name": ("Ann", "Bea"), "last_name": ("Quill", "Reeve"), "phone_number": ("0131 496 0101", "0131 496 0102")}
"""Entries with a plain value to create and one to update with."""
_ACTORS = {
    "owner": "a customer on their own record",
    "another": "a customer on somebody else's record",
    "nobody": "somebody who is not signed in",
}


def smallest(asking: Consultation) -> tuple[list[Symptom], str]:
    """Create, get and update once; the symptoms, and the UCRN of the customer who was made (blank where none was)."""
    target = asking.target
    created = placed({name: values[0] for name, values in _PLAIN.items()}, "create", target)
    made = asking.ask(Asked("create", fields={**placed(CARRIED, "create", target), **created}))
    ucrn = str(made.answer.fields.get("ucrn") or "")
    if made.status != "accepted" or not ucrn:
        missing = "" if made.status != "accepted" else ", in which no UCRN was found"
        return [_symptom("wrong", "create", made, f"a customer of plain values is not made: {made.told}{missing}")], ""
    symptoms = [Symptom("well", "create", f"a customer is made, {in_one_line(ucrn)}")]
    symptoms.append(_read(asking, "get", ucrn, created))
    changed = placed({name: values[1] for name, values in _PLAIN.items()}, "update", target)
    sent = {"ucrn": ucrn, **CARRIED, **changed}
    updated = asking.ask(Asked("update", ucrn=ucrn, fields=placed(sent, "update", target), ignore_empty=True))
    if updated.status != "accepted":
        symptoms.append(_symptom(_severity(target), "update", updated, f"plain values are not taken: {updated.told}"))
    else:
        symptoms.append(_read(asking, "update", ucrn, changed))
    return symptoms, ucrn


def actors(asking: Consultation, ucrn: str, wanted: Iterable[str]) -> list[Symptom]:
    """Whether each wanted actor is signed in and answered, whatever the answer."""
    symptoms: list[Symptom] = []
    for role in wanted:
        if role not in _ACTORS or role not in asking.target.actors:
            continue
        actor = {"owner": ucrn, "nobody": "nobody"}.get(role) or _another(asking)
        reply = asking.ask(Asked("get", actor, ucrn, {"ucrn": ucrn}))
        kind: Kind = "wrong" if reply.status in ("unsigned", "unreachable") else "doubt" if reply.status == "broken" else "well"
        symptoms.append(_symptom(kind, _ACTORS[role], reply, f"Get is {reply.status}" if kind == "well" else reply.told))
    return symptoms


def placed(fields: Mapping[str, str], operation: str, target: Target) -> dict[str, str]:
    """Those entries for which the way to the target has a place."""
    known = target.sends.get(operation) if target.sends else None
    return {name: value for name, value in fields.items() if known is None or name in known}


def lost(sent: Mapping[str, str], reply: Reply, target: Target, operation: str = "get") -> list[str]:
    """The entries that do not come back as they were sent, each with what came; those that cannot be looked at are left out."""
    known = target.answers.get(operation) if target.answers else None
    zone = ZoneInfo(target.time_zone)
    return [
        f"{name} was sent as {value!r} and comes back as {reply.answer.fields.get(name) or ''!r}"
        for name, value in sent.items()
        if (known is None or name in known) and canonical(name, reply.answer.fields.get(name), zone) != canonical(name, value, zone)
    ]


def _another(asking: Consultation) -> str:
    """Somebody else; the nobody of that name where they cannot be made, who is then not signed in."""
    fields = {**CARRIED, "first_name": "Col"}
    made = asking.ask(Asked("create", fields=placed(fields, "create", asking.target)))
    return str(made.answer.fields.get("ucrn") or "somebody else")


def _read(asking: Consultation, about: str, ucrn: str, sent: Mapping[str, str]) -> Symptom:
    """Whether Get shows what was sent: all of it, some of it, or nothing."""
    got = asking.ask(Asked("get", ucrn=ucrn, fields={"ucrn": ucrn}))
    if got.status != "accepted":
        return _symptom(_severity(asking.target), about, got, f"Get does not answer the customer: {got.told}")
    missing = lost(sent, got, asking.target)
    if not missing:
        return Symptom("well", about, "Get shows what was sent" if sent else "answered (no plain entry has a place to be looked at)")
    elsewhere = "; the mapping looks elsewhere, or the target does not keep it" if asking.target.binding else ""
    kind = _severity(asking.target) if len(missing) == len(sent) else "doubt"
    return _symptom(kind, about, got, f"{', '.join(missing)} ({got.evidence}){elsewhere}")


def _severity(target: Target) -> Kind:
    """How bad it is that a plain call does not come through: behind a fixed wire the book can tell."""
    return "wrong" if target.binding else "doubt"


def _symptom(kind: Kind, about: str, reply: Reply, said: str) -> Symptom:
    unreachable = reply.status == "unreachable"
    return Symptom("wrong" if unreachable else kind, about, said, unreachable)
