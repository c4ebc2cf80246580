"""`conformance report`: a record as somebody wants to see it."""

from __future__ import annotations

from pathlib import Path

import click

from conformance.commands.options import views_option
from conformance.commands.telling import tell


@click.command()
@click.argument("record", type=click.Path(path_type=Path))
@views_option("--as", "How to show it", default=("text",))
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE|FOLDER",
    help="Write into this file, or, where there are several views, into this folder; without it, one view is printed.",
)
@click.option("--partial", is_flag=True, help="Show a record that breaks off, too: it is not established what it does not have.")
def report(record: Path, views: tuple[str, ...], output: Path | None, partial: bool) -> None:
    """Show RECORD, the file record.jsonl that `run --output` writes or the folder that it is in.

    What is shown is all from the record: nothing is run. The exit status says whether it could be shown, not what it says.
    """
    from conformance.book import book
    from conformance.commands.reading import spared, stored
    from conformance.commands.writing import write_view, write_views
    from conformance.views import render

    if output is None and len(views) > 1:
        raise click.UsageError(f"give --output FOLDER for {len(views)} views: only one can be printed")
    suite = book()
    source = stored(record, partial)
    if output is None:
        for piece in render(views[0], suite, source):
            tell(piece, nl=False)
    elif len(views) == 1 and output.suffix and not output.is_dir():
        write_view(spared(output, [record]), views[0], suite, source)
    else:
        write_views(output, views, suite, source)
