"""A scenario written as a page: what the reader makes of it is the same scenario."""

from __future__ import annotations

import msgspec
import pytest

from conformance.book import book
from conformance.reader import read_snippet
from conformance.snippets import snippet, written
from conformance.suite import Act, Choice, Scenario
from tests.pages import CREATE, block, scenario

WITHOUT_A_CHOICE = [one for one in book().scenarios() if not any(isinstance(step, Choice) for step in one.steps)]


def meaning(one: Scenario) -> list[Act]:
    """What is done and expected, without where it stands and how it is worded."""
    return [msgspec.structs.replace(act, label="", line=0) for act in one.acts()]


def test_every_page_of_the_book_is_read_back_as_it_was() -> None:
    assert len(WITHOUT_A_CHOICE) > 2000
    assert [one.id for one in WITHOUT_A_CHOICE if meaning(read_snippet(snippet(one), "x")) != meaning(one)] == []


def test_a_page_looks_like_one_of_the_book() -> None:
    one = scenario(
        *CREATE, "Update, *Ignore Empty Entries* ticked:", block('{"town": ""}'), "Get afterwards:", block('{"town": ["", "Ayr"]}')
    )
    assert snippet(one) == (
        'Create:\n\n```json\n{"first_name": "Ann"}\n```\n\n'
        'Update, *Ignore Empty Entries* ticked:\n\n```json\n{"town": ""}\n```\n\n'
        'Get afterwards:\n\n```json\n{"town": ["", "Ayr"]}\n```\n'
    )


def test_records_stand_on_lines_of_their_own() -> None:
    assert written([{"primary": True}, {"primary": False}]) == '[\n  {"primary": true},\n  {"primary": false}\n]'


@pytest.mark.parametrize(
    ("text", "shown"), [("Zoë 🌊", "Zoë 🌊"), ("a\u202eb", "a\\u202eb"), ("\U000e0001", "\\udb40\\udc01"), ("tab\t`", "tab\\t`")]
)
def test_what_nobody_can_see_is_escaped(text: str, shown: str) -> None:
    assert written({"town": text}) == f'{{"town": "{shown}"}}'
    page = "\n\n".join(("Create:", block(written({"town": text})))) + "\n"
    [act] = read_snippet(page, "x").acts()
    assert act.call
    assert act.call.fields == {"town": text}


def test_a_choice_of_outcomes_is_no_snippet() -> None:
    with pytest.raises(ValueError, match="below a reading's heading"):
        snippet(next(one for one in book().scenarios() if one.rule == "twitter.at-sign"))
