"""Strategies for the entries of a call: none, a few, many, or all of them blank, part by part."""

from __future__ import annotations

import re
from collections.abc import Iterable

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from conformance import names
from conformance.explorer.vocabulary import Vocabulary

Fields = dict[str, str]

_EMAIL = "email_address"
_PROFILE = tuple(name for name in names.PROFILE_ENTRIES if name not in ("ucrn", _EMAIL))
_FREE = frozenset(
    (*("first_name", "last_name", "flat", "house", "street", "locality", "town", "post_town", "county", "ward"), *names.CUSTOM)
)
"""Entries that take any text at all; of others a hub may ask for a form that no rule names."""
_LIKE_A_PLACEHOLDER = re.compile(r"<[a-z][^<>]*>")
_SEEN = st.characters(codec="utf-8", categories=("L", "M", "N", "P", "S", "Zs"))
"""Characters that a form can send and a page can show."""
_TEXT = st.text(_SEEN, min_size=1, max_size=30).filter(lambda text: bool(text.strip()) and not _LIKE_A_PLACEHOLDER.fullmatch(text))


def takes_any_text(name: str) -> bool:
    """Whether an entry takes any text at all."""
    return name in _FREE


class Entries:
    """Strategies for what calls send, all of it taken, as far as each entry by itself goes."""

    def __init__(self, vocabulary: Vocabulary, connected_index: bool) -> None:
        known = {name: texts for name, texts in vocabulary.taken.items() if connected_index or name not in ("data_location", "region")}
        self._values = {name: self._value(name, texts, vocabulary.listed.get(name, ())) for name, texts in known.items()}
        self.created = self._joined(self._person((*_PROFILE, _EMAIL)), self._custom(), self._place(), self._dates())
        self.updated = self._joined(self._person(_PROFILE), self._custom(), self._place(), self._dates(), self._switches())
        self.edited = self._joined(self._person(_PROFILE), self._place())

    @staticmethod
    def _value(name: str, texts: tuple[str, ...], listed: tuple[str, ...]) -> SearchStrategy[str]:
        """A value three times, blank once."""
        given = st.sampled_from(texts)
        other = st.sampled_from(listed) if listed else _TEXT if name in _FREE else given
        return st.one_of(given, other, given, st.just(""))

    def _known(self, wanted: Iterable[str]) -> dict[str, SearchStrategy[str]]:
        return {name: self._values[name] for name in wanted if name in self._values}

    def _few(self, wanted: Iterable[str]) -> SearchStrategy[Fields]:
        pairs = [st.tuples(st.just(name), value) for name, value in self._known(wanted).items()]
        return st.lists(st.one_of(pairs), min_size=1, max_size=3).map(dict)

    def _many(self, wanted: Iterable[str]) -> SearchStrategy[Fields]:
        return st.fixed_dictionaries({}, optional=self._known(wanted))

    def _person(self, wanted: tuple[str, ...]) -> SearchStrategy[Fields]:
        blank = {name: "" for name in self._known(wanted) if name not in names.MANDATORY}
        mandatory = {name: self._values[name].filter(bool) for name in names.MANDATORY}
        others = [name for name in wanted if name not in names.MANDATORY]
        many = self._joined(self._many(others), st.fixed_dictionaries({}, optional=mandatory))
        return st.one_of(st.just({}), self._few(others), many, many, st.just(blank))

    def _custom(self) -> SearchStrategy[Fields]:
        few = self._few(names.CUSTOM)
        return st.one_of(st.just({}), few, few, self._many(names.CUSTOM), st.just(dict.fromkeys(names.CUSTOM, "")))

    def _place(self) -> SearchStrategy[Fields]:
        many = self._many(names.PLACE_ENTRIES)
        blank = st.just(dict.fromkeys(self._known(names.PLACE_ENTRIES), ""))
        return st.one_of(st.just({}), self._few(names.PLACE_ENTRIES), many, many, blank)

    def _dates(self) -> SearchStrategy[Fields]:
        return st.one_of(st.just({}), self._many(names.ADDRESS_DATES), self._many(names.ADDRESS_DATES))

    def _switches(self) -> SearchStrategy[Fields]:
        return st.fixed_dictionaries({}, optional=self._known(names.SWITCHES))

    @staticmethod
    def _joined(*parts: SearchStrategy[Fields]) -> SearchStrategy[Fields]:
        return st.tuples(*parts).map(lambda drawn: {name: text for part in drawn for name, text in part.items()})
