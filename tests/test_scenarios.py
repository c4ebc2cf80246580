"""Labels and blocks into scenarios: what is sent, what is expected, rows of tables, outcomes; and what is no scenario."""

from __future__ import annotations

import pytest

from conformance.layout import ChapterError
from conformance.reader import read_chapter
from conformance.suite import Act, Call, Choice, Expectation, Scenario
from tests.pages import CREATE, FILE, ONE, READING, block, page, rule_of, scenario, scenarios, under_rule

MARKS = "a block below a label with a colon, none below one with a full stop"
NAMED = ("Create:", block('{"first_name": "<n>"}'))
SEEN = ("Get afterwards:", block('{"first_name": "Ann"}'))

BROKEN = {
    under_rule(): "9: found no act below 'One'; expected at least one label of the book",
    under_rule("> A remark."): "9: found no act below 'One'; expected at least one label of the book",
    under_rule(block("{}")): "11: found a block without a label; expected a label such as 'Create:' above it",
    under_rule(*CREATE, block("{}")): "17: found a block without a label; expected a label such as 'Create:' above it",
    under_rule(*CREATE, "- a list"): "17: found '- a list'; expected a label, a block of JSON, a quoted remark or a table",
    under_rule("Create:", block('{"house": "1",}')): (
        "14: found a block that is not JSON (Illegal trailing comma before end of object); expected one JSON value"
    ),
    under_rule("Create:", block('{"house": "1", "house": "2"}')): "13: found the name 'house' twice in one object; expected each name once",
    under_rule("Create:", block('{"hose": "1"}')): "11: found the entry 'hose'; expected a name that create or update knows",
    under_rule("Create:", block('{"house": 1}')): "11: found house = 1; expected a text, or a placeholder that can be sent",
    under_rule("Create:", block('{"house": "<any>"}')): "11: found house = '<any>'; expected a text, or a placeholder that can be sent",
    under_rule(
        "Create:", block('{"house": "<cars: a>"}')
    ): "11: found house = '<cars: a>'; expected a text, or a placeholder that can be sent",
    under_rule("Create:", block("[]")): "11: found a block that is no object; expected entries and their texts",
    under_rule("Create:", block('{"with": "old"}')): "11: found the set of entries 'old'; expected one that this chapter defines: none",
    under_rule("Form:", block('{"House": 1}')): "11: found a form that is no object of texts; expected data names and their texts",
    under_rule("Create:"): f"11: found 'Create:' without a block; expected {MARKS}",
    under_rule("Create."): f"11: found 'Create.' without a block; expected {MARKS}",
    under_rule("Create.", block("{}")): f"11: found 'Create.' with a block; expected {MARKS}",
    under_rule(*CREATE, "Get:"): f"17: found 'Get:' without a block; expected {MARKS}",
    under_rule("Create", block("{}")): (
        "11: found 'Create'; expected a label on one line that ends with a colon or a full stop; remarks are quoted with >"
    ),
    under_rule("Create,\nas nobody:", block("{}")): (
        "11: found 'Create,\\nas nobody:'; expected a label on one line that ends with a colon or a full stop; remarks are quoted with >"
    ),
    under_rule(*CREATE, "Destroy."): (
        "17: found no label of the book: 'Destroy'; expected one of the labels in the chapter on reading this book"
    ),
    under_rule(*CREATE, "Get:", block("{}")): "17: found a block without values; expected at least one value, or a label without a block",
    under_rule(*CREATE, "Get:", block('{"hose": "1"}')): "17: found the name 'hose'; expected a name that can be looked at here",
    under_rule(
        *CREATE, "Get:", block('{"contact_id": "1"}')
    ): "17: found the name 'contact_id'; expected a name that can be looked at here",
    under_rule(*CREATE, "Get:", block('{"twitter": "1"}')): "17: found the name 'twitter'; expected a name that can be looked at here",
    under_rule(*CREATE, "Get:", block('{"house": 1}')): (
        "17: found house = 1; expected true or false for primary, a text or a list of texts otherwise"
    ),
    under_rule(*CREATE, "Get:", block('{"house": []}')): (
        "17: found house = []; expected true or false for primary, a text or a list of texts otherwise"
    ),
    under_rule(*CREATE, "Get:", block('{"house": "<tomorrow>"}')): "17: found house = '<tomorrow>'; expected a placeholder of the book",
    under_rule(*CREATE, "Addresses afterwards:", block("{}")): "17: found a block that is no list; expected a list of records",
    under_rule(*CREATE, "Addresses afterwards:", block('["1"]')): "17: found something that is no object; expected names and values",
    under_rule(*CREATE, "Addresses afterwards:", block('[{"address_type": ""}]')): (
        "17: found the name 'address_type'; expected a name that can be looked at here"
    ),
    under_rule(*CREATE, "Addresses afterwards:", block('[{"primary": "1"}]')): (
        "17: found primary = '1'; expected true or false for primary, a text or a list of texts otherwise"
    ),
    under_rule("The same."): "11: found 'The same.'; expected a call above it",
    under_rule(*CREATE, "Get, as nobody, refused."): (
        "17: found 'Get, as nobody, refused.' without its positive twin; expected the same call with one other fact, accepted"
    ),
    under_rule(*CREATE, "Get Zoe."): "17: found 'Get Zoe.' without the customer Zoe; expected an act above it that makes it",
    under_rule(*CREATE, "Update, at the same time:", block("{}")): (
        "17: found 'Update, at the same time:' by itself; expected a neighbour that is sent at the same time"
    ),
    under_rule("Either *kept*:"): "11: found the outcome 'kept'; expected an act above it",
    under_rule(*CREATE, "Either *kept*:", block("{}")): (
        "17: found 'Either *kept*:' with a block; expected the outcome's observations below it"
    ),
    under_rule(*CREATE, "Either *kept*:", *SEEN): "17: found the outcome 'kept'; expected one that x.rule permits: none",
    page(*READING, ONE, *CREATE, "Either *lost*:", *SEEN): "17: found the outcome 'lost'; expected one that x.rule permits: kept, cleared",
    page(*READING, ONE, *CREATE, "Either *kept*:", "Or *cleared*:", *SEEN): (
        "17: found the outcome 'kept' with nothing that shows it; expected what is seen afterwards, or how the call is answered"
    ),
    page(*READING, ONE, *CREATE, "Get.", "Either *kept*, refused:", "Get, as nobody."): (
        "19: found the outcome 'kept' of a refusal that is not permitted; expected 'refused or accepted' in the label above the outcomes"
    ),
    under_rule(*NAMED, "| name | n |\n| --- | --- |\n| a | b |"): (
        "17: found the columns name, n; expected 'scenario' first, and each name once"
    ),
    under_rule(*NAMED, "| scenario | n | n |\n| --- | --- | --- |\n| a | b | c |"): (
        "17: found the columns scenario, n, n; expected 'scenario' first, and each name once"
    ),
    under_rule(*NAMED, "| scenario | n |\n| --- | --- |"): "17: found a table without rows; expected a row for each scenario",
    under_rule(*NAMED, "| scenario | n |\n| --- | --- |\n| | b |"): "19: found a row without a name; expected its name in the first column",
    under_rule(*NAMED, "| scenario | n | m |\n| --- | --- | --- |\n| a | b | c |"): (
        "17: found the column 'm' that nothing mentions; expected <m> in a label or block"
    ),
    under_rule(*NAMED, "| scenario | n |\n| --- | --- |\n| a | b |\n| A! | c |"): (
        "20: found the scenario x.rule/one/a once more; expected titles and rows of their own"
    ),
    under_rule(*NAMED, "| scenario | n |\n| --- | --- |\n| a | b |", "Get."): (
        "21: found 'Get.'; expected nothing below a scenario's table but the next heading"
    ),
}


