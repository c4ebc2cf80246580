"""Whether an update writes in place or adds a record, and what becomes of the old ones (L59-L61, L64, L65)."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from reference_impl.rules.address_values import Situation, situation
from reference_impl.rules.addresses import Plan, decide_records, plan, problems
from reference_impl.sent import Sent
from reference_impl.trace import Trace
from reference_impl.values import Address
from tests.reference import TODAY, an_address, lines
from tests.rules import LEFT_OUT, a_trace, a_world, sents, the_situation

PRIMARY = an_address("2", street="Lochrin Place")
OLD_OPEN = an_address("1", primary=False, start_date="2010-01-01")
OLD_ENDED = an_address("3", primary=False, start_date="2000-01-01", end_date="2009-09-09")
HELD = (OLD_OPEN, PRIMARY, OLD_ENDED)


def planned(now: Situation) -> tuple[Plan, Trace]:
    trace = a_trace(now.world)
    return plan(trace, now), trace


def record(now: Situation) -> tuple[str, tuple[str, ...]]:
    """What is decided about the record, and the rules behind it."""
    chosen, trace = planned(now)
    value, rules = lines(trace.entries)["decision", "record"]
    assert chosen.record == value
    return chosen.record, rules


def written(now: Situation) -> Mapping[tuple[str, ...], tuple[object, tuple[str, ...]]]:
    """All lines about address records, by record and name."""
    chosen, trace = planned(now)
    decide_records(trace, now, chosen)
    return {path[3:]: line for path, line in lines(trace.entries).items() if path[0] == "customers"}


class TestWhichRecord:
    @pytest.mark.parametrize("ticked", [True, False])
    def test_1_adds_one(self, ticked: bool) -> None:
        assert record(the_situation(*HELD, ticked=ticked, street="X", new_address="1")) == ("add", ("address.new-adds-one",))

    def test_nothing_said_is_1(self) -> None:
        assert record(the_situation(*HELD, street="X")) == ("add", ("address.new-by-default", "address.new-adds-one"))

    @pytest.mark.parametrize("ticked", [True, False])
    def test_0_adds_none(self, ticked: bool) -> None:
        chosen, _ = planned(the_situation(*HELD, ticked=ticked, street="X", new_address="0"))
        assert (chosen.record, chosen.address_id, chosen.primary) == ("in place", "2", True)
        assert record(the_situation(*HELD, street="X", new_address="0"))[1] == ("address.in-place-adds-none",)

    @pytest.mark.parametrize("new_address", ["0", "1", ""])
    @pytest.mark.parametrize("keeps_open", [True, False])
    def test_ticked_and_all_blank_adds_none(self, new_address: str, keeps_open: bool) -> None:
        outcome, rules = record(the_situation(*HELD, ticked=True, keeps_open=keeps_open, new_address=new_address))
        assert (outcome, rules[0]) == ("none", "address.blank-adds-none")

    def test_and_no_value_of_any_record_changes_then(self) -> None:
        now = the_situation(*HELD, ticked=True)
        kept = {("2", name): value for name, value in (*PRIMARY.values.items(), ("primary", True))}
        assert {path: value for path, (value, _) in written(now).items()} == kept

    def test_unticked_and_all_blank_clears(self) -> None:
        cleared = ("address.blank-cleared", "address.blank-cleared-record")
        assert record(the_situation(*HELD)) == ("in place", cleared)
        assert record(the_situation(*HELD, readings={"address.blank-cleared-record": "added"})) == ("add", cleared)
        assert record(the_situation(*HELD, new_address="0")) == ("in place", ("address.blank-cleared", "address.in-place-adds-none"))

    def test_with_0_a_blank_record_is_never_added(self) -> None:
        assert record(the_situation(*HELD, new_address="0", readings={"address.blank-cleared-record": "added"}))[0] == "in place"

    def test_entries_that_are_no_part_of_the_call_clear_nothing(self) -> None:
        assert record(the_situation(*HELD, absent=LEFT_OUT)) == ("none", ("ignore-empty.absent-entry",))

    @pytest.mark.parametrize(("reading", "outcome"), [("counts", "add"), ("does not count", "none")])
    def test_a_date_alone_may_count_as_an_address(self, reading: str, outcome: str) -> None:
        readings = {"unsaid.date-alone": reading}
        assert record(the_situation(*HELD, ticked=True, start_date="2025-06-01", readings=readings))[0] == outcome
        assert record(the_situation(*HELD, absent=LEFT_OUT, start_date="2025-06-01", readings=readings))[0] == outcome
        assert record(situation(a_world(readings=readings), sents(end_date="2030-01-01"), (), None))[0] == outcome

    @pytest.mark.parametrize(("reading", "outcome"), [("none", "none"), ("added", "add")])
    def test_a_location_alone_may_add_one(self, reading: str, outcome: str) -> None:
        assert record(the_situation(*HELD, ticked=True, location="2", readings={"unsaid.location-alone": reading}))[0] == outcome

    @pytest.mark.parametrize(("reading", "outcome"), [("added", "add"), ("none", "none")])
    def test_the_same_address_again_may_be_a_record_more(self, reading: str, outcome: str) -> None:
        chosen, rules = record(the_situation(PRIMARY, street="Lochrin Place", readings={"address.same-again": reading}))
        assert (chosen, rules[0]) == (outcome, "address.same-again")

    def test_it_is_the_same_only_if_every_value_that_would_be_saved_is(self) -> None:
        only = {"address.same-again": "none"}
        full = an_address("1", street="Lochrin Place", town="Edinburgh")
        assert record(the_situation(full, ticked=True, street="Lochrin Place", readings=only))[0] == "none"
        assert record(the_situation(full, street="Lochrin Place", readings=only))[0] == "add"
        assert record(the_situation(full, ticked=True, street="Lochrin Place", start_date="2025-06-01", readings=only))[0] == "add"


class TestOfANewCustomer:
    def test_without_an_address_entry_there_is_no_record(self) -> None:
        now = situation(a_world(), sents(location="2", first_name="Ann"), (), None)
        assert record(now) == ("none", ("create.no-address",))
        assert written(now) == {}

    def test_with_one_there_is(self) -> None:
        assert record(situation(a_world(), sents(lat="0"), (), None)) == ("add", ("create.stores-fields",))

    def test_it_is_primary_whatever_the_flag_for_a_create_does_not_take_it(self) -> None:
        assert planned(situation(a_world(), sents(street="X", primary_address="0"), (), None))[0].primary


class TestFirstRecordByAnUpdate:
    @pytest.mark.parametrize("new_address", ["0", "1", ""])
    def test_is_added(self, new_address: str) -> None:
        chosen, _ = planned(the_situation(street="X", new_address=new_address))
        assert (chosen.record, chosen.address_id, chosen.primary) == ("add", "1", True)

    @pytest.mark.parametrize("ticked", [True, False])
    @pytest.mark.parametrize("new_address", ["0", "1"])
    def test_is_not_added_where_all_is_blank(self, ticked: bool, new_address: str) -> None:
        assert record(the_situation(ticked=ticked, new_address=new_address))[0] == "none"

    @pytest.mark.parametrize(("reading", "primary"), [("primary", True), ("none", False)])
    def test_may_be_primary_though_it_is_said_not_to_be(self, reading: str, primary: bool) -> None:
        now = the_situation(street="X", primary_address="0", readings={"unsaid.first-not-primary": reading})
        assert planned(now)[0].primary is primary


class TestOldRecords:
    @pytest.mark.parametrize(
        ("keeps_open", "primary_address", "others", "ends"),
        [
            # the ends of the old open record, the old primary one, and the one that ended long ago
            (False, "", "ended", (TODAY, TODAY, "2009-09-09")),
            (False, "1", "ended", (TODAY, TODAY, "2009-09-09")),
            (True, "", "ended", ("", "", "2009-09-09")),
            (False, "0", "ended", (TODAY, "", "2009-09-09")),
            (False, "0", "left", ("", "", "2009-09-09")),
            (True, "0", "ended", ("", "", "2009-09-09")),
        ],
    )
    @pytest.mark.parametrize("ticked", [True, False])
    def test_when_they_end(self, ticked: bool, keeps_open: bool, primary_address: str, others: str, ends: tuple[str, ...]) -> None:
        readings = {"address.not-primary-others": others}
        now = the_situation(*HELD, ticked=ticked, keeps_open=keeps_open, street="X", primary_address=primary_address, readings=readings)
        assert tuple(written(now)[number, "end_date"][0] for number in "123") == tuple(ends)

    @pytest.mark.parametrize(
        ("keeps_open", "primary_address", "rules"),
        [
            (False, "", ("address.old-ends-today", "address.old-ends-today", "address.old-keeps-end")),
            (True, "", ("address.old-stays-open", "address.old-stays-open", "address.old-keeps-end")),
            (False, "0", ("address.not-primary-others", "address.not-primary-leaves-open", "address.old-keeps-end")),
            (True, "0", ("address.not-primary-others", "address.not-primary-leaves-open", "address.old-keeps-end")),
        ],
    )
    def test_by_which_rules(self, keeps_open: bool, primary_address: str, rules: tuple[str, ...]) -> None:
        now = the_situation(*HELD, keeps_open=keeps_open, street="X", primary_address=primary_address)
        assert tuple(written(now)[number, "end_date"][1][0] for number in "123") == rules

    def test_an_end_of_the_primary_one_is_kept_by_both_rules(self) -> None:
        ended = an_address("1", end_date="2030-01-01")
        end, rules = written(the_situation(ended, street="X", primary_address="0"))["1", "end_date"]
        assert (end, rules) == ("2030-01-01", ("address.not-primary-leaves-open", "address.old-keeps-end"))

    def test_their_starts_stay(self) -> None:
        lines_of = written(the_situation(*HELD, street="X"))
        assert [lines_of[number, "start_date"] for number in "12"] == [
            ("2010-01-01", ("address.old-keeps-start",)),
            ("2020-05-05", ("address.old-keeps-start",)),
        ]

    @pytest.mark.parametrize("ticked", [True, False])
    def test_an_update_in_place_leaves_the_others_alone(self, ticked: bool) -> None:
        assert {path[0] for path in written(the_situation(*HELD, ticked=ticked, street="X", new_address="0"))} == {"2"}


class TestWhichIsPrimary:
    @pytest.mark.parametrize(("flag", "primary"), [("", "4"), ("1", "4"), ("0", "2")])
    def test_one_and_only_one(self, flag: str, primary: str) -> None:
        lines_of = written(the_situation(*HELD, street="X", primary_address=flag))
        assert [number for number in "1234" if lines_of[number, "primary"][0]] == [primary]

    def test_by_which_rules(self) -> None:
        shown = written(the_situation(*HELD, street="X"))
        hidden = written(the_situation(*HELD, street="X", primary_address="0"))
        assert shown["4", "primary"][1] == ("address.new-is-primary", "address.one-primary")
        assert hidden["4", "primary"][1] == ("address.not-primary-hidden", "address.one-primary")
        assert "address.one-primary" in shown["2", "primary"][1]

    def test_a_new_number_is_above_all_others(self) -> None:
        assert planned(the_situation(an_address("7"), an_address("3", primary=False), street="X"))[0].address_id == "8"


class TestWhatIsOddOrWrong:
    def judged(self, now: Situation) -> tuple[list[str], list[str], tuple[str, ...]]:
        """Entries that are wrong, entries that are odd, and the rules of the last line."""
        chosen, trace = planned(now)
        wrong, odd = problems(trace, now, chosen)
        return [problem.field for problem in wrong], [problem.field for problem in odd], trace.entries[-1].rules

    NEITHER: tuple[list[str], list[str]] = ([], [])

    def test_an_end_in_the_past_of_a_primary_address_is_saved_with_a_warning_or_refused(self) -> None:
        past: dict[str, str | Sent] = {"street": "X", "start_date": "2020-01-01", "end_date": "2025-06-30"}
        assert self.judged(the_situation(PRIMARY, given=past)) == ([], ["end_date"], ("address.past-end-primary",))
        refusing = {"address.past-end-primary": "refused"}
        assert self.judged(the_situation(PRIMARY, readings=refusing, given=past)) == (["end_date"], [], ("address.past-end-primary",))
        assert self.judged(the_situation(PRIMARY, readings=refusing, primary_address="0", given=past))[:2] == self.NEITHER
        assert (
            self.judged(the_situation(PRIMARY, readings=refusing, street="X", start_date="2020-01-01", end_date=TODAY))[:2] == self.NEITHER
        )

    def test_an_end_before_the_start_is_refused_or_saved(self) -> None:
        crossed: dict[str, str | Sent] = {"street": "X", "start_date": "2026-02-02", "end_date": "2026-02-01"}
        assert self.judged(the_situation(PRIMARY, given=crossed)) == (["end_date"], [], ("dates.end-before-start",))
        saved = {"dates.end-before-start": "saved"}
        assert self.judged(the_situation(PRIMARY, readings=saved, given=crossed)) == ([], ["end_date"], ("dates.end-before-start",))

    def test_one_day_is_no_end_before_the_start(self) -> None:
        assert self.judged(the_situation(PRIMARY, street="X", start_date="2026-02-02", end_date="2026-02-02"))[:2] == self.NEITHER

    @pytest.mark.parametrize("form", ["date", "date and time", "with an offset"])
    def test_nor_is_an_end_today_of_an_address_that_starts_today(self, form: str) -> None:
        assert (
            self.judged(the_situation(PRIMARY, street="X", end_date=TODAY, readings={"unsaid.start-date-form": form}))[:2] == self.NEITHER
        )

    def test_in_place_the_start_that_is_held_counts(self) -> None:
        now = the_situation(PRIMARY, ticked=True, new_address="0", end_date="2019-01-01")
        assert self.judged(now)[0] == ["end_date"]

    def test_dates_of_old_records_are_nobodys_business(self) -> None:
        crossed = an_address("1", start_date="2026-01-01", end_date="2025-01-01")
        assert self.judged(the_situation(crossed, ticked=True, phone_number="1"))[:2] == self.NEITHER

    @pytest.mark.parametrize(
        ("point", "entry", "held", "flags"),
        [
            ("unsaid.in-place-without-address", "new_address", (), {"new_address": "0"}),
            ("unsaid.in-place-not-primary", "primary_address", (PRIMARY,), {"new_address": "0", "primary_address": "0"}),
        ],
    )
    def test_flags_that_do_not_fit(self, point: str, entry: str, held: tuple[Address, ...], flags: dict[str, str | Sent]) -> None:
        assert self.judged(the_situation(*held, street="X", given=flags))[:2] == ([], [entry])
        assert self.judged(the_situation(*held, street="X", readings={point: "refused"}, given=flags))[:2] == ([entry], [])


def test_what_a_fault_makes_of_the_decision_is_what_is_planned() -> None:
    now = the_situation(*HELD, street="X", new_address="0")
    trace = Trace(a_trace(now.world).call, now.world, lambda entry, _: (entry._replace(value="add"),))
    assert plan(trace, now).address_id == "4"


def test_a_location_belongs_to_no_address_record() -> None:
    now = the_situation(*HELD, street="X", location=Sent("2"))
    assert not {path[-1] for path in written(now)} & {"location", "data_location", "region"}
