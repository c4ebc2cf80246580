"""One step of the hub for each operation: a pure function of the call and the world, told by the trace that it writes.

Refusals come in this order: version, token, permission, existence, then entries.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from reference_impl import entries
from reference_impl.lists import LISTS
from reference_impl.rules import access, addresses, concurrent, create, email, get, hub, ignore_empty, tokens, twitter, update
from reference_impl.rules.address_values import situation
from reference_impl.sent import BLANK
from reference_impl.trace import Trace, built
from reference_impl.values import Customer, EditForm, Operation, Problem, Refusal, Settings, Step

BAD_TOKEN: Final = Refusal(401, "The token is not known, or has run out")
_INVALID: Final = "An entry's value cannot be taken"


def step(trace: Trace) -> Step:
    """Perform the trace's call in its world."""
    call = trace.call
    versioned = call.operation in ("create", "update", "get")
    refusal = hub.refusal_of_version(trace) if versioned else None
    if refusal is None and call.actor.unknown:
        refusal = BAD_TOKEN
    if refusal:
        if call.operation == "update":
            update.decide_refused(trace)
        return _refused(trace, refusal)
    trace.sent = tokens.filled(trace, call.fields, call.form) if call.form is not None else call.fields
    return _STEPS[call.operation](trace)


def _refused(trace: Trace, refusal: Refusal) -> Step:
    """The step of a call that was not done. Its trace holds nothing, so nothing is built from it, unless a fault put it there."""
    return Step(tuple(trace.entries), refusal=refusal, changed=built(trace.world, trace.entries).customers)


def _invalid(trace: Trace, problems: list[Problem]) -> Step:
    return _refused(trace, Refusal(422, _INVALID, tuple(problems)))


def _answered(trace: Trace, answer: Mapping[str, object], warnings: list[Problem] | None = None) -> Step:
    """The step of a call that was done: what it holds is built from the trace alone."""
    made = built(trace.world, trace.entries)
    return Step(tuple(trace.entries), answer, None, tuple(warnings or ()), made.customers, made.cases, made.edit_forms)


def _create(trace: Trace) -> Step:
    world, case_id = trace.world, trace.call.case_id
    read = entries.read(trace, trace.sent, BLANK)
    problems = read.problems + create.problems_of_mandatory(trace, read.sents, create.REQUIRED, read.problems)
    if case_id is not None and case_id not in world.cases:
        trace.decide(("decision", "refused", "case_id"), "is not known", "create.case-not-linked")
        problems.append(Problem("case_id", "is not known"))
    now = situation(world, read.sents, (), None)
    planned = addresses.plan(trace, now)
    wrong, odd = addresses.problems(trace, now, planned)
    if problems or wrong:
        return _invalid(trace, problems + wrong)
    trace.ucrn = concurrent.decide_ucrn(trace)
    create.decide_profile(trace, read.sents)
    addresses.decide_records(trace, now, planned)
    if case_id is not None:
        create.decide_case(trace, case_id)
    entries.decide_not_taken(trace, read.not_taken)
    return _answered(trace, {"ucrn": create.answer_ucrn(trace)}, read.warnings + odd)


def _update(trace: Trace) -> Step:
    trace.ucrn = trace.sent.get("ucrn", "")
    refusal = access.refusal_of_updating(trace, trace.ucrn)
    customer = trace.before
    if refusal is None and customer is None:
        refusal = access.NOT_THERE
    if refusal or customer is None:
        update.decide_refused(trace)
        return _refused(trace, refusal or access.NOT_THERE)
    return _updated(trace, customer, trace.call.settings, {"ucrn": customer.ucrn})


def _updated(trace: Trace, customer: Customer, settings: Settings, answer: Mapping[str, object]) -> Step:
    ticked = settings.ignore_empty_entries
    read = entries.read(trace, trace.sent, ignore_empty.absent(trace.world.readings, ticked))
    sents = read.sents
    problems = read.problems + create.problems_of_mandatory(trace, sents, update.REQUIRED, read.problems)
    if problem := email.problem_of_update(trace, sents[email.ENTRY], customer.profile[email.ENTRY]):
        problems.append(problem)
    now = situation(trace.world, sents, customer.addresses, settings)
    planned = addresses.plan(trace, now)
    wrong, odd = addresses.problems(trace, now, planned)
    if problems or wrong:
        update.decide_refused(trace)
        return _invalid(trace, problems + wrong)
    update.decide_profile(trace, customer.profile, sents, ticked)
    addresses.decide_records(trace, now, planned)
    concurrent.decide_reach(trace)
    twitter.decide_alone(trace, sents, ticked)
    entries.decide_not_taken(trace, read.not_taken)
    return _answered(trace, answer, read.warnings + odd)


