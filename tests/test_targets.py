"""From what is named on the command line to a driver, or one clear line."""

from __future__ import annotations

import pytest

from conformance.drivers.manners import Manners
from conformance.exchanges import TargetError
from conformance.targets import driver_for
from tests.processes import SECRET, served


def test_the_reference() -> None:
    driver = driver_for("reference")
    assert driver.target.address == "reference"
    assert "lists" in driver.target.capabilities
    driver.close()


def test_a_faulty_reference_without_a_capability() -> None:
    driver = driver_for("reference:location.kept:falls-back-to-1", without=frozenset({"lists"}))
    assert driver.target.address == "reference:location.kept:falls-back-to-1"
    assert "lists" not in driver.target.capabilities
    driver.close()


def test_a_url() -> None:
    with served() as (url, secret):
        driver = driver_for(url, "csa", secret)
        assert driver.target.address == url
        driver.close()


@pytest.mark.parametrize(
    ("target", "secret", "message", "status"),
    [
        ("refrence", SECRET, "'refrence' is no target: give 'reference', 'reference:FAULT', a URL", 2),
        ("refrence", "", "'refrence' is no target", 2),
        (
            "reference:location.kept:falls-back",
            SECRET,
            "has no fault 'location.kept:falls-back'; did you mean location.kept:falls-back-to-1",
            2,
        ),
        ("reference:zzz", SECRET, "has no fault 'zzz'; 'conformance faults' lists them", 2),
        ("http://127.0.0.1:1", "", "needs a CSA's sign-in: set CONFORMANCE_CSA_NAME and CONFORMANCE_CSA_SECRET", 2),
        ("http://csa:hunter2@127.0.0.1:1", SECRET, "the target's URL holds a name or a password", 2),
        ("http://127.0.0.1:1/a@b", SECRET, "is the server running?", 3),
        ("ftp://127.0.0.1", SECRET, "'ftp://127.0.0.1' is no target", 2),
        ("http://", SECRET, "'http://' is no target", 2),
        ("http://127.0.0.1:1", SECRET, "is the server running?", 3),
    ],
)
def test_what_cannot_be_used(target: str, secret: str, message: str, status: int) -> None:
    with pytest.raises(TargetError) as caught:
        driver_for(target, "csa", secret, Manners(timeout=2.0))
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)
    assert "hunter2" not in str(caught.value)
    assert caught.value.status == status


def test_a_hub_cannot_be_told_what_it_lacks() -> None:
    with pytest.raises(TargetError, match="only the reference can be run without a capability") as caught:
        driver_for("http://127.0.0.1:1", "csa", SECRET, Manners(timeout=2.0), frozenset({"lists"}))
    assert caught.value.status == 2
