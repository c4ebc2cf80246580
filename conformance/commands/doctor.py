"""`conformance doctor`: finds out about a target before a run."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from conformance.commands.options import as_a_guest, inventory_option, secret_of, sign_in
from conformance.commands.telling import tell

if TYPE_CHECKING:
    from conformance.drivers.manners import Manners


@click.command()
@click.argument("target")
@inventory_option("")
@as_a_guest
@sign_in
def doctor(target: str, inventory: Path | None, manners: Manners, csa: str, secret_file: Path | None) -> None:
    """Find out about TARGET before a run: what is wrong with the way to it, what it can do, and what a run will take.

    It makes some sixty customers, with plain values and with those that tell its readings apart, and looks at each actor, entry and
    capability once. What does not come through is told with what was sent and what was answered, before anything is blamed on the target.

    Exit status: 0 a run can be made (doubts included), 2 it cannot, 3 the target is unreachable.
    """
    from contextlib import ExitStack, closing

    from conformance.book import book
    from conformance.doctor.examination import examine
    from conformance.doctor.symptoms import status_of
    from conformance.inventory import Inventory
    from conformance.renderers.examination import examination
    from conformance.targets import driver_for, known_for, manners_for

    manners = manners_for(target, manners)
    known_for(target, book())  # a list that is wrong would keep a run from beginning
    with ExitStack() as open_meanwhile:
        driver = open_meanwhile.enter_context(closing(driver_for(target, csa, secret_of(secret_file), manners)))
        if inventory:
            made = open_meanwhile.enter_context(closing(Inventory(inventory, driver.target, manners.run_id)))
            driver = made.noting(driver, "doctor")
        found = examine(book(), driver, manners.requests_a_second, _progress)
    tell(examination(found), nl=False)
    sys.exit(status_of(found.symptoms))


def _progress(what: str) -> None:
    if sys.stderr.isatty():
        tell(f"looking at {what} …", err=True)
