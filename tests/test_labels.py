"""Labels: each line of words into the call it stands for, and no other line."""

from __future__ import annotations

from typing import Any

import pytest

from conformance import labels
from conformance.book import book
from conformance.labels import Label

TAKEN_APART: dict[str, dict[str, Any]] = {
    "Create": {"operation": "create"},
    "Create Ann": {"operation": "create", "customer": "Ann"},
    "Create from the form": {"operation": "create", "from_form": True},
    "Create Ann from the form": {"operation": "create", "customer": "Ann", "from_form": True},
    "Create for the case": {"operation": "create", "for_case": True},
    "Update": {"operation": "update"},
    "Update Ben, as Ann": {"operation": "update", "customer": "Ben", "actor": "Ann"},
    "Update, *Ignore Empty Entries* ticked": {"operation": "update", "ignore_empty": True},
    "Update, *Keep empty end dates* ticked, *Ignore Empty Entries* unticked": {
        "operation": "update",
        "keep_empty_end_dates": True,
        "ignore_empty": False,
    },
    "Update, by integration version V1": {"operation": "update", "integration_version": "V1"},
    "Get, as nobody": {"operation": "get", "actor": "nobody"},
    "Get, as a CSA, of an unknown UCRN": {"operation": "get", "actor": "a CSA", "ucrn": "unknown"},
    "Get, of a blank UCRN": {"operation": "get", "ucrn": "blank"},
    "Get Ann, as the customer": {"operation": "get", "customer": "Ann", "actor": "the customer"},
    "Get into the form": {"operation": "get", "from_form": True},
    "Addresses of Ann afterwards": {"operation": "hub-record", "customer": "Ann"},
    "Hub record afterwards": {"operation": "hub-record"},
    "Open a case": {"operation": "open-case"},
    "Case afterwards": {"operation": "read-case"},
    "Open an edit form of Ann with a pre-submission integration": {
        "operation": "open-edit-form",
        "customer": "Ann",
        "pre_submission": True,
    },
    "Open an edit form without a pre-submission integration": {"operation": "open-edit-form"},
    "Submit the edit form": {"operation": "submit-edit-form"},
    "Reopen the edit form": {"operation": "reopen-edit-form"},
    "List of countries": {"operation": "list", "list_name": "countries"},
}

EXPECTING: dict[str, dict[str, Any]] = {
    "Get": {},
    "Get, refused": {"acceptance": "refused"},
    "Get, refused or ignored": {"acceptance": "refused or ignored"},
    "Get, refused or accepted": {"acceptance": "refused or accepted"},
    "Get, as nobody, refused, revealing nothing": {"acceptance": "refused", "reveals_nothing": True},
    "Get, refused, in the same words": {"acceptance": "refused", "alike": True},
    "Get, twice the same": {"same_as_before": True},
    "List of countries, with IDs of 4 digits": {"ids_of_digits": 4},
}

NO_LABELS = {
    "Creates": "no label of the book: 'Creates'",
    "create": "no label of the book: 'create'",
    "Create ann": "no label of the book: 'Create ann'",
    "Get after": "no label of the book: 'Get after'",
    "List of cars": "no label of the book: 'List of cars'",
    "Either kept": "no label of the book: 'Either kept'",
    "Update, *Ignore Empty Entries*": "no words that a label may end with: '*Ignore Empty Entries*'",
    "Update, Ignore Empty Entries ticked": "no words that a label may end with: 'Ignore Empty Entries ticked'",
    "Update,  refused": "no words that a label may end with: ' refused'",
    "Update, refused, accepted": "'accepted' where acceptance has been said already",
    "Get, as Ann, as nobody": "'as nobody' where actor has been said already",
    "Update, *Ignore Empty Entries* ticked, *Ignore Empty Entries* unticked": (
        "'*Ignore Empty Entries* unticked' where ignore empty has been said already"
    ),
}


def parsed(text: str) -> Label:
    label = labels.parse(text)
    assert isinstance(label, Label), label
    return label


@pytest.mark.parametrize(("text", "call"), TAKEN_APART.items())
def test_a_label_is_a_call(text: str, call: dict[str, Any]) -> None:
    assert parsed(text).call == call


@pytest.mark.parametrize(("text", "expect"), EXPECTING.items())
def test_words_after_commas_are_expectations(text: str, expect: dict[str, Any]) -> None:
    assert parsed(text).expect == expect


@pytest.mark.parametrize(("text", "told"), NO_LABELS.items())
def test_anything_else_is_no_label_and_says_why(text: str, told: str) -> None:
    assert labels.parse(text) == told


@pytest.mark.parametrize("text", ["Get afterwards", "Get Ann afterwards", "Addresses afterwards", "Hub record of Ann afterwards"])
def test_a_label_with_afterwards_only_observes(text: str) -> None:
    assert parsed(text).act == {"observes": True}


def test_labels_that_send_nothing() -> None:
    assert parsed("Different UCRNs: Ann, Ben, Cat").act == {"names": ("Ann", "Ben", "Cat")}
    assert parsed("Save every ID of the list of countries as country_id").act == {"names": ("country_id",)}
    assert parsed("Either *kept*").act == {"outcome": "kept"}
    assert parsed("Or *refused*, refused").expect == {"acceptance": "refused"}
    assert parsed("Update Ann, at the same time").act == {"together": True}


def test_the_page_on_reading_this_book_names_no_label_that_is_none() -> None:
    chapter = book().chapters[0]
    table = next(table for table in chapter.tables if table.columns[0] == "label")
    examples = [text for row in table.rows for text in _in_code_marks(row[0])]
    assert len(examples) >= 20
    assert [text for text in examples if isinstance(labels.parse(text.rstrip(":.")), str)] == []


def test_the_page_on_reading_this_book_names_no_words_that_are_none() -> None:
    chapter = book().chapters[0]
    table = next(table for table in chapter.tables if table.columns[0] == "words")
    examples = [text for row in table.rows for text in _in_code_marks(row[0])]
    assert len(examples) >= 12
    assert [text for text in examples if isinstance(labels.parse(f"Update, {text}"), str)] == []


def _in_code_marks(cell: str) -> list[str]:
    return cell.split("`")[1::2]
