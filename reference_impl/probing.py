"""A probe stands where a fault would and changes nothing: it notes which faults would have written something else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from reference_impl.faults import Fault
from reference_impl.trace import Trace
from reference_impl.values import Customer, Entry


class Probe:
    """Tries faults on every entry that comes by; all of them do without the same capabilities."""

    def __init__(self, faults: Iterable[Fault], without: frozenset[str] = frozenset()) -> None:
        self.without = without
        self.around: set[str] = set()
        """The names of the faults that have looked at customers whom the call is not about."""
        self._by_rule: dict[str, list[Fault]] = {}
        for fault in faults:
            self._by_rule.setdefault(fault.rule, []).append(fault)
        self._stirred: set[str] = set()

    def stirred(self) -> frozenset[str]:
        """The names of the faults that would have changed something since this was last asked."""
        stirred, self._stirred = self._stirred, set()
        return frozenset(stirred)

    def rewritten(self, entry: Entry, trace: Trace) -> Iterable[Entry]:
        """The entry as it is."""
        tried = [fault for rule in entry.rules for fault in self._by_rule.get(rule, ()) if fault.name not in self._stirred]
        if tried:
            self._try(tried, entry, trace)
        return (entry,)

    def _try(self, faults: Iterable[Fault], entry: Entry, trace: Trace) -> None:
        """Note the faults that would write another entry, or take the call for one about somebody else."""
        meant, world = trace.ucrn, trace.world
        watched = _Watched(world.customers, meant)
        trace.world = world._replace(customers=watched)
        for fault in faults:
            watched.others_seen = False
            if tuple(fault.rewritten(entry, trace)) != (entry,) or trace.ucrn != meant:
                self._stirred.add(fault.name)
            if watched.others_seen:
                self.around.add(fault.name)
            trace.ucrn = meant
        trace.world = world


class _Watched(Mapping[str, Customer]):
    """All customers, with a note of whether anybody but one was looked for."""

    def __init__(self, customers: Mapping[str, Customer], own: str) -> None:
        self._customers = customers
        self._own = own
        self.others_seen = False

    def __getitem__(self, ucrn: str) -> Customer:
        self.others_seen |= ucrn != self._own
        return self._customers[ucrn]

    def __iter__(self) -> Iterator[str]:
        self.others_seen = True
        return iter(self._customers)

    def __len__(self) -> int:
        self.others_seen = True
        return len(self._customers)
