"""How an entry of a call stands once it has been read: a value, blank, or not part of the call."""

from __future__ import annotations

from typing import Final, NamedTuple


class Sent(NamedTuple):
    """One entry as read. `value` is blank unless it is given; `part` is false for an entry that the call leaves out altogether.

    `rules` are those that the reading of it rests on.
    """

    value: str
    part: bool = True
    rules: tuple[str, ...] = ()


BLANK: Final = Sent("")


class Sents(dict[str, Sent]):
    """The entries of a call by name; every name that was not sent stands as `absent` says."""

    def __init__(self, absent: Sent) -> None:
        super().__init__()
        self.absent = absent

    def __missing__(self, _: str) -> Sent:
        return self.absent

    def filled(self, names: tuple[str, ...]) -> bool:
        """Whether any of these entries has a value."""
        return any(name in self and self[name].value for name in names)


class Taken(NamedTuple):
    """A value that an entry may have, as it is held."""

    value: str
    rules: tuple[str, ...]


class Refused(NamedTuple):
    """A value that an entry may not have, and what is wrong with it. The first rule decides whether it may be ignored instead."""

    detail: str
    rules: tuple[str, ...]
