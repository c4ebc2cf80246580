"""The same with fewer acts: which ways of saying it are tried."""

from __future__ import annotations

from conformance.explorer.folding import folded
from tests.pages import CREATE, block, scenario

Way = list[tuple[str, dict[str, str]]]


def ways(*lines: str) -> list[Way]:
    """Each way as operations and entries."""
    found = folded(tuple(scenario(*lines).acts()))
    return [[(act.call.operation, act.call.fields) for act in way if act.call] for way in found]


def test_what_an_edit_form_shows_get_shows_too() -> None:
    opened = (*CREATE, "Open an edit form without a pre-submission integration:", block('{"suffix_id": ""}'))
    assert [("create", {"first_name": "Ann"}), ("get", {})] in ways(*opened)


def test_what_an_update_ends_is_created_as_ended() -> None:
    moved = ("Create:", block('{"house": "3"}'), "Update:", block('{"house": "5"}'), "Get.")
    assert [("create", {"house": "3", "end_date": "<today>"}), ("get", {})] in ways(*moved)


def test_a_create_stays_as_the_twin_of_one_that_is_refused() -> None:
    refused = (*CREATE, "Update:", block("{}"), "Update, refused:", block('{"consent_to_share": "7"}'))
    assert [("create", {"first_name": "Ann"}), ("create", {}), ("create", {"consent_to_share": "7"})] in ways(*refused)


def test_what_an_edit_form_does_an_update_does_and_the_hub_shows_it() -> None:
    edited = (
        *("Create:", block('{"house": "3"}')),
        "Open an edit form with a pre-submission integration.",
        *("Submit the edit form:", block('{"ward": "Yell"}')),
        *("Reopen the edit form:", block('{"house": "3"}')),
    )
    for look in ("get", "hub-record"):
        assert [("create", {"house": "3"}), ("update", {"ward": "Yell"}), (look, {})] in ways(*edited)


def test_an_update_says_what_an_edit_form_carries_unsaid() -> None:
    emptied = (*CREATE, "Open an edit form with a pre-submission integration.", "Submit the edit form:", block("{}"))
    carried = {"contact_type": "Individual", "preferred_contact_method": "1"}
    assert [("create", {"first_name": "Ann"}), ("update", carried)] in ways(*emptied)
