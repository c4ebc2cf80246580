"""What an act leans on stands above it."""

from __future__ import annotations

import pytest

from conformance.layout import ChapterError
from conformance.preparation import unprepared
from conformance.suite import Act, Call, Expectation, Scenario
from tests.pages import CREATE, block, scenario

LACKING = {
    ("Get.",): "the customer",
    ("Create Ann:", block("{}"), "Get."): "the customer",
    (*CREATE, "Update Ann:", block("{}")): "the customer Ann",
    (*CREATE, "Get, as Ann."): "the customer Ann",
    ("Create Ann:", block("{}"), "Get Ann, as the customer."): "the customer",
    ("Create Ann:", block("{}"), "Different UCRNs: Ann, Ben."): "the customer Ben",
    (*CREATE, "Update:", block('{"ucrn": "<ucrn of Ann>"}')): "the customer Ann",
    (*CREATE, "Get:", block('{"ucrn": ["<ucrn of Ben>", ""]}')): "the customer Ben",
    (*CREATE, "Update from the form:", block("{}")): "a form",
    ("Create for the case:", block("{}")): "a case",
    ("Case afterwards:", block('{"ucrn": ""}')): "a case",
    (*CREATE, "Submit the edit form:", block("{}")): "an edit form",
    (*CREATE, "Reopen the edit form."): "an edit form",
}


@pytest.mark.parametrize(("parts", "thing"), LACKING.items())
def test_an_act_that_leans_on_nothing_is_objected_to(parts: tuple[str, ...], thing: str) -> None:
    with pytest.raises(ChapterError, match=rf"without {thing}; expected an act above it that makes it$"):
        scenario(*parts)


PREPARED = (
    (*CREATE, "Get."),
    ("Get, of an unknown UCRN.",),
    ("Create Ann:", block("{}"), "Create Ben:", block("{}"), "Different UCRNs: Ann, Ben."),
    ("Create Ann:", block("{}"), "Get Ann, as Ann:", block('{"ucrn": "<ucrn>"}')),
    ("Form:", block("{}"), "Create from the form:", block("{}"), "Get into the form:", block('{"First_Name": ""}')),
    ("Open a case.", "Create for the case:", block("{}"), "Case afterwards:", block('{"ucrn": ""}')),
    (*CREATE, "Open an edit form without a pre-submission integration.", "Submit the edit form:", block("{}"), "Reopen the edit form."),
)


@pytest.mark.parametrize("parts", PREPARED)
def test_an_act_that_leans_on_those_above_it_is_fine(parts: tuple[str, ...]) -> None:
    assert unprepared(scenario(*parts)) is None


def test_a_create_that_is_refused_makes_nobody() -> None:
    refused = Act("call", "Create, refused:", 1, Call("create"), Expectation("refused"))
    get = Act("call", "Get.", 5, Call("get"))
    assert unprepared(Scenario("x.y/z", "x.y", "z", 1, steps=(refused, get))) == (get, "the customer")
