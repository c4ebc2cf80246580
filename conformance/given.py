"""A run that makes and changes nothing: where a scenario creates a customer, one who is there already stands in.

That can only be one who holds exactly what the scenario creates, or what is then seen would be blamed on the target. A scenario whose
creates are themselves on trial, or which changes anything, cannot be run so.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from conformance.comparing import canonical
from conformance.exchanges import Answer, Asked, Driver, Exchange, InapplicableError, TargetError
from conformance.judging import trial_of
from conformance.names import ADDRESS_DATES, CARRIED, CUSTOM, DATES, PLACE_ENTRIES, PROFILE_ENTRIES, SWITCHES
from conformance.suite import Act, Json, Scenario

CHANGES: Final = "makes or changes something, and --read-only rules that out"
NOT_GIVEN: Final = "needs a customer who holds exactly what it creates, and no --customer does"

_READS: Final = frozenset({"get", "hub-record", "list", "read-case"})
_BY_ITSELF: Final = frozenset({"location", "start_date"})
"""Entries that a hub may fill where a create leaves them out: what a given customer holds there depends on when and how it was made."""
_COMPARED: Final = tuple(name for name in (*PROFILE_ENTRIES, *PLACE_ENTRIES, *ADDRESS_DATES, *CUSTOM) if name != "ucrn")


class Customer(NamedTuple):
    """A customer who is there already, with what Get (and the hub record, where there is one) shows of them."""

    ucrn: str
    held: Mapping[str, Json]


def given(driver: Driver, ucrns: Sequence[str]) -> tuple[Customer, ...]:
    """The customers of these UCRNs, looked at by a CSA; raises TargetError for one that Get does not answer."""
    return tuple(_looked_at(driver, ucrn) for ucrn in dict.fromkeys(ucrns))


def _looked_at(driver: Driver, ucrn: str) -> Customer:
    got, _ = driver.perform(Asked("get", fields={"ucrn": ucrn}))
    if got.status == "unreachable":
        raise TargetError(f"--customer {ucrn}: {got.detail}", 3)
    if got.status != "accepted":
        raise TargetError(f"--customer {ucrn}: Get by a CSA is {got.status} ({got.detail}); give the UCRN of a customer who is there", 2)
    held = dict(got.fields)
    if "hub-record" in driver.target.capabilities:
        shown, _ = driver.perform(Asked("hub-record", ucrn=ucrn))
        held |= shown.fields
    return Customer(ucrn, held)


class ReadOnly:
    """A driver of one scenario that lets through what only reads, and answers a create with a given customer."""

    def __init__(self, driver: Driver, customers: Sequence[Customer]) -> None:
        self.target = driver.target
        self._driver, self._left = driver, list(customers)
        self._zone = ZoneInfo(self.target.time_zone)
        self._lock = threading.Lock()

    def perform(self, asked: Asked) -> tuple[Answer, tuple[Exchange, ...]]:
        """Ask what only reads; raises InapplicableError for what would change something, or for a create that nobody given fits."""
        if asked.operation in _READS:
            return self._driver.perform(asked)
        if asked.operation != "create":
            raise InapplicableError(CHANGES)
        with self._lock:
            found = next((one for one in self._left if holds_exactly(one.held, asked.fields, self._zone)), None)
            if found is None:
                raise InapplicableError(NOT_GIVEN)
            self._left.remove(found)
        return Answer("accepted", fields={"ucrn": found.ucrn}), ()

    def close(self) -> None:
        """Let go of connections."""
        self._driver.close()


def unfit(scenario: Scenario) -> str:
    """Why a scenario cannot be run without making or changing anything, whoever is given; blank where it can."""
    trial = trial_of(scenario)
    sent: set[str] = set()
    for number, step in enumerate(scenario.steps):
        for act in (step,) if isinstance(step, Act) else (act for outcome in step.outcomes for act in outcome.acts):
            if act.kind == "save-every-id" or (act.call and not _reads_only(act, number < trial)):
                return CHANGES
            if act.call and act.call.operation == "create":
                sent |= {name for name, value in act.call.fields.items() if value}
    expected = {name for act in scenario.acts() for name in act.expect.fields or ()}
    return CHANGES if (expected & _BY_ITSELF) - sent else ""


def creates(scenario: Scenario) -> list[str]:
    """What the customers of a scenario must hold, as JSON, one text a create."""
    calls = [act.call for act in scenario.acts() if act.call and act.call.operation == "create"]
    return [msgspec.json.encode({**CARRIED, **call.fields}).decode() for call in calls]


def _reads_only(act: Act, prepares: bool) -> bool:
    call = act.call
    if call is None or call.operation in _READS:
        return True
    return call.operation == "create" and prepares and not (call.for_case or call.from_form or call.integration_version)


def holds_exactly(held: Mapping[str, Json], sent: Mapping[str, str], zone: ZoneInfo) -> bool:
    """Whether a create with these entries would have made a customer who holds just this."""
    if any(value for name, value in sent.items() if name not in _COMPARED and not (name in SWITCHES and value == "1")):
        return False
    return all(
        canonical(name, held.get(name), zone) == _as_answered(name, sent.get(name, ""))
        for name in _COMPARED
        if name not in _BY_ITSELF or sent.get(name)
    )


def _as_answered(name: str, text: str) -> str:
    """A sent text in the form in which answers are compared: dates as ISO dates."""
    if name not in DATES or "/" not in text:
        return str(canonical(name, text, ZoneInfo("UTC")))
    try:
        return datetime.strptime(text, "%m/%d/%Y").date().isoformat()  # noqa: DTZ007  # a day, which is in no zone
    except ValueError:
        return text
