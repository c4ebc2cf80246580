"""The trace of a step, and the state that is built from it."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from reference_impl.trace import Trace, built
from reference_impl.values import Call, EditForm, Entry
from reference_impl.world import World
from tests.reference import a_customer, a_hub, an_address

PLACE = ("decision", "record")
OTHER = ("decision", "other")


@pytest.fixture
def world() -> World:
    home = an_address("1", street="Lochrin Place")
    return a_hub().world()._replace(customers={"1": a_customer("1", home, first_name="Ann"), "2": a_customer("2")})


def rewriting(*written: Entry) -> Trace:
    return Trace(Call(operation="update"), a_hub().world(), lambda _, __: written)


class TestDeciding:
    def test_what_is_decided_stands_there_with_its_rules(self) -> None:
        trace = Trace(Call(operation="update"), a_hub().world())
        assert trace.decide(PLACE, "add", "address.new-by-default", "address.new-adds-one") == "add"
        assert trace.entries == [Entry(PLACE, "add", ("address.new-by-default", "address.new-adds-one"))]

    def test_many_are_decided_as_one_by_one(self) -> None:
        trace = Trace(Call(operation="update"), a_hub().world())
        trace.decide_each(("answer",), [("house", "1", ("a", "b")), ("town", "", ())])
        assert trace.entries == [Entry(("answer", "house"), "1", ("a", "b")), Entry(("answer", "town"), "", ())]
        assert type(trace.entries[0]) is Entry

    def test_below_a_path_stands_what_was_decided_right_there(self) -> None:
        trace = Trace(Call(operation="get"), a_hub().world())
        trace.decide_each(("answer",), [("house", "1", ()), ("house", "2", ())])
        trace.decide(("answer", "addresses", "1"), "3")
        assert trace.below("answer") == {"house": "2"}

    def test_before_is_the_customer_whom_the_call_is_about(self, world: World) -> None:
        trace = Trace(Call(operation="update"), world)
        assert trace.before is None
        trace.ucrn = "1"
        assert trace.before is world.customers["1"]


class TestRewriting:
    def test_another_value_is_what_is_decided(self) -> None:
        assert rewriting(Entry(PLACE, "none", ())).decide(PLACE, "add", "x") == "none"

    def test_nothing_is_none(self) -> None:
        trace = rewriting()
        assert trace.decide(PLACE, "add", "x") is None
        assert trace.entries == []

    def test_a_value_elsewhere_alone_leaves_nothing_here(self) -> None:
        trace = rewriting(Entry(OTHER, "1", ()))
        assert trace.decide(PLACE, "add", "x") is None
        assert trace.entries == [Entry(OTHER, "1", ())]

    def test_a_value_elsewhere_besides_is_written_too(self) -> None:
        trace = rewriting(Entry(OTHER, "1", ()), Entry(PLACE, "add", ("x",)))
        assert trace.decide(PLACE, "add", "x") == "add"
        assert [entry.path for entry in trace.entries] == [OTHER, PLACE]

    def test_every_one_of_many_goes_through_it(self) -> None:
        seen: list[Entry] = []

        def note(entry: Entry, _: Trace) -> Iterable[Entry]:
            seen.append(entry)
            return (entry,)

        trace = Trace(Call(operation="get"), a_hub().world(), note)
        trace.decide_each(("answer",), [("house", "1", ("a",)), ("town", "", ("b",))])
        assert seen == trace.entries == [Entry(("answer", "house"), "1", ("a",)), Entry(("answer", "town"), "", ("b",))]


class TestBuilding:
    def test_decisions_and_answers_build_nothing(self, world: World) -> None:
        made = built(world, [Entry(PLACE, "add", ()), Entry(("answer", "house"), "1", ())])
        assert (made.customers, made.cases, made.edit_forms) == ({}, {}, {})

    def test_a_value_is_put_upon_the_record_as_it_was(self, world: World) -> None:
        made = built(world, [Entry(("customers", "1", "profile", "last_name"), "Baker", ())]).customers
        assert set(made) == {"1"}
        assert (made["1"].profile["first_name"], made["1"].profile["last_name"]) == ("Ann", "Baker")
        assert made["1"].addresses == world.customers["1"].addresses
        assert world.customers["1"].profile["last_name"] == ""

    def test_the_last_word_counts(self, world: World) -> None:
        path = ("customers", "1", "profile", "last_name")
        assert built(world, [Entry(path, "Baker", ()), Entry(path, "Smith", ())]).customers["1"].profile["last_name"] == "Smith"

    def test_a_new_customer_is_blank_but_for_what_is_written(self, world: World) -> None:
        made = built(world, [Entry(("customers", "3", "profile", "first_name"), "Zoë", ())]).customers["3"]
        assert {name: text for name, text in made.profile.items() if text} == {"first_name": "Zoë"}
        assert (made.ucrn, made.addresses) == ("3", ())

    def test_several_customers_can_be_touched(self, world: World) -> None:
        entries = [Entry(("customers", ucrn, "profile", "last_name"), "Baker", ()) for ucrn in "12"]
        assert set(built(world, entries).customers) == {"1", "2"}

    def test_address_records_are_changed_added_and_taken_away(self, world: World) -> None:
        root = ("customers", "1", "addresses")
        changed = [Entry((*root, "1", "street"), "Leith Walk", ()), Entry((*root, "1", "primary"), False, ())]
        added = [Entry((*root, "2", "primary"), True, ()), Entry((*root, "2", "street"), "B", ())]
        first, second = built(world, changed + added).customers["1"].addresses
        assert (first.id, first.primary, first.values["street"], first.values["start_date"]) == ("1", False, "Leith Walk", "2020-05-05")
        assert (second.id, second.primary, second.values) == ("2", True, {"street": "B"})
        assert built(world, [Entry((*root, "1"), None, ())]).customers["1"].addresses == ()

    def test_cases(self, world: World) -> None:
        assert built(world, [Entry(("cases", "c", "ucrn"), None, ()), Entry(("cases", "d", "ucrn"), "1", ())]).cases == {
            "c": None,
            "d": "1",
        }

    def test_edit_forms(self, world: World) -> None:
        opened = [
            Entry(("edit-forms", "f", "ucrn"), "1", ()),
            Entry(("edit-forms", "f", "pre_submission"), True, ()),
            Entry(("edit-forms", "f", "opened", "house"), "1", ()),
        ]
        form = built(world, opened).edit_forms["f"]
        assert form == EditForm("f", "1", True, {"house": "1"})
        edited = built(world._replace(edit_forms={"f": form}), [Entry(("edit-forms", "f", "edited", "house"), "2", ())])
        assert edited.edit_forms["f"] == EditForm("f", "1", True, {"house": "1"}, {"house": "2"})

    def test_a_path_that_no_edit_form_has_is_a_mistake(self, world: World) -> None:
        with pytest.raises(ValueError, match="no place in an edit form"):
            built(world, [Entry(("edit-forms", "f", "colour"), "red", ())])
