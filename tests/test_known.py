"""Which entry of the list of known failures speaks for a scenario, and until when."""

from __future__ import annotations

from datetime import date

import pytest

from conformance.known import KnownFailure, nearest


def entry(scenario: str = "", rule: str = "location.kept", until: date | None = None) -> KnownFailure:
    return KnownFailure(rule, 'location = "1"', "until release 8", scenario, until=until)


WHOLE = entry()
SOME = entry("location.kept/so-*")
SOME_AS_WELL = entry("location.kept/*-day")
ONE = entry("location.kept/so-every-day")


@pytest.mark.parametrize(
    ("known", "scenario", "speaks"),
    [
        ((WHOLE,), "location.kept/one", WHOLE),
        ((WHOLE,), "location.kept-too/one", None),
        ((SOME,), "location.kept/one", None),
        ((SOME,), "location.kept/so-does-two", SOME),
        ((WHOLE, SOME, ONE), "location.kept/so-every-day", ONE),
        ((WHOLE, SOME, ONE), "location.kept/so-does-two", SOME),
        ((WHOLE, SOME, ONE), "location.kept/one", WHOLE),
        ((SOME_AS_WELL, SOME), "location.kept/so-every-day", SOME_AS_WELL),
        ((entry("*/so-*", "email.unchanged"),), "location.kept/so-does-two", None),
        ((), "location.kept/one", None),
    ],
)
def test_the_nearest_entry_speaks(known: tuple[KnownFailure, ...], scenario: str, speaks: KnownFailure | None) -> None:
    assert nearest(known, scenario) == speaks


def test_the_last_day_counts() -> None:
    lasting = entry(until=date(2027, 1, 31))
    assert not lasting.has_expired(date(2027, 1, 31))
    assert lasting.has_expired(date(2027, 2, 1))
    assert not entry().has_expired(date(9999, 12, 31))
