"""A composition as it would stand in a chapter: the calls, what is seen afterwards, and the positive twin of each refusal."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice

import msgspec

from conformance.names import ADDRESS_DATES, CARRIED, DATES, IN_ADDRESS, IN_GET, NOT_FOR_USE, ONLY_IN_HUB_RECORD
from conformance.playground.composition import Composed, Composition, act_of
from conformance.playground.objections import Ids
from conformance.playground.telling import Outcome, Seen, Value
from conformance.snippets import snippet
from conformance.suite import Acceptance, Act, Call, Expectation, Expected, Scenario
from conformance.twins import without_twin

Accepted = Callable[[Composition], bool]
"""Whether the last call of a composition is accepted, whatever outcome of an open point is followed."""

_MOST_TRIED = 20
_LOOKED_AT_NOWHERE = {"ucrn", "search_for_street_postcode", *NOT_FOR_USE}
"""What is known before; of whom it is not known whose it is; what means nothing."""


class UnwrittenError(ValueError):
    """A composition that a chapter cannot have; the message says why."""


def chapter(composition: Composition, outcome: Outcome, ids: Ids, accepted: Accepted) -> str:
    """Labels and blocks as they stand below a scenario's title, for the reader to take back.

    Expected is what the reference does, and where the book permits several values, any of them. Raises UnwrittenError where a call is
    refused for more than one reason, so that no call that differs in one fact is accepted.
    """
    made = list(zip(composition.calls(), outcome.seen, strict=False))
    acts = [act_of(one, "update" if number else "create", Expectation(_acceptance(seen))) for number, (one, seen) in enumerate(made)]
    acts += _looks(composition, outcome, _placeholders(composition, outcome, ids))
    tried = 0
    while lonely := without_twin(_scenario(acts)):
        number = next(number for number, act in enumerate(acts) if act is lonely)
        one, seen = made[number]
        for changed in islice(_twins(one, seen), _MOST_TRIED - tried):
            tried += 1
            if accepted(_with_twin(composition, number, changed)):
                acts.append(act_of(changed, "update" if number else "create", Expectation()))
                break
        else:
            raise UnwrittenError(
                f"{seen.label} is refused, and no call that differs from it in one entry is accepted. A chapter has each refusal with its "
                "positive twin: mend all that is wrong but one thing"
            )
    return snippet(_scenario(acts))


def _scenario(acts: Sequence[Act]) -> Scenario:
    return Scenario("playground", "", "", 0, steps=tuple(acts))


def _acceptance(seen: Seen) -> Acceptance:
    if seen.also:
        return "refused or accepted"
    return "accepted" if seen.status == "accepted" else "refused"


def _with_twin(composition: Composition, number: int, changed: Composed) -> Composition:
    if number == 0:
        return msgspec.structs.replace(composition, create=changed, updates=())
    return msgspec.structs.replace(composition, updates=(*composition.updates, changed))


def _twins(one: Composed, seen: Seen) -> Iterator[Composed]:
    """The same call with one other fact: first with what it was refused for, then with anything."""
    if one.version:
        yield msgspec.structs.replace(one, version="")
    if one.actor != "a CSA":
        yield msgspec.structs.replace(one, actor="a CSA")
    blamed = [decision.what.partition(" ")[2] for decision in seen.decided if decision.what.startswith(("refused ", "accepted "))]
    for name in dict.fromkeys((*(name for name in blamed if name in one.entries), *one.entries)):
        rest = {other: value for other, value in one.entries.items() if other != name}
        values = dict.fromkeys((CARRIED.get(name, ""), "1", "<today>"))
        for entries in (rest, *({**one.entries, name: value} for value in values if value != one.entries[name])):
            yield msgspec.structs.replace(one, entries=entries)


def _placeholders(composition: Composition, outcome: Outcome, ids: Ids) -> dict[str, str]:
    """What a value stands for on a page, where a placeholder was sent for it."""
    sent = {value for one in composition.calls() for value in one.entries.values()}
    listed = {f"<{name}: {word}>": known for name, words in ids.items() for word, known in words.items()}
    ucrn = next((value.value for value in outcome.seen[0].get if value.name == "ucrn"), "")
    stands_for = {**listed, "<ucrn>": ucrn, "<unknown ucrn>": "9" * len(ucrn)}
    return {value: placeholder for placeholder, value in stands_for.items() if placeholder in sent and value}


def _looks(composition: Composition, outcome: Outcome, placeholders: Mapping[str, str]) -> Iterator[Act]:
    last = outcome.seen[-1]
    if not last.get:
        return
    sent = dict.fromkeys(name for one in composition.calls() for name in one.entries if name not in _LOOKED_AT_NOWHERE)

    def expected(value: Value) -> Expected:
        known = {outcome.today: "<today>"} if value.name in DATES else placeholders
        texts = dict.fromkeys((value.value, *(one.value for one in value.also)))
        any_of = [known.get(text, text) for text in texts]
        return any_of if len(any_of) > 1 else any_of[0]

    def values(of: Sequence[Value], names: Sequence[str]) -> dict[str, Expected]:
        found = {value.name: value for value in of}
        return {name: expected(found[name]) for name in names if name in found}

    in_get = [name for name in sent if name in IN_GET] or ["contact_type"]
    yield _look("get", Expectation(fields=values(last.get, in_get)))
    in_hub = [name for name in sent if name in ONLY_IN_HUB_RECORD]
    if in_hub:
        yield _look("hub-record", Expectation(fields=values(last.hub_record, in_hub)))
    of_address = [*(name for name in sent if name in IN_ADDRESS - {*ADDRESS_DATES, "country"}), *ADDRESS_DATES]
    if last.addresses and not last.records_also and not any(value.also for record in last.addresses for value in record.values):
        records = [{**values(record.values, of_address), "primary": record.primary} for record in last.addresses]
        yield _look("hub-record", Expectation(addresses=records))


def _look(operation: str, expect: Expectation) -> Act:
    return Act("call", "", 0, Call(operation), expect, observes=True)  # type: ignore[arg-type]  # one of the two looks
