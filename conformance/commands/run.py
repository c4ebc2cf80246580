"""`conformance run`: the specification against one target."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from conformance.commands.diff import against, in_memory
from conformance.commands.options import (
    as_a_guest,
    capabilities,
    inventory_option,
    secret_of,
    select_option,
    sign_in,
    views_option,
    without_option,
)

if TYPE_CHECKING:
    from conformance.drivers.manners import Manners
    from conformance.exchanges import Driver
    from conformance.given import Customer
    from conformance.record import Finding, Record
    from conformance.suite import Scenario, Suite

_TOLD_IN_FULL = 2
"""So many failures of a rule are printed in full; the report in the output folder has all of them."""


@click.command()
@click.argument("target", default="reference")
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
@inventory_option("; with --output, inventory.jsonl there is such a file")
@click.option("--read-only", is_flag=True, help="Make and change nothing: run only what can be seen of customers who are there already.")
@click.option(
    "--customer", "customers", multiple=True, metavar="UCRN", help="With --read-only, a customer who is there; may be given several times."
)
@click.option(
    "--no-preflight",
    is_flag=True,
    help="Do not see first whether the target understands the smallest calls; `conformance doctor` tells more.",
)
@as_a_guest
@without_option
@sign_in
def run(
    target: str,
    selected: tuple[str, ...],
    listing: bool,
    output: Path | None,
    views: tuple[str, ...],
    baseline: Path | None,
    inventory: Path | None,
    read_only: bool,
    customers: tuple[str, ...],
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
    from conformance.selection import select

    if customers and not read_only:
        raise click.UsageError("--customer is for --read-only: without it every scenario makes its own customers")
    if views and not output:
        raise click.UsageError("--report writes files: give --output FOLDER for them")
    suite = book()
    chosen = select(suite, selected)
    if listing:
        click.echo("\n".join(_listed(chosen, read_only)))
        return
    before = in_memory(baseline) if baseline else None
    if output:
        _writable(output)
    from conformance.targets import driver_for, is_reference, known_for

    known = known_for(target, suite)
    driver = driver_for(target, csa, secret_of(secret_file), manners, capabilities(without))
    try:
        given = _given(driver, customers) if read_only else None
        keeping: dict[str, Any] = {"folder": output, "inventory": inventory, "run_id": manners.run_id, "given": given, "known": known}
        if not (no_preflight or read_only or is_reference(target)):
            keeping["before"] = _preflight([scenario for _, scenario in chosen])
        sys.exit(_run(suite, chosen, driver, selected, views, before, keeping))
    finally:
        driver.close()


def _preflight(scenarios: list[Scenario]) -> Callable[[Driver], object]:
    from conformance.doctor.preflight import preflight

    return lambda driver: preflight(driver, scenarios)


def _listed(chosen: list[Any], read_only: bool) -> list[str]:
    """The ids of scenarios; for --read-only of those alone that can be run so, each with what the customers must hold."""
    if not read_only:
        return [scenario.id for _, scenario in chosen]
    from conformance.given import creates, unfit

    return [" ".join((scenario.id, *creates(scenario))) for _, scenario in chosen if not unfit(scenario)]


def _given(driver: Driver, ucrns: tuple[str, ...]) -> Sequence[Customer]:
    from conformance.given import given

    return given(driver, ucrns)


def _run(
    suite: Suite,
    chosen: list[Any],
    driver: Driver,
    selected: tuple[str, ...],
    views: tuple[str, ...],
    baseline: Record | None,
    keeping: dict[str, Any],
) -> int:
    from conformance.renderers.text import report
    from conformance.session import hold
    from conformance.verdicts import conclude

    _collect_seldom()
    with _Progress(len(chosen)) as progress:
        record = hold(suite, chosen, driver, selected=selected, progress=progress, **keeping)
    findings = list(record.findings)
    try:
        if keeping["folder"]:
            from conformance.commands.writing import write_views

            write_views(keeping["folder"], ("text", *(view for view in views if view != "text")), suite, record)
    finally:
        click.echo(report(suite, record.header, findings, record.footer, full=_TOLD_IN_FULL), nl=False)
    if baseline is None:
        return conclude(record.header, findings, record.footer)[2]
    told, status = against(baseline, record)
    click.echo(f"\nAgainst the baseline\n\n{told}", nl=False)
    return status


def _collect_seldom() -> None:
    """What a run finds is kept to its end, so looking for garbage at the usual rate would look at the same findings again and again."""
    gc.freeze()
    gc.set_threshold(50_000)


class _Progress:
    """A progress bar on a terminal, nothing in a pipe."""

    def __init__(self, length: int) -> None:
        self._bar = click.progressbar(length=length, label="scenarios", file=sys.stderr) if sys.stderr.isatty() else None

    def __enter__(self) -> Callable[[Finding], None]:
        if self._bar:
            self._bar.__enter__()
        return self._one

    def _one(self, _: Finding) -> None:
        if self._bar:
            self._bar.update(1)

    def __exit__(self, *error: object) -> None:
        if self._bar:
            self._bar.render_finish()


def _writable(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".writable"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise click.UsageError(f"--output {folder} cannot be written: {error.strerror}") from None
