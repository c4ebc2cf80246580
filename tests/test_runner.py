"""A scenario carried out against a driver that follows a script: what is sent, in which order, and when it ends."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from conformance.bounds import LONGEST_LINE
from conformance.exchanges import Answer, Asked, Exchange
from conformance.lists import Lists
from conformance.performance import Performance
from conformance.runner import run_scenario, unmet
from conformance.stored import encoded
from conformance.suite import Chapter, Json, Rule, Scenario, Suite, Table
from tests.pages import CREATE, ONE, READING, block, rule_of, scenario
from tests.servers import Scripted, exchange

RULE = Rule("x.rule", "It holds.", "must", "x", 1)
NO_BOOK = Suite("0", ())
IDS = Table(("list", "id", "name"), (("prefixes", "7", "Mr"), ("countries", "1226", "United Kingdom")))
A_BOOK = Suite("0", (Chapter("90-ids.md", "ids", "IDs", tables=(IDS,)),))
REFUSED = Answer("refused", detail="422")
ACCEPTED = Answer("accepted")


def carried_out(one: Scenario, driver: Scripted, book: Suite = NO_BOOK) -> Performance:
    performance = Performance(one, driver, Lists(book, driver))
    performance.carry_out()
    return performance


def asked_of(*parts: str, book: Suite = NO_BOOK, driver: Scripted | None = None) -> list[Asked]:
    driver = driver or Scripted()
    carried_out(scenario(*parts), driver, book)
    return driver.asked


def answering(**by_operation: Answer) -> Callable[[Asked], Answer]:
    """A script: by the operation's name (hyphens as underscores), otherwise accepted."""
    return lambda asked: by_operation.get(asked.operation.replace("-", "_"), ACCEPTED)


