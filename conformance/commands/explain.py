"""`conformance explain`: what the reference does, and why."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from conformance.commands.options import text_of


@click.command()
@click.argument("what", metavar="ID|FILE")
def explain(what: str) -> None:
    """Tell which rule gives every value of a scenario.

    ID is a scenario's or a rule's; FILE holds labels and blocks as they stand below a scenario's title in the book
    (`-` reads them from standard input).
    """
    from conformance.book import book
    from conformance.reader import read_snippet
    from conformance.renderers.explanation import explanation, rule_card

    suite = book()
    rule = next((rule for rule in suite.rules() if rule.id == what), None)
    if rule:
        click.echo(rule_card(rule))
        return
    scenario = next((scenario for scenario in suite.scenarios() if scenario.id == what), None)
    if scenario is None:
        if what != "-" and not Path(what).is_file():
            raise click.UsageError(
                f"{what!r} is no rule, no scenario and no file; 'conformance rules' and 'conformance run --list' list them"
            )
        text = sys.stdin.read() if what == "-" else text_of(Path(what))
        scenario = read_snippet(text, what)
    from conformance.oracle import explain as told_by_reference

    click.echo(explanation(suite, scenario, told_by_reference(suite, scenario)))
