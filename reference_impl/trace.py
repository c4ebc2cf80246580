"""The trace of a step: every decision with the rules behind it, and the next state, which is built from nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final, NamedTuple, TypeVar

from msgspec.structs import replace

from reference_impl.fields import PROFILE_ENTRIES
from reference_impl.values import Address, Call, Customer, EditForm, Entry, Path, Value
from reference_impl.world import World

_entry = tuple.__new__
"""Makes an Entry without the keywords of its constructor: the one thing that every step does hundreds of times."""

_BLANK_PROFILE: Final = dict.fromkeys(PROFILE_ENTRIES, "")

V = TypeVar("V", bound=str | bool | None)
Rewriting = Callable[[Entry, "Trace"], Iterable[Entry]]


class Trace:
    """Collects the entries of one step. `call`, `world` and `ucrn` (whom the call is about) are there for a fault's rewriting."""

    def __init__(self, call: Call, world: World, rewriting: Rewriting | None = None) -> None:
        self.call = call
        self.world = world
        self.sent: Mapping[str, str] = call.fields
        self.ucrn = ""
        self.entries: list[Entry] = []
        self._rewriting = rewriting

    def decide(self, path: Path, value: V, *rules: str) -> V | None:
        """Put the value at the path, for these rules.

        Returns what stands there now: the value, or what a fault made of it (None where it left nothing).
        """
        if self._rewriting is None:
            self.entries.append(_entry(Entry, (path, value, rules)))
            return value
        written = tuple(self._rewriting(Entry(path, value, rules), self))
        self.entries.extend(written)
        for rewritten in written:
            if rewritten.path == path:
                return rewritten.value  # type: ignore[return-value]  # a fault keeps to the kind of value that it rewrites
        return None

    def decide_each(self, root: Path, values: Iterable[tuple[str, Value, tuple[str, ...]]]) -> None:
        """Put many values below one path: each with the last word of its path and its rules."""
        if self._rewriting is None:
            self.entries += [_entry(Entry, ((*root, name), value, rules)) for name, value, rules in values]
            return
        for name, value, rules in values:
            self.decide((*root, name), value, *rules)

    def below(self, *root: str) -> dict[str, Value]:
        """What stands right below a path, by the last word of the path."""
        return {path[-1]: value for path, value, _ in self.entries if path[:-1] == root}

    @property
    def before(self) -> Customer | None:
        """The customer whom the call is about, as they were before it; None where there is none yet."""
        return self.world.customers.get(self.ucrn)


class Built(NamedTuple):
    """What a trace touched, as it is afterwards."""

    customers: Mapping[str, Customer]
    cases: Mapping[str, str | None]
    edit_forms: Mapping[str, EditForm]


def built(world: World, entries: Iterable[Entry]) -> Built:
    """The customers, cases and edit forms that the entries touch, each as it was with the entries applied in their order."""
    drafts: dict[str, _Draft] = {}
    cases: dict[str, str | None] = {}
    edit_forms: dict[str, EditForm] = {}
    for path, value, _ in entries:
        kind = path[0]
        if kind == "customers":
            draft = drafts.get(path[1])
            if draft is None:
                draft = drafts[path[1]] = _Draft(world.customers.get(path[1]))
            if path[2] == "profile":
                draft.profile[path[3]] = value  # type: ignore[assignment]  # every value of a profile is a text
            else:
                draft.put(path, value)
        elif kind == "cases":
            cases[path[1]] = None if value is None else str(value)
        elif kind == "edit-forms":
            form = edit_forms.get(path[1]) or world.edit_forms.get(path[1]) or EditForm(path[1], "", False, {})
            edit_forms[path[1]] = _edited(form, path, value)
    return Built({ucrn: draft.customer(ucrn) for ucrn, draft in drafts.items()}, cases, edit_forms)


class _Draft:
    """A customer that is being written."""

    def __init__(self, before: Customer | None) -> None:
        self.profile = dict(before.profile if before else _BLANK_PROFILE)
        self.addresses = {address.id: address for address in before.addresses} if before else {}
        self.values: dict[str, dict[str, str]] = {}
        self.primary: dict[str, bool] = {}

    def put(self, path: Path, value: Value) -> None:
        """Put a value of an address record, or (a shorter path) take the record away."""
        address_id = path[3]
        values = self.values.get(address_id)
        if values is None:
            held = self.addresses.setdefault(address_id, Address(address_id, False, {}))
            values = self.values[address_id] = dict(held.values)
            self.primary[address_id] = held.primary
        if len(path) == 4:
            del self.addresses[address_id], self.values[address_id]
        elif path[4] == "primary":
            self.primary[address_id] = bool(value)
        else:
            values[path[4]] = str(value)

    def customer(self, ucrn: str) -> Customer:
        addresses = tuple(
            Address(address.id, self.primary[address.id], self.values[address.id]) if address.id in self.values else address
            for address in self.addresses.values()
        )
        return Customer(ucrn, self.profile, addresses)


def _edited(form: EditForm, path: Path, value: Value) -> EditForm:
    match path[2:]:
        case ("ucrn",):
            return replace(form, ucrn=str(value))
        case ("pre_submission",):
            return replace(form, pre_submission=bool(value))
        case ("opened", name):
            return replace(form, opened={**form.opened, name: str(value)})
        case ("edited", name):
            return replace(form, edited={**form.edited, name: str(value)})
    raise ValueError(f"no place in an edit form: {path}")
