"""The book as a whole: what is kept of an earlier reading is what would be read now, and the book is in order."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from conformance import book as module
from conformance.book import book
from conformance.names import NOT_FOR_USE
from conformance.reader import read
from conformance.suite import Act

PACKAGE = Path(str(files("conformance")))


def texts() -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in sorted((PACKAGE / "specification").glob("*.md"))}


def test_the_book_is_what_its_pages_say() -> None:
    assert book() == read(texts())


def test_whatever_decides_what_a_page_means_makes_an_earlier_reading_void() -> None:
    reached = {"__init__", "book"}
    waiting = ["reader"]
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting += _imported(name)
    assert reached == set(module._READING)


def _imported(name: str) -> Iterator[str]:
    for node in ast.walk(ast.parse((PACKAGE / f"{name}.py").read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("conformance."):
            yield node.module.removeprefix("conformance.").partition(".")[0]
        elif isinstance(node, ast.ImportFrom) and node.module == "conformance":
            yield from (alias.name for alias in node.names if (PACKAGE / f"{alias.name}.py").exists())


def test_ids_say_to_which_rule_a_scenario_belongs_and_are_given_once() -> None:
    ids = [scenario.id for scenario in book().scenarios()]
    assert len(ids) == len(set(ids)) > 2000
    assert all(scenario.id.startswith(f"{rule.id}/") for rule in book().rules() for scenario in rule.scenarios)


def test_every_set_of_entries_is_used() -> None:
    pages = texts()
    unused = [
        f"{chapter.file}: {name}"
        for chapter in book().chapters
        for name in chapter.entries
        if pages[chapter.file].count(f'"{name}"') + pages[chapter.file].count(f"| {name} |") < 2
    ]
    assert unused == []


def test_names_that_are_not_for_use_are_sent_and_never_looked_at() -> None:
    acts = [act for scenario in book().scenarios() for act in scenario.acts()]
    sent = {name for act in acts if act.call for name in act.call.fields}
    assert sent >= NOT_FOR_USE
    assert not [act.label for act in acts if NOT_FOR_USE & _looked_at(act)]


def _looked_at(act: Act) -> set[str]:
    expect = act.expect
    return {name for values in (expect.fields or {}, *(expect.addresses or []), *(expect.items or [])) for name in values}


def test_every_rule_that_is_no_note_has_scenarios_and_readings_have_several_outcomes_or_one_for_all() -> None:
    for rule in book().rules():
        assert bool(rule.scenarios) == (rule.level != "note"), rule.id
        assert bool(rule.permits) == (rule.level == "reading"), rule.id


def test_every_outcome_that_a_reading_permits_can_be_found_by_one_of_its_scenarios() -> None:
    for rule in book().rules():
        offered = {
            outcome.name for scenario in rule.scenarios for step in scenario.steps if not isinstance(step, Act) for outcome in step.outcomes
        }
        assert offered == set(rule.permits), rule.id
