"""Secrets taken out of what goes into the record."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import msgspec

from conformance.suite import Json

CONCEALED: Final = "(secret)"
_SHORTEST: Final = 8
"""A shorter secret is not looked for in what a target answers: it would be found in ordinary values."""


def concealed(value: Json, secrets: Iterable[str]) -> Json:
    """The value without these secrets, wherever in its texts they stand."""
    text = msgspec.json.encode(value)
    sought = {msgspec.json.encode(secret)[1:-1] for secret in secrets if len(secret) >= _SHORTEST}
    found = sorted((quoted for quoted in sought if quoted in text), key=len, reverse=True)  # one may be part of another
    for quoted in found:
        text = text.replace(quoted, CONCEALED.encode())
    found_out: Json = msgspec.json.decode(text) if found else value
    return found_out
