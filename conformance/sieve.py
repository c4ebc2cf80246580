"""Finds any of very many words in a text, in a time that does not grow with their number.

Of every word a few pieces of some bytes are known, each one byte further on than the one before. Of a text only those pieces are looked
at that lie one after the other: wherever a word stands in it, one of its pieces is among them. What that may belong to is then compared
whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from struct import Struct
from typing import Final, Literal

Found = tuple[int, int, str]
"""Where a word begins and ends, and what it stands for."""
Place = tuple[int, int]
"""Where in its word a piece stands, and how long that is."""


class Sieve:
    """Long words and short ones, each with what it stands for. Threads share it: one may add while others look."""

    def __init__(self) -> None:
        self._long, self._short = _Mesh(8, "Q"), _Mesh(4, "I")

    def add(self, words: Iterable[bytes], meaning: str) -> None:
        """From now on these words are found; one that is shorter than 7 bytes is not."""
        for word in words:
            (self._long if len(word) >= self._long.shortest else self._short).add(word, meaning)

    def found(self, text: bytes) -> list[Found]:
        """All words that are in a text, in no order."""
        return [*self._long.found(text), *self._short.found(text)]


class _Mesh:
    """Words of which pieces of one size are known. The larger they are, the fewer are looked at, and the fewer agree by chance."""

    def __init__(self, piece: int, kind: Literal["I", "Q"]) -> None:
        self._piece, self._kind = piece, kind
        self._number = Struct(kind).unpack_from
        self.shortest: Final = 2 * piece - 1
        self._meanings: dict[bytes, str] = {}
        self._places: dict[int, tuple[Place, ...]] = {}
        self._alone: dict[Place, tuple[Place, ...]] = {}

    def add(self, word: bytes, meaning: str) -> None:
        if len(word) < self.shortest or word in self._meanings:
            return
        self._meanings[word] = meaning
        first = (len(word) - self.shortest) // 2
        for start in range(first, first + self._piece):
            place = (start, len(word))
            alone = self._alone.setdefault(place, (place,))  # most pieces have the same few places, which are kept once
            [piece] = self._number(word, start)
            known = self._places.setdefault(piece, alone)
            if place not in known:
                self._places[piece] = (*known, place)

    def found(self, text: bytes) -> Iterable[Found]:
        if not self._places:
            return ()
        pieces = memoryview(text)[: len(text) // self._piece * self._piece].cast(self._kind)
        return () if self._places.keys().isdisjoint(pieces) else self._compared(text, pieces)

    def _compared(self, text: bytes, pieces: memoryview[int]) -> Iterator[Found]:
        places = self._places
        for number, piece in [(number, piece) for number, piece in enumerate(pieces) if piece in places]:
            for before, length in places[piece]:
                start = number * self._piece - before
                meaning = self._meanings.get(text[start : start + length]) if 0 <= start <= len(text) - length else None
                if meaning is not None:
                    yield start, start + length, meaning
