"""Telling the same with fewer acts: a step folded into the one before it, updates made creates, one customer in place of two. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise, product

import msgspec

from conformance.names import CARRIED, SWITCHES
from conformance.suite import Act, Call, Expectation, Operation

Acts = tuple[Act, ...]
_SAVES = ("create", "update")
_LOOKS: tuple[Operation, ...] = ("reopen-edit-form", "get", "hub-record")
"""Where what an edit form shows may be looked at; the first is where it was."""
_TOKEN = re.compile(r"\{(\w+)\}")


def folded(acts: Acts) -> Iterator[Acts]:
    """Every way of saying it with fewer acts, customers or names; none of them need mean the same."""
    customers = list(dict.fromkeys(act.call.customer for act in acts if act.call and act.call.operation == "create"))
    for customer in customers:
        yield from _at_creation(acts, customer)
    yield from _joined(acts)
    yield from _ended(acts)
    yield from _fewer_ucrns(acts)
    yield from _without_forms(acts)
    yield from _without_edit_forms(acts)
    yield from _without_lists(acts)
    yield from _seen_by_get(acts)
    for customer in customers:
        yield from (_renamed(acts, customer, other) for other in customers if other != customer)
    if len(customers) == 1 and customers[0]:
        yield _renamed(acts, customers[0], "")


def _at_creation(acts: Acts, customer: str) -> Iterator[Acts]:
    """The customer's updates made creates, with what the create before them gives and without it; that create left out, or kept."""
    numbers = [number for number, call in _saving(acts) if call.customer == customer]
    calls = {number: call for number, call in _saving(acts) if number in numbers}
    if len(numbers) < 2 or calls[numbers[0]].operation != "create" or calls[numbers[1]].operation != "update":
        return
    first = calls.pop(numbers[0])
    for given in (first.fields, {}):
        made = {number: _created(call, {**given, **call.fields}) for number, call in calls.items()}
        yield tuple(_with(act, made.get(number, act.call)) for number, act in enumerate(acts) if number != numbers[0])
    made = {number: _created(call, call.fields) for number, call in calls.items()}
    yield tuple(_with(act, made.get(number, act.call)) for number, act in enumerate(acts))


def _ended(acts: Acts) -> Iterator[Acts]:
    """An update that ended an address left out, and the address created as one that has ended."""
    for (number, call), (other, later) in pairwise(_saving(acts)):
        if call.operation == "create" and later.operation == "update" and call.customer == later.customer:
            ended = msgspec.structs.replace(call, fields={**call.fields, "end_date": "<today>"})
            yield _without(_put(acts, number, ended), other)


def _seen_by_get(acts: Acts) -> Iterator[Acts]:
    """What an edit form shows looked at by a Get instead."""
    customer = ""
    for number, act in enumerate(acts):
        if act.call and act.call.operation in ("open-edit-form", "reopen-edit-form"):
            customer = act.call.customer if act.call.operation == "open-edit-form" else customer
            yield _put(acts, number, Call("get", customer))


def _created(call: Call, fields: dict[str, str]) -> Call:
    given = {name: text for name, text in fields.items() if name not in (*SWITCHES, "ucrn")}
    return Call("create", call.customer, fields=given, from_form=call.from_form)


def _joined(acts: Acts) -> Iterator[Acts]:
    """Two steps of a customer that follow each other joined into one: a create with the update's entries too, or both updates in one."""
    saving = list(_saving(acts))
    for place, (number, call) in enumerate(saving):
        follows = next(((other, later) for other, later in saving[place + 1 :] if later.customer == call.customer), None)
        if follows is None or follows[1].operation == "create":
            continue
        other, later = follows
        fields = {**call.fields, **later.fields}
        if call.operation == "create":
            one = _created(msgspec.structs.replace(call, from_form=call.from_form or later.from_form), fields)
            yield _without(_put(acts, number, one), other)
            yield _without(_put(acts, other, one), number)
        else:
            yield _without(_put(acts, other, msgspec.structs.replace(later, fields=fields)), number)


def _fewer_ucrns(acts: Acts) -> Iterator[Acts]:
    """Where UCRNs are to differ, those of one customer less."""
    for number, act in enumerate(acts):
        for name in act.names if act.kind == "different-ucrns" and len(act.names) > 2 else ():
            fewer = msgspec.structs.replace(act, names=tuple(other for other in act.names if other != name))
            yield (*acts[:number], fewer, *acts[number + 1 :])


def _without_forms(acts: Acts) -> Iterator[Acts]:
    """A form left out, and what its tokens stand for sent instead."""
    for number, act in enumerate(acts):
        if act.kind == "form":
            form = act.form

            def filled(call: Call, form: Mapping[str, str] = form) -> Call:
                fields = {name: _TOKEN.sub(lambda token: form.get(token[1], ""), text) for name, text in call.fields.items()}
                return msgspec.structs.replace(call, fields=fields, from_form=False)

            following = (_with(one, filled(one.call)) if one.call and one.call.from_form else one for one in acts[number + 1 :])
            yield (*acts[:number], *following)


def _without_edit_forms(acts: Acts) -> Iterator[Acts]:
    """An edit form left out, what it submits sent by an update, and what it shows when it is opened again looked at in the hub."""
    for number, act in enumerate(acts):
        submits = act.call if act.call and act.call.operation == "submit-edit-form" else None
        opened = [place for place, one in enumerate(acts[:number]) if one.call and one.call.operation == "open-edit-form"]
        if submits and opened:
            customer = acts[opened[-1]].call
            update = msgspec.structs.replace(submits, operation="update", customer=customer.customer if customer else "")
            for look, carried in product(_LOOKS, ({}, CARRIED)):
                shown = tuple(_reopened(one, look, update.customer) if place > number else one for place, one in enumerate(acts))
                sent = msgspec.structs.replace(update, fields={**carried, **update.fields})
                plain = _without(_put(shown, number, sent), opened[-1])
                yield plain
                yield from _joined(plain)


def _reopened(act: Act, look: Operation, customer: str) -> Act:
    """The act, where it opens an edit form again, as another look at the customer."""
    return _with(act, Call(look, customer)) if act.call and act.call.operation == "reopen-edit-form" else act


def _without_lists(acts: Acts) -> Iterator[Acts]:
    """Where every ID of a list is saved, one update in its place, which says what it carries anyway."""
    for number, act in enumerate(acts):
        if act.kind == "save-every-id":
            update = Call("update", fields=dict(CARRIED))
            yield (*acts[:number], Act("call", "", 1, update, Expectation("refused or accepted")), *acts[number + 1 :])


def _saving(acts: Acts) -> Iterator[tuple[int, Call]]:
    return ((number, act.call) for number, act in enumerate(acts) if act.call and act.call.operation in _SAVES)


def _renamed(acts: Acts, customer: str, other: str) -> Acts:
    """The acts with one customer under the name of another."""

    def actor(call: Call) -> str:
        return (other or "the customer") if call.actor == (customer or "the customer") else call.actor

    return tuple(
        _with(
            act,
            act.call
            and msgspec.structs.replace(
                act.call, customer=other if act.call.customer == customer else act.call.customer, actor=actor(act.call)
            ),
        )
        for act in acts
    )


def _put(acts: Acts, number: int, call: Call) -> Acts:
    return (*acts[:number], _with(acts[number], call), *acts[number + 1 :])


def _without(acts: Acts, number: int) -> Acts:
    return (*acts[:number], *acts[number + 1 :])


def _with(act: Act, call: Call | None) -> Act:
    return act if call is None or call == act.call else msgspec.structs.replace(act, call=call)
