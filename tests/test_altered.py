"""The reference with one of its modules changed: it alone is changed, and only where it is asked for."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from conformance.drivers.altered import Ground, altered, as_it_is, sources
from conformance.exchanges import Asked

PLAIN = Ground({})
KEPT = 'return held, ("location.kept"'
FALLS_BACK = 'return "1", ("location.kept"'


def clock() -> datetime:
    return datetime(2025, 11, 4, 12, tzinfo=UTC)


def location_after_an_update(changed: bool) -> object:
    source = sources()["rules.location"]
    assert KEPT in source
    reference = altered("rules.location", source.replace(KEPT, FALLS_BACK)) if changed else as_it_is()
    driver = reference.driver(PLAIN, clock)
    mandatory = {"contact_type": "Individual", "preferred_contact_method": "1"}
    made, _ = driver.perform(Asked("create", fields={**mandatory, "location": "4"}))
    ucrn = str(made.fields["ucrn"])
    driver.perform(Asked("update", fields={**mandatory, "ucrn": ucrn, "first_name": "Ann"}))
    answer, _ = driver.perform(Asked("get", ucrn=ucrn, fields={"ucrn": ucrn}))
    return answer.fields["location"]


def test_the_change_is_in_force_there_and_nowhere_else() -> None:
    assert location_after_an_update(changed=True) == "1"
    assert location_after_an_update(changed=False) == "4"


def test_every_module_of_the_rules_can_be_changed() -> None:
    assert {"entries", "steps", "sent", "rules.addresses", "rules.twitter"} <= sources().keys()
    assert "rules" not in sources()


def test_a_change_that_does_not_load_leaves_the_reference_as_it_is() -> None:
    with pytest.raises(NameError):
        altered("rules.location", sources()["rules.location"] + "\nnobody_knows_this\n")
    assert location_after_an_update(changed=False) == "4"


def test_a_ground_has_its_outcomes_and_lacks_its_capabilities() -> None:
    ground = Ground({"create.location-default": "3"}, frozenset({"cases"}))
    driver = as_it_is().driver(ground, clock)
    made, _ = driver.perform(Asked("create", fields={"contact_type": "Individual", "preferred_contact_method": "1"}))
    answer, _ = driver.perform(Asked("get", ucrn=str(made.fields["ucrn"]), fields={"ucrn": str(made.fields["ucrn"])}))
    assert answer.fields["location"] == "3"
    assert "cases" not in driver.target.capabilities
