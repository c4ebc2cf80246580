"""Cutting a scenario to size: the fewest acts, the fewest entries and the plainest values with which something still holds of it. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import TypeVar

import msgspec

from conformance.suite import Act, Call

Acts = tuple[Act, ...]
Holds = Callable[[Acts], bool]
T = TypeVar("T")

_PLAIN = ("actor", "integration_version", "from_form", "for_case", "pre_submission", "ignore_empty", "keep_empty_end_dates", "ucrn")
"""Facts of a call that are plainest as they are where nothing is said."""
_LONG = 20
"""A text of more characters is cut."""


def pruned(acts: Acts, holds: Holds, plain: Mapping[str, str]) -> Acts:
    """The acts cut down as far as `holds` allows; `plain` has the plainest text of each entry."""
    while True:
        before = acts
        acts = _cut(acts, tuple, holds)
        for number in range(len(acts)):
            acts = _plainer(acts, number, _plainer_calls, holds)
            acts = _fewer_entries(acts, number, holds)
            acts = _plainer(acts, number, partial(_plainer_values, plain), holds)
            acts = _shorter_texts(acts, number, holds)
        if acts == before:
            return acts


def fewest(things: Sequence[T], holds: Callable[[list[T]], bool]) -> list[T]:
    """As few of the things as still hold together, first tried without many at once. That they hold as they are is taken for granted."""
    left = list(things)
    size = len(left)
    while size:
        start = 0
        while start < len(left):
            fewer = left[:start] + left[start + size :]
            if holds(fewer):
                left = fewer
            else:
                start += size
        size //= 2
    return left


def _cut(things: Iterable[T], put: Callable[[list[T]], Acts], holds: Holds) -> Acts:
    """The acts that `put` makes of as few of the things as possible."""
    return put(fewest(list(things), lambda left: holds(put(left))))


def _fewer_entries(acts: Acts, number: int, holds: Holds) -> Acts:
    call = acts[number].call
    acts = _cut(acts[number].form.items(), partial(_with_form, acts, number), holds)
    return _cut(call.fields.items(), partial(_with_fields, acts, number), holds) if call else acts


def _plainer(acts: Acts, number: int, ways: Callable[[Act], list[Act]], holds: Holds) -> Acts:
    """One act made plainer in as many of the ways as possible, one after the other."""
    for way in range(len(ways(acts[number]))):
        act = ways(acts[number])[way]
        candidate = _with_act(acts, number, act)
        if act != acts[number] and holds(candidate):
            acts = candidate
    return acts


def _plainer_calls(act: Act) -> list[Act]:
    call = act.call
    if call is None:
        return []
    usual = Call(call.operation)
    facts = [{name: getattr(usual, name)} for name in _PLAIN]
    return [msgspec.structs.replace(act, call=msgspec.structs.replace(call, **fact)) for fact in facts]


def _plainer_values(plain: Mapping[str, str], act: Act) -> list[Act]:
    """One entry at a time brought to its plainest text; one that is blank stays so."""
    fields = act.call.fields if act.call else {}
    return [_with_text(act, name, plain.get(name, text) if text else "") for name, text in fields.items()]


def _shorter_texts(acts: Acts, number: int, holds: Holds) -> Acts:
    call = acts[number].call
    for name, text in (call.fields if call else {}).items():
        if len(text) > _LONG and not text.startswith("<"):
            acts = _cut(text, partial(_with_characters, acts, number, name), holds)
    return acts


def _with_act(acts: Acts, number: int, act: Act) -> Acts:
    return (*acts[:number], act, *acts[number + 1 :])


def _with_form(acts: Acts, number: int, items: Iterable[tuple[str, str]]) -> Acts:
    return _with_act(acts, number, msgspec.structs.replace(acts[number], form=dict(items)))


def _with_fields(acts: Acts, number: int, items: Iterable[tuple[str, str]]) -> Acts:
    act = acts[number]
    call = act.call and msgspec.structs.replace(act.call, fields=dict(items))
    return _with_act(acts, number, msgspec.structs.replace(act, call=call))


def _with_characters(acts: Acts, number: int, name: str, characters: Iterable[str]) -> Acts:
    return _with_act(acts, number, _with_text(acts[number], name, "".join(characters)))


def _with_text(act: Act, name: str, text: str) -> Act:
    call = act.call and msgspec.structs.replace(act.call, fields={**act.call.fields, name: text})
    return msgspec.structs.replace(act, call=call)
