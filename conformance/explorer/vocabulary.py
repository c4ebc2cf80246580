"""What the entries of a call may hold: the texts that the book itself sends, sorted into those that are taken and those that are not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from conformance.lists import Lists
from conformance.suite import Suite

LIST_OF = {"prefix_id": "prefixes", "suffix_id": "suffixes", "country_id": "countries", "preferred_language": "languages"}
"""Entries that take an ID, and the list that it is of."""

_SENDS = ("create", "update", "submit-edit-form")
_NOT_DRAWN = frozenset({"ucrn", "custom_0", "custom_29", "contact_id", "address_type"})


class Vocabulary(NamedTuple):
    """Entry to texts, the shortest first. An ID stands as a placeholder that each target fills from its own lists."""

    taken: Mapping[str, tuple[str, ...]]
    """Neither blank nor of spaces alone."""
    refused: Mapping[str, tuple[str, ...]]
    """Texts that a call must or may be refused for, or that must or may be left out."""
    listed: Mapping[str, tuple[str, ...]]
    """For entries that take an ID: all of them, in the order of the first list, also those that the book does not mention."""


def vocabulary(suite: Suite, *lists: Lists) -> Vocabulary:
    """The book's own texts, and as IDs every name that all of these lists have."""
    taken: dict[str, set[str]] = {}
    others: dict[str, set[str]] = {}
    for scenario in suite.scenarios():
        for act in scenario.acts():
            if act.call is None or act.call.operation not in _SENDS or act.call.from_form:
                continue
            place = taken if act.expect.acceptance == "accepted" else others
            for name, text in act.call.fields.items():
                place.setdefault(name, set()).add(text)
    refused = {name: texts - taken.get(name, set()) for name, texts in others.items()}
    listed = {name: _shared(list_name, lists) for name, list_name in LIST_OF.items()}
    for name, ids in listed.items():
        taken[name] &= set(ids)
    return Vocabulary(_sorted(taken), _sorted(refused), listed)


def _shared(list_name: str, lists: Sequence[Lists]) -> tuple[str, ...]:
    shared = set.intersection(*(set(one.names(list_name)) for one in lists))
    return tuple(f"<{list_name}: {item}>" for item in lists[0].names(list_name) if item in shared and not {"<", ">"} & set(item))


def _sorted(texts: Mapping[str, set[str]]) -> dict[str, tuple[str, ...]]:
    return {
        name: tuple(sorted((text for text in texts[name] if text.strip()), key=lambda text: (len(text), text)))
        for name in sorted(texts)
        if name not in _NOT_DRAWN and any(text.strip() for text in texts[name])
    }
