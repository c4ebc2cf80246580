"""What must be shown nowhere, taken out of whatever is kept or told.

A secret is one for the whole process, whoever has read it: what is written then does not depend on who writes it. What stands in the
specification is never taken for a secret: it is the suite's own word, and a verdict would change with it.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from importlib.resources import files
from typing import Final
from urllib.parse import unquote, urlsplit

import msgspec

from conformance.sieve import Sieve
from conformance.suite import Json
from conformance.writings import bare, writings

CONCEALED: Final = "(secret)"
SHORTEST: Final = 8
"""A shorter secret is looked for as a whole value only: it would be found within ordinary ones."""
LATEST: Final = 1000
"""So many secrets that are given out and taken back, such as tokens of customers, are known at the least; twice as many at the most."""
_LATEST_SHORT: Final = 32
"""Likewise of short ones, each of which is looked for by itself."""
_BACKSLASH: Final = ord("\\")
_LONGEST: Final = 32 * 1024
"""No secret that is written anywhere is longer."""


@lru_cache(maxsize=4096)
def stands_in_the_book(value: str) -> bool:
    """Whether the specification has this word, or part of a word: it cannot be told from what the suite says itself."""
    return value in _chapters()


@lru_cache(maxsize=1)
def _chapters() -> str:
    folder = files("conformance") / "specification"
    return "\n".join(entry.read_text(encoding="utf-8") for entry in folder.iterdir() if entry.name.endswith(".md"))


class Secrets:
    """Registers secret values, and conceals them in texts and in JSON, in whichever way they are written there. Threads share it.

    What it takes to conceal something grows with that alone, not with how many values are registered.
    """

    def __init__(self, values: Iterable[str] = (), latest: int = LATEST, is_own: Callable[[str], bool] = stands_in_the_book) -> None:
        self._latest, self._is_own = latest, is_own
        self._lasting: dict[str, None] = {}
        self._lent: dict[str, Iterable[bytes]] = {}
        self._index = _Index()
        self._lock = threading.Lock()
        for value in values:
            self.add(value)

    def add(self, value: str) -> None:
        """From now on this value is secret; a blank one is none."""
        if not value or value in self._lasting:
            return
        with self._lock:
            self._lasting[value] = None
            self._index.add(value, writings(value))

    def lend(self, value: str) -> None:
        """This value is secret for as long as it can come back. Whoever goes on using it says so each time."""
        if not value or value in self._lent or value in self._lasting:
            return
        words = writings(value)
        with self._lock:
            if len(self._lent) >= self._latest:  # what was not used since the last time is let go of
                self._renew()
            self._lent[value] = words
            self._index.lend(value, words)

    @contextmanager
    def apart(self) -> Iterator[None]:
        """What is added meanwhile is no secret afterwards: for what knows nothing of each other in one process, as tests do."""
        before = dict(self._lasting)
        try:
            yield
        finally:
            with self._lock:
                if self._lasting.keys() != before.keys():
                    self._lasting = before
                    self._renew()

    def _renew(self) -> None:
        index = _Index()
        for value in self._lasting:
            index.add(value, writings(value))
        for value, words in self._lent.items():
            index.lend(value, words)
        self._index, self._lent = index, {}

    def text(self, text: str) -> str:
        """A text without secrets."""
        index = self._index
        if text in index.short and not self._is_own(text):
            return CONCEALED
        content = text.encode("utf-8", "surrogatepass")
        spans = [(start, end) for start, end, secret in index.spans(content) if not self._is_own(secret)]
        if not spans:
            return text
        parts, last = [], 0
        for start, end in sorted(spans):
            if start >= last:
                parts += [content[last:start], CONCEALED.encode()]
            last = max(last, end)
        return b"".join((*parts, content[last:])).decode("utf-8", "surrogatepass")

    def beginning(self, text: str, longest: int) -> str:
        """The beginning of a text without secrets: not even the first half of one is left where it breaks off."""
        return text if len(text) < SHORTEST else self.text(text[: longest + _LONGEST])[:longest]

    def json(self, value: Json) -> Json:
        """JSON without secrets, in names as well as in values; what has none is returned as it is."""
        index = self._index
        written = msgspec.json.encode(value)
        return self._each(value) if index.may_be_in(written) else value

    def _each(self, value: Json) -> Json:
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, list | tuple):
            return [self._each(one) for one in value]
        if isinstance(value, dict):
            return {self.text(name): self._each(one) for name, one in value.items()}
        if value is None or isinstance(value, bool):
            return value
        return CONCEALED if self.text(str(value)) == CONCEALED else value


class _Index:
    """Secrets as they are looked for: long ones in every writing, short ones by themselves, of those that are lent the latest few."""

    def __init__(self) -> None:
        self.long = Sieve()
        self.short: dict[str, bytes] = {}
        self._lent: deque[str] = deque()

    def add(self, value: str, words: Iterable[bytes]) -> None:
        if len(value) >= SHORTEST:
            self.long.add(words, value)
        else:
            self.short = {**self.short, value: msgspec.json.encode(value)[1:-1]}  # anew, as somebody may be going through the other one

    def lend(self, value: str, words: Iterable[bytes]) -> None:
        self.add(value, words)
        if value in self.short:
            self._lent.append(value)
        if len(self._lent) > _LATEST_SHORT:
            gone = self._lent.popleft()
            self.short = {one: written for one, written in self.short.items() if one != gone}

    def may_be_in(self, text: bytes) -> bool:
        """Whether JSON may have a secret in it."""
        return bool(self.long.found(bare(text))) or any(short in text for short in self.short.values())

    def spans(self, text: bytes) -> Iterator[tuple[int, int, str]]:
        """Where long secrets begin and end in a text, and which they are."""
        without = bare(text)
        found = self.long.found(without)
        if not found:
            return
        places = range(len(text)) if without is text else [place for place, byte in enumerate(text) if byte != _BACKSLASH]
        for start, end, secret in found:
            if secret.isdecimal() and (without[start - 1 : start].isdigit() or without[end : end + 1].isdigit()):
                continue  # a longer number, such as an ID, is another one
            begun = places[start]
            while not _is_plain(secret[0]) and begun and text[begun - 1] == _BACKSLASH:
                begun -= 1
            yield begun, places[end - 1] + 1, secret


def _is_plain(character: str) -> bool:
    """Whether nothing escapes it."""
    return character.isascii() and character.isalnum()


SECRETS: Final = Secrets()
"""Those of this process."""


def of_url(url: str) -> None:
    """Register what a URL says of who asks: a password, or a name that stands alone, which is a token."""
    try:
        who = urlsplit(url if "//" in url else url.replace(":/", "://", 1)).netloc.rpartition("@")[0]
        name, colon, password = who.partition(":")
    except ValueError:  # no URL, and somebody is told so
        name, colon, password = url.rpartition("@")[0].rpartition(":")
    SECRETS.add(password if colon else name)
    SECRETS.add(unquote(password if colon else name))
