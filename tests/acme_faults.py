"""The named faults of the reference behind another wire, each tried through the mapping of that wire until something catches it.

`python -m tests.acme_faults` tries them all and says what came of it.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from conformance.book import book
from conformance.drivers.bindings.mapping.driver import MappingDriver
from conformance.lists import Lists
from conformance.proving.results import Suspect
from conformance.proving.trials import clock, repetitions
from conformance.racing import raced
from conformance.suite import Rule, Scenario
from conformance.target_file.reading import Read, read
from reference_impl.api import Api
from reference_impl.faults import FAULTS
from reference_impl.hub import Hub
from tests import trials
from tests.acme import Acme
from tests.wires import URL, Called, by_token

FILE = Path(__file__).parents[1] / "fixtures" / "targets" / "acme.toml"
SECRET = "sentinel-of-acme"


class Tried(NamedTuple):
    """What came of a fault: the rule and the verdict by which it was caught, blank where it was not, and why scenarios did not apply."""

    fault: str
    rule: str = ""
    verdict: str = ""
    unsaid: tuple[str, ...] = ()
    """Why each scenario that catches it in memory does not apply here; all of them, or none."""

    @property
    def by_its_rule(self) -> bool:
        """Whether the rule that it breaks caught it."""
        return self.rule == FAULTS[self.fault].rule


@cache
def acme(url: str = URL, secret: str = SECRET) -> Read:
    """The target file."""
    return read(FILE, FILE.name, {"ACME_URL": url, "ACME_SECRET": secret})


@cache
def _scenarios() -> dict[str, tuple[Rule, Scenario]]:
    return {scenario.id: (rule, scenario) for rule in book().rules() for scenario in rule.scenarios}


def driver(fault: str = "", busy: int = 0) -> MappingDriver:
    """The reference, perhaps with a fault, behind the other wire and its mapping; its file declares what such a hub has."""
    found = acme()
    hub = Hub(clock=clock, fault=FAULTS[fault] if fault else None)
    assert found.mapping
    settings = replace(found.settings, capabilities=tuple(sorted(hub.capabilities)))
    return MappingDriver(Called(by_token(Acme(Api(hub, "csa", SECRET), busy)), clock=clock), settings, found.mapping)


def tried(suspect: Suspect) -> Tried:
    """Try a fault with the scenarios in which it matters, those of its own rule first."""
    target = driver(suspect.name)
    lists = Lists(book(), target)
    reasons: dict[str, str] = {}
    for name in _own_first(suspect):
        rule, scenario = _scenarios()[name]
        finding = raced(rule, scenario, target, lists, repetitions(suspect))
        assert finding.verdict != "error", (suspect.name, name, finding.cause)
        if finding.verdict in ("fail", "warning"):
            return Tried(suspect.name, rule.id, finding.verdict)
        if finding.verdict == "not-applicable":
            reasons[name] = finding.cause
    catching = [catch.scenario for catch in trials.in_memory(suspect.name).caught]
    return Tried(suspect.name, unsaid=tuple(reasons[name] for name in catching) if reasons.keys() >= set(catching) else ())


def _own_first(suspect: Suspect) -> Iterator[str]:
    own = f"{suspect.rule}/"
    yield from (name for name in suspect.scenarios if name.startswith(own))
    yield from (name for name in suspect.scenarios if not name.startswith(own))


def told(every: list[Tried]) -> str:
    """The figures, and every fault that was not caught under its own rule."""
    caught = [one for one in every if one.verdict]
    lines = [f"{len(caught)} of {len(every)} faults caught, {sum(one.by_its_rule for one in caught)} of them by the rule that they break"]
    lines += [f"{one.fault}: caught by {one.rule}" for one in caught if not one.by_its_rule]
    for one in every:
        if not one.verdict:
            why = "; ".join(f"{count} × {reason}" for reason, count in Counter(one.unsaid).items())
            lines.append(f"{one.fault}: " + (f"cannot be shown: {why}" if why else "NOT CAUGHT"))
    return "\n".join(lines)


if __name__ == "__main__":
    sys.stdout.write(told([tried(suspect) for suspect in trials.suspects().values()]) + "\n")