def _get(trace: Trace) -> Step:
    trace.ucrn = trace.sent.get("ucrn", "")
    refusal = access.refusal_of_reading(trace, trace.ucrn)
    customer = trace.before
    if refusal or customer is None:
        return _refused(trace, refusal or access.NOT_THERE)
    answered = get.answered(trace, customer)
    if trace.call.form is not None:
        return _answered(trace, {"form": tokens.form_filled(trace, trace.call.form, answered)})
    return _answered(trace, {"fields": answered})


def _hub_record(trace: Trace) -> Step:
    trace.ucrn = trace.sent.get("ucrn", "")
    refusal = access.refusal_of_hub(trace) or _refusal_of_unknown(trace)
    customer = trace.before
    if refusal or customer is None:
        return _refused(trace, refusal or access.NOT_THERE)
    answer: dict[str, object] = {"ucrn": customer.ucrn, "fields": get.hub_record(trace, customer)}
    if "address-history" in trace.world.capabilities:
        answer["addresses"] = get.address_records(trace, customer)
    return _answered(trace, answer)


def _refusal_of_unknown(trace: Trace) -> Refusal | None:
    if trace.before:
        return None
    trace.decide(("decision", "refused", "call"), access.NOT_THERE.title, "access.unknown-ucrn")
    return access.NOT_THERE


def _list(trace: Trace) -> Step:
    name = trace.call.list_name
    if name not in LISTS:
        trace.decide(("decision", "refused", "list"), "is not known", "lists.served")
        return _refused(trace, Refusal(404, "No such list"))
    rules = ("lists.served", "ids.country-four-digits") if name == "countries" else ("lists.served",)
    for item_id, item_name in LISTS[name].items():
        trace.decide(("answer", "items", item_id), item_name, *rules)
    items = [{"id": item_id, "name": item_name} for item_id, item_name in trace.below("answer", "items").items()]
    return _answered(trace, {"items": items})


def _open_case(trace: Trace) -> Step:
    if refusal := access.refusal_of_hub(trace):
        return _refused(trace, refusal)
    case_id = trace.world.next_case()
    trace.decide(("cases", case_id, "ucrn"), None, "create.case-not-linked")
    return _answered(trace, {"case_id": case_id})


def _read_case(trace: Trace) -> Step:
    if refusal := access.refusal_of_hub(trace):
        return _refused(trace, refusal)
    case_id = trace.call.case_id or ""
    if case_id not in trace.world.cases:
        trace.decide(("decision", "refused", "case_id"), "is not known", "create.case-not-linked")
        return _refused(trace, Refusal(404, "No such case"))
    ucrn = trace.decide(("answer", "ucrn"), trace.world.cases[case_id], "create.case-not-linked")
    return _answered(trace, {"case_id": case_id, "ucrn": ucrn})


def _open_edit_form(trace: Trace) -> Step:
    trace.ucrn = trace.sent.get("ucrn", "")
    refusal = access.refusal_of_hub(trace) or _refusal_of_unknown(trace)
    customer = trace.before
    if refusal or customer is None:
        return _refused(trace, refusal or access.NOT_THERE)
    form_id = trace.world.next_edit_form()
    shown = hub.decide_opened(trace, form_id, customer, trace.call.pre_submission)
    return _answered(trace, {"edit_form_id": form_id, "fields": shown})


def _edited(trace: Trace) -> tuple[EditForm, Customer] | Refusal:
    """The edit form that the call is about and the customer that it edits, or why there is none."""
    if refusal := access.refusal_of_hub(trace):
        return refusal
    form = trace.world.edit_forms.get(trace.call.edit_form_id)
    trace.ucrn = form.ucrn if form else ""
    if form is None or trace.before is None:
        trace.decide(("decision", "refused", "call"), "No such edit form", "hub.edit-repopulates")
        return Refusal(404, "No such edit form")
    return form, trace.before


def _submit_edit_form(trace: Trace) -> Step:
    found = _edited(trace)
    if isinstance(found, Refusal):
        return _refused(trace, found)
    form, customer = found
    answer = {"edit_form_id": form.id, "saved": form.pre_submission}
    if form.pre_submission:
        mandatory = trace.world.readings["unsaid.edit-form-mandatory"]
        trace.sent = hub.entries_submitted(form, customer.profile, trace.sent, mandatory)
        return _updated(trace, customer, trace.call.settings, answer)
    hub.decide_unsaved(trace, form, trace.sent)
    return _answered(trace, answer)


def _reopen_edit_form(trace: Trace) -> Step:
    found = _edited(trace)
    if isinstance(found, Refusal):
        return _refused(trace, found)
    form, customer = found
    return _answered(trace, {"edit_form_id": form.id, "fields": hub.reopened(trace, form, customer)})


_STEPS: Final[Mapping[Operation, Callable[[Trace], Step]]] = MappingProxyType(
    {
        "create": _create,
        "update": _update,
        "get": _get,
        "hub-record": _hub_record,
        "list": _list,
        "open-case": _open_case,
        "read-case": _read_case,
        "open-edit-form": _open_edit_form,
        "submit-edit-form": _submit_edit_form,
        "reopen-edit-form": _reopen_edit_form,
    }
)
