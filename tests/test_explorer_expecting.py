"""What is expected of a scenario that nobody has written: what the reference does, in whichever way a hub may read what is left open."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import pytest

from conformance.book import book
from conformance.drivers.in_process import Likeness, open_points
from conformance.explorer.expecting import Expecting
from conformance.reader import read_snippet
from conformance.snippets import snippet
from conformance.suite import Act, Call, Expectation, Scenario
from reference_impl.clock import FixedClock

MAY_BE = Expectation("refused or accepted")
NOON = Likeness(FixedClock(datetime(2025, 7, 1, 12, tzinfo=UTC)))
CREATE = Call("create", fields={"first_name": "Ann", "town": "Ayr", "country_id": "<countries: France>"})
GET = Call("get")


def drawn(*calls: Call, addresses: bool = False) -> Scenario:
    """Calls in a row, nothing expected yet; perhaps with a look at the address records in the end."""
    acts = [Act("call", "", 1, call, MAY_BE, call.operation in ("get", "hub-record")) for call in calls]
    if addresses:
        acts.append(Act("call", "", 1, Call("hub-record"), msgspec.structs.replace(MAY_BE, addresses=[]), True))
    return Scenario("drawn", "", "drawn", 1, steps=tuple(acts))


def expecting(*free: str, like: Likeness = NOON) -> Expecting:
    return Expecting(book(), like, {point: outcomes for point, outcomes in open_points().items() if point in free})


def last(scenario: Scenario) -> Expectation:
    return list(scenario.acts())[-1].expect


def test_the_reference_says_what_is_there_afterwards() -> None:
    fields = last(expecting().expected(drawn(CREATE, GET))).fields or {}
    assert {name: fields[name] for name in ("first_name", "town", "country", "last_name", "custom_29")} == {
        "first_name": "Ann",
        "town": "Ayr",
        "country": "France",
        "last_name": "",
        "custom_29": "",
    }


def test_what_is_each_hubs_own_stands_as_a_placeholder() -> None:
    fields = last(expecting().expected(drawn(CREATE, GET))).fields or {}
    assert (fields["ucrn"], fields["country_id"], fields["start_date"]) == ("<ucrn>", "<countries: France>", "<today>")


def test_address_records_are_expected_one_by_one() -> None:
    moved = Call("update", fields={"town": "Oban"})
    records = last(expecting().expected(drawn(CREATE, moved, addresses=True))).addresses or []
    assert [(one["town"], one["end_date"], one["primary"]) for one in records] == [("Ayr", "<today>", False), ("Oban", "", True)]


def test_a_refusal_stands_behind_its_twin_and_alone_it_is_left_out() -> None:
    bad = Call("create", fields={**CREATE.fields, "birth_date": "13/13/2020"})
    twin, refused = expecting().expected(drawn(CREATE, bad)).acts()
    assert (twin.label, refused.label) == ("Create:", "Create, refused:")
    assert list(expecting().expected(drawn(bad)).acts()) == []


def test_nothing_is_left_that_leans_on_a_customer_who_is_not_made() -> None:
    bad = Call("create", "Ben", fields={"birth_date": "13/13/2020"})
    left = expecting().expected(drawn(Call("create", "Ann"), bad, Call("update", "Ben", fields={"town": "Ayr"}), Call("get", "Ben")))
    assert [act.label for act in left.acts()] == ["Create Ann:"]


def test_where_a_point_is_open_either_answer_is_expected() -> None:
    spaces = drawn(Call("create", fields={"town": "   "}), GET)
    assert (last(expecting("ignore-empty.whitespace").cautiously(spaces)).fields or {})["town"] == ["", "   "]
    assert (last(expecting().cautiously(spaces)).fields or {})["town"] == ""


def test_how_a_call_is_answered_may_be_open_too() -> None:
    two_digits = Call("update", fields={"birth_date": "04/23/85"})
    page = expecting("dates.two-digit-year").cautiously(drawn(CREATE, Call("update", fields={"birth_date": "04/23/1985"}), two_digits, GET))
    assert [act.label for act in page.acts()][2] == "Update, refused or accepted:"
    assert (last(page).fields or {})["birth_date"] == "1985-04-23"


def test_what_is_found_out_is_followed_from_then_on() -> None:
    spaces, made = drawn(Call("create", fields={"town": "   "}), GET), expecting("ignore-empty.whitespace")
    made.settle("ignore-empty.whitespace", "text")
    assert (last(made.expected(spaces)).fields or {})["town"] == "   "
    assert list(made.variations()) == [(("ignore-empty.whitespace", "blank"),)]


def test_two_open_points_may_permit_what_neither_permits_alone() -> None:
    searched = drawn(Call("create", fields={"search_for_street_postcode": "EH6 5JA", "start_date": "04/04/2014"}), GET)
    made = expecting("unsaid.search-entry", "unsaid.date-alone")
    assert (last(made.cautiously(searched)).fields or {})["start_date"] == "2014-04-04"
    assert (last(made.cautiously(searched, 2)).fields or {})["start_date"] == ["2014-04-04", ""]


@pytest.mark.parametrize("look", ["get", "hub-record"])
def test_a_page_reads_back(look: str) -> None:
    page = expecting().expected(drawn(CREATE, Call(look)))  # type: ignore[arg-type]  # both are operations
    read = read_snippet(snippet(page), "x")
    assert [act.expect for act in read.acts()] == [act.expect for act in page.acts()]


def test_the_rules_behind_the_answers_are_noted() -> None:
    made = expecting()
    made.expected(drawn(CREATE, GET))
    assert {"get.country", "create.start-date-today"} <= made.touched
    assert "address.old-ends-today" not in made.touched
