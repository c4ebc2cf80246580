"""What a fault is, and the form of the tables that the chapters of faults are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from reference_impl.rewriting import Rewrite
from reference_impl.trace import Trace
from reference_impl.values import Entry

Table = Mapping[str, Mapping[str, tuple[Rewrite, str]]]
"""Rule to what is done instead, in words with hyphens, to how that rewrites a trace and a sentence that says it."""

_NONE: Final[Mapping[str, frozenset[str]]] = MappingProxyType({})


class Fault(NamedTuple):
    """One thing that a hub does wrong: the rule that it breaks, what it does instead, and that in a sentence.

    `rewrite` turns an entry of a trace into those that are written instead; only entries that carry the rule come before it.
    """

    rule: str
    instead: str
    rewrite: Rewrite
    statement: str
    without: frozenset[str] = frozenset()
    """Capabilities that a hub with this fault does not have, as the rule is for hubs without them."""

    @property
    def name(self) -> str:
        """Rule, colon, what it does instead, in words with hyphens."""
        return f"{self.rule}:{self.instead}"

    def rewritten(self, entry: Entry, trace: Trace) -> Iterable[Entry]:
        """The entries that are written instead of this one."""
        return self.rewrite(entry, trace) if self.rule in entry.rules else (entry,)


def faults_of(table: Table, without: Mapping[str, frozenset[str]] = _NONE) -> tuple[Fault, ...]:
    """The faults of a table, in its order; `without` names, by rule, the capabilities that a hub with such a fault does not have."""
    return tuple(
        Fault(rule, instead, rewrite, statement, without.get(rule, frozenset()))
        for rule, ways in table.items()
        for instead, (rewrite, statement) in ways.items()
    )
