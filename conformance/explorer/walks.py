"""Strategies for whole scenarios: who is created, what is done to them, and a look at them after each step. Nothing is expected yet.

Before a call that a hub may refuse stands the same call without what it may refuse: its positive twin.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import msgspec
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from conformance import names
from conformance.explorer.entries import Entries, Fields
from conformance.explorer.forms import form_for_get, tokened
from conformance.explorer.spoiling import spoiled
from conformance.explorer.vocabulary import LIST_OF, Vocabulary
from conformance.suite import Act, Call, Expectation, Scenario

_NAMES = ("Ann", "Ben", "Cas")
_SHORT_LISTS = ("prefix_id", "suffix_id")
"""Entries whose every ID is few calls to save."""

T = TypeVar("T")


def walks(vocabulary: Vocabulary, capabilities: frozenset[str]) -> SearchStrategy[Scenario]:
    """Scenarios for a target with these capabilities."""
    entries = Entries(vocabulary, "connected-index" in capabilities)

    @st.composite
    def walk(draw: DrawFn) -> Scenario:
        count = draw(st.sampled_from((1, 1, 2, 3)))
        walker = _Walker(draw, entries, vocabulary, capabilities, _NAMES[:count] if count > 1 else ("",))
        return Scenario("explored", "", "explored", 1, steps=tuple(walker.walked()))

    return walk()


class _Walker:
    """One walk: the customers there are, and the acts so far."""

    def __init__(
        self, draw: DrawFn, entries: Entries, vocabulary: Vocabulary, capabilities: frozenset[str], customers: tuple[str, ...]
    ) -> None:
        self._draw, self._entries, self._vocabulary, self._can = draw, entries, vocabulary, capabilities
        self._customers = customers
        self._acts: list[Act] = []
        self._places: dict[str, Fields] = {}
        self._created: dict[str, Fields] = {}
        weighted: dict[Callable[[str], None], tuple[int, bool]] = {
            self._update: (12, True),
            self._ask: (2, True),
            self._fill_a_form: (1, "tokens" in capabilities),
            self._edit: (2, "edit-forms" in capabilities),
            self._list: (1, "lists" in capabilities),
        }
        self._moves = [move for move, (weight, possible) in weighted.items() if possible for _ in range(weight)]

    def walked(self) -> list[Act]:
        """The acts from the first create to the last look."""
        for customer in self._customers:
            self._create(customer)
        if len(self._customers) > 1:
            self._acts.append(Act("different-ucrns", "", 1, names=self._customers))
        for _ in range(self._draw(st.integers(0, 4))):
            customer = self._one_of(self._customers)
            self._one_of(self._moves)(customer)
        for customer in self._customers:
            self._look(customer)
        return self._acts

    def _one_of(self, things: tuple[T, ...] | list[T]) -> T:
        return self._draw(st.sampled_from(things))

    def _seldom(self) -> bool:
        return self._draw(st.integers(0, 7)) == 7

    def _create(self, customer: str) -> None:
        fields = self._draw(self._entries.created)
        self._created[customer] = fields
        self._remember(customer, fields)
        call = Call("create", customer, fields=fields)
        for_case = "cases" in self._can and self._seldom()
        if for_case:
            self._do(Call("open-case"))
            call = msgspec.structs.replace(call, for_case=True)
        self._send(call)
        if for_case:
            self._do(Call("read-case"), observes=True)

    def _update(self, customer: str) -> None:
        fields = self._draw(self._entries.updated) | self._email(customer)
        if self._seldom():
            fields |= self._places.get(customer, {})
        self._remember(customer, fields)
        ticked, keeps = self._draw(st.booleans()), self._draw(st.booleans())
        actor = self._own(customer) if self._seldom() else "a CSA"
        self._send(Call("update", customer, actor, fields, ignore_empty=ticked, keep_empty_end_dates=keeps))
        self._look(customer)

    def _email(self, customer: str) -> Fields:
        """The e-mail is left out, left blank, or sent as it was at first; another one may be refused."""
        first = self._created[customer].get("email_address", "")
        return self._one_of(({}, {"email_address": ""}, {"email_address": first}))

    def _send(self, call: Call) -> None:
        """A create or an update: as it is, with a form, or spoiled after its twin."""
        manner = self._draw(st.sampled_from(("plain",) * 3 + ("form", *("spoiled",) * 3)))
        if manner == "form" and "tokens" in self._can and call.fields:
            self._from_a_form(call)
            return
        self._do(call)
        if manner == "spoiled":
            for worse in self._draw(st.lists(spoiled(call, self._vocabulary, self._can, self._customers), min_size=1, max_size=3)):
                if worse:
                    self._do(worse)

    def _from_a_form(self, call: Call) -> None:
        form, fields = self._draw(tokened(call.fields))
        self._acts.append(Act("form", "", 1, form=form))
        self._do(msgspec.structs.replace(call, fields=fields, from_form=True))

    def _ask(self, customer: str) -> None:
        """Get, by somebody, of somebody."""
        call = Call("get", customer)
        self._do(call)
        if worse := self._draw(spoiled(call, self._vocabulary, self._can, self._customers)):
            stranger = worse.actor not in ("a CSA", self._own(customer))
            self._do(worse, reveals_nothing=stranger)
            if stranger and not worse.ucrn:
                self._do(msgspec.structs.replace(worse, ucrn="unknown"), alike=True)

    def _fill_a_form(self, customer: str) -> None:
        self._acts.append(Act("form", "", 1, form=self._draw(form_for_get())))
        self._do(Call("get", customer, from_form=True))

    def _edit(self, customer: str) -> None:
        self._do(Call("open-edit-form", customer, pre_submission=self._draw(st.booleans())))
        ticked, keeps = self._draw(st.booleans()), self._draw(st.booleans())
        self._do(Call("submit-edit-form", fields=self._draw(self._entries.edited), ignore_empty=ticked, keep_empty_end_dates=keeps))
        self._do(Call("reopen-edit-form"), observes=True)

    def _list(self, customer: str) -> None:
        name = self._one_of(names.LISTS)
        self._acts.append(Act("call", "", 1, Call("list", list_name=name), Expectation(ids_of_digits=4 if name == "countries" else 0)))
        if customer == "":
            entry = self._one_of(_SHORT_LISTS)
            self._acts.append(Act("save-every-id", "", 1, Call("list", list_name=LIST_OF[entry]), names=(entry,)))

    def _look(self, customer: str) -> None:
        """See what has become of a customer, as far as the target shows it."""
        actor = self._own(customer) if self._seldom() else "a CSA"
        self._do(Call("get", customer, actor), observes=True)
        if "hub-record" in self._can:
            self._do(Call("hub-record", customer), observes=True)
        if "address-history" in self._can:
            self._acts.append(Act("call", "", 1, Call("hub-record", customer), Expectation("refused or accepted", addresses=[]), True))

    def _do(self, call: Call, observes: bool = False, reveals_nothing: bool = False, alike: bool = False) -> None:
        expect = Expectation("refused or accepted", reveals_nothing=reveals_nothing, alike=alike)
        self._acts.append(Act("call", "", 1, call, expect, observes))

    def _remember(self, customer: str, fields: Fields) -> None:
        place = {name: text for name, text in fields.items() if name in names.PLACE_ENTRIES}
        if any(place.values()):
            self._places[customer] = place

    @staticmethod
    def _own(customer: str) -> str:
        return customer or "the customer"
