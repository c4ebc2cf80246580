"""Strategies for whole scenarios: who is created, what is done to them, and a look at them after each step. Nothing is expected yet.

Beside a call that a hub may refuse stands the same call without what it may refuse: its positive twin.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import msgspec
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from conformance import names
from conformance.explorer.echoes import echoes
from conformance.explorer.entries import Entries, Fields
from conformance.explorer.forms import form_for_get, tokened
from conformance.explorer.spoiling import spoiled
from conformance.explorer.vocabulary import LIST_OF, Vocabulary
from conformance.suite import Act, Call, Expectation, Scenario

_NAMES = ("Ann", "Ben", "Cas")
_SHORT_LISTS = ("prefix_id", "suffix_id", "preferred_language")
"""Entries whose every ID is few calls to save."""

T = TypeVar("T")


def walks(vocabulary: Vocabulary, capabilities: frozenset[str]) -> SearchStrategy[Scenario]:
    """Scenarios for a target with these capabilities."""
    entries = Entries(vocabulary, "connected-index" in capabilities)

    @st.composite
    def walk(draw: DrawFn) -> Scenario:
        count = draw(st.sampled_from((1, 1, 2, 2, 3)))
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
        self._held: dict[str, Fields] = {}
        self._created: dict[str, Fields] = {}
        weighted: dict[Callable[[str], None], tuple[int, bool]] = {
            self._update: (12, True),
            self._ask: (3, True),
            self._fill_a_form: (2, "tokens" in capabilities),
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
        for _ in range(self._draw(st.integers(1, 7))):
            customer = self._one_of(self._customers)
            self._one_of(self._moves)(customer)
        for customer in self._customers:
            self._look(customer, on_the_way=False)
        return self._acts

    def _one_of(self, things: tuple[T, ...] | list[T]) -> T:
        return self._draw(st.sampled_from(things))

    def _one_in(self, number: int) -> bool:
        return self._draw(st.integers(1, number)) == number

    def _create(self, customer: str) -> None:
        fields = self._draw(self._entries.created)
        if self._held and self._one_in(4):  # two who are alike
            fields = dict(self._created[self._customers[0]])
        self._created[customer] = fields
        call = Call("create", customer, fields=fields)
        for_case = "cases" in self._can and self._one_in(6)
        if for_case:
            self._do(Call("open-case"))
            call = msgspec.structs.replace(call, for_case=True)
        self._send(call)
        if for_case:
            self._do(Call("read-case"), observes=True)

    def _update(self, customer: str) -> None:
        fields = self._draw(self._entries.updated) | self._email(customer)
        held = self._held.get(customer, {})
        again = echoes(self._created[customer], held)
        if held and self._one_in(4):
            echo = self._one_of(again) if again else {}
            fields = echo if self._one_in(3) else fields | echo  # alone, what else it does is seen
        if held and self._one_in(8):
            fields |= {name: text for name, text in held.items() if name in names.PLACE_ENTRIES}
        ticked, keeps = self._draw(st.booleans()), self._draw(st.booleans())
        self._send(Call("update", customer, self._actor(customer), fields, ignore_empty=ticked, keep_empty_end_dates=keeps))
        self._look(customer)

    def _email(self, customer: str) -> Fields:
        """The e-mail is left out, left blank, or sent as it was at first; another one may be refused."""
        first = self._created[customer].get("email_address", "")
        return self._one_of(({}, {"email_address": ""}, {"email_address": first}))

    def _send(self, call: Call) -> None:
        """A create or an update: as it is, with a form, or beside the same call spoiled."""
        manner = self._draw(st.sampled_from((*("plain",) * 3, *("form",) * 2, *("spoiled",) * 3)))
        if manner == "form" and "tokens" in self._can and call.fields:
            self._from_a_form(call)
        elif manner == "spoiled":
            self._beside_worse(call)
        else:
            self._do(call)
        self._remember(call)

    def _beside_worse(self, call: Call) -> None:
        """The call before the same call spoiled in several ways; or (an update) spoiled first, so that what it saved would show."""
        email = self._created[call.customer].get("email_address", "")
        worse = self._draw(
            st.lists(spoiled(call, self._vocabulary, self._can, self._customers, email).filter(bool), min_size=1, max_size=3)
        )
        calls = [call, *(one for one in worse if one)]
        if call.operation == "update" and self._one_in(3):
            self._do(calls.pop())
            self._look(call.customer)
        for one in calls:
            self._do(one)

    def _from_a_form(self, call: Call) -> None:
        form, fields = self._draw(tokened(call.fields))
        self._acts.append(Act("form", "", 1, form=form))
        self._do(msgspec.structs.replace(call, fields=fields, from_form=True))

    def _ask(self, customer: str) -> None:
        """Get, by somebody, of somebody."""
        call = Call("get", customer, self._actor(customer))
        self._do(call)
        for worse in self._draw(st.lists(spoiled(call, self._vocabulary, self._can, self._customers), min_size=1, max_size=3)):
            if worse and worse.actor not in ("a CSA", "nobody", self._own(customer)):
                self._as_a_stranger(worse)
            elif worse:
                self._do(worse, reveals_nothing=worse.actor == "nobody")

    def _as_a_stranger(self, call: Call) -> None:
        """A Get by another customer, and in the same words one of nobody; the stranger's own, which is answered, is the twin of that."""
        own = Call("get", call.actor, call.actor)
        unknown = msgspec.structs.replace(own, ucrn="unknown")
        self._do(Call("get", call.customer))
        self._do(own)
        first, then = (call, unknown) if self._draw(st.booleans()) else (unknown, call)
        self._do(first, reveals_nothing=True)
        self._do(then, reveals_nothing=True, alike=True)

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

    def _look(self, customer: str, on_the_way: bool = True) -> None:
        """See what has become of a customer: in Get, and in one of the two views of the hub, or in the end in both."""
        self._do(Call("get", customer, self._actor(customer)), observes=True)
        views = self._one_of(((True, False), (False, True))) if on_the_way else (True, True)
        if "hub-record" in self._can and views[0]:
            self._do(Call("hub-record", customer), observes=True)
        if "address-history" in self._can and views[1]:
            self._acts.append(Act("call", "", 1, Call("hub-record", customer), Expectation("refused or accepted", addresses=[]), True))

    def _do(self, call: Call, observes: bool = False, reveals_nothing: bool = False, alike: bool = False) -> None:
        expect = Expectation("refused or accepted", reveals_nothing=reveals_nothing, alike=alike)
        self._acts.append(Act("call", "", 1, call, expect, observes))

    def _remember(self, call: Call) -> None:
        given = {name: text for name, text in call.fields.items() if text and text[0] != "<"}
        self._held[call.customer] = self._held.get(call.customer, {}) | given

    def _actor(self, customer: str) -> str:
        return self._own(customer) if self._one_in(3) else "a CSA"

    @staticmethod
    def _own(customer: str) -> str:
        return customer or "the customer"
