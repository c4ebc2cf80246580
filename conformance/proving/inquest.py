"""All mutants from end to end: made, tried on one ground after the other, explained, and what is left shown to the explorer."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec.structs import replace

from conformance.drivers.altered import sources
from conformance.parallel import spread
from conformance.proving.fates import Attempt, Fate, explanations, fate, idle
from conformance.proving.mutants import explored, grounds, tried
from conformance.proving.mutations import Mutant, mutants
from conformance.proving.trials import ProvingError


def made() -> list[Mutant]:
    """Every mutant of the code in which rules are carried out; raises MutationError where the tool is not installed."""
    return [mutant for module, source in sources().items() for mutant in mutants(module, source)]


def held(mutants: Sequence[Mutant], jobs: int = 0, done: Callable[[], None] = lambda: None) -> list[Fate]:
    """What becomes of each; `done` is called once for each mutant and ground that is not needed any more, and once for each tried.

    Raises ProvingError where the reference without a mutant is not green, and where something is explained that is not there.
    """
    attempts: list[list[Attempt]] = [[] for _ in mutants]
    for number in range(len(grounds())):
        left = [place for place, before in enumerate(attempts) if not any(one.caught for one in before)]
        for _ in range(len(mutants) - len(left)):
            done()
        for place, attempt in zip(left, spread(tried, [(number, mutants[place]) for place in left], jobs, done), strict=True):
            attempts[place].append(attempt)
    by_hand = explanations()
    fates = [fate(mutant, tries, by_hand) for mutant, tries in zip(mutants, attempts, strict=True)]
    if superfluous := idle(by_hand, fates):
        told = "; ".join(f"{one.module}: {one.line}" for one in superfluous)
        raise ProvingError(f"explained.toml explains what the book kills, or what is not there: {told}")
    return _shown_to_the_explorer(fates, jobs)


def _shown_to_the_explorer(fates: Sequence[Fate], jobs: int) -> list[Fate]:
    survivors = [one for one in fates if one.outcome == "survived"]
    found = dict(zip((one.mutant for one in survivors), spread(explored, [one.mutant for one in survivors], jobs), strict=True))
    return [one if found.get(one.mutant) is None else replace(one, outcome="explored", ground=found[one.mutant]) for one in fates]
