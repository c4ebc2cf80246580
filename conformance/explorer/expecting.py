"""What to expect of a scenario: the reference, made to be like the target, carries it out, and its answers are what the page says.

Where the source leaves a point open and nobody knows what the target makes of it, every permitted answer is expected (`cautiously`).
That takes a run for each outcome of each open point, so it is asked for only where something has come out otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations, takewhile

import msgspec

from conformance import names
from conformance.drivers.in_process import Heard, Likeness, listened
from conformance.exchanges import Observation
from conformance.explorer.vocabulary import LIST_OF
from conformance.lists import Lists
from conformance.preparation import unprepared
from conformance.runner import Performance
from conformance.snippets import labelled
from conformance.suite import Acceptance, Act, Call, Expectation, Expected, Json, Scenario, Suite
from conformance.twins import without_twin

_COMMON = re.compile("[a-z ]{4,}|[0-9]{4,6}|None")
"""Texts that may stand in any refusal, whatever it is about."""
_EITHER: Acceptance = "refused or accepted"

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
            filled = _until_nobody([_filled_in(act, [seen.get(number) for seen in runs]) for number, act in enumerate(_acts(bare))])
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
        return {one.step: _as_on_a_page(one, placeholders, today) for one in performance.observations}

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
        return act.expect.acceptance != _EITHER or act.call.customer in made

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


def _as_on_a_page(observation: Observation, placeholders: Mapping[str, str], today: str) -> Observation:
    """The observation with placeholders for whatever is another target's own: UCRNs, IDs, and the day."""
    answer = observation.answer
    fields = {name: _marked(name, value, placeholders, today) for name, value in answer.fields.items()}
    addresses = [{name: _marked(name, value, placeholders, today) for name, value in one.items()} for one in answer.addresses]
    return msgspec.structs.replace(observation, answer=msgspec.structs.replace(answer, fields=fields, addresses=addresses))


def _marked(name: str, value: Json, placeholders: Mapping[str, str], today: str) -> Json:
    if name == "ucrn":
        return placeholders.get(str(value), "<any>" if value else value)
    if name in LIST_OF:
        return placeholders.get(str(value), value)
    if name in names.DATES and isinstance(value, str) and value[:10] == today:
        return "<today>"
    return value


def _filled_in(act: Act, runs: Sequence[Observation | None]) -> Act:
    """The act with what the first run saw, or (where others saw something else) all of that; as it would stand on a page."""
    seen = [one for one in runs if one is not None]
    call = act.call
    if act.kind != "call" or call is None or not seen:
        return labelled(act)
    statuses = {one.answer.status for one in seen}
    if statuses != {"accepted"}:
        told: Acceptance = _EITHER if "accepted" in statuses else "refused"
        flags = msgspec.structs.replace(act.expect, acceptance=told, addresses=None)
        both = statuses == {"refused"}
        return _labelled(act, msgspec.structs.replace(flags, reveals_nothing=both and flags.reveals_nothing, alike=both and flags.alike))
    expect = Expectation(ids_of_digits=act.expect.ids_of_digits)
    if act.expect.addresses is not None:
        addresses = _addresses([one.answer.addresses for one in seen])
        return _labelled(act, msgspec.structs.replace(expect, addresses=addresses))
    fields = _fields([one.answer.fields for one in seen], _wanted(call, seen[0]))
    return _labelled(act, msgspec.structs.replace(expect, fields=fields or None))


def _labelled(act: Act, expect: Expectation) -> Act:
    observes = act.observes and (expect.fields is not None or expect.addresses is not None)
    return labelled(msgspec.structs.replace(act, expect=expect, observes=observes))


def _wanted(call: Call, seen: Observation) -> Iterable[str]:
    """The names to look at: what Get does not answer at all is blank there, as are custom fields in the hub record."""
    answered = seen.answer.fields
    if call.from_form and call.operation == "get":
        return answered
    match call.operation:
        case "get":
            return sorted(names.IN_GET)
        case "hub-record":
            return [*(name for name in answered if name in names.IN_HUB_RECORD), *names.CUSTOM]
        case "read-case":
            return ("ucrn",)
        case "open-edit-form" | "reopen-edit-form":
            return [name for name in answered if name in names.IN_GET or name in names.ONLY_IN_HUB_RECORD]
    return ()


def _fields(runs: Sequence[Mapping[str, Json]], wanted: Iterable[str]) -> dict[str, Expected]:
    return {name: _any_of([run.get(name) for run in runs]) for name in wanted}


def _addresses(runs: Sequence[list[dict[str, Json]]]) -> list[dict[str, Expected]] | None:
    """The records that all runs have; None where some have more than others, and nothing can be said of them."""
    if len({len(run) for run in runs}) > 1:
        return None
    return [
        {
            name: _any_of([run[number].get(name) for run in runs])
            for name in record
            if name in names.IN_ADDRESS and (name != "primary" or len({run[number].get(name) for run in runs}) == 1)
        }
        for number, record in enumerate(runs[0])
    ]


def _any_of(values: Iterable[Json]) -> Expected:
    texts = list(dict.fromkeys(_text(value) for value in values))
    return texts[0] if len(texts) == 1 else [str(text) for text in texts]


def _text(value: Json) -> str | bool:
    return value if isinstance(value, bool) else "" if value is None else str(value)
