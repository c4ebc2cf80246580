"""What is seen to before a run: that the target understands the smallest calls, and that whoever the run needs can be signed in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from conformance.doctor.capabilities import OF_THE_WAY, capabilities, in_vain
from conformance.doctor.consultation import Consultation
from conformance.doctor.smallest import actors, smallest
from conformance.doctor.symptoms import Symptom, stop
from conformance.exchanges import ACTORS, Driver
from conformance.reaching import beyond, role_of
from conformance.runner import unmet
from conformance.suite import CAPABILITIES, Scenario


def preflight(driver: Driver, scenarios: Iterable[Scenario]) -> list[Symptom]:
    """Look into what these scenarios need; raises TargetError where no run can be made: 3 where nothing is answered, otherwise 2."""
    return looked_into(Consultation(driver), scenarios)


def looked_into(asking: Consultation, scenarios: Iterable[Scenario]) -> list[Symptom]:
    """The same, asking through what knows afterwards how long it took; raises likewise."""
    target = asking.target
    symptoms, ucrn = smallest(asking)
    stop(target.address, symptoms)
    applying = [one for one in scenarios if not unmet(one, target.capabilities) and not beyond(one, target)]
    symptoms += actors(asking, ucrn, _roles(applying))
    if target.binding:
        symptoms += in_vain(capabilities(asking, ucrn, _needed(applying)), target)
    stop(target.address, symptoms)
    return symptoms


def _roles(scenarios: Sequence[Scenario]) -> list[str]:
    """The actors whom the scenarios need."""
    needed = {role_of(act.call) for scenario in scenarios for act in scenario.acts() if act.call}
    return [role for role in ACTORS if role in needed]


def _needed(scenarios: Sequence[Scenario]) -> list[str]:
    """The capabilities that they need and that the preflight can tell of."""
    needed = {name for scenario in scenarios for name in scenario.requires}
    return [name for name in CAPABILITIES if name in needed & OF_THE_WAY]
