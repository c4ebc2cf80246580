"""`conformance compare`: several targets side by side."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from conformance.commands.telling import tell

if TYPE_CHECKING:
    from collections.abc import Iterable

    from conformance.comparison import Comparison

FORMS = ("text", "markdown", "html")


@click.command()
@click.argument("records", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="RECORD RECORD…")
@click.option("--as", "form", type=click.Choice(FORMS), default="text", show_default=True, help="How to show it.")
@click.option("--all", "everything", is_flag=True, help="Show the rules on which they do not differ, too.")
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write it into this file.")
def compare(records: tuple[Path, ...], form: str, everything: bool, output: Path | None) -> None:
    """Show the targets of several RECORDs side by side, each a record.jsonl or the folder that it is in.

    Rule by rule what each came to, which one alone does not hold to a rule, which readings each follows, and what is not verified where.
    The exit status says whether it could be shown, not what it says.
    """
    from conformance.aside import write
    from conformance.commands.reading import spared, stored
    from conformance.comparison import comparison

    if len(records) < 2:
        raise click.UsageError("give two RECORDs at least; `conformance report` shows one")
    pieces = _shown(comparison([stored(record, partial=True) for record in records]), form, everything)
    if output:
        write(spared(output, records), pieces)
    else:
        for piece in pieces:
            tell(piece, nl=False)


def _shown(found: Comparison, form: str, everything: bool) -> Iterable[str]:
    if form == "html":
        from conformance.renderers.comparison_page import compared_page

        return compared_page(found, everything)
    from conformance.renderers.comparison import compared, compared_in_markdown

    return [(compared_in_markdown if form == "markdown" else compared)(found, everything)]
