"""Long texts of others: what of them a page shows at once, and what it keeps folded."""

from __future__ import annotations

from typing import NamedTuple

from conformance.unseen import Seen, visible

CUT = 1200
"""So many characters of a long text are shown at once."""


class Cut(NamedTuple):
    """The part of a text that is shown at once, what is left of it, and how long the whole is."""

    shown: Seen
    rest: Seen
    length: int


def cut(text: str, limit: int = CUT) -> Cut:
    """A text, all of it visible, in two parts, where it is longer than `limit` and what would be saved is worth it."""
    whole = visible(text)
    at = limit if len(whole) > limit + limit // 4 else len(whole)
    return Cut(Seen(whole[:at]), Seen(whole[at:]), len(whole))
