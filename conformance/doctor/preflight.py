"""What is seen to before a run: that the target understands the smallest calls, and that whoever the run needs can be signed in."""

from __future__ import annotations

from collections.abc import Iterable

from conformance.doctor.consultation import Consultation
from conformance.doctor.smallest import actors, smallest
from conformance.doctor.symptoms import Symptom, stop
from conformance.exchanges import ACTORS, Driver
from conformance.reaching import beyond, role_of
from conformance.runner import unmet
from conformance.suite import Scenario


def preflight(driver: Driver, scenarios: Iterable[Scenario]) -> list[Symptom]:
    """Look into what these scenarios need; raises TargetError where no run can be made: 3 where nothing is answered, otherwise 2."""
    asking = Consultation(driver)
    symptoms, ucrn = smallest(asking)
    stop(driver.target.address, symptoms)
    symptoms += actors(asking, ucrn, roles(driver, scenarios))
    stop(driver.target.address, symptoms)
    return symptoms


def roles(driver: Driver, scenarios: Iterable[Scenario]) -> list[str]:
    """The actors whom the scenarios that apply to a target need."""
    target = driver.target
    applying = [one for one in scenarios if not unmet(one, target.capabilities) and not beyond(one, target)]
    needed = {role_of(act.call) for scenario in applying for act in scenario.acts() if act.call}
    return [role for role in ACTORS if role in needed]
