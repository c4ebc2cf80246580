"""What becomes of an entry that has no value, by the check box *Ignore Empty Entries*."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from reference_impl.sent import BLANK, Sent

_ABSENT: Final = ("ignore-empty.absent-entry",)
_KEPT: Final = {"profile": "ignore-empty.on-keeps-profile", "address": "ignore-empty.on-keeps-address"}
_CLEARED: Final = {"profile": "ignore-empty.off-clears-profile", "address": "ignore-empty.off-clears-address"}


def absent(readings: Mapping[str, str], ticked: bool) -> Sent:
    """How an entry stands that an update does not send: as blank, or as no part of it. With the box ticked both come to the same."""
    if ticked:
        return BLANK
    return Sent("", readings["ignore-empty.absent-entry"] == "blank", _ABSENT)


def resolved(sent: Sent, held: str, ticked: bool, whose: str) -> tuple[str, tuple[str, ...]]:
    """The value after an update that gives none, with its rules. `whose` is `profile` or `address`."""
    if not sent.part:
        return held, sent.rules
    if ticked:
        return held, (_KEPT[whose], *sent.rules)
    return "", (_CLEARED[whose], *sent.rules)
