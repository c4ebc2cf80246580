"""`conformance explain`: what the reference does, and why."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from conformance.commands.options import text_of
from conformance.commands.telling import tell

if TYPE_CHECKING:
    from conformance.suite import Scenario, Suite


@click.command()
@click.argument("what", metavar="[ID|FILE]", default="")
@click.option("--create", "created", multiple=True, metavar="NAME=VALUE", help="An entry with which a customer is created.")
@click.option("--update", "updated", multiple=True, metavar="NAME=VALUE", help="An entry with which that customer is then updated.")
@click.option("--ignore-empty/--no-ignore-empty", default=True, show_default=True, help="The update's box Ignore Empty Entries.")
@click.option("--keep-empty-end-dates", is_flag=True, help="Tick the update's box Keep empty end dates.")
def explain(what: str, created: tuple[str, ...], updated: tuple[str, ...], ignore_empty: bool, keep_empty_end_dates: bool) -> None:
    """Tell which rule gives every value of a scenario.

    ID is a scenario's or a rule's; FILE holds labels and blocks as they stand below a scenario's title in the book
    (`-` reads them from standard input). Or give entries: `explain --create house=12 --update house= --no-ignore-empty`.
    Where the book permits several outcomes, all of them are told.
    """
    from conformance.book import book
    from conformance.oracle import explain as told_by_reference
    from conformance.oracle import variations
    from conformance.otherwise import otherwise
    from conformance.renderers.explanation import explanation, rule_card

    suite = book()
    if bool(what) == bool(created or updated):
        raise click.UsageError("give an ID, a FILE, or entries with --create and --update")
    rule = next((rule for rule in suite.rules() if rule.id == what), None)
    if rule:
        tell(rule_card(rule))
        return
    scenario = _scenario(suite, what) if what else _of_entries(created, updated, ignore_empty, keep_empty_end_dates)
    told = told_by_reference(suite, scenario)
    tell(explanation(suite, scenario, told, otherwise(told, variations(suite, scenario))))


def _scenario(suite: Suite, what: str) -> Scenario:
    from conformance.reader import read_snippet

    scenario = next((scenario for scenario in suite.scenarios() if scenario.id == what), None)
    if scenario:
        return scenario
    if what != "-" and not Path(what).is_file():
        raise click.UsageError(f"{what!r} is no rule, no scenario and no file; 'conformance rules' and 'conformance run --list' list them")
    return read_snippet(text_of(Path(what)), what)


def _of_entries(created: tuple[str, ...], updated: tuple[str, ...], ignore_empty: bool, keep_empty_end_dates: bool) -> Scenario:
    """The customer is created, updated where there is something to update, and looked at."""
    from conformance.suite import Act, Call, Expectation, Scenario

    update = Call("update", fields=_entries(updated), ignore_empty=ignore_empty, keep_empty_end_dates=keep_empty_end_dates)
    boxes = [word for word, ticked in (("Ignore Empty Entries", ignore_empty), ("Keep empty end dates", keep_empty_end_dates)) if ticked]
    label = f"Update with {' and '.join(boxes)} ticked:" if boxes else "Update with no box ticked:"
    either = Expectation("refused or accepted")
    steps = [Act("call", "Create:", 1, Call("create", fields=_entries(created)), either)]
    steps += [Act("call", label, 2, update, either)] if updated else []
    looks = {"Get afterwards:": Call("get"), "Hub record afterwards:": Call("hub-record")}
    steps += [Act("call", told, number, look, observes=True) for number, (told, look) in enumerate(looks.items(), start=3)]
    return Scenario("entries", "", "What these entries come to", 1, steps=tuple(steps))


def _entries(given: tuple[str, ...]) -> dict[str, str]:
    from difflib import get_close_matches

    from conformance.names import SENT

    entries: dict[str, str] = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not equals or name not in SENT:
            near = get_close_matches(name, sorted(SENT), n=3)
            hint = f"; did you mean {' or '.join(near)}?" if near else ""
            raise click.UsageError(f"{text!r} is no entry: give NAME=VALUE, with a name that create or update knows{hint}")
        entries[name] = value
    return entries
