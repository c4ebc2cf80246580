"""The hub around the integrations: the version that it supports, and the forms in which a CSA edits a profile."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from reference_impl.fields import ADDRESS_DATES, MANDATORY_ENTRIES, PLACE_ENTRIES, PROFILE_ENTRIES
from reference_impl.trace import Trace
from reference_impl.values import Customer, EditForm, Problem, Refusal

_SUPPORTED: Final = "V2"
NOT_SUPPORTED: Final = Refusal(
    409, "This version of integrations is not supported", (Problem("integration_version", f"is not {_SUPPORTED}"),)
)


def refusal_of_version(trace: Trace) -> Refusal | None:
    """Why an integration of this version is refused, or None for the one that is supported (L10)."""
    if trace.call.integration_version == _SUPPORTED:
        trace.decide(("decision", "version"), _SUPPORTED, "hub.v2-only")
        return None
    if trace.decide(("decision", "refused", "call"), NOT_SUPPORTED.title, "hub.v2-only"):
        return NOT_SUPPORTED
    return None


def held_entries(customer: Customer) -> dict[str, str]:
    """What the hub's edit form shows of a record: every entry that can be edited, with its value."""
    primary = next((address.values for address in customer.addresses if address.primary), {})
    held = {**customer.profile, **primary}
    return {name: held.get(name, "") for name in (*PROFILE_ENTRIES, *PLACE_ENTRIES, *ADDRESS_DATES)}


def decide_opened(trace: Trace, form_id: str, customer: Customer, pre_submission: bool) -> dict[str, str]:
    """Open an edit form; what it shows."""
    path = ("edit-forms", form_id)
    trace.decide((*path, "ucrn"), customer.ucrn, "hub.edit-repopulates")
    trace.decide((*path, "pre_submission"), pre_submission, "hub.edit-repopulates")
    shown = held_entries(customer)
    trace.decide_each((*path, "opened"), [(name, value, ("hub.edit-repopulates",)) for name, value in shown.items()])
    return shown


def entries_submitted(form: EditForm, held: Mapping[str, str], fields: Mapping[str, str], mandatory: str) -> dict[str, str]:
    """What the integration gets from a submitted form: what was entered, and the mandatory entries that the form still holds."""
    kept = {name: held[name] for name in MANDATORY_ENTRIES} if mandatory == "held" else {}
    return {**kept, **fields, "ucrn": form.ucrn}


def decide_unsaved(trace: Trace, form: EditForm, fields: Mapping[str, str]) -> None:
    """Without a pre-submission integration the form alone remembers what was entered."""
    for name, value in fields.items():
        trace.decide(("edit-forms", form.id, "edited", name), value, "hub.edit-needs-pre-submission")


def reopened(trace: Trace, form: EditForm, customer: Customer) -> dict[str, str]:
    """What the form shows when it is opened again: the values as saved, or as entered where that is the reading."""
    shown = held_entries(customer)
    rule = "hub.edit-repopulates" if form.pre_submission else "hub.edit-needs-pre-submission"
    if not form.pre_submission and trace.world.readings["hub.edit-needs-pre-submission"] == "edited":
        shown |= form.edited
    return {name: trace.decide(("answer", name), value, rule) or "" for name, value in shown.items()}
