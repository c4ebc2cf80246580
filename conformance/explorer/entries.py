"""Strategies for the entries of a call: one alone, a few, many, or all of them blank, part by part."""

from __future__ import annotations

from collections.abc import Iterable

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from conformance import names
from conformance.explorer.days import AHEAD, PAST
from conformance.explorer.texts import TEXT, any_of
from conformance.explorer.vocabulary import Vocabulary

Fields = dict[str, str]

_EMAIL = "email_address"
_PROFILE = tuple(name for name in names.PROFILE_ENTRIES if name not in ("ucrn", _EMAIL))
_FREE = frozenset(
    (*("first_name", "last_name", "flat", "house", "street", "locality", "town", "post_town", "county", "ward"), *names.CUSTOM)
)
"""Entries that take any text at all; of others a hub may ask for a form that no rule names."""
_DAYS = {"birth_date": PAST, "start_date": PAST, "end_date": (*AHEAD, *PAST[::4])}
_NOTHING: SearchStrategy[Fields] = st.just({})


def takes_any_text(name: str) -> bool:
    """Whether an entry takes any text at all."""
    return name in _FREE


class Entries:
    """Strategies for what calls send, all of it taken, as far as each entry by itself goes."""

    def __init__(self, vocabulary: Vocabulary, connected_index: bool) -> None:
        known = {name: texts for name, texts in vocabulary.taken.items() if connected_index or name not in ("data_location", "region")}
        self._values = {name: self._value(name, texts, vocabulary.listed.get(name, ())) for name, texts in known.items()}
        person, place = self._person(_PROFILE), self._place()
        created = self._joined(self._person((*_PROFILE, _EMAIL)), self._custom(), place, self._dates(), self._kind(1))
        whole = self._joined(person, self._custom(), place, self._dates(), self._switches(), self._kind(3))
        move = self._joined(place, self._dates(), self._switches())
        alone = self._joined(st.one_of(self._alone(_PROFILE), self._alone(names.PLACE_ENTRIES)), st.one_of(_NOTHING, self._switches()))
        self.created = st.one_of(created, created, created, self._alone((*_PROFILE, _EMAIL)))
        self.updated = st.one_of(whole, whole, move, alone)
        self.edited = self._joined(person, place, self._kind(3))

    @staticmethod
    def _value(name: str, texts: tuple[str, ...], listed: tuple[str, ...]) -> SearchStrategy[str]:
        """A value three times, blank once."""
        given = st.sampled_from(texts)
        if listed:  # the ends of a list are where one too few is served
            return st.one_of(given, any_of(listed), st.sampled_from((listed[0], listed[-1])), st.just(""))
        other = st.sampled_from(_DAYS[name]) if name in _DAYS else TEXT if name in _FREE else given
        return st.one_of(given, other, given, st.just(""))

    def _known(self, wanted: Iterable[str]) -> dict[str, SearchStrategy[str]]:
        return {name: self._values[name] for name in wanted if name in self._values}

    def _few(self, wanted: Iterable[str], most: int = 3) -> SearchStrategy[Fields]:
        pairs = [st.tuples(st.just(name), value) for name, value in self._known(wanted).items()]
        return st.lists(st.one_of(pairs), min_size=1, max_size=most).map(dict)

    def _alone(self, wanted: Iterable[str]) -> SearchStrategy[Fields]:
        return self._few([name for name in wanted if name not in names.MANDATORY], 1)

    def _many(self, wanted: Iterable[str]) -> SearchStrategy[Fields]:
        return st.fixed_dictionaries({}, optional=self._known(wanted))

    def _person(self, wanted: tuple[str, ...]) -> SearchStrategy[Fields]:
        others = [name for name in wanted if name not in names.MANDATORY]
        blank = dict.fromkeys(self._known(others), "")
        return st.one_of(_NOTHING, self._few(others), self._many(others), self._many(others), st.just(blank))

    def _custom(self) -> SearchStrategy[Fields]:
        few = self._few(names.CUSTOM)
        return st.one_of(_NOTHING, few, few, _NOTHING, self._many(names.CUSTOM), st.just(dict.fromkeys(names.CUSTOM, "")))

    def _place(self) -> SearchStrategy[Fields]:
        many = self._many(names.PLACE_ENTRIES)
        blank = st.just(dict.fromkeys(self._known(names.PLACE_ENTRIES), ""))
        return st.one_of(_NOTHING, self._few(names.PLACE_ENTRIES), many, many, blank)

    def _dates(self) -> SearchStrategy[Fields]:
        return st.one_of(_NOTHING, self._many(names.ADDRESS_DATES))

    def _switches(self) -> SearchStrategy[Fields]:
        return st.fixed_dictionaries({}, optional=self._known(names.SWITCHES))

    def _kind(self, seldom: int) -> SearchStrategy[Fields]:
        """The mandatory entries, which a call carries anyway: given once, left to it so many times."""
        given = st.fixed_dictionaries({}, optional={name: self._values[name].filter(bool) for name in names.MANDATORY})
        return st.one_of(given, *(_NOTHING for _ in range(seldom)))

    @staticmethod
    def _joined(*parts: SearchStrategy[Fields]) -> SearchStrategy[Fields]:
        return st.tuples(*parts).map(lambda drawn: {name: text for part in drawn for name, text in part.items()})