@pytest.mark.parametrize(("text", "message"), BROKEN.items())
def test_what_is_no_scenario_is_told_where_what_and_what_else(text: str, message: str) -> None:
    with pytest.raises(ChapterError) as caught:
        read_chapter(text, FILE)
    assert _without_json_wording(str(caught.value)) == _without_json_wording(f"{FILE}:{message}")


def _without_json_wording(message: str) -> str:
    """The message without what the JSON library says, which differs from one Python to the next."""
    before, found, after = message.partition("not JSON (")
    return before + found + after.partition(")")[2] if found else message


def test_a_cell_in_code_marks_is_json() -> None:
    with pytest.raises(ChapterError, match=r"^10-x\.md:11: found the cell `\{`; expected JSON between the code marks"):
        read_chapter(under_rule(*NAMED, "| scenario | n |\n| --- | --- |\n| a | `{` |"), FILE)


def calls(one: Scenario) -> list[Call]:
    return [act.call for act in one.acts() if act.call]


def test_acts_stand_in_their_order_with_label_and_line() -> None:
    one = scenario(*CREATE, "> Why.", *SEEN)
    assert one.note == "Why."
    assert one.steps == (
        Act("call", "Create:", 1, Call("create", fields={"first_name": "Ann"})),
        Act("call", "Get afterwards:", 9, Call("get"), Expectation(fields={"first_name": "Ann"}), observes=True),
    )


