"""`conformance faults`: the ways in which the reference can be made to break a rule."""

from __future__ import annotations

import click

from conformance.commands.telling import tell


@click.command()
def faults() -> None:
    """List the named faults of the reference.

    For `run reference:FAULT` and `serve --fault FAULT`.
    """
    from conformance.drivers.in_process import faults as named
    from conformance.renderers.tables import table

    tell(table(["fault", "rule broken", "what it does instead"], named()))
