"""Several walks at one target side by side, each in a process of its own, and what they come to together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from random import Random

import msgspec

from conformance.book import book
from conformance.drivers.manners import Manners
from conformance.exchanges import Driver
from conformance.explorer.exploration import Exploration, explore
from conformance.explorer.search import Budget, Found, Walked
from conformance.inventory import Inventory
from conformance.parallel import spread
from conformance.targets import driver_for


class Aim(msgspec.Struct, frozen=True):
    """A target as the command line names it, and how to sign in there. Goes to other processes through a pipe, never as an argument."""

    target: str
    csa_name: str
    csa_secret: str
    manners: Manners
    without: frozenset[str]
    inventory: Path | None = None
    """Where all that is made there is noted, if anywhere."""

    def __repr__(self) -> str:
        return f"Aim({self.target!r})"


class Job(msgspec.Struct, frozen=True):
    """One walk."""

    aim: Aim
    seed: int
    budget: Budget
    most: int
    database: Path | None


def side_by_side(aim: Aim, seed: int, budget: Budget, most: int, database: Path | None, jobs: int) -> Exploration:
    """So many walks, which share the budget of scenarios out. The same seed and number of jobs walk the same way."""
    explored = spread(walked, shared(aim, seed, budget, most, database, jobs), jobs)
    return merged(explored, seed, most)


def shared(aim: Aim, seed: int, budget: Budget, most: int, database: Path | None, jobs: int) -> list[Job]:
    """The walks, each with a seed of its own and its part of budget and rate; no more of them than there are scenarios."""
    number = min(jobs, budget.scenarios) if budget.scenarios else jobs
    seeds = [seed] if number == 1 else Random(seed).sample(range(2**32), number)
    parts = [budget.scenarios // number + (job < budget.scenarios % number) for job in range(number)]
    manners = aim.manners._replace(requests_a_second=aim.manners.requests_a_second / number)
    aim = msgspec.structs.replace(aim, manners=manners)
    return [
        Job(aim, job_seed, msgspec.structs.replace(budget, scenarios=part), most, database)
        for job_seed, part in zip(seeds, parts, strict=True)
    ]


def walked(job: Job) -> Exploration:
    """Carry one walk out; raises TargetError where the target cannot be reached."""
    with reached(job.aim) as driver:
        return explore(book(), driver, job.seed, job.budget, job.most, job.database)


@contextmanager
def reached(aim: Aim) -> Iterator[Driver]:
    """A driver of the target meanwhile, what it makes noted; raises TargetError where the target cannot be reached."""
    driver = driver_for(aim.target, aim.csa_name, aim.csa_secret, aim.manners, aim.without)
    with closing(driver):
        if aim.inventory is None:
            yield driver
            return
        with closing(Inventory(aim.inventory, driver.target, aim.manners.run_id)) as inventory:
            yield inventory.noting(driver, "explore")


def merged(explored: Sequence[Exploration], seed: int, most: int) -> Exploration:
    """What several walks came to as one: each departure once, and `most` of them at most."""
    found: list[Found] = []
    known: frozenset[str] = frozenset()
    for one in (found_one for exploration in explored for found_one in exploration.walked.found):
        if not one.departure.marks <= known:
            found.append(one)
            known |= one.departure.marks
    walks = [exploration.walked for exploration in explored]
    together = Walked(
        scenarios=sum(walk.scenarios for walk in walks),
        seconds=max(walk.seconds for walk in walks),
        found=found[:most],
        lost=[why for walk in walks for why in walk.lost],
        gone=any(walk.gone for walk in walks),
    )
    reached = frozenset[str]().union(*(exploration.reached for exploration in explored))
    return msgspec.structs.replace(explored[0], seed=seed, walked=together, reached=reached)
