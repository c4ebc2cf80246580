"""What was expected against what was observed: verdicts from small scenarios and made-up observations."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from conformance.exchanges import Answer, Observation
from conformance.judging import Judgement, judge, today_of, trial_of
from conformance.suite import Level, Scenario
from tests.pages import CREATE, ONE, READING, block, rule_of, scenario
from tests.servers import NOON, exchange, observed

LONDON = ZoneInfo("Europe/London")
CREATED = observed(0, "create  a CSA", Answer("accepted", fields={"ucrn": "100"}), fields={"first_name": "Ann", "postcode": "EH6 5JA"})
REFUSED = Answer("refused", detail="422 first_name")
DONE = Answer("accepted")


def judged(
    one: Scenario,
    *observations: Observation,
    level: Level = "must",
    filled: dict[str, str] | None = None,
    cause: str = "",
    zone: ZoneInfo = LONDON,
) -> Judgement:
    return judge(one, level, list(observations), filled or {}, zone, cause)


def got(answer: Answer, step: int = 1) -> Observation:
    return observed(step, "get  a CSA", answer)


def told(judgement: Judgement) -> list[tuple[str, str, str]]:
    return [(one.path, one.expected, one.observed) for one in judgement.mismatches]


class TestOneAct:
    ONE = scenario(*CREATE, "Get:", block('{"first_name": "Ann", "last_name": ""}'))

    def test_as_expected_it_passes(self) -> None:
        seen = got(Answer("accepted", fields={"first_name": "Ann", "last_name": None, "house": "12"}))
        assert judged(self.ONE, CREATED, seen) == Judgement("pass")

    def test_otherwise_a_must_fails_and_says_where(self) -> None:
        judgement = judged(self.ONE, CREATED, got(Answer("accepted", fields={"first_name": "Bea"})))
        assert judgement.verdict == "fail"
        [mismatch] = judgement.mismatches
        assert (mismatch.step, mismatch.label, mismatch.line) == (1, "Get:", 7)
        assert (mismatch.path, mismatch.expected, mismatch.observed) == ("first_name", '"Ann"', '"Bea"')

    @pytest.mark.parametrize("level", ["should", "reading"])
    def test_below_must_it_is_a_warning(self, level: Level) -> None:
        assert judged(self.ONE, CREATED, got(Answer("accepted")), level=level).verdict == "warning"

    def test_a_refusal_of_the_act_on_trial_fails(self) -> None:
        judgement = judged(self.ONE, CREATED, got(REFUSED))
        assert judgement.verdict == "fail"
        assert told(judgement) == [("answer", "accepted", "refused: 422 first_name")]

    @pytest.mark.parametrize("answer", [Answer("broken", detail="500 Internal error")])
    def test_a_broken_answer_fails_too(self, answer: Answer) -> None:
        judgement = judged(self.ONE, CREATED, got(answer))
        assert judgement.verdict == "fail"
        assert told(judgement) == [("answer", "accepted", "broken: 500 Internal error")]

    def test_a_refused_preparation_blocks_and_names_the_cause(self) -> None:
        judgement = judged(self.ONE, observed(0, "create  a CSA", REFUSED))
        assert (judgement.verdict, judgement.cause) == ("blocked", "'Create' came out otherwise: refused: 422 first_name")

    def test_a_broken_preparation_blocks_as_well(self) -> None:
        assert judged(self.ONE, observed(0, "create  a CSA", Answer("broken", detail="502"))).verdict == "blocked"

    def test_no_answer_is_an_error_of_nobodys(self) -> None:
        judgement = judged(self.ONE, CREATED, got(Answer("unreachable", detail="no answer within 10 s")))
        assert judgement == Judgement("error", cause="no answer within 10 s")

    def test_an_actor_who_cannot_be_signed_in_blocks(self) -> None:
        judgement = judged(self.ONE, CREATED, got(Answer("unsigned", detail="the customer 100 could not be signed in")))
        assert judgement == Judgement("blocked", cause="the customer 100 could not be signed in")

    def test_a_cause_of_ours_blocks(self) -> None:
        judgement = judged(self.ONE, cause="the list of prefixes has no 'Mr'")
        assert judgement == Judgement("blocked", cause="the list of prefixes has no 'Mr'")

    def test_a_create_must_answer_with_a_ucrn(self) -> None:
        judgement = judged(scenario(*CREATE), observed(0, "create  a CSA", DONE))
        assert (judgement.verdict, told(judgement)) == ("fail", [("ucrn", "any value", "blank")])


class TestTrial:
    @pytest.mark.parametrize(
        ("parts", "number"),
        [
            ((*CREATE,), 0),
            ((*CREATE, "Update:", block("{}"), "Get afterwards:", block('{"house": ""}')), 1),
            ((*CREATE, "Update:", block("{}"), "Get."), 2),
            ((*CREATE, "Get, as nobody, refused.", "The same, as a CSA."), 1),
            ((*CREATE, "Get.", "Get, as nobody, refused."), 2),
            ((*CREATE, "Update, refused or ignored:", block('{"location": "6"}'), "The same:", block('{"location": "5"}')), 1),
            ((*CREATE, "Save every ID of the list of prefixes as prefix_id."), 1),
            (("Create Ann:", block("{}"), "Create Ben:", block("{}"), "Different UCRNs: Ann, Ben."), 1),
        ],
    )
    def test_the_first_act_that_may_be_refused_or_else_the_last_that_is_no_observation(self, parts: tuple[str, ...], number: int) -> None:
        assert trial_of(scenario(*parts)) == number

    def test_the_act_before_a_choice(self) -> None:
        one = rule_of(*READING, ONE, *CREATE, "Get.", "Either *kept*:", "Get afterwards:", block('{"house": ""}'), "Get.").scenarios[0]
        assert trial_of(one) == 1


class TestDates:
    ONE = scenario("Create:", block('{"house": "1"}'), "Get:", block('{"start_date": "<today>"}'))

    def created(self, moment: str, until: str = "") -> Observation:
        at = datetime.fromisoformat(moment).timestamp()
        last = datetime.fromisoformat(until).timestamp() if until else at
        return observed(0, "create  a CSA", Answer("accepted", fields={"ucrn": "1"}), exchange(at=at, until=last))

    def got(self, start_date: str, moment: str) -> Observation:
        at = datetime.fromisoformat(moment).timestamp()
        return observed(1, "get  a CSA", Answer("accepted", fields={"start_date": start_date}), exchange(at=at))

    def verdict(self, shown: str, first: str, last: str, zone: ZoneInfo = LONDON) -> str:
        return judged(self.ONE, self.created(first), self.got(shown, last), zone=zone).verdict

    def test_today_is_the_date_in_the_targets_zone(self) -> None:
        in_summer = "2025-06-30T23:30:00+00:00"
        assert self.verdict("2025-07-01", in_summer, in_summer) == "pass"
        assert self.verdict("2025-06-30", in_summer, in_summer) == "fail"
        assert self.verdict("2025-06-30", in_summer, in_summer, ZoneInfo("UTC")) == "pass"

    def test_in_winter_the_zone_is_another_hour(self) -> None:
        in_winter = "2025-12-31T23:30:00+00:00"
        assert self.verdict("2025-12-31", in_winter, in_winter) == "pass"
        assert self.verdict("2026-01-01", in_winter, in_winter) == "fail"

    def test_a_time_of_day_and_an_offset_do_not_matter(self) -> None:
        moment = "2025-07-01T12:00:00+01:00"
        for shown in ("2025-07-01T12:00:00", "2025-07-01T12:00:00+01:00", "2025-06-30T23:10:00Z"):
            assert self.verdict(shown, moment, moment) == "pass"
        assert self.verdict("2025-07-01T23:10:00Z", moment, moment) == "fail"

    def test_over_midnight_either_date_is_today(self) -> None:
        before, after = "2025-03-04T23:59:59+00:00", "2025-03-05T00:00:01+00:00"
        assert self.verdict("2025-03-04", before, after) == "pass"
        assert self.verdict("2025-03-05", before, after) == "pass"
        assert self.verdict("2025-03-06", before, after) == "fail"
        assert self.verdict("2025-03-03", before, after) == "fail"

    def test_today_is_what_the_targets_clock_shows_not_ours(self) -> None:
        hour_ahead = self.created("2025-03-05T00:30:00+00:00")
        assert judged(self.ONE, hour_ahead, self.got("2025-03-05", "2025-03-05T00:30:00+00:00")).verdict == "pass"
        assert judged(self.ONE, hour_ahead, self.got("2025-03-04", "2025-03-05T00:30:00+00:00")).verdict == "fail"

    def test_a_clock_known_to_within_an_interval_permits_every_date_in_it(self) -> None:
        seen = self.created("2025-03-04T23:59:00+00:00", "2025-03-05T00:01:00+00:00")
        assert today_of([seen], LONDON) == {"2025-03-04", "2025-03-05"}

    def test_over_a_change_of_the_clocks_no_date_is_lost(self) -> None:
        seen = self.created("2025-10-25T22:30:00+00:00", "2025-10-26T23:30:00+00:00")
        assert today_of([seen], LONDON) == {"2025-10-25", "2025-10-26"}

    def test_nothing_exchanged_no_date(self) -> None:
        assert today_of([], LONDON) == frozenset()


class TestRecords:
    ONE = scenario(
        *CREATE,
        "Addresses afterwards:",
        block('[{"house": "1", "primary": false, "end_date": "<today>"}, {"house": "2", "primary": true, "end_date": ""}]'),
    )

    def seen(self, *addresses: dict[str, str | bool]) -> Observation:
        return observed(1, "hub-record  a CSA", Answer("accepted", addresses=[dict(address) for address in addresses]))

    def test_their_order_does_not_matter(self) -> None:
        seen = self.seen({"house": "2", "primary": True}, {"house": "1", "primary": False, "end_date": "2025-07-01"})
        assert judged(self.ONE, CREATED, seen).verdict == "pass"

    def test_one_too_many_is_told(self) -> None:
        seen = self.seen({"house": "1"}, {"house": "2"}, {"house": "3"})
        assert told(judged(self.ONE, CREATED, seen)) == [("addresses", "2 records", '3 records: house="1"; house="2"; house="3"')]


class TestReadings:
    RULE = rule_of(
        *READING,
        ONE,
        *CREATE,
        "Update, refused or accepted:",
        block('{"first_name": " "}'),
        "Either *kept*, refused:",
        "Get afterwards:",
        block('{"first_name": "Ann"}'),
        "Or *cleared*, accepted:",
        "Get afterwards:",
        block('{"first_name": "", "last_name": ""}'),
        "Update:",
        block('{"first_name": "Bea"}'),
    )
    ONE = RULE.scenarios[0]
    AGAIN = observed(3, "update  a CSA", DONE)

    def verdict(self, updated: Answer, seen: Answer) -> Judgement:
        return judged(self.ONE, CREATED, observed(1, "update  a CSA", updated), got(seen, 2), self.AGAIN, level="reading")

    def test_the_outcome_that_fits_is_recorded(self) -> None:
        assert self.verdict(REFUSED, Answer("accepted", fields={"first_name": "Ann"})) == Judgement("observed", outcome="kept")
        assert self.verdict(DONE, Answer("accepted", fields={"first_name": ""})) == Judgement("observed", outcome="cleared")

    def test_an_outcome_that_is_none_of_them_is_a_warning_and_is_told_by_the_nearest(self) -> None:
        judgement = self.verdict(DONE, Answer("accepted", fields={"first_name": "", "last_name": "X"}))
        assert (judgement.verdict, judgement.outcome) == ("warning", "")
        [mismatch] = judgement.mismatches
        assert (mismatch.label, mismatch.path, mismatch.observed) == ("outcome *cleared*, Get afterwards:", "last_name", '"X"')

    def test_the_right_values_after_the_wrong_answer_are_none_of_them(self) -> None:
        judgement = self.verdict(DONE, Answer("accepted", fields={"first_name": "Ann", "last_name": "X"}))
        assert judgement.verdict == "warning"
        assert ("answer", "refused", "accepted") in told(judgement)

    def test_a_broken_answer_is_none_of_them(self) -> None:
        judgement = self.verdict(Answer("broken", detail="500"), Answer("accepted", fields={"first_name": "Ann"}))
        assert judgement.verdict == "warning"


class TestRefusals:
    IGNORED = scenario(
        *CREATE,
        "Update, refused or ignored:",
        block('{"location": "6"}'),
        "Get afterwards:",
        block('{"location": "4"}'),
        "The same:",
        block('{"location": "5"}'),
    )
    KEPT = got(Answer("accepted", fields={"location": "4"}), 2)
    TWIN = observed(3, "update  a CSA", DONE)

    def test_refused_or_ignored_is_recorded_as_what_it_was(self) -> None:
        for answer, outcome in ((REFUSED, "refused"), (DONE, "ignored")):
            seen = judged(self.IGNORED, CREATED, observed(1, "update  a CSA", answer), self.KEPT, self.TWIN)
            assert seen == Judgement("pass", outcome=outcome)

    def test_a_bad_value_that_was_saved_fails(self) -> None:
        saved = got(Answer("accepted", fields={"location": "6"}), 2)
        assert judged(self.IGNORED, CREATED, observed(1, "update  a CSA", DONE), saved, self.TWIN).verdict == "fail"

    def test_a_broken_answer_is_no_refusal(self) -> None:
        broken = observed(1, "update  a CSA", Answer("broken", detail="500"))
        judgement = judged(self.IGNORED, CREATED, broken, self.KEPT, self.TWIN)
        assert told(judgement) == [("answer", "refused or ignored", "broken: 500")]

    def test_a_refused_twin_fails_for_then_the_refusal_may_have_been_for_another_reason(self) -> None:
        judgement = judged(self.IGNORED, CREATED, observed(1, "update  a CSA", REFUSED), self.KEPT, observed(3, "update  a CSA", REFUSED))
        assert (judgement.verdict, told(judgement)) == ("fail", [("answer", "accepted", "refused: 422 first_name")])

    def test_accepting_what_must_be_refused_fails(self) -> None:
        one = scenario(*CREATE, "Get, as nobody, refused.", "The same, as a CSA.")
        judgement = judged(one, CREATED, observed(1, "get  nobody", DONE), got(DONE, 2))
        assert told(judgement) == [("answer", "refused", "accepted")]

    def test_in_the_same_words_compares_status_and_body(self) -> None:
        refusals = ("Get Ann, as Ben, refused.", "Get Ben, as Ben, of an unknown UCRN, refused, in the same words.")
        one = scenario("Create Ann:", block("{}"), "Create Ben:", block("{}"), *refusals, "Get Ann, as Ann.", "Get Ben, as Ben.")
        first = observed(2, "get Ann Ben", REFUSED, exchange(403, {"title": "No"}))
        for second, verdict in (
            (exchange(403, {"title": "No"}), "pass"),
            (exchange(404, {"title": "No"}), "fail"),
            (exchange(403, {"title": "None"}), "fail"),
        ):
            assert judged(one, CREATED, first, observed(3, "get Ben Ben", REFUSED, second)).verdict == verdict

    def test_revealing_nothing_finds_values_of_the_record_in_the_refusal(self) -> None:
        one = scenario(*CREATE, "Get, as nobody, refused, revealing nothing.", "Get.")
        silent = observed(1, "get  nobody", REFUSED, exchange(403, {"title": "No"}))
        telling = observed(1, "get  nobody", REFUSED, exchange(403, {"detail": "the record of EH6 5JA"}))
        assert judged(one, CREATED, silent, got(DONE, 2)).verdict == "pass"
        assert told(judged(one, CREATED, telling, got(DONE, 2))) == [("answer", "nothing of the record", '"EH6 5JA"')]

    def test_what_the_asker_sent_is_not_revealed(self) -> None:
        one = scenario(
            *CREATE,
            "Update, as nobody, refused, revealing nothing:",
            block('{"postcode": "EH6 5JA"}'),
            "Update:",
            block('{"postcode": "EH6 5JA"}'),
        )
        echo = observed(1, "update  nobody", REFUSED, exchange(403, {"detail": "EH6 5JA"}), fields={"postcode": "EH6 5JA"})
        assert judged(one, CREATED, echo, observed(2, "update  a CSA", DONE)).verdict == "pass"


class TestOtherActs:
    def test_twice_the_same_is_held_against_each_other(self) -> None:
        one = scenario(*CREATE, "Get, twice the same.")
        first = got(Answer("accepted", fields={"house": "1", "town": "Ayr"}))
        assert judged(one, CREATED, first, first).verdict == "pass"
        second = got(Answer("accepted", fields={"house": "2", "town": "Ayr"}))
        assert told(judged(one, CREATED, first, second)) == [("house", "'1' as before", "'2'")]

    def test_different_ucrns(self) -> None:
        one = scenario("Create Ann:", block("{}"), "Create Ben:", block("{}"), "Different UCRNs: Ann, Ben.")
        made = [observed(number, "create", Answer("accepted", fields={"ucrn": "1"})) for number in (0, 1)]
        assert judged(one, *made, filled={"<ucrn of Ann>": "1", "<ucrn of Ben>": "2"}).verdict == "pass"
        same = judged(one, *made, filled={"<ucrn of Ann>": "1", "<ucrn of Ben>": "1"})
        assert told(same) == [("ucrn", "a UCRN for each", "1, 1")]

    def test_every_id_is_read_back(self) -> None:
        one = scenario(*CREATE, "Save every ID of the list of prefixes as prefix_id.")
        seen = observed(1, "list", Answer("accepted", items=[{"id": "1", "read": "1"}, {"id": "2", "read": ""}]))
        assert told(judged(one, CREATED, seen)) == [("prefix_id 2", '"2"', "blank")]

    def test_a_list_holds_what_the_page_names_whatever_else_it_holds(self) -> None:
        one = scenario("List of countries:", block('[{"name": "France"}]'))
        france: dict[str, object] = {"id": "1", "name": "France"}
        assert judged(one, observed(0, "list", Answer("accepted", items=[{"id": "2", "name": "Chad"}, france]))).verdict == "pass"  # type: ignore[list-item]  # a dict of texts
        assert told(judged(one, observed(0, "list", Answer("accepted", items=[])))) == [("items", '"France"', "no such item in the list")]

    def test_ids_of_four_digits(self) -> None:
        one = scenario("List of countries, with IDs of 4 digits.")
        wrong = Answer("accepted", items=[{"id": "1234"}, {"id": "123"}, {"id": "12345"}, {"id": "12a4"}])
        assert told(judged(one, observed(0, "list", wrong))) == [("id", "4 digits", each) for each in ("123", "12345", "12a4")]
        assert judged(one, observed(0, "list", Answer("accepted", items=[]))).verdict == "fail"


def test_the_time_of_an_observation_is_summer_time_in_london() -> None:
    assert datetime.fromtimestamp(NOON, LONDON).isoformat() == "2025-07-01T13:00:00+01:00"
