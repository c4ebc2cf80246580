"""What is not green beside the pages of the book: as workflow commands of GitHub Actions, and as GitLab's Code Quality report.

Both name a place by file and line in this project. Of a kind GitHub shows ten in a step, so the tenth counts those that are left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from typing import Literal, NamedTuple

from conformance.judging import VERDICT_WORDS, Verdict
from conformance.record import Source
from conformance.renderers.failures import in_brief
from conformance.renderers.index import Index
from conformance.renderers.pieces import listed
from conformance.renderers.summary import Group, summary
from conformance.renderers.words import bounded, in_line
from conformance.suite import Suite
from conformance.verdicts import NOT_GREEN, plural

Kind = Literal["error", "warning", "notice"]

BOOK = "conformance/specification"
_KINDS: dict[Verdict, Kind] = {
    "fail": "error",
    "stale": "error",
    "error": "error",
    "blocked": "error",
    "warning": "warning",
    "known": "notice",
}
_SEVERITIES: dict[str, str] = {
    "fail": "critical",
    "stale": "major",
    "error": "major",
    "blocked": "major",
    "warning": "minor",
    "known": "info",
}
_SHOWN, _TITLE, _MESSAGE = 10, 120, 1_000
_ESCAPED = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_ESCAPED_IN_PROPERTIES = {**_ESCAPED, ":": "%3A", ",": "%2C"}


class _Note(NamedTuple):
    """What is said at one place of the book; without a file, of the run as a whole."""

    verdict: Verdict
    name: str
    message: str
    file: str = ""
    line: int = 1


def github(suite: Suite, record: Source) -> Iterator[str]:
    """A record as workflow commands: printed in a step, they annotate it."""
    kinds: dict[Kind, list[_Note]] = {}
    for note in _notes(suite, record):
        kinds.setdefault(_KINDS[note.verdict], []).append(note)
    for kind, notes in kinds.items():
        shown = notes if len(notes) <= _SHOWN else notes[: _SHOWN - 1]
        for note in shown:
            title = in_line(f"{VERDICT_WORDS[note.verdict]} {note.name}", _TITLE)
            yield _command(kind, note.message, title, note.file, note.line)
        if len(notes) > len(shown):
            yield _command(kind, "The other views of the record have them all.", f"and {len(notes) - len(shown)} more like these")


def gitlab(suite: Suite, record: Source) -> Iterator[str]:
    """A record as a Code Quality report."""
    yield "["
    yield from listed(_issue(note) for note in _notes(suite, record))
    yield "\n]\n"


def _notes(suite: Suite, record: Source) -> Iterator[_Note]:
    told = summary(record)
    index = Index(suite)
    if told.unfinished:
        yield _Note("error", "the run", in_line(f"{told.conclusion}: {told.unfinished}", _MESSAGE))
    for sentence in told.stale:
        yield _Note("stale", "known failures", in_line(sentence, _MESSAGE))
    for group in told.groups(*NOT_GREEN, "known"):
        yield _note(index, group)


def _note(index: Index, group: Group) -> _Note:
    first = group.first[0]
    rule, scenario, chapter = index.rule(first), index.scenario(first), index.chapter(first)
    where = f"{plural(group.count, 'scenario')}, the first {first.scenario}"
    cause = f" ({first.cause})" if first.mismatches and first.cause else ""
    message = in_line(f"{in_brief(bounded(first))}{cause} · {where} · {' '.join(rule.statement.split())}", _MESSAGE)
    file = f"{BOOK}/{chapter.file}" if chapter.file else ""
    return _Note(group.verdict, group.rule, message, file, scenario.line or rule.line or 1)


def _command(kind: Kind, message: str, title: str, file: str = "", line: int = 1) -> str:
    place = f"file={_escaped(file, _ESCAPED_IN_PROPERTIES)},line={line}," if file else ""
    return f"::{kind} {place}title={_escaped(title, _ESCAPED_IN_PROPERTIES)}::{_escaped(message, _ESCAPED)}\n"


def _escaped(text: str, escapes: dict[str, str]) -> str:
    return "".join(escapes.get(one, one) for one in text)


def _issue(note: _Note) -> dict[str, object]:
    name = in_line(note.name, _TITLE)
    apart = note.message if not note.file else ""
    return {
        "description": f"{VERDICT_WORDS[note.verdict]} {name}: {note.message}",
        "check_name": name,
        "fingerprint": sha256(f"{note.verdict} {name} {note.file}:{note.line} {apart}".encode()).hexdigest(),
        "severity": _SEVERITIES[note.verdict],
        "location": {"path": note.file or BOOK, "lines": {"begin": note.line}},
    }
