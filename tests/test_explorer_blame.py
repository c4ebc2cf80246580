"""Which rules a page puts in question: those behind what is wrong, those that the page needs to be wrong, and no others."""

from __future__ import annotations

import pytest

from conformance.book import book
from conformance.drivers.in_process import Likeness, reference
from conformance.explorer.blame import narrowed
from conformance.explorer.departures import Departure, Trial
from conformance.explorer.expecting import Expecting
from conformance.judging import Mismatch
from conformance.record import Finding, Reason
from conformance.suite import Scenario
from tests.pages import block, scenario

CREATED = ("Create:", block('{"flat": "1"}'))


def blamed(fault: str, *parts: str) -> set[str]:
    """The rules that a page puts in question which shows this fault."""
    trial = Trial(book(), reference(fault), Expecting(book(), Likeness(), {}))
    departure = trial.departure(scenario(*parts))
    assert departure
    return {rule for reason in trial.blamed(departure) for rule in reason.rules}


def test_a_get_that_changes_something_is_in_question_itself() -> None:
    page = (*CREATED, "Get.", "Addresses afterwards:", block("[{}]"))
    assert "get.reads-only" in blamed("get.reads-only:adds-a-record", *page)


def test_so_is_an_update_of_somebody_else() -> None:
    page = ("Create Ben:", block("{}"), "Create Ann:", block('{"last_name": "Ray"}'), "Update Ben:", block('{"last_name": ""}'))
    rules = blamed("update.only-that-customer:clears-neighbours", *page, "Get Ann afterwards:", block('{"last_name": "Ray"}'))
    assert "update.only-that-customer" in rules


def test_and_an_entry_that_is_left_out() -> None:
    page = ("Create:", block('{"address_type": "Organization"}'), "Get:", block('{"last_name": ""}'))
    assert "get.not-for-use" in blamed("get.not-for-use:overwrites", *page)


def test_what_follows_from_an_entry_is_wrong_by_the_rules_of_the_entry() -> None:
    page = ("Create:", block('{"suffix_id": "<suffixes: Jr>"}'), "Update:", block("{}"), "Get afterwards:", block('{"name": ""}'))
    assert "ignore-empty.off-clears-profile" in blamed("ignore-empty.off-clears-profile:keeps-suffix", *page)


def test_a_call_that_is_refused_is_refused_for_one_of_its_entries() -> None:
    page = ("Form:", block('{"x": "y"}'), "Create from the form:", block('{"notification_preference": "{e}"}'))
    assert blamed("tokens.unfilled:left", *page) == {"create.stores-fields", "tokens.unfilled"}


@pytest.mark.parametrize(("expected", "rules"), [('"Yell"', ("get.data-names",)), ('"O’Rourke"', ("get.data-names", "get.text-fidelity"))])
def test_only_a_text_in_which_something_may_be_lost_puts_fidelity_in_question(expected: str, rules: tuple[str, ...]) -> None:
    reason = Reason("answer ward", expected, ("get.data-names", "get.text-fidelity", "concurrent.isolated"))
    [left] = narrowed([reason], [Mismatch(1, "Get:", 1, "ward", expected, "blank")], scenario("Create:", block("{}")))
    assert left.rules == rules


def test_wrong_in_no_other_place_is_as_before_whichever_rule_has_the_last_word() -> None:
    def departure(rule: str, *paths: str) -> Departure:
        mismatches = tuple(Mismatch(1, "x", 1, path, "", "") for path in paths)
        page = Scenario("", "", "", 1, steps=())
        return Departure(page, page, Finding("", "", "", "must", "fail", mismatches=mismatches), (Reason("", "", (rule,)),))

    first = departure("address.blank-adds-none", "start_date", "addresses[1].town")
    assert departure("address.new-start-now", "start_date").breaks_like(first)
    assert departure("address.new-start-now", "addresses[0].town").breaks_like(first)
    assert not departure("address.new-start-now", "end_date").breaks_like(first)


REFUSED = ("Update, refused:", block('{"house": "3", "contact_type": ""}'))
TWIN = ("Update:", block('{"house": "3"}'))


@pytest.mark.parametrize(
    ("fault", "page"),
    [
        (
            "update.refused-changes-nothing:saves-the-house",
            (*CREATED, *REFUSED, "Addresses afterwards:", block('[{"house": ""}]'), *TWIN),
        ),
        (
            "custom.not-in-hub-record:shown-for-organizations",
            ("Create:", block('{"custom_14": "x", "contact_type": "Organization"}'), "Hub record afterwards:", block('{"custom_14": ""}')),
        ),
        (
            "tokens.text-around:second-left",
            ("Form:", block("{}"), "Create from the form:", block('{"street": "{o}{t}"}'), "Addresses afterwards:", block("[]")),
        ),
        (
            "access.owner:record-before",
            ("Create Ann:", block("{}"), "Create Ben:", block("{}"), "Get Ben afterwards, as Ben:", block('{"ucrn": "<ucrn of Ben>"}')),
        ),
        ("create.no-address:empty-record", ("Create:", block("{}"), "Get afterwards:", block('{"start_date": ""}'))),
        (
            "address.new-adds-one:in-place",
            (
                *("Create:", block('{"start_date": "2000-03-31"}'), "Update:", block('{"lat": "47.1437", "new_address": "1"}')),
                *("Get afterwards:", block('{"start_date": "<today>"}')),
            ),
        ),
    ],
)
def test_what_was_not_to_be_saved_shown_or_written_to_is_in_question(fault: str, page: tuple[str, ...]) -> None:
    assert fault.partition(":")[0] in blamed(fault, *page)


def test_a_record_is_in_question_only_where_what_is_seen_was_held_before() -> None:
    page = (*CREATED, "Update:", block('{"flat": "2"}'), "Get afterwards:", block('{"start_date": "<today>"}'))
    assert "address.new-adds-one" not in blamed("address.new-start-now:yesterday", *page)


@pytest.mark.parametrize(
    ("fault", "entry", "sent", "shown", "named"),
    [
        ("get.data-names:hyphen", "post_town", "HAWICK", "HAWICK", True),
        ("create.stores-fields:loses-1970", "birth_date", "01/01/1970", "1970-01-01", False),
    ],
)
def test_a_name_is_in_question_where_nothing_is_answered_under_it(fault: str, entry: str, sent: str, shown: str, named: bool) -> None:
    page = scenario("Create:", block(f'{{"{entry}": "{sent}"}}'), "Get afterwards:", block(f'{{"{entry}": "{shown}"}}'))
    departure = Trial(book(), reference(fault), Expecting(book(), Likeness(), {})).departure(page)
    assert departure
    assert ("get.data-names" in departure.rules) == named
