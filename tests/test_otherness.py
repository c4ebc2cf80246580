"""How far outside a step of an altered reference shows: in reasons, in what no rule judges, as another permitted outcome, or at all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from conformance.drivers.altered import Ground, altered, sources
from conformance.drivers.otherness import Comparing, Otherness, Outcomes
from conformance.drivers.recording import Recording, Taken
from conformance.exchanges import Asked

MANDATORY = {"contact_type": "Individual", "preferred_contact_method": "1"}


def clock() -> datetime:
    return datetime(2025, 11, 4, 12, tzinfo=UTC)


def steps() -> list[Taken]:
    """A create, the same address once more, a location that there is not, and a look."""
    with Recording(Ground({}), clock).scenario() as (driver, taken):
        made, _ = driver.perform(Asked("create", fields={**MANDATORY, "house": "12", "street": "Leith Walk"}))
        ucrn = str(made.fields["ucrn"])
        update = {**MANDATORY, "ucrn": ucrn}
        driver.perform(Asked("update", fields={**update, "house": "12", "street": "Leith Walk"}, ignore_empty=True))
        driver.perform(Asked("update", fields={**update, "location": "9"}, ignore_empty=True))
        driver.perform(Asked("get", ucrn=ucrn, fields={"ucrn": ucrn}))
        driver.perform(Asked("hub-record", ucrn=ucrn))
    return list(taken)


def seen(module: str, text: str, instead: str) -> Iterator[tuple[Otherness, list[Outcomes]]]:
    """What all steps show of a module in which one text stands for another."""
    source = sources()[module]
    assert source.count(text) == 1
    reference, comparing = altered(module, source.replace(text, instead)), Comparing()
    for taken in steps():
        if other := comparing.otherness(taken, reference):
            yield other


@pytest.mark.parametrize(
    ("module", "text", "instead", "way"),
    [
        ("rules.addresses", '() if now.sents["new_address"].value else ("address.new-by-default",)', "()", "reasons"),
        ("steps", "Refusal(422, _INVALID", "Refusal(400, _INVALID", "unjudged"),
        ("rules.addresses", "default=0) + 1)", "default=0) + 5)", "unjudged"),
        ("rules.addresses", 'readings["address.same-again"] == "none"', 'readings["address.same-again"] != "none"', "permitted"),
        ("rules.location", 'return held, ("location.kept"', 'return "2", ("location.kept"', "observable"),
        ("steps", "Refusal(422, _INVALID", "Refusal(503, _INVALID", "observable"),
    ],
)
def test_a_change_shows(module: str, text: str, instead: str, way: Otherness) -> None:
    assert {one for one, _ in seen(module, text, instead)} == {way}


def test_a_module_as_it_is_shows_nothing() -> None:
    assert list(seen("rules.location", 'ENTRY: Final = "location"', 'ENTRY: Final = "location"')) == []


def test_what_is_permitted_names_the_outcome_that_permits_it() -> None:
    [(_, outcomes)] = seen("rules.addresses", 'readings["address.same-again"] == "none"', 'readings["address.same-again"] != "none"')
    assert outcomes == [(("address.same-again", "none"),)]


def test_a_step_tells_the_functions_that_it_used() -> None:
    create, again, *_ = steps()
    assert ("rules.create", "decide_profile") in create.used
    assert ("rules.addresses", "_record_filled") in again.used - create.used
