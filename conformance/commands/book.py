"""`conformance book`: the specification as a page to be read."""

from __future__ import annotations

from pathlib import Path

import click

from conformance.commands.telling import tell

PAGE = "index.html"


@click.command()
@click.option("--output", type=click.Path(path_type=Path), metavar="FOLDER", required=True, help="Write the page into this folder.")
def book(output: Path) -> None:
    """Write the specification as one page to be read, with an address for every rule and every scenario.

    The page needs no network and no server: it can be opened from a disk, put on a website, or printed.
    """
    from conformance.aside import write
    from conformance.book import book as read
    from conformance.book import texts
    from conformance.renderers.book import readable

    write(output / PAGE, readable(read(), texts()))
    tell(output / PAGE)
