"""Whether a target, as it is reached, can be asked what a scenario asks: by whom, with which entries, for which names. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.exchanges import ACTORS, FORM, Target
from conformance.names import MANDATORY
from conformance.suite import Act, Call, Scenario

_WHO = {
    "csa": "a CSA",
    "owner": "a customer on their own record",
    "another": "a customer on somebody else's record",
    "nobody": "somebody who is not signed in",
}
_CARRYING = ("create", "update", "submit-edit-form")


def beyond(scenario: Scenario, target: Target) -> str:
    """The first thing that a scenario needs and the way to the target does not have, as a sentence; blank where there is none."""
    if target.actors == ACTORS and not target.sends and not target.answers:
        return ""
    for act in scenario.acts():
        for missing in _missing(act, target):
            return missing
    return ""


def role_of(call: Call) -> str:
    """Who acts, towards the record that the call is about: one of ACTORS."""
    role = {"a CSA": "csa", "nobody": "nobody"}.get(call.actor)
    return role or ("owner" if call.actor == (call.customer or "the customer") else "another")


def _missing(act: Act, target: Target) -> Iterator[str]:
    call = act.call
    if call is None:
        return
    role = role_of(call)
    if role not in target.actors:
        yield f"needs {_WHO[role]}, who cannot act on the target"
    if target.sends and call.operation not in target.sends:
        yield f"needs the operation {call.operation}, which the mapping does not have"
    sent = {*call.fields, *(MANDATORY if call.operation in _CARRYING else ())}
    unsent = sorted(sent - set(target.sends.get(call.operation, sent)))
    if act.kind == "save-every-id" and act.names[0] not in target.sends.get("update", act.names):
        unsent = [act.names[0]]
    if unsent:
        yield f"sends {unsent[0]}, for which the mapping has no place in {call.operation}"
    unread = sorted(_looked_at(act) - set(target.answers.get(call.operation, _looked_at(act))))
    if unread:
        yield f"looks at {unread[0].removeprefix('addresses.')}, which the mapping does not find in {call.operation}"


def _looked_at(act: Act) -> set[str]:
    if act.call and act.call.operation == "get" and act.call.from_form:
        return {FORM}
    records = {f"addresses.{name}" for record in act.expect.addresses or () for name in record}
    return {*(act.expect.fields or ()), *records}
