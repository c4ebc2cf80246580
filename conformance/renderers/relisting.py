"""What becomes of a list of known failures, as text."""

from __future__ import annotations

from collections.abc import Sequence

from conformance.relisting import Entry, Kind
from conformance.renderers.escaping import in_a_line
from conformance.renderers.tables import table

_WORDS: dict[Kind, str] = {
    "added": "added",
    "corrected": "corrected",
    "removed": "taken out",
    "expired": "expired, taken out",
    "kept": "as before",
}
_LONG = 70


def relisting(entries: Sequence[Entry]) -> str:
    """Each entry that becomes otherwise, and how many become what."""
    counts = [(sum(entry.kind == kind for entry in entries), word) for kind, word in _WORDS.items()]
    told = ", ".join(f"{count} {word}" for count, word in counts if count) or "there is none, and nothing is to be listed"
    rows: list[list[str | int]] = [
        [_WORDS[one.kind], in_a_line(one.entry.place), _observed(one), one.failing] for one in entries if one.kind != "kept"
    ]
    return (table(["", "rule or scenarios", "observed", "fail so"], rows) + "\n\n" if rows else "") + f"known failures: {told}\n"


def _observed(one: Entry) -> str:
    now = in_a_line(one.entry.observed, _LONG)
    return f"{now} → {in_a_line(one.observed, _LONG)}" if one.kind == "corrected" else now
