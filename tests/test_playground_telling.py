"""What comes of a composition: the record, the addresses, the rule behind each value, what else is permitted."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from conformance.book import book
from conformance.drivers.in_process import Likeness
from conformance.otherwise import Otherwise
from conformance.playground.composition import Composed, Composition
from conformance.playground.telling import Outcome, Seen, Value, outcome
from reference_impl.clock import FixedClock

AT_NOON = Likeness(FixedClock(datetime(2025, 7, 1, 12, tzinfo=UTC)))
OLD = Composed({"house": "12", "start_date": "04/04/2019"})
MOVE = {"new_address": "1", "house": "27"}


def told(create: Composed, *updates: Composed, **readings: str) -> Outcome:
    named = {name.replace("__", ".").replace("_", "-"): value for name, value in readings.items()}
    return outcome(book(), Composition(create, updates, named), AT_NOON)


def last(create: Composed, *updates: Composed, **readings: str) -> Seen:
    return told(create, *updates, **readings).seen[-1]


def held(values: tuple[Value, ...], name: str) -> Value:
    return next(value for value in values if value.name == name)


class TestAddresses:
    @pytest.mark.parametrize(
        ("keep", "end", "rule"), [(True, "", "address.old-stays-open"), (False, "2025-07-01", "address.old-ends-today")]
    )
    def test_a_move_with_either_state_of_the_box(self, keep: bool, end: str, rule: str) -> None:
        seen = last(OLD, Composed(MOVE, ignore_empty=True, keep_empty_end_dates=keep))
        assert [(record.number, record.primary) for record in seen.addresses] == [("1", False), ("2", True)]
        old = held(seen.addresses[0].values, "end_date")
        assert (old.value, old.rules[0], old.was) == (end, rule, "")
        new = held(seen.addresses[1].values, "start_date")
        assert (new.value, new.rules[0], new.was) == ("2025-07-01", "address.new-start-now", None)

    def test_today_is_the_references_own(self) -> None:
        assert told(OLD).today == "2025-07-01"

    def test_another_number_of_records_may_be_permitted(self) -> None:
        seen = last(OLD, Composed({"new_address": "1", "house": ""}))
        assert seen.records_also == (Otherwise("2", "address.blank-cleared-record", "added"),)

    def test_and_a_smaller_one_where_that_is_the_reading(self) -> None:
        seen = last(OLD, Composed({"new_address": "1", "house": ""}), address__blank_cleared_record="added")
        assert (len(seen.addresses), seen.records_also) == (2, (Otherwise("1", "address.blank-cleared-record", "in place"),))


class TestRecord:
    def test_get_and_hub_record_have_the_rule_that_put_the_value_there_and_what_it_was(self) -> None:
        seen = last(OLD, Composed({"location": "", "twitter": "@ann", **MOVE}, ignore_empty=True))
        house, location, twitter = held(seen.get, "house"), held(seen.get, "location"), held(seen.hub_record, "twitter")
        assert (house.value, house.was, house.rules) == ("27", "12", ("update.stores-fields",))
        assert (location.value, location.was, location.rules[0]) == ("1", "1", "location.kept")
        assert (twitter.value, twitter.rules[0]) == ("@ann", "twitter.added")
        assert "twitter" not in {value.name for value in seen.get}

    def test_what_is_only_answered_has_the_rules_by_which_it_is(self) -> None:
        name = held(last(Composed({"first_name": "Ann"})).get, "name")
        assert (name.value, name.rules, name.answered[0]) == ("Ann", (), "get.full-name")

    def test_what_else_is_permitted_stands_beside_the_value(self) -> None:
        assert held(last(OLD).get, "location").also == (
            Otherwise("3", "create.location-default", "3"),
            Otherwise("", "create.location-default", "blank"),
        )

    def test_a_chosen_reading_is_followed_and_the_usual_outcome_is_another_one_then(self) -> None:
        location = held(last(OLD, create__location_default="3").get, "location")
        assert location.value == "3"
        assert Otherwise("1", "create.location-default", "1") in location.also

    def test_a_blank_entry_is_not_one_that_is_not_sent(self) -> None:
        create, update = Composed({"phone_number": "0131 496 0123"}), Composed({"phone_number": ""}, ignore_empty=False)
        assert held(last(create, update).get, "phone_number").rules == ("ignore-empty.off-clears-profile",)
        unsent = held(last(create, Composed()).get, "phone_number")
        assert [(one.point, one.outcome, one.value) for one in unsent.also] == [("ignore-empty.absent-entry", "kept", "0131 496 0123")]


class TestRefusals:
    def test_an_update_that_is_refused_changes_nothing_and_says_why(self) -> None:
        seen = last(OLD, Composed({"house": "27", "contact_type": ""}))
        assert (seen.status, held(seen.get, "house").value) == ("refused", "12")
        assert [(one.value, one.rules[0]) for one in seen.decided if one.what == "refused contact_type"] == [
            ("is mandatory", "update.contact-type-required")
        ]
        assert held(seen.get, "house").rules == ("create.stores-fields",)

    def test_after_a_create_that_is_refused_there_is_nobody_to_look_at(self) -> None:
        made = told(Composed({"location": "9"}), Composed(MOVE))
        [seen] = made.seen
        assert (seen.status, seen.get, seen.addresses) == ("refused", (), ())
        assert seen.also == (Otherwise("accepted", "location.range", "ignored"),)

    def test_who_is_not_permitted(self) -> None:
        assert [
            seen.status for seen in told(OLD, Composed(actor="nobody"), Composed(actor="the customer"), Composed(version="V1")).seen
        ] == [
            "accepted",
            "refused",
            "accepted",
            "refused",
        ]


def test_nothing_is_left_from_one_telling_to_the_next() -> None:
    assert told(OLD, Composed(MOVE)) == told(OLD, Composed(MOVE))
