"""Values that must be shown nowhere, taken out of whatever is kept or told."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from urllib.parse import quote, quote_plus

import msgspec

from conformance.suite import Json

CONCEALED = "(secret)"
_SHORTEST = 8
"""A shorter secret is looked for as a whole value only: it would be found within ordinary ones."""


class Secrets:
    """Registers secret values, and conceals them in texts and in JSON, in whichever way they are written there. Threads share it."""

    def __init__(self, values: Iterable[str] = ()) -> None:
        self._whole: set[str] = set()
        self._within: dict[str, None] = {}
        self._lock = threading.Lock()
        for value in values:
            self.add(value)

    def add(self, value: str) -> None:
        """From now on this value is secret; a blank one is none."""
        if not value or value in self._whole:
            return
        with self._lock:
            if len(value) >= _SHORTEST:
                quoted = msgspec.json.encode(value)[1:-1].decode()
                written = {value, quoted, quote(value), quote(value, safe=""), quote_plus(value)}
                self._within = dict.fromkeys(sorted({*self._within, *written}, key=len, reverse=True))
            self._whole.add(value)

    def text(self, text: str) -> str:
        """A text without secrets."""
        if text in self._whole:
            return CONCEALED
        for secret in self._within:
            if secret in text:
                text = text.replace(secret, CONCEALED)
        return text

    def json(self, value: Json) -> Json:
        """JSON without secrets, in names as well as in values."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, list):
            return [self.json(one) for one in value]
        if isinstance(value, dict):
            return {self.text(name): self.json(one) for name, one in value.items()}
        return value if value is None or str(value) not in self._whole else CONCEALED
