"""What users count on when many call at once. The hub makes each step whole before the next; these decisions say so."""

from __future__ import annotations

from reference_impl.trace import Trace


def decide_ucrn(trace: Trace) -> str:
    """The UCRN of a new customer, unlike any other, however many are made at the same time."""
    return trace.decide(("decision", "ucrn"), trace.world.next_ucrn(), "create.distinct", "concurrent.distinct-ucrn") or ""


def decide_reach(trace: Trace) -> None:
    """How far an update reaches: this customer alone, upon the record as the call before left it."""
    trace.decide(("decision", "other customers"), "unchanged", "update.only-that-customer", "concurrent.isolated")
    trace.decide(("decision", "built upon"), "the record as it was left last", "concurrent.no-lost-update", "update.twice-is-once")
