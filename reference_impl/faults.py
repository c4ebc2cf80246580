"""Faults: the ways in which a hub can be made to break one rule, so that the suite can be held to noticing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from reference_impl.rewriting import Rewrite
from reference_impl.trace import Trace
from reference_impl.values import Entry


class Fault(NamedTuple):
    """One thing that a hub does wrong: the rule that it breaks, what it does instead, and that in a sentence.

    `rewrite` turns an entry of a trace into those that are written instead; only entries that carry the rule come before it.
    """

    name: str
    rule: str
    rewrite: Rewrite
    statement: str

    def rewritten(self, entry: Entry, trace: Trace) -> Iterable[Entry]:
        """The entries that are written instead of this one."""
        return self.rewrite(entry, trace) if self.rule in entry.rules else (entry,)
