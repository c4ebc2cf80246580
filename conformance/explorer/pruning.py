"""Cutting a scenario to size: the fewest acts, the fewest entries and the plainest values with which something still holds of it. Pure.

First what stands in many acts is cut from all of them at once: a call and its positive twin differ in one fact, so that neither can
lose by itself what both have.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import TypeVar

import msgspec

from conformance.explorer.folding import folded
from conformance.suite import Act, Call

Acts = tuple[Act, ...]
Holds = Callable[[Acts], bool]
Ways = Callable[[Acts], Iterable[Acts]]
T = TypeVar("T")

_PLAIN = ("actor", "integration_version", "from_form", "for_case", "pre_submission", "ignore_empty", "keep_empty_end_dates", "ucrn")
"""Facts of a call that are plainest as they are where nothing is said."""
_LONG = 20
"""A text of more characters is cut."""


def pruned(acts: Acts, holds: Holds, plain: Mapping[str, str]) -> Acts:
    """The acts cut down as far as `holds` allows; `plain` has the plainest text of each entry."""
    holds = _once(holds)
    while True:
        before = acts
        acts = _cut(acts, tuple, holds)
        acts = _cut(_names(acts), partial(_with_names, acts), holds)
        acts = _first(acts, _plainer_everywhere, holds)
        acts = _first(acts, partial(_plainer_texts, plain), holds)
        acts = _first(acts, folded, holds)
        for number in range(len(acts)):
            acts = _first(acts, partial(_plainer_act, number), holds)
            acts = _fewer_entries(acts, number, holds)
            acts = _first(acts, partial(_plainer_values, plain, number), holds)
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


def _once(holds: Holds) -> Holds:
    """The same question, asked once of the same acts."""
    answers: dict[bytes, bool] = {}

    def asked(acts: Acts) -> bool:
        key = msgspec.json.encode(acts)
        if key not in answers:
            answers[key] = holds(acts)
        return answers[key]

    return asked


def _cut(things: Iterable[T], put: Callable[[list[T]], Acts], holds: Holds) -> Acts:
    """The acts that `put` makes of as few of the things as possible."""
    return put(fewest(list(things), lambda left: holds(put(left))))


def _first(acts: Acts, ways: Ways, holds: Holds) -> Acts:
    """The acts in the first of the ways that holds, and of that again, until none does."""
    while True:
        better = next((way for way in ways(acts) if way != acts and holds(way)), None)
        if better is None:
            return acts
        acts = better


def _names(acts: Acts) -> list[str]:
    return list(dict.fromkeys(name for act in acts if act.call for name in act.call.fields))


def _with_names(acts: Acts, left: Iterable[str]) -> Acts:
    """The acts with no other entries than these."""
    kept = frozenset(left)
    return tuple(
        _with_call(act, fields={name: text for name, text in act.call.fields.items() if name in kept}) if act.call else act for act in acts
    )


def _plainer_everywhere(acts: Acts) -> Iterator[Acts]:
    """One fact of every call as it is where nothing is said."""
    for fact in _PLAIN:
        yield tuple(_plain_in(act, fact) for act in acts)


def _plainer_act(number: int, acts: Acts) -> Iterator[Acts]:
    for fact in _PLAIN:
        yield _with_act(acts, number, _plain_in(acts[number], fact))


def _plain_in(act: Act, fact: str) -> Act:
    return _with_call(act, **{fact: getattr(Call(act.call.operation), fact)}) if act.call else act


def _plainer_texts(plain: Mapping[str, str], acts: Acts) -> Iterator[Acts]:
    """One text of an entry brought to its plainest wherever the entry has it."""
    pairs = dict.fromkeys((name, text) for act in acts if act.call for name, text in act.call.fields.items() if text)
    for name, text in pairs:
        if text != plain.get(name, text):
            yield tuple(_with_text(act, name, plain[name]) if act.call and act.call.fields.get(name) == text else act for act in acts)


def _plainer_values(plain: Mapping[str, str], number: int, acts: Acts) -> Iterator[Acts]:
    """One entry of one act brought to its plainest text; one that is blank stays so."""
    call = acts[number].call
    for name, text in call.fields.items() if call else ():
        if text:
            yield _with_act(acts, number, _with_text(acts[number], name, plain.get(name, text)))


def _fewer_entries(acts: Acts, number: int, holds: Holds) -> Acts:
    call = acts[number].call
    acts = _cut(acts[number].form.items(), partial(_with_form, acts, number), holds)
    return _cut(call.fields.items(), partial(_with_fields, acts, number), holds) if call else acts


def _shorter_texts(acts: Acts, number: int, holds: Holds) -> Acts:
    call = acts[number].call
    for name, text in (call.fields if call else {}).items():
        if len(text) > _LONG and not text.startswith("<"):
            acts = _cut(text, partial(_with_characters, acts, number, name), holds)
    return acts


def _with_act(acts: Acts, number: int, act: Act) -> Acts:
    return (*acts[:number], act, *acts[number + 1 :])


def _with_call(act: Act, **facts: object) -> Act:
    return msgspec.structs.replace(act, call=act.call and msgspec.structs.replace(act.call, **facts))


def _with_form(acts: Acts, number: int, items: Iterable[tuple[str, str]]) -> Acts:
    return _with_act(acts, number, msgspec.structs.replace(acts[number], form=dict(items)))


def _with_fields(acts: Acts, number: int, items: Iterable[tuple[str, str]]) -> Acts:
    return _with_act(acts, number, _with_call(acts[number], fields=dict(items)))


def _with_characters(acts: Acts, number: int, name: str, characters: Iterable[str]) -> Acts:
    return _with_act(acts, number, _with_text(acts[number], name, "".join(characters)))


def _with_text(act: Act, name: str, text: str) -> Act:
    return _with_call(act, fields={**act.call.fields, name: text}) if act.call else act
