"""A run in parts, such as one for each of several machines: which scenarios are in which part. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple, TypeVar

T = TypeVar("T")
_SHARD = re.compile(r"([1-9]\d{0,3})/([1-9]\d{0,3})")


class Shard(NamedTuple):
    """One of so many parts, counted from 1."""

    number: int
    of: int

    def __str__(self) -> str:
        return f"{self.number}/{self.of}"

    def part(self, chosen: Sequence[T]) -> list[T]:
        """One of so many in a row, in their order: neighbours in the book are alike, so all parts have the like mix, and take as long."""
        return list(chosen[self.number - 1 :: self.of])


def shard(text: str) -> Shard:
    """The shard of a text such as `2/5`; raises ValueError for what is none."""
    match = _SHARD.fullmatch(text)
    if not match or int(match[1]) > int(match[2]):
        raise ValueError(f"{text!r} is no shard: give 2/5 for the second of five")
    return Shard(int(match[1]), int(match[2]))
