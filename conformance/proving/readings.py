"""The suite against hubs that are all right: every permitted reading, and every benign variant of the wire, in pairs. No alarm may come.

Outcomes of open points and variants of the wire are taken together into one covering array, so that any two of them meet in some
hub. The readings of addresses, which bear on each other most, meet in every combination; and each variant of the wire is tried alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product

from allpairspy import AllPairs  # type: ignore[import-untyped]  # it has no types of its own, nor has anybody else for it

from conformance.book import book
from conformance.drivers.in_process import open_points, read_as
from conformance.lists import Lists
from conformance.proving.results import Alarm, Came, Setting
from conformance.proving.trials import CAUGHT, clock
from conformance.proving.wire import WIRE, VariedTransport
from conformance.runner import run_scenario

ADDRESS = "address."
"""How the ids of the readings begin whose combinations are all tried."""


def points() -> dict[str, tuple[str, ...]]:
    """Everything that may be one way or another, with the outcomes: open points of the source, and the wire."""
    return {point: outcomes for point, outcomes in {**open_points(), **WIRE}.items() if len(outcomes) > 1}


def settings() -> list[Setting]:
    """Every hub to be tried: the plain one, all pairs, all combinations of the readings of addresses, each variant of the wire alone."""
    address = {point: outcomes for point, outcomes in points().items() if point.startswith(ADDRESS)}
    return [
        Setting("plain", {}),
        *(Setting("pairs", row) for row in pairs(points())),
        *(Setting("addresses", dict(zip(address, row, strict=True))) for row in product(*address.values())),
        *(Setting("wire", {point: variant}) for point, variants in WIRE.items() for variant in variants[1:]),
    ]


def pairs(of: Mapping[str, Sequence[str]]) -> list[dict[str, str]]:
    """Rows in which any two outcomes of any two points stand together at least once."""
    return [dict(zip(of, row, strict=True)) for row in AllPairs(list(of.values()))]


def tried(setting: Setting) -> Came:
    """Run the whole book against one hub."""
    readings = {point: outcome for point, outcome in setting.choices.items() if point not in WIRE}
    wire = {point: variant for point, variant in setting.choices.items() if point in WIRE}
    driver = read_as(readings, clock, lambda transport: VariedTransport(transport, wire))
    lists = Lists(book(), driver)
    findings = (run_scenario(rule, scenario, driver, lists) for rule in book().rules() for scenario in rule.scenarios)
    verdicts: dict[str, int] = {}
    outcomes: dict[str, set[str]] = {}
    alarms = []
    for finding in findings:
        verdicts[finding.verdict] = verdicts.get(finding.verdict, 0) + 1
        if finding.outcome:
            outcomes.setdefault(finding.rule, set()).add(finding.outcome)
        if finding.verdict in (*CAUGHT, "error"):
            first = next((f"{one.path}: expected {one.expected}, observed {one.observed}" for one in finding.mismatches), finding.cause)
            alarms.append(Alarm(finding.scenario, finding.verdict, first))
    return Came(setting, verdicts, tuple(alarms), {rule: tuple(sorted(found)) for rule, found in outcomes.items()})
