"""A probe: a hub that has one is as good as without, and it tells which faults would have mattered and which look around."""

from __future__ import annotations

from reference_impl.faults import FAULTS, Fault
from reference_impl.hub import Hub
from reference_impl.probing import Probe
from reference_impl.values import Call
from tests.reference import CSA, MANDATORY, a_hub

NAMED = ("create.stores-fields:loses-twitter", "create.start-date-today:yesterday", "location.kept:falls-back-to-1")
NEWEST = "access.ucrn-blank:newest-record"
TWITTER = Call(operation="create", fields={**MANDATORY, "twitter": "@ann"})
PLAIN = Call(operation="create", fields=MANDATORY)
BLANK = Call(operation="get", actor=CSA, fields={"ucrn": ""})


def probe(*names: str) -> Probe:
    return Probe([FAULTS[name] for name in names])


def performed(probe: Probe, *calls: Call) -> frozenset[str]:
    hub = Hub(fault=probe)
    for call in calls:
        hub.perform(call)
    return probe.stirred()


def test_only_what_would_have_been_written_otherwise_stirs() -> None:
    assert performed(probe(*NAMED), TWITTER) == {"create.stores-fields:loses-twitter"}
    assert performed(probe(*NAMED), PLAIN) == frozenset()


def test_it_is_told_once() -> None:
    watching = probe(*NAMED)
    performed(watching, TWITTER)
    assert watching.stirred() == frozenset()


def test_the_hub_does_what_it_does_without() -> None:
    hub, plain = a_hub(), a_hub()
    hub.fault = Probe(fault for fault in FAULTS.values() if not fault.without)
    for call in (TWITTER, PLAIN, BLANK):
        assert hub.perform(call) == plain.perform(call)


def test_to_take_a_call_for_somebody_elses_is_to_stir() -> None:
    watching = probe(NEWEST)
    assert performed(watching, PLAIN, BLANK) == {NEWEST}
    assert watching.around == {NEWEST}


def test_to_look_at_the_customer_concerned_is_not_to_look_around() -> None:
    own = Fault("get.full-name", "own", lambda entry, trace: (entry,) if trace.before else (), "It looks at whom it should.")
    watching = Probe([own])
    assert performed(watching, PLAIN, Call(operation="get", actor=CSA, fields={"ucrn": "100000000001"})) == frozenset()
    assert watching.around == set()


def test_it_lacks_what_its_faults_do_without() -> None:
    assert Hub(fault=Probe([], frozenset({"lists"}))).capabilities == a_hub().capabilities - {"lists"}
