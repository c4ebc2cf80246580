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