class TestWhatIsSent:
    def test_a_create_carries_the_mandatory_entries(self) -> None:
        [create] = asked_of(*CREATE)
        assert create == Asked("create", fields={"contact_type": "Individual", "preferred_contact_method": "1", "first_name": "Ann"})

    def test_what_its_block_says_comes_first(self) -> None:
        [create] = asked_of("Create:", block('{"contact_type": "Organization", "preferred_contact_method": ""}'))
        assert create.fields == {"contact_type": "Organization", "preferred_contact_method": ""}

    def test_an_update_carries_the_ucrn_and_what_was_last_accepted(self) -> None:
        create = ("Create:", block('{"contact_type": "Organization", "preferred_contact_method": "3"}'))
        change = ("Update:", block('{"preferred_contact_method": "4"}'))
        *_, last = asked_of(*create, *change, "Update:", block('{"house": "1"}'))
        assert last.fields == {"ucrn": "U1", "contact_type": "Organization", "preferred_contact_method": "4", "house": "1"}

    def test_what_was_refused_is_not_carried_on(self) -> None:
        driver = Scripted(lambda asked: REFUSED if asked.fields.get("contact_type") == "" else ACCEPTED)
        *_, last = asked_of(*CREATE, "Update, refused:", block('{"contact_type": ""}'), "Update:", block("{}"), driver=driver)
        assert last.fields == {"ucrn": "U1", "contact_type": "Individual", "preferred_contact_method": "1"}

    def test_customers_are_told_apart_by_name(self) -> None:
        *_, update, get = asked_of(
            "Create Ann:",
            block("{}"),
            "Create Ben:",
            block('{"contact_type": "Organization"}'),
            "Update Ann, as Ben:",
            block("{}"),
            "Get Ben.",
        )
        assert (update.actor, update.fields["ucrn"], update.fields["contact_type"]) == ("U2", "U1", "Individual")
        assert (get.actor, get.fields) == ("csa", {"ucrn": "U2"})

    def test_who_asks(self) -> None:
        calls = asked_of(*CREATE, "Get.", "Get, as the customer.", "Get, as nobody.", "Get, as a CSA.")
        assert [call.actor for call in calls] == ["csa", "csa", "U1", "nobody", "csa"]

    def test_which_ucrn_a_get_enters(self) -> None:
        calls = asked_of(*CREATE, "Get.", "Get, of a blank UCRN.", "Get, of an unknown UCRN.")
        assert [call.fields.get("ucrn") for call in calls[1:]] == ["U1", "", "99"]

    def test_an_unknown_ucrn_is_one_even_before_anybody_is_created(self) -> None:
        [get] = asked_of("Get, of an unknown UCRN.")
        assert get.fields == {"ucrn": "999999999999"}

    def test_the_check_boxes_and_the_version(self) -> None:
        *_, update = asked_of(
            *CREATE, "Update, *Ignore Empty Entries* ticked, *Keep empty end dates* ticked, by integration version V1:", block("{}")
        )
        assert (update.ignore_empty, update.keep_empty_end_dates, update.integration_version) == (True, True, "V1")

    def test_placeholders_of_ucrns_are_filled(self) -> None:
        sent = block('{"house": "<ucrn>", "street": "<ucrn of Ben>", "town": "<unknown ucrn>", "flat": "a <ucrn>"}')
        *_, update = asked_of("Create Ann:", block("{}"), "Create Ben:", block("{}"), "Update Ann:", sent)
        assert [update.fields[name] for name in ("house", "street", "town", "flat")] == ["U1", "U2", "99", "a <ucrn>"]

    def test_a_form_travels_with_the_calls_that_mention_it(self) -> None:
        form = ("Form:", block('{"First_Name": "Ann", "Title": "<prefixes: Mr>"}'))
        create, get = asked_of(
            *form, "Create from the form:", block('{"first_name": "{First_Name}"}'), "Get.", book=A_BOOK, driver=Scripted(capabilities=())
        )
        assert create.form == {"First_Name": "Ann", "Title": "7"}
        assert create.fields["first_name"] == "{First_Name}"
        assert get.form is None

    def test_a_case_is_named_where_it_is_meant(self) -> None:
        driver = Scripted(answering(open_case=Answer("accepted", fields={"case_id": "C7"})))
        calls = asked_of(
            "Open a case.", *CREATE, "Create for the case:", block("{}"), "Case afterwards:", block('{"ucrn": ""}'), driver=driver
        )
        assert [call.case_id for call in calls] == ["", "", "C7", "C7"]

    def test_an_edit_form_is_submitted_and_reopened(self) -> None:
        driver = Scripted(answering(open_edit_form=Answer("accepted", fields={"edit_form_id": "E7"})))
        edited = ("Submit the edit form:", block('{"house": "2"}'), "Reopen the edit form:", block('{"house": "2"}'))
        _, opened, submitted, reopened = asked_of(*CREATE, "Open an edit form with a pre-submission integration.", *edited, driver=driver)
        assert (opened.ucrn, opened.pre_submission) == ("U1", True)
        assert (submitted.edit_form_id, submitted.fields["house"]) == ("E7", "2")
        assert (reopened.operation, reopened.edit_form_id) == ("reopen-edit-form", "E7")


