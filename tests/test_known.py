"""Which entry of the list of known failures speaks for a scenario, and until when."""

from __future__ import annotations

from datetime import date

import pytest

from conformance.book import book
from conformance.known import KnownFailure, nearest, problems


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


class TestWhatHasNoSay:
    """An entry is never without effect unnoticed: what it says would be checked by nothing."""

    WIDE = entry("location.kept/*ticked")
    NARROW = entry("location.kept/a-blank-*ticked")

    @pytest.mark.parametrize(
        ("known", "number", "key"),
        [
            ((WIDE, NARROW), 1, "scenario"),
            ((entry("location.kept/*"), WHOLE), 1, "rule"),
            ((WHOLE, entry("location.kept/*")), 0, "rule"),
            ((WIDE, entry("email.*", "email.unchanged"), NARROW), 2, "scenario"),
        ],
        ids=["a glob after a wider one", "a rule after all of it", "a rule before all of it", "others between"],
    )
    def test_is_told_with_the_entry_that_speaks_instead(self, known: tuple[KnownFailure, ...], number: int, key: str) -> None:
        [found] = problems(known, book())
        assert found[:2] == (number, key)
        assert f"it has no say: known_failures[{2 if number == 0 else 1}] speaks for every scenario" in found[2]

    def test_whoever_has_some_scenarios_left_has_one(self) -> None:
        assert list(problems((self.NARROW, self.WIDE, WHOLE), book())) == []

    def test_so_has_what_comes_when_another_has_expired(self) -> None:
        ends, later = date(2027, 1, 31), date(2027, 6, 30)
        wide, narrow = self.WIDE.scenario, self.NARROW.scenario
        assert list(problems((entry(wide, until=ends), entry(narrow)), book())) == []
        assert list(problems((entry(wide, until=ends), entry(narrow, until=later)), book())) == []
        [found] = problems((entry(wide, until=later), entry(narrow, until=ends)), book())
        assert found[:2] == (1, "scenario")