def test_the_same_sends_the_last_call_with_what_differs() -> None:
    one = scenario(
        *CREATE,
        "Update, *Ignore Empty Entries* ticked, refused or ignored:",
        block('{"location": "6", "house": "1"}'),
        *SEEN,
        "The same:",
        block('{"location": "5"}'),
        "The same, *Ignore Empty Entries* unticked.",
    )
    _, update, _, again, unticked = calls(one)
    assert update == Call("update", fields={"location": "6", "house": "1"}, ignore_empty=True)
    assert again == Call("update", fields={"location": "5", "house": "1"}, ignore_empty=True)
    assert unticked == Call("update", fields={"location": "5", "house": "1"})
    assert [act.expect.acceptance for act in one.acts()] == ["accepted", "refused or ignored", "accepted", "accepted", "accepted"]


def test_the_same_get_has_values_of_its_own() -> None:
    one = scenario(*CREATE, "Get, as nobody, refused.", "The same, as a CSA:", block('{"first_name": "Ann"}'))
    assert calls(one)[2] == Call("get", actor="a CSA")
    assert list(one.acts())[2].expect == Expectation(fields={"first_name": "Ann"})


def test_a_set_of_entries_stands_for_its_entries_and_gives_way_to_what_stands_beside_it() -> None:
    sets = ('Entries "old":', block('{"house": "1", "street": "Long Lane"}'))
    rule = rule_of(*sets, "## x.rule", "It holds.", "Level: must. Source: L1.", ONE, "Create:", block('{"with": "old", "house": "2"}'))
    assert calls(rule.scenarios[0])[0].fields == {"house": "2", "street": "Long Lane"}


def test_each_row_of_a_table_is_a_scenario() -> None:
    table = '| scenario | n | box |\n| --- | --- | --- |\n| blank | | ticked |\n| JSON | `"|"` | unticked |'.replace('|"`', '\\|"`')
    first, second = scenarios(*NAMED, "Update, *Ignore Empty Entries* <box>:", block('{"first_name": "<n>"}'), table)
    assert (first.id, first.title, first.line) == ("x.rule/one/blank", "One: blank", 25)
    assert first.row == {"scenario": "blank", "n": "", "box": "ticked"}
    assert [call.fields["first_name"] for call in calls(first)] == ["", ""]
    assert calls(first)[1].ignore_empty
    assert (second.id, second.title, second.line) == ("x.rule/one/json", "One: JSON", 26)
    assert [call.fields["first_name"] for call in calls(second)] == ["|", "|"]
    assert not calls(second)[1].ignore_empty


def test_a_cell_can_be_a_whole_block() -> None:
    [one] = scenarios("Create:", block('"<sent>"'), '| scenario | sent |\n| --- | --- |\n| a | `{"house": "1"}` |')
    assert calls(one)[0].fields == {"house": "1"}


def test_outcomes_stand_below_the_act_they_follow() -> None:
    rule = rule_of(
        *READING, ONE, *CREATE, "Either *kept*:", *SEEN, "Or *cleared*, accepted:", "Get afterwards:", block('{"first_name": ""}'), "Get."
    )
    create, choice, get = rule.scenarios[0].steps
    assert isinstance(create, Act)
    assert isinstance(choice, Choice)
    assert isinstance(get, Act)
    assert [(outcome.name, outcome.acceptance) for outcome in choice.outcomes] == [("kept", None), ("cleared", "accepted")]
    assert [act.expect.fields for outcome in choice.outcomes for act in outcome.acts] == [{"first_name": "Ann"}, {"first_name": ""}]


NEEDING = {
    ("Hub record afterwards:", block('{"twitter": "@ann"}')): ("hub-record",),
    ("Addresses afterwards:", block("[]")): ("hub-record", "address-history"),
    ("List of countries.",): ("lists",),
    ("Save every ID of the list of suffixes as suffix_id.",): ("lists", "hub-record"),
    ("Save every ID of the list of countries as country_id.",): ("lists",),
    ("Open a case.",): ("cases",),
    ("Open an edit form with a pre-submission integration.",): ("edit-forms",),
    ("Form:", block("{}"), "Update from the form:", block("{}")): ("tokens",),
    ("Get, by integration version V2.",): ("integration-version",),
    ("Get.",): (),
}


@pytest.mark.parametrize(("parts", "needed"), NEEDING.items())
def test_what_a_scenario_requires_follows_from_its_acts(parts: tuple[str, ...], needed: tuple[str, ...]) -> None:
    assert scenario(*CREATE, *parts).requires == needed


def test_it_requires_what_its_rule_requires_as_well() -> None:
    rule = rule_of("## x.rule", "It holds.", "Level: must. Source: L1. Requires: tokens.", ONE, *CREATE, "List of countries.")
    assert rule.scenarios[0].requires == ("tokens", "lists")


def test_an_id_keeps_to_small_letters_digits_and_hyphens() -> None:
    rule = rule_of("## x.rule", "It holds.", "Level: must. Source: L1.", "### It's *Ann’s* – (no. 1)", *CREATE)
    assert rule.scenarios[0].id == "x.rule/its-anns-no-1"
