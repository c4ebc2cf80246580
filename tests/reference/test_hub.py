"""The hub as a whole: nothing is held that no trace says, nothing is left by a refused call, and each call is whole before the next."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reference_impl.clock import FixedClock
from reference_impl.readings import OUTCOMES
from reference_impl.values import Actor, Call, Entry, Path, Settings, Value
from tests.reference import CSA, MANDATORY, NOON, TODAY, UNKNOWN, a_hub, created, done, flat, got, not_blank, records, update

FIRST, SECOND = "100000000001", "100000000002"
TEXTS = {
    "contact_type": ["Individual", "Organization"],
    "first_name": ["Ann", "Zoë", "", " "],
    "birth_date": ["03/04/2020", "2020-03-04", ""],
    "location": ["2", "5", ""],
    "prefix_id": ["1", "2", ""],
    "email_address": ["ann@example.org", ""],
    "twitter": ["ann", "@ann", ""],
    "custom_7": ["x", ""],
    "street": ["Lochrin Place", "Leith Walk", ""],
    "postcode": ["EH3 9QY", ""],
    "country_id": ["1226", "1250", ""],
    "start_date": ["05/05/2020", "2026-01-01", ""],
    "end_date": ["2027-02-02", "2030-01-01", ""],
    "new_address": ["0", "1", ""],
    "primary_address": ["0", "1", ""],
}
ODD: tuple[dict[str, str], ...] = (
    {"contact_type": ""},
    {"contact_type": "Person"},
    {"birth_date": "25/12/2020"},
    {"birth_date": "02/30/2020"},
    {"location": "6"},
    {"prefix_id": "Mr"},
    {"email_address": "other@example.org"},
    {"custom_29": "x"},
    {"end_date": "06/06/2021"},
    {"end_date": "01/01/2019"},
    {"new_address": "2"},
)
GOOD = st.fixed_dictionaries({}, optional={name: st.sampled_from(texts) for name, texts in TEXTS.items()})
FIELDS = st.builds(lambda good, odd: {**good, **odd}, GOOD, st.sampled_from([{}] * 2 * len(ODD) + list(ODD)))
BOXES = st.builds(Settings, st.booleans(), st.booleans())
ACTORS = st.sampled_from([CSA] * 12 + [Actor(ucrn=FIRST), Actor()])
UCRNS = st.sampled_from([FIRST] * 8 + [SECOND] * 4 + [UNKNOWN, ""])


def a_call(ucrn: str, fields: Mapping[str, str], actor: Actor, boxes: Settings, **more: object) -> Call:
    return Call(fields={**MANDATORY, **fields, "ucrn": ucrn}, actor=actor, settings=boxes, **more)  # type: ignore[arg-type]  # names of a call's own


def calls_of(*operations: str) -> st.SearchStrategy[Call]:
    form, case = st.sampled_from(["edit-form-1", "edit-form-2"]), st.sampled_from([None, "case-1"])
    flags = {"edit_form_id": form, "case_id": case, "pre_submission": st.booleans()}
    return st.builds(a_call, UCRNS, FIELDS, ACTORS, BOXES, operation=st.sampled_from(operations), **flags)


BEGINNING = (
    Call(operation="create", fields={**MANDATORY, "street": "Lochrin Place", "email_address": "ann@example.org"}),
    Call(operation="create", fields=MANDATORY),
    Call(operation="open-edit-form", actor=CSA, fields={"ucrn": FIRST}, pre_submission=True),
    Call(operation="open-edit-form", actor=CSA, fields={"ucrn": SECOND}),
)
"""Two customers, and a form in which each of them is edited."""
OTHERS = calls_of("create", "get", "hub-record", "open-case", "open-edit-form", "submit-edit-form", "reopen-edit-form")
CALLS = st.lists(st.one_of(calls_of("update"), OTHERS), min_size=2, max_size=8).map(lambda calls: [*BEGINNING, *calls])
READINGS = st.fixed_dictionaries({}, optional={point: st.sampled_from(outcomes) for point, outcomes in OUTCOMES.items()})
quickly = settings(derandomize=True, max_examples=80, deadline=None, database=None)

HELD = ("customers", "cases", "edit-forms")


def with_entries(state: Mapping[Path, Value], entries: tuple[Entry, ...]) -> dict[Path, Value]:
    """A state with all that the entries say of what is held written into it, in their order."""
    return not_blank({**state, **{path: value for path, value, _ in entries if path[0] in HELD}})


class TestTrace:
    @quickly
    @given(CALLS, READINGS)
    def test_the_next_state_follows_from_the_trace_and_from_nothing_else(self, calls: list[Call], readings: dict[str, str]) -> None:
        hub = a_hub(readings=readings)
        for call in calls:
            before = flat(hub)
            step = hub.perform(call)
            assert flat(hub) == with_entries(before, step.trace)
            assert (step.answer is None) is (step.refusal is not None)

    @quickly
    @given(CALLS)
    def test_a_refused_call_leaves_everything_as_it_was_and_one_that_looks_does_too(self, calls: list[Call]) -> None:
        hub = a_hub()
        for call in calls:
            before, customers = flat(hub), dict(hub.customers)
            if hub.perform(call).refusal or call.operation in ("get", "hub-record", "reopen-edit-form"):
                assert flat(hub) == before
                assert hub.customers == customers

    @quickly
    @given(CALLS)
    def test_every_value_that_is_held_or_answered_has_a_rule(self, calls: list[Call]) -> None:
        hub = a_hub()
        for call in calls:
            assert all(entry.rules for entry in hub.perform(call).trace)

    @quickly
    @given(CALLS)
    def test_the_same_calls_at_the_same_time_of_day_give_the_same(self, calls: list[Call]) -> None:
        one, other = a_hub(), a_hub()
        assert [one.perform(call) for call in calls] == [other.perform(call) for call in calls]


class TestWhatNoCallBreaks:
    @quickly
    @given(CALLS)
    def test_exactly_one_address_is_primary_if_there_is_any(self, calls: list[Call]) -> None:
        hub = a_hub()
        for call in calls:
            hub.perform(call)
            for customer in hub.customers.values():
                assert sum(address.primary for address in customer.addresses) == min(1, len(customer.addresses))

    @quickly
    @given(CALLS, READINGS)
    def test_no_update_changes_the_email_or_loses_the_location(self, calls: list[Call], readings: dict[str, str]) -> None:
        hub = a_hub(readings=readings)
        for call in calls:
            before = dict(hub.customers)
            hub.perform(call)
            for ucrn, customer in before.items():
                after = hub.customers[ucrn].profile
                assert after["email_address"] == customer.profile["email_address"]
                assert after["location"] or not customer.profile["location"]

    @quickly
    @given(CALLS, READINGS)
    def test_no_record_goes_away_and_none_starts_anew(self, calls: list[Call], readings: dict[str, str]) -> None:
        hub = a_hub(readings=readings)
        for call in calls:
            before = dict(hub.customers)
            hub.perform(call)
            for ucrn, customer in before.items():
                after = hub.customers[ucrn].addresses
                assert len(customer.addresses) <= len(after) <= len(customer.addresses) + 1
                old = [(address.id, address.values["start_date"]) for address in customer.addresses if not address.primary]
                assert set(old) <= {(address.id, address.values["start_date"]) for address in after}


ANN = {"ucrn": FIRST, **MANDATORY}
REFUSED = {
    "an entry that is wrong among right ones": Call(operation="update", actor=CSA, fields={**ANN, "first_name": "X", "location": "6"}),
    "another e-mail": Call(operation="update", actor=CSA, fields={**ANN, "first_name": "X", "email_address": "x@example.org"}),
    "a mandatory entry left out": Call(operation="update", actor=CSA, fields={"ucrn": FIRST, "contact_type": "Individual"}),
    "an end before the start": Call(
        operation="update", actor=CSA, fields={**ANN, "street": "X", "start_date": "02/02/2030", "end_date": "01/01/2030"}
    ),
    "a version that is not supported": Call(operation="update", actor=CSA, fields={**ANN, "street": "X"}, integration_version="V1"),
    "a token that ran out": Call(operation="update", actor=Actor(unknown=True), fields={**ANN, "street": "X"}),
    "another customer": Call(operation="update", actor=Actor(ucrn=SECOND), fields={**ANN, "street": "X"}),
    "a create without a contact type": Call(operation="create", fields={"preferred_contact_method": "1", "street": "X"}),
    "a create whose address ends before it starts": Call(
        operation="create", fields={**MANDATORY, "street": "X", "start_date": "02/02/2030", "end_date": "01/01/2030"}
    ),
    "a create for a case that is not there": Call(operation="create", fields=MANDATORY, case_id="case-9"),
    "a submitted form": Call(
        operation="submit-edit-form", actor=CSA, fields={"first_name": "X", "location": "6"}, edit_form_id="edit-form-1"
    ),
    "a case opened by nobody": Call(operation="open-case"),
    "a form opened for nobody": Call(operation="open-edit-form", actor=CSA, fields={"ucrn": UNKNOWN}),
}


@pytest.mark.parametrize("why", REFUSED)
def test_a_refused_call_leaves_nothing_behind(why: str) -> None:
    hub = a_hub()
    ucrn = created(hub, first_name="Ann", street="Lochrin Place")
    created(hub)
    done(hub.perform(Call(operation="open-edit-form", actor=CSA, fields={"ucrn": ucrn}, pre_submission=True)))
    before = flat(hub)
    step = hub.perform(REFUSED[why])
    assert step.refusal is not None
    assert (step.changed, step.cases, step.edit_forms) == ({}, {}, {})
    assert not [entry for entry in step.trace if entry.path[0] in HELD]
    assert flat(hub) == before


def test_what_a_fault_writes_into_a_refusal_is_saved() -> None:
    hub = a_hub(fault="update.refused-changes-nothing:saves-names")
    ucrn = created(hub, first_name="Ann")
    step = update(hub, ucrn, first_name="Zoë", location="6")
    assert step.refusal is not None
    assert hub.customers[ucrn].profile["first_name"] == "Zoë"


class TestTime:
    LATE = datetime(2025, 7, 1, 23, 30, tzinfo=UTC)

    @pytest.mark.parametrize(
        ("zone", "day"),
        [
            ("Europe/London", "2025-07-02"),
            ("Pacific/Auckland", "2025-07-02"),
            ("America/New_York", "2025-07-01"),
            ("UTC", "2025-07-01"),
        ],
    )
    def test_today_is_the_date_in_the_hubs_own_zone(self, zone: str, day: str) -> None:
        hub = a_hub(FixedClock(self.LATE), ZoneInfo(zone))
        ucrn = created(hub, street="A")
        done(update(hub, ucrn, street="B"))
        assert records(hub, ucrn, "start_date", "end_date") == [(day, day), (day, "")]

    def test_a_clock_in_another_zone_tells_the_same_moment(self) -> None:
        elsewhere = self.LATE.astimezone(ZoneInfo("Asia/Tokyo"))
        hub = a_hub(FixedClock(elsewhere), ZoneInfo("America/New_York"))
        assert got(hub, created(hub, street="A"))["start_date"] == "2025-07-01"

    def test_a_moment_that_is_sent_is_a_day_in_that_zone_too(self) -> None:
        hub = a_hub(zone=ZoneInfo("America/New_York"))
        assert got(hub, created(hub, birth_date="2020-03-04T02:00:00Z"))["birth_date"] == "2020-03-03"

    def test_every_call_has_its_own_today(self) -> None:
        clock = FixedClock(NOON)
        hub = a_hub(clock)
        ucrn = created(hub, street="A")
        clock.set(datetime(2025, 7, 2, 12, tzinfo=UTC))
        done(update(hub, ucrn, street="B"))
        assert records(hub, ucrn, "start_date", "end_date") == [(TODAY, "2025-07-02"), ("2025-07-02", "")]


def at_the_same_time(*tasks: Callable[[], object]) -> list[object]:
    with ThreadPoolExecutor(8) as threads:
        return [future.result() for future in [threads.submit(task) for task in tasks]]


@pytest.mark.usefixtures("hasty_threads")
class TestAtTheSameTime:
    def test_creates_get_ucrns_of_their_own(self) -> None:
        hub = a_hub()
        made = at_the_same_time(*[lambda: created(hub, first_name="Ann")] * 200)
        assert len(set(made)) == len(hub.customers) == 200

    def test_no_update_is_lost(self) -> None:
        hub = a_hub()
        ucrn = created(hub)
        entries = [{f"custom_{number}": str(number)} for number in range(1, 29)]
        at_the_same_time(*[lambda entry=entry: done(update(hub, ucrn, ticked=True, **entry)) for entry in entries])
        assert {name: text for name, text in got(hub, ucrn).items() if name.startswith("custom_")} == {
            name: text for entry in entries for name, text in entry.items()
        }

    def test_every_new_address_is_there_and_one_is_primary(self) -> None:
        hub = a_hub()
        ucrn = created(hub)
        streets = [str(number) for number in range(40)]
        at_the_same_time(*[lambda street=street: done(update(hub, ucrn, ticked=True, street=street)) for street in streets])
        addresses = hub.customers[ucrn].addresses
        assert sorted(address.values["street"] for address in addresses) == sorted(streets)
        assert [address.values["end_date"] for address in addresses] == [TODAY] * 39 + [""]
        assert [address.primary for address in addresses] == [False] * 39 + [True]

    def test_customers_do_not_see_each_other(self) -> None:
        hub = a_hub()
        people = {created(hub): str(number) for number in range(20)}
        work = [(ucrn, name) for _ in range(5) for ucrn, name in people.items()]
        at_the_same_time(*[lambda ucrn=ucrn, name=name: done(update(hub, ucrn, first_name=name)) for ucrn, name in work])
        assert {ucrn: got(hub, ucrn)["first_name"] for ucrn in people} == people


def test_where_nobody_has_been_created_there_is_nobody() -> None:
    assert a_hub().customers == {}
    refusal = a_hub().perform(Call(operation="get", actor=CSA, fields={"ucrn": FIRST})).refusal
    assert refusal is not None
    assert refusal.status == 404
