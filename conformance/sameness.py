"""What keeps two runs from being parts of one: whatever a reader of the one record would take for granted. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from conformance.record import Header, RecordError

_PARTS: dict[str, Callable[[Header], Any]] = {
    "version of the suite": lambda header: header.suite,
    "target": lambda header: header.target.address,
    "URL": lambda header: header.target.url,
    "binding": lambda header: header.target.binding,
    "name of the target": lambda header: header.target.name,
    "version of the target": lambda header: header.target.version,
    "capabilities": lambda header: sorted(header.target.capabilities),
    "time zone": lambda header: header.target.time_zone,
    "actors": lambda header: sorted(header.target.actors),
    "entries that it takes": lambda header: header.target.sends,
    "names that it answers": lambda header: header.target.answers,
    "selection": lambda header: header.selected,
    "read-only": lambda header: header.read_only,
    "given customers": lambda header: header.customers,
    "known failures": lambda header: header.known,
    "load": lambda header: header.load,
}
"""What has to be the same. Clock and latency are measured anew each time, and may differ."""
_LONGEST = 120


def differences(one: Header, other: Header) -> Iterator[str]:
    """Whatever is not the same, as `what: this, then that`."""
    for what, part in _PARTS.items():
        if part(one) != part(other):
            yield f"{what}: {_shown(part(one))}, then {_shown(part(other))}"


def hold_together(what: str, one: Header, other: Header, *more: str) -> None:
    """Raise RecordError where anything differs, or there is something `more` that does; `what` says what cannot be done then."""
    found = [*differences(one, other), *more]
    if found:
        raise RecordError(f"{what}: {'; '.join(found)}")


def _shown(value: Any) -> str:
    text = value if isinstance(value, str) else msgspec.json.encode(value).decode()
    return (text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…") or "blank"
