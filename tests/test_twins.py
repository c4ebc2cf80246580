"""Every refusal has its positive twin: the same call differing in one fact, accepted."""

from __future__ import annotations

import pytest

from conformance.book import book
from conformance.layout import ChapterError
from conformance.twins import without_twin
from tests.pages import CREATE, block, scenario

ANN, BEN = ("Create Ann:", block("{}")), ("Create Ben:", block("{}"))

PAIRED = (
    (*CREATE, "Get, as nobody, refused.", "The same, as a CSA."),
    (*CREATE, "Get.", "Get, as nobody, refused."),
    (*ANN, *BEN, "Get Ann, as Ben, refused.", "Get Ann, as Ann."),
    (*CREATE, "Update, refused or ignored:", block('{"location": "6"}'), "The same:", block('{"location": "5"}')),
    (*CREATE, "Update, refused:", block('{"contact_type": ""}'), "Update:", block("{}")),
    (*CREATE, "Update, by integration version V1, refused:", block("{}"), "Update:", block("{}")),
    (*CREATE, "Get, of an unknown UCRN, refused.", "Get."),
)

LONELY = (
    (*CREATE, "Get, as nobody, refused."),
    (*CREATE, "Get, as nobody, of a blank UCRN, refused.", "Get."),
    (*CREATE, "Update, refused:", block('{"location": "6", "house": "1"}'), "Update:", block('{"location": "5", "house": "2"}')),
    (*CREATE, "Update, refused:", block('{"location": "6"}'), "Get."),
    (*CREATE, "Update, refused:", block('{"location": "6"}'), "The same, *Ignore Empty Entries* ticked:", block('{"location": "5"}')),
    (*CREATE, "Update, refused or accepted:", block('{"location": "6"}')),
)


@pytest.mark.parametrize("parts", PAIRED)
def test_a_refusal_with_its_twin_is_fine(parts: tuple[str, ...]) -> None:
    assert without_twin(scenario(*parts)) is None


@pytest.mark.parametrize("parts", LONELY)
def test_a_refusal_without_its_twin_is_objected_to(parts: tuple[str, ...]) -> None:
    with pytest.raises(ChapterError, match="without its positive twin; expected the same call with one other fact, accepted"):
        scenario(*parts)


def test_no_scenario_of_the_book_lacks_one() -> None:
    assert [scenario.id for scenario in book().scenarios() if without_twin(scenario)] == []
