"""Cutting to size: what is left holds, and nothing of it can be spared."""

from __future__ import annotations

from conformance.explorer.pruning import Acts, fewest, pruned
from conformance.suite import Act, Call
from tests.pages import CREATE, block, scenario

PLAIN = {"town": "Ayr"}
WALK = tuple(
    scenario(
        *CREATE,
        "Update:",
        block('{"house": "12", "county": "Orkney"}'),
        "Update, *Ignore Empty Entries* ticked, *Keep empty end dates* ticked:",
        block('{"town": "Stornoway on the Isle of Lewis", "ward": "North", "phone_number": ""}'),
        "Get afterwards:",
        block('{"town": "Ayr"}'),
    ).acts()
)


def calls(acts: Acts) -> list[Call]:
    return [act.call for act in acts if act.call]


def test_as_few_as_hold_together() -> None:
    assert fewest("what a lot of letters", lambda left: "".join(left).count("l") == 2) == ["l", "l"]
    assert fewest([1, 2, 3, 4, 5], lambda left: {2, 5} <= set(left)) == [2, 5]
    assert fewest([], lambda _: True) == []


def test_acts_entries_and_boxes_that_do_not_matter_go() -> None:
    def holds(acts: Acts) -> bool:
        return any(call.operation == "update" and "ward" in call.fields and call.ignore_empty for call in calls(acts))

    assert calls(pruned(WALK, holds, PLAIN)) == [Call("update", fields={"ward": "North"}, ignore_empty=True)]


def test_a_value_becomes_the_plainest_that_holds() -> None:
    [call] = calls(pruned(WALK, lambda acts: any(call.fields.get("town") for call in calls(acts)), PLAIN))
    assert call == Call("update", fields={"town": "Ayr"})


def test_a_long_text_keeps_the_characters_that_matter() -> None:
    [call] = calls(pruned(WALK, lambda acts: any("way" in call.fields.get("town", "") for call in calls(acts)), {}))
    assert call.fields == {"town": "way"}


def test_forms_are_cut_as_well() -> None:
    form = Act("form", "Form:", 1, form={"Town": "Ayr", "House": "12"})
    assert pruned((form, *WALK), lambda acts: any("Town" in act.form for act in acts), PLAIN) == (
        Act("form", "Form:", 1, form={"Town": "Ayr"}),
    )


def test_an_update_takes_the_place_of_a_list_that_is_saved() -> None:
    walk = tuple(scenario(*CREATE, "Save every ID of the list of prefixes as prefix_id.").acts())
    pruned_walk = pruned(walk, lambda acts: [call.operation for call in calls(acts)][1:] == ["update"], {})
    assert [call.operation for call in calls(pruned_walk)] == ["create", "update"]


def test_an_edit_form_is_folded_into_the_create_before_it() -> None:
    walk = tuple(
        scenario(*CREATE, "Open an edit form with a pre-submission integration.", "Submit the edit form:", block('{"town": "Ayr"}')).acts()
    )

    def holds(acts: Acts) -> bool:
        sent = calls(acts)
        return any("town" in call.fields for call in sent) and [call.operation for call in sent] in (
            ["create"],
            [call.operation for call in calls(walk)],
        )

    assert [(call.operation, call.fields) for call in calls(pruned(walk, holds, PLAIN))] == [("create", {"town": "Ayr"})]
