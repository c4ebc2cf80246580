"""What to expect of a scenario: the reference, made to be like the target, carries it out, and its answers are what the page says.

Where the source leaves a point open and nobody knows what the target makes of it, every permitted answer is expected (`cautiously`).
That takes a run for each outcome of each open point, so it is asked for only where something has come out otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, takewhile

import msgspec

from conformance.drivers.in_process import Heard, Likeness, listened
from conformance.exchanges import Observation
from conformance.explorer.filling import EITHER, as_on_a_page, filled_in
from conformance.lists import Lists
from conformance.performance import Performance
from conformance.preparation import unprepared
from conformance.snippets import labelled
from conformance.suite import Act, Scenario, Suite
from conformance.twins import without_twin

_COMMON = re.compile("[a-z ]{4,}|[0-9]{4,6}|None")
"""Texts that may stand in any refusal, whatever it is about."""

Variation = tuple[tuple[str, str], ...]
"""Open points and the outcomes that they are to have."""
AS_IT_IS: Variation = ()
"""No other outcome than those that the target is taken to follow."""

Seen = dict[int, Observation]
"""What was observed, by the number of the step."""


class Expecting:
    """Fills in expectations. `free` has the points of which it is not known what the target makes, with all their outcomes."""

    def __init__(self, suite: Suite, like: Likeness, free: Mapping[str, Sequence[str]]) -> None:
        self._suite, self._like, self._free = suite, like, free
        self._made: dict[Variation, tuple[Heard, Lists]] = {}
        self._touched: set[str] = set()

    @property
    def like(self) -> Likeness:
        """What the reference is like by now."""
        return self._like

    def settle(self, point: str, outcome: str) -> None:
        """From now on, where not asked to be cautious, take the target to follow this outcome of a point that is not known."""
        self._like = self._like._replace(readings={**self._like.readings, point: outcome})
        self._made.clear()

    def expected(self, bare: Scenario, variation: Variation = AS_IT_IS) -> Scenario:
        """The scenario as the reference would have it; acts that cannot be expected to mean anything are left out."""
        return self._whole(bare, [variation])

    def cautiously(self, bare: Scenario, together: int = 1) -> Scenario:
        """The same with every answer that other outcomes of free points permit, so many of them `together` at most."""
        variations = [one for number in range(1, together + 1) for one in self.variations(number)]
        return self._whole(bare, [AS_IT_IS, *variations])

    def variations(self, together: int = 1) -> Iterator[Variation]:
        """So many free points at once, each with an outcome that is not taken for the target's."""
        others = [
            (point, outcome)
            for point, outcomes in self._free.items()
            for outcome in outcomes
            if outcome != self._like.readings.get(point, outcomes[0])
        ]
        for variation in combinations(others, together):
            if len({point for point, _ in variation}) == together:
                yield variation

    @property
    def touched(self) -> frozenset[str]:
        """The rules that have given the reference's answers so far."""
        return frozenset(self._touched)

    def _whole(self, bare: Scenario, variations: Sequence[Variation]) -> Scenario:
        """Filled in, without acts that lack a positive twin or that lean on something that does not come about."""
        while True:
            runs = [self._carried_out(bare, variation) for variation in variations]
            filled = _until_nobody([filled_in(act, [seen.get(number) for seen in runs]) for number, act in enumerate(_acts(bare))])
            unsaved = [act for number, act in enumerate(filled) if _unsaved(act, [seen.get(number) for seen in runs])]
            lacking = [*unsaved, *_lacking([act for act in filled if act not in unsaved])]
            if not any(act.expect.acceptance != "refused" and not act.observes for act in lacking):
                said = [act for act in filled if act not in lacking and _says_something(act)]
                return _with_steps(bare, _telling_values(_alike_to_something(said)))
            bare = _with_steps(bare, [act for act, like in zip(_acts(bare), filled, strict=False) if like not in lacking])

    def _carried_out(self, bare: Scenario, variation: Variation) -> Seen:
        heard, lists = self._reference(variation)
        performance = Performance(bare, heard.driver, lists)
        performance.carry_out()
        if variation == AS_IT_IS:
            self._touched.update(rule for step in heard.steps for entry in step.trace for rule in entry.rules)
        heard.steps.clear()
        today = self._like.clock().astimezone(self._like.zone).date().isoformat()
        placeholders = {value: mark for mark, value in performance.filled.items() if mark != "<ucrn>"}
        placeholders |= {value: mark for mark, value in performance.filled.items() if mark == "<ucrn>" and value not in placeholders}
        return {one.step: as_on_a_page(one, placeholders, today) for one in performance.observations}

    def _reference(self, variation: Variation) -> tuple[Heard, Lists]:
        if variation not in self._made:
            heard = listened(self._like._replace(readings={**self._like.readings, **dict(variation)}))
            made = heard, Lists(self._suite, heard.driver)
            if len(variation) > 1:  # there are many of these, and each is seldom asked for
                return made
            self._made[variation] = made
        return self._made[variation]


