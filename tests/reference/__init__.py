"""The reference's core, without HTTP. Shared by its tests: a hub whose clock stands still, and calls to it in short."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from reference_impl.clock import Clock, FixedClock
from reference_impl.faults import FAULTS
from reference_impl.hub import LONDON, Hub
from reference_impl.readings import chosen
from reference_impl.values import Actor, Address, Call, Customer, EditForm, Entry, Path, Settings, Step, Value
from reference_impl.world import CAPABILITIES

NOON = datetime(2025, 7, 1, 12, tzinfo=UTC)
TODAY = "2025-07-01"
CSA = Actor(csa=True)
MANDATORY = {"contact_type": "Individual", "preferred_contact_method": "1"}
UNKNOWN = "999999999999"


def a_hub(
    clock: Clock | None = None,
    zone: ZoneInfo = LONDON,
    without: Iterable[str] = (),
    readings: Mapping[str, str] | None = None,
    fault: str = "",
) -> Hub:
    """A hub at noon of TODAY, without some capabilities, with some outcomes chosen, with a named fault."""
    choices = chosen(readings or {})
    return Hub(clock or FixedClock(NOON), zone, CAPABILITIES - frozenset(without), choices, FAULTS[fault] if fault else None)


def done(step: Step) -> Step:
    """The step, which must not have been refused."""
    assert step.refusal is None, step.refusal
    return step


def created(hub: Hub, **entries: str) -> str:
    """Create a customer; the UCRN."""
    answer = done(hub.perform(Call(operation="create", fields={**MANDATORY, **entries}))).answer
    assert answer is not None
    return str(answer["ucrn"])


def update(hub: Hub, ucrn: str, *, ticked: bool = False, keeps_open: bool = False, actor: Actor = CSA, **entries: str) -> Step:
    """Update a customer, with the two check boxes as said."""
    fields = {**MANDATORY, "ucrn": ucrn, **entries}
    return hub.perform(Call(operation="update", actor=actor, fields=fields, settings=Settings(ticked, keeps_open)))


def got(hub: Hub, ucrn: str) -> Mapping[str, str]:
    """What Get answers to a CSA."""
    answer = done(hub.perform(Call(operation="get", actor=CSA, fields={"ucrn": ucrn}))).answer
    assert answer is not None
    fields = answer["fields"]
    assert isinstance(fields, dict)
    return fields


def records(hub: Hub, ucrn: str, *names: str) -> list[tuple[str, ...]]:
    """These values of every address record, in the order in which the records were made."""
    return [tuple(address.values[name] for name in names) for address in hub.customers[ucrn].addresses]


def lines(entries: Iterable[Entry]) -> dict[Path, tuple[Value, tuple[str, ...]]]:
    """The entries of a trace by their path: value and rules."""
    return {entry.path: (entry.value, entry.rules) for entry in entries}


def rules_of(entries: Iterable[Entry]) -> set[str]:
    """Every rule that is at work in a trace."""
    return {rule for entry in entries for rule in entry.rules}


def a_customer(ucrn: str = "1", *addresses: Address, **profile: str) -> Customer:
    """A customer with these values, and blank ones elsewhere."""
    blank = Hub().perform(Call(operation="create", fields=MANDATORY)).changed
    [customer] = blank.values()
    return Customer(ucrn, {**customer.profile, **profile}, addresses)


def an_address(number: str, *, primary: bool = True, start_date: str = "2020-05-05", end_date: str = "", **place: str) -> Address:
    """An address record with these values, and blank ones elsewhere."""
    names = Hub().world().names.place
    return Address(number, primary, {**dict.fromkeys(names, ""), "start_date": start_date, "end_date": end_date, **place})


def flat(hub: Hub) -> dict[Path, Value]:
    """All that a hub holds and that is not blank, by the paths that traces use."""
    world = hub.world()
    held: dict[Path, Value] = {("cases", case, "ucrn"): ucrn for case, ucrn in world.cases.items()}
    for ucrn, customer in world.customers.items():
        root = ("customers", ucrn)
        held |= {(*root, "profile", name): text for name, text in customer.profile.items()}
        for address in customer.addresses:
            path = (*root, "addresses", address.id)
            held |= {(*path, "primary"): address.primary, **{(*path, name): text for name, text in address.values.items()}}
    for number, form in world.edit_forms.items():
        held |= _flat_form(("edit-forms", number), form)
    return not_blank(held)


def _flat_form(path: Path, form: EditForm) -> dict[Path, Value]:
    return {
        (*path, "ucrn"): form.ucrn,
        (*path, "pre_submission"): form.pre_submission,
        **{(*path, "opened", name): text for name, text in form.opened.items()},
        **{(*path, "edited", name): text for name, text in form.edited.items()},
    }


def not_blank(held: Mapping[Path, Value]) -> dict[Path, Value]:
    """Without the blank texts: a profile that nobody wrote into is as good as blank."""
    return {path: value for path, value in held.items() if value != ""}