class TestLists:
    CREATE = ("Create:", block('{"prefix_id": "<prefixes: Mr>"}'))
    SERVED = Answer("accepted", items=[{"id": "3", "name": "Mr"}, {"id": "4", "name": "Mrs"}])

    def test_ids_come_from_the_targets_own_list_which_is_asked_for_once(self) -> None:
        driver = Scripted(answering(list=self.SERVED))
        lists = Lists(A_BOOK, driver)
        for _ in range(2):
            Performance(scenario(*self.CREATE), driver, lists).carry_out()
        assert [call.operation for call in driver.asked] == ["list", "create", "create"]
        assert [call.fields["prefix_id"] for call in driver.asked[1:]] == ["3", "3"]

    def test_or_from_the_book_where_the_target_serves_none(self) -> None:
        [create] = asked_of(*self.CREATE, book=A_BOOK, driver=Scripted(capabilities=()))
        assert create.fields["prefix_id"] == "7"

    def test_a_name_that_the_list_does_not_have_blocks_and_says_so(self) -> None:
        driver = Scripted(answering(list=Answer("accepted", items=[])))
        finding = run_scenario(RULE, scenario(*self.CREATE), driver, Lists(A_BOOK, driver))
        assert (finding.verdict, finding.cause) == ("blocked", "the list of prefixes has no 'Mr' (line 1 of the chapter sends its ID)")

    @pytest.mark.parametrize(
        ("answer", "verdict", "cause"),
        [
            (Answer("unreachable", detail="hung up"), "error", "hung up"),
            (
                Answer("broken", detail="500"),
                "blocked",
                "the list of prefixes, of which 'Mr' is sought (line 1 of the chapter sends its ID), is not answered: 500",
            ),
        ],
    )
    def test_a_list_that_is_not_answered_is_told_as_such(self, answer: Answer, verdict: str, cause: str) -> None:
        driver = Scripted(answering(list=answer))
        finding = run_scenario(RULE, scenario(*self.CREATE), driver, Lists(A_BOOK, driver))
        assert (finding.verdict, finding.cause) == (verdict, cause)

    @pytest.mark.parametrize("operation", ["update", "get"])
    def test_one_of_many_ids_of_which_nothing_is_answered_is_no_fault_of_the_targets(self, operation: str) -> None:
        answers = answering(**{"list": self.SERVED, operation: Answer("unreachable", detail="hung up")})
        driver = Scripted(answers)
        one = scenario(*CREATE, "Save every ID of the list of prefixes as prefix_id.")
        finding = run_scenario(RULE, one, driver, Lists(NO_BOOK, driver))
        assert (finding.verdict, finding.cause, finding.mismatches) == ("error", "hung up", ())

    def test_every_id_is_saved_and_read_back(self) -> None:
        held: dict[str, str] = {}

        def answer(asked: Asked) -> Answer:
            if asked.operation == "update":
                held.update(asked.fields)
            if asked.operation == "get":
                return Answer("accepted", fields={"prefix_id": held["prefix_id"]})
            return self.SERVED if asked.operation == "list" else ACCEPTED

        one = scenario(*CREATE, "Save every ID of the list of prefixes as prefix_id.")
        driver = Scripted(answer)
        finding = run_scenario(RULE, one, driver, Lists(NO_BOOK, driver))
        assert finding.verdict == "pass"
        assert [call.fields["prefix_id"] for call in driver.asked if call.operation == "update"] == ["3", "4"]
        assert finding.observations[-1].answer.items == [{"id": "3", "read": "3"}, {"id": "4", "read": "4"}]

    def test_an_id_that_cannot_be_saved_is_told(self) -> None:
        answers = answering(list=self.SERVED, update=REFUSED, hub_record=ACCEPTED)
        driver = Scripted(answers)
        one = scenario(*CREATE, "Save every ID of the list of suffixes as suffix_id.")
        finding = run_scenario(RULE, one, driver, Lists(NO_BOOK, driver))
        assert [(mismatch.path, mismatch.observed) for mismatch in finding.mismatches] == [
            ("suffix_id 3", '"422"'),
            ("suffix_id 4", '"422"'),
        ]
        assert "hub-record" in {call.operation for call in driver.asked}, "Get does not answer the suffix"

    def test_an_empty_list_is_no_list(self) -> None:
        driver = Scripted(answering(list=ACCEPTED))
        finding = run_scenario(
            RULE, scenario(*CREATE, "Save every ID of the list of prefixes as prefix_id."), driver, Lists(NO_BOOK, driver)
        )
        assert finding.verdict == "fail"
        assert "empty" in finding.mismatches[0].observed