def _acts(scenario: Scenario) -> Iterator[Act]:
    for step in scenario.steps:
        assert isinstance(step, Act), "nothing that is drawn has outcomes to choose from"
        yield step


def _with_steps(scenario: Scenario, acts: Sequence[Act]) -> Scenario:
    return msgspec.structs.replace(scenario, steps=tuple(acts))


def _until_nobody(acts: Sequence[Act]) -> list[Act]:
    """All acts up to a create of which nobody can say whether it makes the first customer of its name: what follows might be about nobody.

    Where there is one of that name already, what follows is about the one or the other.
    """
    made: set[str] = set()

    def somebody(act: Act) -> bool:
        if act.call is None or act.call.operation != "create":
            return True
        if act.expect.acceptance == "accepted":
            made.add(act.call.customer)
        return act.expect.acceptance != EITHER or act.call.customer in made

    return list(takewhile(somebody, acts))


def _lacking(acts: Sequence[Act]) -> list[Act]:
    """The acts that no reader would take: without a twin, or without what they lean on. One that was refused has changed nothing."""
    left = list(acts)
    lacking: list[Act] = []
    while True:
        scenario = Scenario("", "", "", 1, steps=tuple(left))
        lonely = without_twin(scenario) or next(iter(unprepared(scenario) or ()), None)
        if not isinstance(lonely, Act):
            return lacking
        lacking.append(lonely)
        left = [act for act in left if act is not lonely]


def _alike_to_something(acts: Sequence[Act]) -> list[Act]:
    """The acts; a refusal is to be in the words of the one before it only where that is of a call of the same kind and asker."""
    return [
        labelled(msgspec.structs.replace(act, expect=msgspec.structs.replace(act.expect, alike=False)))
        if act.expect.alike and not (before and _refused_alike(before, act))
        else act
        for before, act in zip((None, *acts), acts, strict=False)
    ]


def _telling_values(acts: Sequence[Act]) -> list[Act]:
    """The acts; a refusal is to reveal nothing only where no value sent before might stand in it anyway, as any word or number might."""
    told: list[Act] = []
    common = False
    for act in acts:
        if act.expect.reveals_nothing and common:
            told.append(labelled(msgspec.structs.replace(act, expect=msgspec.structs.replace(act.expect, reveals_nothing=False))))
        else:
            told.append(act)
        sent = act.call.fields if act.call else {}
        of_record = act.expect.acceptance == "accepted"
        common = common or any(
            _COMMON.fullmatch(text) or (not of_record and text.isalpha()) for text in (*sent.values(), *act.form.values())
        )
    return told


def _refused_alike(one: Act, other: Act) -> bool:
    if one.call is None or other.call is None or one.expect.acceptance != "refused":
        return False
    return (one.call.operation, one.call.actor) == (other.call.operation, other.call.actor)


def _unsaved(act: Act, runs: Sequence[Observation | None]) -> bool:
    """Whether the act is to save every ID of a list, and there is a customer or a reading with which the reference does not save them."""
    if act.kind != "save-every-id":
        return False
    return any(one is None or any(item["id"] != item["read"] for item in one.answer.items) for one in runs)


def _says_something(act: Act) -> bool:
    """Whether there is anything to be said of what is looked at, where that is all that the act is for."""
    looks_into_the_hub = act.call is not None and act.call.operation == "hub-record"
    return not looks_into_the_hub or act.expect.fields is not None or act.expect.addresses is not None
