"""The e-mail, which an integration sets at creation and never again."""

from __future__ import annotations

from typing import Final

from reference_impl.sent import Sent
from reference_impl.trace import Trace
from reference_impl.values import Problem

ENTRY: Final = "email_address"


def problem_of_update(trace: Trace, sent: Sent, held: str) -> Problem | None:
    """Why an update with this e-mail is refused as a whole, where that is the reading; the one held already is no change."""
    if not sent.value or sent.value == held:
        return None
    if trace.world.readings["email.rest-of-update"] == "saved":
        trace.decide(("decision", "left out", ENTRY), True, "email.rest-of-update", "email.unchanged")
        return None
    detail = "cannot be changed by an update"
    if trace.decide(("decision", "refused", ENTRY), detail, "email.rest-of-update", "email.unchanged"):
        return Problem(ENTRY, detail)
    return None


def updated(sent: Sent, held: str, ticked: bool) -> tuple[str, tuple[str, ...]]:
    """The e-mail after an update, with its rules."""
    if sent.value:
        return held, ("email.unchanged", *sent.rules)
    return held, ("email.unchanged", "ignore-empty.on-keeps-profile" if ticked else "ignore-empty.exceptions", *sent.rules)
