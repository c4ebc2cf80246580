"""An act as it stands on a page, filled in with what was seen: one value, or all those that a hub may answer. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from conformance import names
from conformance.exchanges import Observation
from conformance.explorer.vocabulary import LIST_OF
from conformance.snippets import labelled
from conformance.suite import Acceptance, Act, Call, Expectation, Expected, Json

EITHER: Acceptance = "refused or accepted"
"""How a call is to be answered of which nobody can say more."""


def as_on_a_page(observation: Observation, placeholders: Mapping[str, str], today: str) -> Observation:
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


def filled_in(act: Act, runs: Sequence[Observation | None]) -> Act:
    """The act with what the first run saw, or (where others saw something else) all of that; as it would stand on a page."""
    seen = [one for one in runs if one is not None]
    call = act.call
    if act.kind != "call" or call is None or not seen:
        return labelled(act)
    statuses = {one.answer.status for one in seen}
    if statuses != {"accepted"}:
        told: Acceptance = EITHER if "accepted" in statuses else "refused"
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
