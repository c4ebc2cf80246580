"""Who may read a record, who may write one, and who may look into the hub."""

from __future__ import annotations

from typing import Final

from reference_impl.trace import Trace
from reference_impl.values import Actor, Problem, Refusal

NOT_SIGNED_IN: Final = Refusal(401, "Sign in first")
NOT_PERMITTED: Final = Refusal(403, "Not permitted")
NOT_THERE: Final = Refusal(404, "No such customer")
UCRN_BLANK: Final = Refusal(422, "The UCRN is blank", (Problem("ucrn", "is blank"),))


def refusal_of_reading(trace: Trace, ucrn: str) -> Refusal | None:
    """Why Get is refused to who asks for this UCRN, or None: the record's own customer and CSAs may read it.

    Whoever may not see a record cannot tell whether it exists.
    """
    actor = trace.call.actor
    unknown = ucrn not in trace.world.customers
    hides = ("access.unknown-ucrn",) if unknown else ()
    if _is_nobody(actor):
        blank = ("access.ucrn-blank",) if not ucrn else ()
        return _refused(trace, NOT_SIGNED_IN, "access.anonymous", *blank, *hides)
    if not ucrn:
        return _refused(trace, UCRN_BLANK, "access.ucrn-blank")
    if actor.csa:
        if unknown:
            return _refused(trace, NOT_THERE, "access.unknown-ucrn")
        return _permitted(trace, "a CSA", "access.csa", "create.returns-ucrn")
    if actor.ucrn == ucrn:
        return _permitted(trace, "the customer", "access.owner", "create.returns-ucrn")
    return _refused(trace, NOT_PERMITTED, "access.refused", *hides)


def refusal_of_updating(trace: Trace, ucrn: str) -> Refusal | None:
    """Why an update of this UCRN is refused, or None: a CSA may make it, and the customer may."""
    actor = trace.call.actor
    unknown = ucrn not in trace.world.customers
    hides = ("update.unknown-ucrn",) if unknown else ()
    if _is_nobody(actor):
        blank = ("update.ucrn-required",) if not ucrn else ()
        return _refused(trace, NOT_SIGNED_IN, "update.not-permitted", *blank, *hides)
    if not ucrn:
        return _refused(trace, UCRN_BLANK, "update.ucrn-required")
    if actor.csa:
        if unknown:
            return _refused(trace, NOT_THERE, "update.unknown-ucrn")
        return _permitted(trace, "a CSA", "update.permitted", "create.returns-ucrn")
    if actor.ucrn == ucrn:
        return _permitted(trace, "the customer", "update.permitted", "create.returns-ucrn")
    return _refused(trace, NOT_PERMITTED, "update.not-permitted", *hides)


def refusal_of_hub(trace: Trace) -> Refusal | None:
    """Why the hub's own pages are refused, or None: they are for CSAs."""
    actor = trace.call.actor
    if actor.csa:
        return None
    if _is_nobody(actor):
        return _refused(trace, NOT_SIGNED_IN, "access.anonymous")
    return _refused(trace, NOT_PERMITTED, "access.refused")


def _is_nobody(actor: Actor) -> bool:
    return not actor.csa and not actor.ucrn


def _refused(trace: Trace, refusal: Refusal, *rules: str) -> Refusal | None:
    said = trace.decide(("decision", "refused", "call"), refusal.title, *rules)
    return Refusal(refusal.status, said, refusal.errors) if said else None


def _permitted(trace: Trace, whom: str, *rules: str) -> Refusal | None:
    return None if trace.decide(("decision", "permitted"), whom, *rules) else NOT_PERMITTED
