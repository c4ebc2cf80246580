"""Runs that make and change nothing: which scenarios can be run so, and who stands in."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from conformance.book import book
from conformance.exchanges import Answer, Asked, InapplicableError, TargetError
from conformance.given import CHANGES, Customer, ReadOnly, given, holds_exactly, unfit
from tests.pages import CREATE, block, scenario
from tests.servers import Scripted

LONDON = ZoneInfo("Europe/London")
PLAIN = {"contact_type": "Individual", "preferred_contact_method": "1"}
GET = ("Get:", block('{"first_name": "Ann"}'))
UNFIT = {
    "an update": (*CREATE, "Update:", block('{"house": "1"}'), *GET),
    "a create on trial": CREATE,
    "a create that is on trial as it may be refused": ("Create, refused:", block('{"contact_type": ""}'), "Create:", block("{}"), *GET),
    "a case": ("Open a case.", "Case afterwards:", block('{"ucrn": ""}')),
    "an edit form": (*CREATE, "Open an edit form with a pre-submission integration."),
    "saving IDs": (*CREATE, "Save every ID of the list of countries as country_id."),
    "a start date that the hub gave on the day of the create": (*CREATE, "Get:", block('{"start_date": "<today>"}')),
    "a location that the hub gave": (*CREATE, "Get:", block('{"location": "1"}')),
}
FIT = {
    "a get of a prepared customer": (*CREATE, *GET),
    "nothing but lists": ("List of countries.",),
    "a start date that was sent": ("Create:", block('{"start_date": "04/05/2019"}'), "Get:", block('{"start_date": "2019-04-05"}')),
}


@pytest.mark.parametrize("parts", UNFIT.values(), ids=UNFIT)
def test_what_makes_or_changes_something_cannot_be_run(parts: tuple[str, ...]) -> None:
    assert unfit(scenario(*parts)) == CHANGES


@pytest.mark.parametrize("parts", FIT.values(), ids=FIT)
def test_what_only_looks_can(parts: tuple[str, ...]) -> None:
    assert unfit(scenario(*parts)) == ""


def test_a_good_part_of_the_book_can() -> None:
    chapters = {one.rule.partition(".")[0] for one in book().scenarios() if not unfit(one)}
    assert {"access", "get", "lists"} <= chapters
    assert chapters.isdisjoint({"update", "ignore-empty", "address", "email", "twitter"})


@pytest.mark.parametrize(
    ("held", "sent", "fits"),
    [
        ({"first_name": "Ann"}, {"first_name": "Ann"}, True),
        ({"first_name": "Ann", "house": None, "street": ""}, {"first_name": "Ann", "house": ""}, True),
        ({"first_name": "Ann", "house": "12"}, {"first_name": "Ann"}, False),
        ({"first_name": "Ann"}, {"first_name": "Ann", "house": "12"}, False),
        ({"first_name": "ann"}, {"first_name": "Ann"}, False),
        ({"birth_date": "1980-05-06T00:00:00"}, {"birth_date": "05/06/1980"}, True),
        ({"birth_date": "1980-06-05"}, {"birth_date": "05/06/1980"}, False),
        ({"notification_preference": ["1", "3"]}, {"notification_preference": "1,3"}, True),
        ({"location": "2", "start_date": "2024-01-01"}, {}, True),
        ({"location": "2"}, {"location": "3"}, False),
        ({"twitter": "ann"}, {}, False),
        ({"ucrn": "7", "name": "Ann", "sort_name": "Ann", "status": "Active"}, {}, True),
        ({}, {"name": "Ann"}, False),
        ({}, {"new_address": "1"}, True),
        ({}, {"new_address": "0"}, False),
        ({}, {"custom_29": "x"}, False),
    ],
)
def test_who_holds_exactly_what_a_create_makes(held: dict[str, object], sent: dict[str, str], fits: bool) -> None:
    assert holds_exactly({**PLAIN, **held}, {**PLAIN, **sent}, LONDON) is fits  # type: ignore[dict-item]  # any JSON


class TestTheDriver:
    ANN = Customer("A", {**PLAIN, "first_name": "Ann"})
    CREATE = Asked("create", fields={**PLAIN, "first_name": "Ann"})

    def test_answers_a_create_with_a_given_customer_and_asks_nobody(self) -> None:
        scripted = Scripted()
        assert ReadOnly(scripted, [self.ANN]).perform(self.CREATE) == (Answer("accepted", fields={"ucrn": "A"}), ())
        assert scripted.asked == []

    def test_gives_nobody_twice(self) -> None:
        driver = ReadOnly(Scripted(), [self.ANN])
        driver.perform(self.CREATE)
        with pytest.raises(InapplicableError, match="needs a customer who holds exactly what it creates"):
            driver.perform(self.CREATE)

    @pytest.mark.parametrize("operation", ["update", "open-case", "open-edit-form", "submit-edit-form", "reopen-edit-form"])
    def test_lets_nothing_through_that_changes_something(self, operation: str) -> None:
        scripted = Scripted()
        with pytest.raises(InapplicableError):
            ReadOnly(scripted, [self.ANN]).perform(Asked(operation))  # type: ignore[arg-type]  # the rows name real operations
        assert scripted.asked == []


class TestGivenCustomers:
    def test_are_looked_at_through_get_and_the_hub_record(self) -> None:
        shown = {"get": {"first_name": "Ann"}, "hub-record": {"first_name": "Ann", "twitter": "ann"}}
        driver = Scripted(lambda asked: Answer("accepted", fields=shown[asked.operation]))  # type: ignore[arg-type]  # texts are JSON
        assert given(driver, ("A", "A")) == (Customer("A", {"first_name": "Ann", "twitter": "ann"}),)

    @pytest.mark.parametrize(("answer", "status"), [(Answer("refused", detail="404"), 2), (Answer("unreachable", detail="gone"), 3)])
    def test_who_are_not_there_end_the_run_before_it_begins(self, answer: Answer, status: int) -> None:
        with pytest.raises(TargetError, match="--customer A: ") as caught:
            given(Scripted(lambda _: answer), ("A",))
        assert caught.value.status == status
