"""What the reference does with a scenario, and which rule gives every value."""

from __future__ import annotations

from datetime import UTC, datetime

from conformance.book import book
from conformance.drivers.in_process import Likeness
from conformance.judging import Mismatch
from conformance.oracle import Told, explain, reasons_for, touched
from conformance.record import Finding
from conformance.suite import Scenario, Suite
from reference_impl.clock import FixedClock
from tests.pages import CREATE, block, scenario

NO_BOOK = Suite("0", ())
AT_NOON = Likeness(FixedClock(datetime(2025, 7, 1, 12, tzinfo=UTC)))
HOUSE = ("Create:", block('{"house": "1", "start_date": "04/04/2019"}'))
MOVE = ("Update, *Ignore Empty Entries* ticked, *Keep empty end dates* unticked:", block('{"new_address": "1", "house": "2"}'))
SEEN = ("Get afterwards:", block('{"house": "2"}'))


def told(*parts: str) -> list[Told]:
    return explain(NO_BOOK, scenario(*parts), AT_NOON)


def values(one: Told) -> dict[str, tuple[str, str]]:
    """Path to value and chief rule."""
    return {reason.path: (reason.value, reason.rules[0]) for reason in one.reasons}


class TestExplain:
    def test_each_call_has_its_label_and_its_answer(self) -> None:
        assert [(one.label, one.answer.status) for one in told(*CREATE, *SEEN)] == [
            ("Create:", "accepted"),
            ("Get afterwards:", "accepted"),
        ]

    def test_every_value_has_its_rule(self) -> None:
        create, update, _ = map(values, told(*HOUSE, *MOVE, *SEEN))
        assert create["held addresses 1 start_date"] == ('"2019-04-04"', "create.start-date-given")
        assert update["held addresses 2 start_date"] == ('"2025-07-01"', "address.new-start-now")
        assert update["held addresses 1 end_date"] == ('"2025-07-01"', "address.old-ends-today")

    def test_a_refusal_is_explained_too(self) -> None:
        refused = ("Update, *Ignore Empty Entries* ticked, refused:", block('{"contact_type": ""}'))
        create, update, _ = told(*CREATE, *refused, "The same:", block('{"contact_type": "Individual"}'))
        assert update.answer.status == "refused"
        assert values(update)["decision refused contact_type"] == ('"is mandatory"', "update.contact-type-required")
        assert create.answer.status == "accepted"

    def test_the_reference_is_fresh_each_time(self) -> None:
        assert told(*CREATE) == told(*CREATE)

    def test_an_act_that_makes_many_calls_is_explained_as_one(self) -> None:
        _, saved = explain(book(), scenario(*CREATE, "Save every ID of the list of prefixes as prefix_id."), AT_NOON)
        held = [(reason.value, reason.rules[0]) for reason in saved.reasons if reason.path == "held profile prefix_id"]
        assert held[:3] == [(value, "update.stores-fields") for value in ('"1"', '"2"', '"3"')]

    def test_a_list_that_is_served(self) -> None:
        [served] = (one for one in explain(book(), by_id("lists.served/each-list-is-served/prefixes"), AT_NOON) if one.reasons)
        assert values(served)["answer items 1"] == ('"Mr"', "lists.served")

    def test_a_hub_for_which_the_scenario_is_made(self) -> None:
        one = next(one for one in book().scenarios() if one.rule == "get.connected-index-absent")
        assert "get.connected-index-absent" in touched(explain(book(), one, AT_NOON))


def by_id(identity: str) -> Scenario:
    return next(one for one in book().scenarios() if one.id == identity)


class TestTouched:
    def test_every_rule_that_gave_a_value(self) -> None:
        rules = touched(told(*HOUSE, *MOVE))
        assert {"create.start-date-given", "address.old-ends-today", "address.new-start-now", "dates.us-text"} <= rules
        assert "twitter.removed" not in rules


class TestReasons:
    def reasons(self, *paths: str) -> list[tuple[str, str, str]]:
        page = scenario(*HOUSE, *MOVE, *SEEN)
        mismatches = tuple(Mismatch(2, "Get afterwards:", 1, path, "?", "?") for path in paths)
        finding = Finding(page.id, page.rule, "x", "must", "fail", mismatches=mismatches)
        return [(reason.path, reason.value, reason.rules[0]) for reason in reasons_for(NO_BOOK, page, finding)]

    def test_the_rules_that_put_a_value_there_come_before_those_that_answer_it(self) -> None:
        assert ("held addresses 2 house", '"2"', "update.stores-fields") in self.reasons("house")
        assert not [path for path, *_ in self.reasons("house") if path.startswith("answer")]

    def test_what_is_only_answered_is_told_by_its_answer(self) -> None:
        assert self.reasons("status") == [("answer status", '"Active"', "get.data-names")]

    def test_the_last_word_counts(self) -> None:
        told_of = {path: value for path, value, _ in self.reasons("addresses[0].end_date")}
        assert told_of["held addresses 1 end_date"].startswith('"2')

    def test_the_number_of_records_is_told_by_what_was_decided_of_them(self) -> None:
        assert ("decision record", '"add"') in [(path, value) for path, value, _ in self.reasons("addresses")]

    def test_an_answer_that_should_be_a_refusal_is_told_by_what_was_decided(self) -> None:
        page = scenario(*CREATE, "Get, as nobody, refused.", "The same, as a CSA.")
        finding = Finding(page.id, page.rule, "x", "must", "fail", mismatches=(Mismatch(1, "Get", 1, "answer", "refused", "accepted"),))
        assert [reason.rules for reason in reasons_for(NO_BOOK, page, finding)] == [("access.anonymous",)]

    def test_places_of_which_the_trace_says_nothing(self) -> None:
        assert self.reasons("nowhere") == []
