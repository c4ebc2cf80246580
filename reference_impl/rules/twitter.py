"""The Twitter account."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from reference_impl.fields import MANDATORY_ENTRIES
from reference_impl.sent import Sent, Sents
from reference_impl.trace import Trace

ENTRY: Final = "twitter"
_EVERY_UPDATE: Final = frozenset((*MANDATORY_ENTRIES, ENTRY))


def created(sent: Sent, readings: Mapping[str, str]) -> tuple[str, tuple[str, ...]]:
    """The account of a new customer, with its rules."""
    if sent.value:
        return _as_read(sent.value, readings), ("create.stores-fields", "twitter.at-sign", *sent.rules)
    return "", ("create.stores-fields", *sent.rules)


def updated(sent: Sent, held: str, ticked: bool, readings: Mapping[str, str]) -> tuple[str, tuple[str, ...]]:
    """The account after an update, with its rules."""
    if sent.value:
        rule = "twitter.changed" if held else "twitter.added"
        return _as_read(sent.value, readings), (rule, "update.stores-fields", "twitter.at-sign", *sent.rules)
    if not sent.part:
        return held, ("twitter.kept", *sent.rules)
    if ticked:
        return held, ("twitter.kept", "ignore-empty.on-keeps-profile", *sent.rules)
    return "", ("twitter.removed", "ignore-empty.off-clears-profile", *sent.rules)


def decide_alone(trace: Trace, sents: Sents, ticked: bool) -> None:
    """Say that nothing else changes, where a ticked update gives nothing but an account. Comes after everything that is saved."""
    if ticked and sents[ENTRY].value and not any(sent.value for name, sent in sents.items() if name not in _EVERY_UPDATE):
        trace.decide(("decision", "everything else"), "unchanged", "twitter.alone")


def _as_read(account: str, readings: Mapping[str, str]) -> str:
    """The one form that the hub may bring accounts to has no @."""
    return account.removeprefix("@") if readings["twitter.at-sign"] == "one form" else account