class TestWhenItEnds:
    def test_after_a_create_that_is_refused_nothing_more_is_sent(self) -> None:
        driver = Scripted(answering(create=REFUSED))
        assert asked_of(*CREATE, "Get.", driver=driver) == [driver.asked[0]]

    def test_after_a_create_without_a_ucrn_neither(self) -> None:
        assert len(asked_of(*CREATE, "Get.", driver=Scripted(lambda _: Answer("accepted", fields={"case_id": "1"})))) == 1

    def test_a_refusal_that_is_permitted_lets_it_go_on(self) -> None:
        parts = (*CREATE, "Update, refused or ignored:", block('{"location": "6"}'), "The same:", block('{"location": "5"}'))
        assert len(asked_of(*parts, driver=Scripted(lambda asked: REFUSED if asked.fields.get("location") == "6" else ACCEPTED))) == 3

    def test_a_broken_answer_does_not(self) -> None:
        parts = (*CREATE, "Get, as nobody, refused.", "The same, as a CSA.")
        assert len(asked_of(*parts, driver=Scripted(answering(get=Answer("broken", detail="500"))))) == 2

    def test_outcomes_that_look_at_the_same_thing_look_once(self) -> None:
        seen = ("Get afterwards:", block('{"house": "1"}'))
        outcomes = ("Either *kept*:", *seen, "Or *cleared*:", *seen, "Addresses afterwards:", block("[]"))
        driver = Scripted()
        carried_out(rule_of(*READING, ONE, *CREATE, *outcomes).scenarios[0], driver)
        assert [call.operation for call in driver.asked] == ["create", "get", "hub-record"]

    def test_twice_the_same_asks_twice(self) -> None:
        assert [call.operation for call in asked_of(*CREATE, "Get, twice the same.")] == ["create", "get", "get"]


def test_acts_at_the_same_time_are_under_way_together() -> None:
    meeting = threading.Barrier(3, timeout=10)

    def answer(asked: Asked) -> Answer:
        if asked.operation == "update":
            meeting.wait()
        return ACCEPTED

    update = ("Update, at the same time:", block("{}"))
    performance = carried_out(scenario(*CREATE, *update, *update, *update, "Get."), Scripted(answer))
    assert [observation.step for observation in performance.observations] == [0, 1, 2, 3, 4]
    assert {observation.answer.status for observation in performance.observations} == {"accepted"}


class TestFindings:
    def test_it_holds_all_that_its_verdict_rests_on(self) -> None:
        driver = Scripted(answering(get=Answer("accepted", fields={"first_name": "Ann"})))
        finding = run_scenario(RULE, scenario(*CREATE, "Get:", block('{"first_name": "Ann"}')), driver, Lists(NO_BOOK, driver))
        assert (finding.scenario, finding.rule, finding.chapter, finding.level, finding.verdict) == (
            "snippet.snippet/snippet",
            "x.rule",
            "x",
            "must",
            "pass",
        )
        assert finding.filled == {"<ucrn>": "U1", "<unknown ucrn>": "99"}
        assert [observation.asked for observation in finding.observations] == driver.asked
        assert all(observation.exchanges for observation in finding.observations)

    def test_what_the_target_does_not_declare_is_not_applicable_and_nothing_is_sent(self) -> None:
        driver = Scripted(capabilities=("lists",))
        finding = run_scenario(RULE, scenario(*CREATE, "Open a case."), driver, Lists(NO_BOOK, driver))
        assert (finding.verdict, finding.cause) == ("not-applicable", "requires cases, which the target does not declare")
        assert driver.asked == []

    def test_some_scenarios_are_for_targets_without_a_capability(self) -> None:
        one = Scenario("x.y/z", "x.y", "z", 1, requires=("not lists",))
        assert unmet(one, ["lists"]) == "for targets without lists only"
        assert unmet(one, ["cases"]) == ""


class TestEvidence:
    def test_of_many_long_answers_is_the_beginning_of_the_later_ones(self) -> None:
        long: Json = {"fields": {"note": "x" * 1_000_000}}

        class Verbose(Scripted):
            def perform(self, asked: Asked) -> tuple[Answer, tuple[Exchange, ...]]:
                answer, _ = super().perform(asked)
                return answer, (exchange(response=long),)

        driver = Verbose()
        finding = run_scenario(RULE, scenario(*CREATE, *["Get."] * 99), driver, Lists(NO_BOOK, driver))
        responses = [one.exchanges[0].response for one in finding.observations]
        assert (finding.verdict, len(responses), responses[:16]) == ("pass", 100, [long] * 16)
        assert responses[16:] == ['{"fields":{"note":"' + "x" * (2000 - 19)] * 84
        assert len(encoded(finding)) < LONGEST_LINE / 3
