"""One exploration from end to end: the target's readings, the reference made to be like it, and a walk."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec

from conformance.drivers.in_process import REFERENCE, Likeness, reference
from conformance.exchanges import Driver, Target
from conformance.explorer.departures import Departure, Trial
from conformance.explorer.drawing import Drawing, Draws
from conformance.explorer.expecting import Expecting
from conformance.explorer.found_readings import found_readings, unknown
from conformance.explorer.search import Budget, Walk, Walked
from conformance.explorer.vocabulary import Vocabulary, vocabulary
from conformance.explorer.walks import walks
from conformance.lists import Lists
from conformance.oracle import reasons_for
from conformance.suite import CAPABILITIES, Scenario, Suite

Clock = Callable[[], datetime]


def _system_clock() -> datetime:
    return datetime.now(UTC)


class Exploration(msgspec.Struct, frozen=True):
    """What an exploration came to."""

    target: Target
    seed: int
    readings: Mapping[str, str]
    """Open point to the outcome that the target follows, as far as the book finds it out."""
    walked: Walked
    reached: frozenset[str]
    """The rules that gave the reference's answers to what was drawn."""


def explore(
    suite: Suite,
    driver: Driver,
    seed: int,
    budget: Budget,
    most: int,
    database: Path | None = None,
    clock: Clock = _system_clock,
    draws: Draws | None = None,
) -> Exploration:
    """Walk at a target; `database` is the folder in which the departures of all targets are kept for the next time.

    `clock` is that of this machine, and `draws` may have scenarios that are drawn already.
    """
    found = found_readings(suite, driver)
    expecting = Expecting(suite, like(driver.target, found, clock), unknown(suite, found))
    known = words(suite, driver)
    folder = database / sha256(driver.target.address.encode()).hexdigest()[:16] if database else None
    draws = draws or Drawing(walks(known, frozenset(driver.target.capabilities)), folder)
    walked = Walk(draws, Trial(suite, driver, expecting), {name: texts[0] for name, texts in known.taken.items()}).walk(seed, budget, most)
    return Exploration(driver.target, seed, found, walked, expecting.touched)


def words(suite: Suite, driver: Driver) -> Vocabulary:
    """What calls to this target may hold."""
    return vocabulary(suite, Lists(suite, driver), Lists(suite, reference()))


def replayed(suite: Suite, driver: Driver, page: Scenario) -> Departure | None:
    """What a target does otherwise than a page says, or None; raises LostError where the page cannot be carried out."""
    expecting = Expecting(suite, like(driver.target, {}), {})
    finding = Trial(suite, driver, expecting).run(page)
    if not finding.mismatches:
        return None
    return Departure(page, page, finding, reasons_for(suite, page, finding, expecting.like))


def like(target: Target, readings: Mapping[str, str], clock: Clock = _system_clock) -> Likeness:
    """The reference as this target is; `clock` is that of this machine."""
    ahead = timedelta(seconds=0 if target.address.startswith(REFERENCE) else target.clock_offset)
    without = frozenset(CAPABILITIES) - set(target.capabilities)
    return Likeness(lambda: clock() + ahead, ZoneInfo(target.time_zone), without, readings)
