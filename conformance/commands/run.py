"""`conformance run`: the specification against one target."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import click

from conformance.commands.carrying_out import FirstLook, carried_out
from conformance.commands.diff import in_memory
from conformance.commands.options import (
    as_a_guest,
    capabilities,
    deadline_option,
    inventory_option,
    scenario_deadline_option,
    secret_of,
    select_option,
    sign_in,
    views_option,
    without_option,
)
from conformance.commands.planning import Plan, ShardType, alone, jobs_of, planned, within_limits
from conformance.commands.reading import spared
from conformance.commands.telling import tell

if TYPE_CHECKING:
    from conformance.drivers.manners import Manners
    from conformance.exchanges import Driver
    from conformance.given import Customer
    from conformance.shards import Shard


@click.command()
@click.argument("target", required=False)
@select_option("Only these: an id, a glob, a chapter or a level. May be given several times.")
@click.option("--list", "listing", is_flag=True, help="Print the ids of the chosen scenarios and run nothing.")
@click.option("--output", type=click.Path(path_type=Path), metavar="FOLDER", help="Write the record and the report into this folder.")
@views_option("--report", "With --output, write these views of the record too")
@click.option(
    "--baseline",
    type=click.Path(path_type=Path),
    metavar="RECORD",
    help="A record of before: tell what is otherwise now, with status 1 only for what is worse; `conformance diff` tells how.",
)
@click.option(
    "--jobs",
    type=click.IntRange(1, 64),
    metavar="N",
    help="So many scenarios side by side; without it one for every 5 ms that the target takes to answer, 8 at the most, and one for a "
    "target in this process. A target file's limits.jobs is the most.",
)
@click.option(
    "--shard",
    type=ShardType(),
    metavar="K/N",
    help="Only the K-th of N parts, such as 2/5; `conformance merge` makes one record of all parts.",
)
@click.option(
    "--resume",
    type=click.Path(path_type=Path),
    metavar="RECORD",
    help="Go on with a run that was killed, stopped or interrupted, in its own record; what had an error is run again. TARGET and what "
    "was selected are as they were.",
)
@click.option(
    "--failed",
    type=click.Path(path_type=Path),
    metavar="RECORD",
    help="A new run of what is not green in that record: fail, stale, error, blocked and warning.",
)
@inventory_option("; with --output, inventory.jsonl there is such a file")
@click.option("--read-only", is_flag=True, help="Make and change nothing: run only what can be seen of customers who are there already.")
@click.option(
    "--customer", "customers", multiple=True, metavar="UCRN", help="With --read-only, a customer who is there; may be given several times."
)
@click.option(
    "--races",
    type=click.IntRange(1, 10_000),
    default=1,
    show_default=True,
    metavar="NUMBER",
    help="Carry scenarios whose acts are sent at the same time out so often; the report tells what that establishes.",
)
@click.option(
    "--no-preflight",
    is_flag=True,
    help="Do not see first whether the target understands the smallest calls; `conformance doctor` tells more.",
)
@scenario_deadline_option
@deadline_option
@as_a_guest
@without_option
@sign_in
def run(
    target: str | None,
    selected: tuple[str, ...],
    listing: bool,
    output: Path | None,
    views: tuple[str, ...],
    baseline: Path | None,
    jobs: int | None,
    shard: Shard | None,
    resume: Path | None,
    failed: Path | None,
    inventory: Path | None,
    read_only: bool,
    customers: tuple[str, ...],
    races: int,
    no_preflight: bool,
    manners: Manners,
    without: tuple[str, ...],
    csa: str,
    secret_file: Path | None,
) -> None:
    """Run the specification against TARGET and report what holds.

    TARGET is `reference` (in memory, the default), `reference:FAULT`, the URL of a hub that speaks the native contract,
    `asgi:module:name` for such a hub as an ASGI application, which is then run in this process, or a target file, which says how any
    other target is reached.

    With --read-only, a given customer stands in for the one that a scenario creates where they hold exactly the same values;
    `--read-only --list` tells which values each scenario asks for.
    """
    from conformance.book import book

    suite = book()
    plan = planned(Plan("", selected, shard, read_only, customers, output), target, resume, failed)
    if plan.customers and not plan.read_only:
        raise click.UsageError("--customer is for --read-only: without it every scenario makes its own customers")
    if views and not plan.folder:
        raise click.UsageError("--report writes files: give --output FOLDER for them")
    chosen = plan.chosen(suite)
    if listing:
        tell("\n".join(_listed(chosen, plan.read_only)))
        return
    if baseline and plan.folder:  # otherwise what is worse today would be no news tomorrow
        spared(plan.record, [baseline])
    before = in_memory(baseline) if baseline else None
    from conformance.deadlines import of_a_run, within
    from conformance.targets import driver_for, is_reference, known_for, manners_for

    manners = manners_for(plan.target, manners)
    within_limits(jobs, plan.target, manners)
    if plan.begun:
        manners = manners._replace(run_id=plan.begun.header.run)
    known = known_for(plan.target, suite)
    deadline = of_a_run(manners.deadline)
    with ExitStack() as open_meanwhile:
        keeping: dict[str, Any] = {"inventory": inventory, "known": known, "run_id": manners.run_id, "races": races}
        keeping |= {"seconds": manners.scenario_deadline, "deadline": deadline}
        if plan.folder:
            plan, keeping["under_way"] = alone(plan, manners.run_id, open_meanwhile)
        with within(deadline):
            driver = driver_for(plan.target, csa, secret_of(secret_file), manners, capabilities(without))
        open_meanwhile.callback(driver.close)
        keeping["given"] = _given(driver, plan.customers) if plan.read_only else None
        if not plan.folder:  # what a run finds is kept on disk, so that memory does not grow with it
            keeping["record"] = Path(open_meanwhile.enter_context(TemporaryDirectory(prefix="conformance-"))) / "record"
        looking = None
        if not (no_preflight or plan.read_only or is_reference(plan.target)):
            looking = keeping["before"] = FirstLook([scenario for _, scenario in chosen])
        keeping["jobs"] = lambda: jobs_of(jobs, plan.target, manners, looking.latency if looking else driver.target.latency)
        sys.exit(carried_out(suite, plan, chosen, driver, views, before, keeping))


def _listed(chosen: list[Any], read_only: bool) -> list[str]:
    """The ids of scenarios; for --read-only of those alone that can be run so, each with what the customers must hold."""
    if not read_only:
        return [scenario.id for _, scenario in chosen]
    from conformance.given import creates, unfit

    return [" ".join((scenario.id, *creates(scenario))) for _, scenario in chosen if not unfit(scenario)]


def _given(driver: Driver, ucrns: tuple[str, ...]) -> Sequence[Customer]:
    from conformance.given import given

    return given(driver, ucrns)
