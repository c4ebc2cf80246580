"""`conformance rules`: the rules of the book."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from conformance.commands.options import select_option
from conformance.commands.telling import tell

if TYPE_CHECKING:
    from conformance.suite import Suite


@click.command()
@select_option("Only these rules: an id, a glob, a chapter or a level.")
def rules(selected: tuple[str, ...]) -> None:
    """List the rules of the book.

    Each with its level, its lines of the source, what it requires, and how many scenarios it has.
    """
    from conformance.book import book
    from conformance.renderers.citing import source_words
    from conformance.renderers.tables import table

    suite = book()
    wanted = _rules_chosen(suite, selected)
    rows = [[rule.id, rule.level, source_words(rule), ", ".join(rule.requires) or "–", len(rule.scenarios)] for rule in wanted]
    tell(table(["rule", "level", "source", "requires", "scenarios"], rows))


def _rules_chosen(suite: Suite, selected: tuple[str, ...]) -> list[Any]:
    from conformance.selection import select

    if not selected:
        return suite.rules()
    chosen = {rule.id for rule, _ in select(suite, selected)}
    return [rule for rule in suite.rules() if rule.id in chosen]
