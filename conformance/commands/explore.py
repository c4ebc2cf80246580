"""`conformance explore`: scenarios that nobody has written, held against the reference."""

from __future__ import annotations

import re
import secrets
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from conformance.commands.options import capabilities, secret_of, sign_in, text_of, without_option

if TYPE_CHECKING:
    from conformance.exchanges import Driver

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
@click.option("--timeout", type=click.FloatRange(0.1, 3600), help="Seconds to wait for an answer; 10, or what the target file says.")
@without_option
@sign_in
def explore(
    target: str,
    seed: int | None,
    budget: tuple[int, float],
    departures: int,
    replay: Path | None,
    database: Path | None,
    timeout: float | None,
    without: tuple[str, ...],
    csa: str,
    secret_file: Path | None,
) -> None:
    """Look for departures of TARGET from the reference in scenarios that are drawn.

    The reference follows the readings that the book finds for TARGET. What departs is cut to the fewest acts and entries that break the
    same rules, and printed as labels and blocks that can be pasted into a chapter or kept for --replay.

    Exit status: 0 no departure, 1 departures, 3 the target is unreachable, 5 some scenario could not be carried out.
    """
    from conformance.targets import driver_for

    page = text_of(replay, "--replay ") if replay else None
    driver = driver_for(target, csa, secret_of(secret_file), timeout, capabilities(without))
    try:
        sys.exit(_replayed(driver, page, str(replay)) if page is not None else _explored(driver, seed, budget, departures, database))
    finally:
        driver.close()


def _explored(driver: Driver, seed: int | None, budget: tuple[int, float], departures: int, database: Path | None) -> int:
    from conformance.book import book
    from conformance.explorer.exploration import explore as explored_at
    from conformance.explorer.search import Budget
    from conformance.renderers.departures import exploration

    walk_seed = secrets.randbelow(1_000_000) if seed is None else seed
    explored = explored_at(book(), driver, walk_seed, Budget(*budget), departures, database)
    click.echo(exploration(book(), explored), nl=False)
    if explored.walked.found:
        return _DEPARTS
    return _INCOMPLETE if explored.walked.lost else _AS_REFERENCE


def _replayed(driver: Driver, text: str, file: str) -> int:
    from conformance.book import book
    from conformance.explorer.departures import LostError
    from conformance.explorer.exploration import replayed
    from conformance.reader import read_snippet
    from conformance.renderers.departures import departure

    try:
        departed = replayed(book(), driver, read_snippet(text, file))
    except LostError as error:
        click.echo(f"NOT ESTABLISHED: {error}")
        return _INCOMPLETE
    click.echo(f"{departure(book(), departed)}\n\nDEPARTS: {file}" if departed else f"NO DEPARTURE: all is as {file} says")
    return _DEPARTS if departed else _AS_REFERENCE
