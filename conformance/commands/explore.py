"""`conformance explore`: scenarios that nobody has written, held against the reference."""

from __future__ import annotations

import re
import secrets
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from conformance.commands.options import as_a_guest, capabilities, inventory_option, secret_of, sign_in, text_of, without_option
from conformance.commands.telling import tell

if TYPE_CHECKING:
    from conformance.drivers.manners import Manners
    from conformance.explorer.jobs import Aim

_AS_REFERENCE, _DEPARTS, _INCOMPLETE = 0, 1, 5
_BUDGET = re.compile(r"(?P<number>\d+(?:\.\d+)?)(?P<unit>s?)")


class _BudgetType(click.ParamType[tuple[int, float]]):
    """So many scenarios (`200`), or so many seconds (`30s`)."""

    name = "budget"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, float]:
        match = _BUDGET.fullmatch(str(value))
        number = float(match["number"]) if match else 0.0
        if not match or not number or (not match["unit"] and not number.is_integer()):
            self.fail(f"{value!r} is neither a number of scenarios, such as 200, nor of seconds, such as 30s", param, ctx)
        return (0, number) if match["unit"] else (int(number), 0.0)


@click.command()
@click.argument("target", default="reference")
@click.option("--seed", type=click.IntRange(0), help="The same seed draws the same scenarios; without it a seed is made up and told.")
@click.option("--budget", type=_BudgetType(), default="200", show_default=True, help="So many scenarios, or (30s) so many seconds.")
@click.option("--departures", type=click.IntRange(1), default=5, show_default=True, help="Stop after so many different departures.")
@click.option("--replay", type=click.Path(path_type=Path), metavar="FILE", help="Draw nothing; try the page in this file instead.")
@click.option(
    "--database",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="FOLDER",
    help="Keep departures here, and try them first next time.",
)
@click.option(
    "--jobs", type=click.IntRange(1), default=1, show_default=True, metavar="N", help="So many walks side by side, which share the budget."
)
@inventory_option("")
@as_a_guest
@without_option
@sign_in
def explore(
    target: str,
    seed: int | None,
    budget: tuple[int, float],
    departures: int,
    replay: Path | None,
    database: Path | None,
    jobs: int,
    inventory: Path | None,
    manners: Manners,
    without: tuple[str, ...],
    csa: str,
    secret_file: Path | None,
) -> None:
    """Look for departures of TARGET from the reference in scenarios that are drawn.

    The reference follows the readings that the book finds for TARGET. What departs is cut to the fewest acts and entries that break the
    same rules, and printed as labels and blocks that can be pasted into a chapter or kept for --replay. With --jobs, the same seed and
    the same number of jobs walk the same way; behind a departure stands the number of scenarios of its own walk.

    Exit status: 0 no departure, 1 departures, 3 the target is unreachable, 5 some scenario could not be carried out.
    """
    from conformance.explorer.jobs import Aim
    from conformance.targets import manners_for

    page = text_of(replay, "--replay ") if replay else None
    manners = manners_for(target, manners)
    if manners.jobs and jobs > manners.jobs:
        raise click.UsageError(f"--jobs {jobs}: {target} takes no more than {manners.jobs} (limits.jobs)")
    aim = Aim(target, csa, secret_of(secret_file), manners, capabilities(without), inventory)
    sys.exit(_replayed(aim, page, str(replay)) if page is not None else _explored(aim, seed, budget, departures, database, jobs))


def _explored(aim: Aim, seed: int | None, budget: tuple[int, float], departures: int, database: Path | None, jobs: int) -> int:
    from conformance.book import book
    from conformance.disk import writable
    from conformance.explorer.jobs import side_by_side
    from conformance.explorer.search import Budget
    from conformance.renderers.departures import exploration

    if database:  # Hypothesis keeps what it can keep, and says nothing of what it cannot
        writable(database)
    walk_seed = secrets.randbelow(1_000_000) if seed is None else seed
    explored = side_by_side(aim, walk_seed, Budget(*budget), departures, database, jobs)
    tell(exploration(book(), explored), nl=False)
    if explored.walked.found:
        return _DEPARTS
    return _INCOMPLETE if explored.walked.lost else _AS_REFERENCE


def _replayed(aim: Aim, text: str, file: str) -> int:
    from conformance.book import book
    from conformance.explorer.departures import LostError
    from conformance.explorer.exploration import replayed
    from conformance.explorer.jobs import reached
    from conformance.reader import read_snippet
    from conformance.renderers.departures import departure

    try:
        with reached(aim) as driver:
            departed = replayed(book(), driver, read_snippet(text, file))
    except LostError as error:
        tell(f"NOT ESTABLISHED: {error}")
        return _INCOMPLETE
    tell(f"{departure(book(), departed)}\n\nDEPARTS: {file}" if departed else f"NO DEPARTURE: all is as {file} says")
    return _DEPARTS if departed else _AS_REFERENCE
