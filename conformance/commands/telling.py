"""What is printed: the one place where anything goes to a terminal, so that nothing in it is obeyed there."""

from __future__ import annotations

import click

from conformance.unseen import harmless


def tell(text: object, nl: bool = True, err: bool = False) -> None:
    """Print a text, to stderr if `err`; ends of lines and tabs stay, and what else cannot be seen is shown as its number."""
    click.echo(harmless(str(text)), nl=nl, err=err)
