"""A scenario as a page of the book has it: labels and blocks, which the reader takes back for the same scenario."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from conformance.suite import Act, Call, Json, Scenario
from conformance.unseen import in_json

_OBSERVED = {"get": "Get{} afterwards", "hub-record": "Hub record{} afterwards", "read-case": "Case afterwards"}


def snippet(scenario: Scenario) -> str:
    """Labels and blocks as they stand below a scenario's title; raises ValueError for a scenario with a choice of outcomes."""
    return "\n".join(_part(step) for step in scenario.steps)


def labelled(act: Act) -> Act:
    """The same act with the label that a page has for it."""
    return Act(**{name: getattr(act, name) for name in Act.__struct_fields__} | {"label": label(act)})


def label(act: Act) -> str:
    """The line that stands for an act, its colon or full stop included."""
    return ", ".join((_head(act), *_words(act))) + (":" if block(act) is not None else ".")


def block(act: Act) -> Json:
    """The JSON that stands below an act's label; None where there is none."""
    if act.kind == "form":
        return dict(act.form)
    call, expect = act.call, act.expect
    if call is None:
        return None
    if call.operation in ("create", "update", "submit-edit-form"):
        return dict(call.fields)
    for expected in (expect.fields, expect.addresses, expect.items):
        if expected is not None:
            return expected  # type: ignore[return-value]  # what may be expected can be written as JSON
    return None


def _part(step: object) -> str:
    if not isinstance(step, Act):
        raise ValueError("a choice of outcomes stands below a reading's heading, not in a snippet")
    held = block(step)
    return f"{label(step)}\n" if held is None else f"{label(step)}\n\n```json\n{written(held)}\n```\n"


def written(data: Json) -> str:
    """JSON as a block has it: one line, or a line for each record of a list. What cannot be seen on a page is escaped."""
    if isinstance(data, list) and len(data) > 1:
        return "[\n" + ",\n".join(f"  {written(one)}" for one in data) + "\n]"
    return in_json(json.dumps(data, ensure_ascii=False))


def _head(act: Act) -> str:
    call = act.call
    if act.kind == "different-ucrns":
        return f"Different UCRNs: {', '.join(act.names)}"
    if act.kind == "form":
        return "Form"
    assert call is not None, f"a {act.kind} has its call"
    if act.kind == "save-every-id":
        return f"Save every ID of the list of {call.list_name} as {act.names[0]}"
    return _HEADS[call.operation](act, call)


def _create_or_update(_: Act, call: Call) -> str:
    form, case = " from the form" if call.from_form else "", " for the case" if call.for_case else ""
    return f"{call.operation.capitalize()}{_named(call)}{form}{case}"


def _observation(act: Act, call: Call) -> str:
    if act.expect.addresses is not None:
        return f"Addresses{_named(call, ' of')} afterwards"
    if call.from_form:
        return f"Get{_named(call)} into the form"
    if call.operation == "get" and not act.observes:
        return f"Get{_named(call)}"
    return _OBSERVED[call.operation].format(_named(call, " of" if call.operation == "hub-record" else ""))


def _edit_form(_: Act, call: Call) -> str:
    return f"Open an edit form{_named(call, ' of')} {'with' if call.pre_submission else 'without'} a pre-submission integration"


_HEADS = {
    "create": _create_or_update,
    "update": _create_or_update,
    "get": _observation,
    "hub-record": _observation,
    "read-case": _observation,
    "list": lambda _, call: f"List of {call.list_name}",
    "open-case": lambda *_: "Open a case",
    "open-edit-form": _edit_form,
    "submit-edit-form": lambda *_: "Submit the edit form",
    "reopen-edit-form": lambda *_: "Reopen the edit form",
}


def _named(call: Call, before: str = "") -> str:
    return f"{before} {call.customer}" if call.customer else ""


def _words(act: Act) -> Iterator[str]:
    call, expect = act.call, act.expect
    if call is None:
        return
    if call.actor != "a CSA":
        yield f"as {call.actor}"
    boxes = {"Ignore Empty Entries": call.ignore_empty, "Keep empty end dates": call.keep_empty_end_dates}
    yield from (f"*{box}* ticked" for box, ticked in boxes.items() if ticked)
    if call.integration_version:
        yield f"by integration version {call.integration_version}"
    if call.ucrn:
        yield f"of {'an' if call.ucrn == 'unknown' else 'a'} {call.ucrn} UCRN"
    if expect.acceptance != "accepted":
        yield expect.acceptance
    said: Mapping[str, bool] = {
        "revealing nothing": expect.reveals_nothing,
        "in the same words": expect.alike,
        "twice the same": expect.same_as_before,
        f"with IDs of {expect.ids_of_digits} digits": bool(expect.ids_of_digits),
        "at the same time": act.together,
    }
    yield from (words for words, meant in said.items() if meant)
