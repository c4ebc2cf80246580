"""What is composed on the playground: as a scenario, from a scenario, and what is objected to."""

from __future__ import annotations

import pytest

from conformance.book import book
from conformance.playground.composition import MOST_UPDATES, Composed, Composition, opened, scenario_of
from conformance.playground.objections import NOWHERE, objections
from conformance.suite import Act, Scenario
from tests.pages import CREATE, block, scenario

IDS = {"prefixes": {"Mr": "1"}, "suffixes": {}, "countries": {"France": "1250"}, "languages": {}}


def by_id(identity: str) -> Scenario:
    return next(one for one in book().scenarios() if one.id == identity)


class TestScenario:
    def test_the_customer_is_looked_at_after_each_call(self) -> None:
        made = scenario_of(Composition(Composed({"house": "12"}), (Composed(), Composed())))
        operations = [step.call.operation for step in made.steps if isinstance(step, Act) and step.call]
        assert operations == ["create", "get", "hub-record", "update", "get", "hub-record", "update", "get", "hub-record"]

    def test_labels_are_those_of_the_book(self) -> None:
        update = Composed({"house": "27"}, ignore_empty=True, keep_empty_end_dates=True, version="V1", actor="the customer")
        made = scenario_of(Composition(updates=(update,)))
        assert [step.label for step in made.steps if isinstance(step, Act) and not step.observes] == [
            "Create:",
            "Update, as the customer, *Ignore Empty Entries* ticked, *Keep empty end dates* ticked, by integration version V1:",
        ]


class TestOpened:
    def test_a_scenario_of_the_book(self) -> None:
        found = opened(by_id("location.kept/a-blank-location-keeps-the-one-that-is-there/2-new-ticked"))
        assert found.composition == Composition(
            Composed({"location": "2", "house": "12", "street": "Leith Walk"}),
            (Composed({"location": "", "new_address": "1", "house": "27", "street": "Byres Road"}, ignore_empty=True),),
        )
        assert found.left_out == ()

    def test_what_it_does_besides_is_named_and_looks_are_not(self) -> None:
        update, get = ("Update, as nobody, refused:", block("{}")), ("Get afterwards:", block('{"house": ""}'))
        found = opened(
            scenario(*CREATE, "Open a case.", *update, *get, "Get, as nobody, refused.", "The same, as a CSA.", "Update:", block("{}"))
        )
        assert found.left_out == ("Open a case", "Get, as nobody, refused")
        assert [one.actor for one in found.composition.updates] == ["nobody", "a CSA"]

    def test_more_updates_than_are_shown_are_named_too(self) -> None:
        found = opened(scenario(*CREATE, *("Update:", block("{}")) * (MOST_UPDATES + 1)))
        assert len(found.composition.updates) == MOST_UPDATES
        assert found.left_out == (f"update {MOST_UPDATES + 1}",)

    @pytest.mark.parametrize("label", ["Create Ann:", "Create from the form:", "Create for the case:"])
    def test_a_customer_that_cannot_be_composed(self, label: str) -> None:
        with pytest.raises(ValueError, match="not about one customer"):
            opened(scenario("Open a case.", "Form:", block('{"x": "1"}'), label, block("{}")))


class TestObjections:
    def test_none_to_what_can_be_asked(self) -> None:
        entries = {"house": "<b>", "prefix_id": "<prefixes: Mr>", "birth_date": "<today>", "custom_29": "x", "twitter": "a <b> c"}
        update = Composed({"ucrn": "<unknown ucrn>", "first_name": "<ucrn>"}, version="V2", actor="nobody")
        readings = {"create.location-default": "3", "location.range": "ignored"}
        assert objections(Composition(Composed({**entries, "house": "<B>"}), (update,), readings), IDS) == ()

    @pytest.mark.parametrize(
        ("name", "value", "message"),
        [
            ("hose", "12", "did you mean house"),
            ("<script>alert(1)</script>", "12", "is no entry that create or update knows"),
            ("\u202ehouse", "12", "'\\\\u202ehouse' is no entry"),
            ("x" * 100_000, "12", f"'{'x' * 60}…' is no entry"),
            ("house", "<script>", "'<script>' is no placeholder that can be sent"),
            ("house", "<any>", "'<any>' is no placeholder"),
            ("house", "<ucrn of Ann>", "is no placeholder"),
            ("ucrn", "<ucrn>", "stands for nobody yet"),
            ("country_id", "<countries: Atlantis>", "the list of countries has no 'Atlantis'"),
        ],
        ids=range(9),
    )
    def test_an_entry_is_named_with_what_is_wrong(self, name: str, value: str, message: str) -> None:
        [found] = objections(Composition(Composed({name: value})), IDS)
        assert (found.call, found.entry) == (0, name)
        assert message.encode().decode("unicode_escape") in found.message or message.replace("\\\\", "\\") in found.message
        assert len(found.message) < 250

    def test_each_stands_at_its_call(self) -> None:
        found = objections(Composition(Composed({"a": ""}), (Composed(), Composed({"b": ""}, version="2"))), IDS)
        assert [(one.call, one.entry) for one in found] == [(0, "a"), (2, ""), (2, "b")]
        assert "'2' is no integration version" in found[1].message

    def test_nobody_is_signed_in_before_there_is_a_customer(self) -> None:
        [found] = objections(Composition(Composed(actor="the customer")), IDS)
        assert "before there is one" in found.message

    @pytest.mark.parametrize(
        ("readings", "message"),
        [
            ({"location.kept": "1"}, "'location.kept' is no rule that permits several"),
            ({"location.range": "9"}, "permits refused, ignored"),
        ],
    )
    def test_a_reading_that_is_not_permitted(self, readings: dict[str, str], message: str) -> None:
        [found] = objections(Composition(readings=readings), IDS)
        assert found.call == NOWHERE
        assert message in found.message.replace("it permits", "permits")

    def test_too_many_updates(self) -> None:
        [found] = objections(Composition(updates=(Composed(),) * (MOST_UPDATES + 1)), IDS)
        assert f"give up to {MOST_UPDATES}" in found.message
