"""What was sent for a customer, sent once more: as it was, as at first, in other letters, or the one e-mail as the other. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from conformance import names
from conformance.explorer.entries import Fields, takes_any_text

_AGAIN = frozenset((*names.PROFILE_ENTRIES, *names.PLACE_ENTRIES, *names.CUSTOM)) - {"email_address", *names.MANDATORY}
_FROM_THE_START = {"location": "1"}
"""What a customer has without being sent it."""
_OFTEN = 3
"""Few entries are changed, so that those are drawn the more often which can go back."""


def echoes(first: Mapping[str, str], held: Mapping[str, str]) -> list[Fields]:
    """Each one by itself; `first` is what the customer was created with, and `held` what was sent last."""
    return list(_echoes({**_FROM_THE_START, **first}, held))


def _echoes(first: Mapping[str, str], held: Mapping[str, str]) -> Iterator[Fields]:
    email = held.get("email_address", "")
    if email:
        yield {"alternative_email": email}
    back: list[Fields] = [{name: text} for name, text in first.items() if name in _AGAIN and held.get(name, text) != text]
    yield from back * _OFTEN
    for name, text in held.items():
        if name in _AGAIN:
            yield {name: text}
        if takes_any_text(name) or name == "alternative_email":
            yield {name: text.swapcase()}
