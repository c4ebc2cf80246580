"""What is otherwise in a new run than in an old one: scenario by scenario, and what that comes to. Pure.

The old record is the baseline: it says what somebody has seen and lives with. Only what is worse than it is a regression.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple

from conformance.gist import Gist, State, gists
from conformance.known import nearest
from conformance.record import Footer, Header, Source
from conformance.selection import names
from conformance.verdicts import CONFORMANT, INCOMPLETE, NOT_CONFORMANT

Kind = Literal[
    "failure",
    "lost",
    "stale",
    "warning",
    "listed",
    "changed",
    "still",
    "unclear",
    "fixed",
    "reading",
    "told",
    "added",
    "removed",
    "unrun",
    "same",
]
"""How a scenario differs.

Regressions: `failure` fails, and the old run knows nothing of it, or it was listed as known until a day that has passed; `lost` held, and
whether it does cannot be told now; `stale` is not as the list of known failures has it. What held and cannot be told any more is a
regression because a run must not be green for the wrong reason: a target that loses a capability, or a sign-in, would otherwise pass by
being asked less.

No regressions: `warning` does not hold now, which no run is red for; `listed` fails now, as the list of known failures says; `changed`
still fails, but otherwise; `still` fails as before; `unclear` failed, and cannot be told now; `fixed` holds now; `reading` follows another
permitted reading; `told` can be told now, and holds; `added` came into the book after the old run, which can therefore say nothing of it;
`removed` is no more in the book; `unrun` was not to be run now, or not come to; `same` is as it was.
"""
REGRESSIONS: tuple[Kind, ...] = ("failure", "lost", "stale")

_ROWS: dict[State, tuple[Kind, ...]] = {
    "failed": ("still", "still", "still", "fixed", "unclear"),
    "warned": ("still", "still", "still", "fixed", "unclear"),
    "known": ("failure", "still", "still", "fixed", "unclear"),
    "held": ("failure", "warning", "listed", "same", "lost"),
    "untold": ("failure", "warning", "listed", "told", "same"),
}
"""By what was before, what it is now to fail, to be a warning, to be known, to hold, not to be told.

What was known and fails has expired, or was taken off the list: somebody has said that it is to be red. What could not be told and fails is
new: nobody has seen it before.
"""
_COLUMNS: tuple[State, ...] = ("failed", "warned", "known", "held", "untold")
_KINDS = {(before, after): kind for before, row in _ROWS.items() for after, kind in zip(_COLUMNS, row, strict=True)}


class Change(NamedTuple):
    """One scenario, as it was and as it is; None where a record has nothing of it."""

    kind: Kind
    before: Gist | None
    after: Gist | None

    @property
    def gist(self) -> Gist:
        """The newest that is known of it."""
        found = self.after or self.before
        assert found is not None, "a change is of something"
        return found


class Differences(NamedTuple):
    """Two runs: their headers, what is to be known before they are compared, every change, and entries of the list that are stale."""

    old: Header
    new: Header
    notes: tuple[str, ...]
    changes: tuple[Change, ...]
    stale: tuple[str, ...] = ()
    unfinished: str = ""
    """Why the new record is none to be compared; blank where it is."""

    def of(self, kind: Kind) -> tuple[Change, ...]:
        """The changes of one kind."""
        return tuple(change for change in self.changes if change.kind == kind)

    @property
    def regressions(self) -> int:
        """How much is worse than before."""
        return sum(len(self.of(kind)) for kind in REGRESSIONS) + len(self.stale)

    @property
    def status(self) -> int:
        """The exit status: 5 for a new record that is incomplete, whatever is in it; 1 for a regression; else 0."""
        return INCOMPLETE if self.unfinished else NOT_CONFORMANT if self.regressions else CONFORMANT


def differences(old: Source, new: Source) -> Differences:
    """Hold a new record against an old one."""
    before, after = gists(old), gists(new)
    changes = [_change(one, after.get(one.scenario), new) for one in before.values()]
    changes += [_new(one, old, new) for one in after.values() if one.scenario not in before]
    order = {scenario: number for number, scenario in enumerate(after)}
    changes.sort(key=lambda change: order.get(change.gist.scenario, len(order)))
    stale = new.footer.stale if new.footer else ()
    return Differences(old.header, new.header, tuple(_notes(old, new)), tuple(changes), stale, _unfinished(new.footer, before, after))


def _change(before: Gist, after: Gist | None, new: Source) -> Change:
    if after is None:
        return Change("removed" if _would_have_come_to(new, before) else "unrun", before, None)
    return Change(_listed(after, new) or _kind(before, after), before, after)


def _listed(after: Gist, new: Source) -> Kind | None:
    """What the list of known failures makes of a scenario, whatever it was before: not as listed, or listed until a day that has passed."""
    if after.verdict == "stale":
        return "stale"
    return "failure" if after.verdict == "fail" and nearest(new.header.known, after.scenario) else None


def _kind(before: Gist, after: Gist) -> Kind:
    kind = _KINDS[before.state, after.state]
    if kind == "still" and before.lasting != after.lasting:
        return "changed"
    if kind == "same" and after.state == "held" and before.outcome != after.outcome:
        return "reading"
    return kind


def _new(after: Gist, old: Source, new: Source) -> Change:
    """A scenario of which the old record has nothing: by a newer book, or because it was not to be run, or not come to.

    Only the first excuses that it fails: what the old run left out, by its own fault, it cannot stand for.
    """
    kind: Kind = "added" if _would_have_come_to(old, after) else _KINDS["untold", after.state]
    return Change(_listed(after, new) or kind, None, after)


def _would_have_come_to(record: Source, one: Gist) -> bool:
    """Whether a run would have a finding of a scenario if its book had it."""
    if record.footer is None or record.footer.stopped or record.header.shard:
        return False
    where = {"scenario": one.scenario, "rule": one.rule, "chapter": one.chapter, "level": one.level}
    return not record.header.selected or any(names(pattern, **where) for pattern in record.header.selected)


def _unfinished(footer: Footer | None, before: dict[str, Gist], after: dict[str, Gist]) -> str:
    if footer is None:
        return "the new record breaks off: it has no footer"
    if footer.stopped:
        return f"the new run did not come to its end: {footer.stopped}"
    if all(one.verdict == "not-applicable" for one in after.values()):
        return "nothing was run"
    return "" if before.keys() & after.keys() else "no scenario of the old record was run again"


def _notes(old: Source, new: Source) -> Iterable[str]:
    """What keeps the two runs from being alike."""
    if old.footer is None or old.footer.stopped:
        yield "the old run did not come to its end: what it did not come to counts as never seen"
    for name, (one, other) in _told_alike(old.header, new.header).items():
        if one != other:
            yield f"{name}: {one}, and now {other}"


def _told_alike(old: Header, new: Header) -> dict[str, tuple[str, str]]:
    return {
        "target": (_named(old), _named(new)),
        "suite": (old.suite, new.suite),
        "selected": (_selected(old), _selected(new)),
        "read-only": ("yes" if old.read_only else "no", "yes" if new.read_only else "no"),
    }


def _named(header: Header) -> str:
    return header.target.name or header.target.address


def _selected(header: Header) -> str:
    chosen = ", ".join(header.selected) or "the whole book"
    return f"{chosen}, shard {header.shard}" if header.shard else chosen
