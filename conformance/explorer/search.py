"""The walk itself: Hypothesis draws scenarios, each is tried, and a departure is cut to size before the walk goes on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from random import Random
from time import monotonic

import msgspec

from conformance.explorer.baring import bared
from conformance.explorer.departures import Departure, LostError, Trial
from conformance.explorer.drawing import Draws, EndOfDrawsError
from conformance.explorer.pruning import Acts, pruned
from conformance.jobs import LOST_IN_A_ROW
from conformance.layout import ChapterError
from conformance.reader import read_snippet
from conformance.snippets import snippet
from conformance.suite import Scenario

Clock = Callable[[], float]


class Budget(msgspec.Struct, frozen=True):
    """How long to walk: so many scenarios, or so many seconds, or both; 0 is no limit."""

    scenarios: int = 0
    seconds: float = 0.0

    def over(self, scenarios: int, seconds: float) -> bool:
        """Whether so many scenarios, or so many seconds, are all there is."""
        return 0 < self.scenarios <= scenarios or 0 < self.seconds <= seconds


class Found(msgspec.Struct, frozen=True):
    """A departure cut to size, and how it was come by."""

    departure: Departure
    after: int
    """The number of scenarios drawn up to the one that showed it."""
    tries: int
    """How often the target was tried to cut it to size."""
    again: bool
    """Whether the page showed it once more in the end."""


class Walked(msgspec.Struct):
    """What a walk came to."""

    scenarios: int = 0
    seconds: float = 0.0
    found: list[Found] = []
    lost: list[str] = []
    """Why scenarios could not be carried out, by no fault of the target's."""
    gone: bool = False
    """Whether the target has stopped answering."""


_PAGE = "departure.md"
_TOGETHER = 2
"""So many open points may together permit what is seen; looked into before anything is called a departure."""


class _OverError(BaseException):
    """The walk has come to its end. Nothing on the way may take it for a failure."""


class Walk:
    """One walk at one target. The same seed draws the same scenarios, as long as the target answers alike."""

    def __init__(
        self,
        drawing: Draws,
        trial: Trial,
        plain: Mapping[str, str],
        now: Clock = monotonic,
    ) -> None:
        """`plain` has the plainest text of each entry."""
        self._trial, self._plain, self._now = trial, plain, now
        self._drawing = drawing
        self._known: frozenset[str] = frozenset()
        self._lost_in_a_row = 0
        self._walked = Walked()

    def walk(self, walk_seed: int, budget: Budget, most: int) -> Walked:
        """Walk until the budget is used up, `most` different departures are found, or the target has stopped answering."""
        begun = self._now()
        seeds = Random(walk_seed)
        with suppress(_OverError, EndOfDrawsError):
            while len(self._walked.found) < most:
                self._round(seeds.randrange(2**32), budget, begun)
        self._walked.seconds = self._now() - begun
        return self._walked

    def _round(self, round_seed: int, budget: Budget, begun: float) -> None:
        """Draw a few; the first that departs is cut to size."""
        departed: list[Departure] = []

        def visit(scenario: Scenario) -> bool:
            if budget.over(self._walked.scenarios, self._now() - begun):
                raise _OverError
            departed.extend(self._visited(scenario))
            return bool(departed)

        self._drawing.some(round_seed, visit)
        if departed:
            self._walked.found.append(self._cut(departed[0]))

    def _visited(self, scenario: Scenario) -> list[Departure]:
        """The departure, if there is one that breaks a rule of which it is not known yet."""
        self._walked.scenarios += 1
        try:
            departure = self._trial.departure(scenario)
            if departure and self._is_new(departure):
                departure = self._trial.departure(scenario, _TOGETHER)
        except LostError as error:
            self._lose(str(error))
            return []
        self._lost_in_a_row = 0
        if self._drawing.database:
            self._drawing.database.departs = departure is not None
        return [departure] if departure and self._is_new(departure) else []

    def _is_new(self, departure: Departure) -> bool:
        return not departure.marks <= self._known

    def _lose(self, why: str) -> None:
        self._walked.lost.append(why)
        self._lost_in_a_row += 1
        if self._lost_in_a_row == LOST_IN_A_ROW:
            self._walked.gone = True
            raise _OverError

    def _cut(self, departure: Departure) -> Found:
        """The smallest scenario that breaks no other rules than this one, as a page that shows nothing but what is wrong."""
        after, tries = self._walked.scenarios, 0

        def breaks(try_it: Callable[[Scenario], Departure | None], acts: Acts) -> bool:
            nonlocal tries
            tries += 1
            with suppress(LostError):
                found = try_it(_of(acts))
                return found is not None and found.breaks_like(departure) and self._is_new(found)
            return False

        smallest = departure
        for try_it in (self._trial.hastily, partial(self._trial.departure, together=_TOGETHER)):
            acts = pruned(tuple(departure.scenario.acts()), partial(breaks, try_it), self._plain)
            with suppress(LostError):
                found = self._trial.departure(_of(acts), _TOGETHER)
                if found and found.breaks_like(departure) and self._is_new(found):
                    smallest = found
                    break
        self._known |= smallest.marks
        page, again = self._page(smallest)
        smallest = msgspec.structs.replace(smallest, page=page)
        with suppress(LostError):
            smallest = msgspec.structs.replace(smallest, why=self._trial.blamed(smallest))
        return Found(smallest, after, tries, again)

    def _page(self, departure: Departure) -> tuple[Scenario, bool]:
        """The page with what is wrong alone, read back from its text, and whether the target does it again."""
        whole = read_snippet(snippet(departure.page), _PAGE)
        for page in (bared(departure), departure.page):
            with suppress(LostError, ChapterError):  # without what is right, an act may lack its twin: then the whole page is told
                read = read_snippet(snippet(page), _PAGE)
                if self._trial.run(read).mismatches:
                    return read, True
        return whole, False


def _of(acts: Acts) -> Scenario:
    return Scenario("explored", "", "explored", 1, steps=acts)
