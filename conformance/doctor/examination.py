"""Everything that the doctor finds out about a target, in the order in which one thing depends on another."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from statistics import median

import msgspec

from conformance.doctor.budget import Budget, budget
from conformance.doctor.capabilities import Capability, capabilities, in_vain
from conformance.doctor.consultation import Consultation
from conformance.doctor.entries import entries
from conformance.doctor.smallest import actors, smallest
from conformance.doctor.symptoms import Symptom
from conformance.exchanges import ACTORS, Driver, Target
from conformance.explorer.found_readings import found_readings
from conformance.explorer.vocabulary import vocabulary
from conformance.lists import Lists
from conformance.names import LISTS
from conformance.suite import Suite

_A_MINUTE = 60.0


class Examination(msgspec.Struct, frozen=True):
    """What the doctor found."""

    target: Target
    symptoms: tuple[Symptom, ...]
    latency: tuple[float, float] = (0.0, 0.0)
    """Median and longest of the seconds that a request took to be answered."""
    capabilities: tuple[Capability, ...] = ()
    readings: Mapping[str, str] = {}
    """Open point to the outcome that the target follows."""
    budget: Budget | None = None

    @property
    def well(self) -> bool:
        """Whether a run can be made."""
        return not any(one.kind == "wrong" for one in self.symptoms)


def examine(suite: Suite, driver: Driver, requests_a_second: float = 0.0, told: Callable[[str], object] = lambda _: None) -> Examination:
    """Look into a target that has been reached, up to the first thing with which no run can be made. `told` hears what comes next."""
    asking = Consultation(driver)
    told("the smallest create, get and update")
    symptoms, ucrn = smallest(asking)
    symptoms = [_clock(driver.target), *symptoms]
    if any(one.kind == "wrong" for one in symptoms):
        return Examination(driver.target, tuple(symptoms), _latency(asking))
    told("every actor")
    symptoms += actors(asking, ucrn, ACTORS)
    told("every entry")
    lists = Lists(suite, driver)
    symptoms += entries(asking, lists, vocabulary(suite, lists).taken)
    told("every capability")
    shown = capabilities(asking, ucrn)
    symptoms += in_vain(shown, driver.target)
    told("the readings")
    readings = found_readings(suite, driver)
    latency = _latency(asking)
    items = {name: len(lists.names(name)) for name in LISTS}
    taking = budget(suite.scenarios(), driver.target, asking.requests, items, latency[0], requests_a_second)
    return Examination(driver.target, tuple(symptoms), latency, tuple(shown), readings, taking)


def _latency(asking: Consultation) -> tuple[float, float]:
    return (median(asking.times), max(asking.times)) if asking.times else (0.0, 0.0)


def _clock(target: Target) -> Symptom:
    if not target.clock_source:
        return Symptom("doubt", "clock", "no answer has a Date header: it is taken to be as ours, and dates of today may be judged wrongly")
    if abs(target.clock_offset) < _A_MINUTE:
        return Symptom("well", "clock", f"as ours, by its {target.clock_source}; dates are meant in {target.time_zone}")
    away = f"{target.clock_offset:+.0f} s from ours, by its {target.clock_source}"
    return Symptom("doubt", "clock", f"{away}; today is what it says, in {target.time_zone}: see that this is what you mean")
