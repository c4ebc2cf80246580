"""A composition as a snippet of a chapter: the reader takes it back, and it holds."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from conformance.book import book
from conformance.drivers.in_process import reference
from conformance.lists import Lists
from conformance.oracle import LIKE_ITSELF
from conformance.playground.asked import Explained, Playground
from conformance.playground.composition import Composed, Composition, opened
from conformance.reader import read_snippet
from conformance.runner import run_scenario
from conformance.suite import Rule
from tests.processes import conformance

PLAYGROUND = Playground(book(), LIKE_ITSELF)
RULE = Rule("x.y", "", "must", "x", 1)
SOME = [one.id for one in book().scenarios()][::40]


def explained(**asked: Composition | str) -> Explained | None:
    body = PLAYGROUND.answer(msgspec.json.encode(asked)).body
    return body if isinstance(body, Explained) else None


def of(create: Composed, *updates: Composed, **readings: str) -> Explained:
    found = explained(composition=Composition(create, updates, readings))
    assert found
    return found


def snippet(create: Composed, *updates: Composed) -> str:
    found = of(create, *updates)
    assert found.unwritten == ""
    return found.snippet


def verdict(text: str) -> str:
    driver = reference()
    return run_scenario(RULE, read_snippet(text, "x"), driver, Lists(book(), driver)).verdict


def test_it_is_written_as_the_book_is() -> None:
    update = Composed({"new_address": "1", "house": "27", "twitter": "ann"}, ignore_empty=True, keep_empty_end_dates=True)
    assert snippet(Composed({"house": "12", "start_date": "04/04/2019"}), update) == (
        'Create:\n\n```json\n{"house": "12", "start_date": "04/04/2019"}\n```\n\n'
        "Update, *Ignore Empty Entries* ticked, *Keep empty end dates* ticked:\n\n"
        '```json\n{"new_address": "1", "house": "27", "twitter": "ann"}\n```\n\n'
        'Get afterwards:\n\n```json\n{"house": "27", "start_date": "<today>"}\n```\n\n'
        'Hub record afterwards:\n\n```json\n{"twitter": "ann"}\n```\n\n'
        "Addresses afterwards:\n\n```json\n[\n"
        '  {"house": "12", "start_date": "2019-04-04", "end_date": "", "primary": false},\n'
        '  {"house": "27", "start_date": "<today>", "end_date": "", "primary": true}\n]\n```\n'
    )


def test_scenarios_of_the_book_come_back_as_they_were_composed_and_hold() -> None:
    found = {one: explained(scenario=one) for one in SOME}
    shown = {one: here for one, here in found.items() if here}
    assert len(shown) > 50
    assert [one for one, here in shown.items() if verdict(here.snippet) != "pass"] == []
    for here in shown.values():
        calls = opened(read_snippet(here.snippet, "x")).composition.calls()
        assert calls[: len(here.seen)] == here.composition.calls()


def test_explain_takes_it_back(tmp_path: Path) -> None:
    file = tmp_path / "moved.md"
    file.write_text(snippet(Composed({"house": "12"}), Composed({"new_address": "1", "house": "27"})), encoding="utf-8")
    done = conformance("explain", str(file))
    assert done.status == 0
    assert "address.old-ends-today" in done.out


def test_where_several_values_are_permitted_any_of_them_is_expected() -> None:
    assert '{"location": ["1", "3", ""], "house": "12"}' in snippet(Composed({"location": "", "house": "12"}))


def test_so_it_is_where_another_reading_is_chosen() -> None:
    found = of(Composed({"location": ""}), **{"create.location-default": "3"})
    assert '{"location": ["3", "1", ""]}' in found.snippet
    assert verdict(found.snippet) == "pass"


def test_records_whose_number_is_left_open_are_not_expected() -> None:
    assert "Addresses afterwards" not in snippet(Composed({"house": "12"}), Composed({"new_address": "1", "house": ""}))


def test_placeholders_stay_placeholders() -> None:
    sent = {"prefix_id": "<prefixes: Mr>", "birth_date": "<today>", "country_id": "<countries: France>"}
    text = snippet(Composed(sent), Composed({"first_name": "<ucrn>"}, ignore_empty=True))
    assert '{"prefix_id": "<prefixes: Mr>", "birth_date": "<today>", "country_id": "<countries: France>", "first_name": "<ucrn>"}' in text
    assert verdict(text) == "pass"


class TestRefusals:
    @pytest.mark.parametrize(
        ("refused", "twin"),
        [
            (Composed({"first_name": "Ann", "contact_type": ""}), '{"first_name": "Ann"}'),
            (Composed({"birth_date": "25/13/1990"}), "Update:\n\n```json\n{}"),
            (Composed({"first_name": "Ann"}, version="V1"), 'Update:\n\n```json\n{"first_name": "Ann"}'),
            (Composed({"first_name": "Ann"}, actor="nobody"), 'Update:\n\n```json\n{"first_name": "Ann"}'),
        ],
        ids=["a mandatory entry", "a date", "a version", "nobody"],
    )
    def test_the_positive_twin_is_found(self, refused: Composed, twin: str) -> None:
        text = snippet(Composed(), refused)
        assert text.count("refused:") == 1
        assert twin in text
        assert verdict(text) == "pass"

    def test_none_is_looked_for_where_one_is_composed_already(self) -> None:
        text = snippet(Composed(), Composed({"contact_type": ""}), Composed({"contact_type": "Individual"}))
        assert text.count("Update") == 2

    def test_what_may_be_refused_is_said_so(self) -> None:
        text = snippet(Composed({"location": "9"}))
        assert text.startswith("Create, refused or accepted:")
        assert verdict(text) == "pass"

    def test_two_reasons_for_one_refusal_are_none_of_the_book(self) -> None:
        found = of(Composed(), Composed({"contact_type": "", "birth_date": "25/13/1990"}))
        assert found.snippet == ""
        assert "mend all that is wrong but one thing" in found.unwritten


def test_what_nobody_can_see_is_escaped() -> None:
    text = snippet(Composed({"first_name": "a\u202eb\x00```\n"}))
    assert "\\u202e" in text
    assert "\\u0000" in text
    assert verdict(text) == "pass"
