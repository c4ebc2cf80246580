"""What two runs differ in, as text and as Markdown: regressions first, then what else is otherwise, then what it comes to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import zip_longest

from conformance.differing import REGRESSIONS, Change, Differences, Kind
from conformance.record import Header
from conformance.renderers.escaping import in_a_line, in_markdown
from conformance.renderers.tables import markdown_table
from conformance.verdicts import plural

_HEADINGS: dict[Kind, str] = {
    "failure": "New failures",
    "lost": "Held, and cannot be told now",
    "stale": "Not as the list of known failures has it",
    "warning": "New warnings",
    "listed": "Fails now, as the list of known failures says",
    "changed": "Still fails, but otherwise",
    "still": "Still fails",
    "unclear": "Failed, and cannot be told now",
    "fixed": "Fixed",
    "reading": "Follows another reading",
    "told": "Could not be told, and holds",
    "added": "Not in the book of the old run: no regression, whatever it came to",
    "removed": "Not in the book of the new run",
    "unrun": "Not run now",
}
_WORDS: dict[Kind, str] = {
    "failure": "new failure",
    "lost": "that held and cannot be told now",
    "stale": "not as listed",
    "fixed": "fixed",
    "changed": "still failing, but otherwise",
    "still": "still failing",
    "unclear": "that failed and cannot be told now",
    "warning": "new warning",
    "listed": "failing now, as listed",
    "reading": "by another reading",
    "told": "that can be told now",
    "added": "that the old book does not have",
    "removed": "that the new book does not have",
    "unrun": "not run now",
}
"""What is counted; the words that stand alone take a number before them as they are."""
_COUNTED: tuple[Kind, ...] = ("failure", "warning")
_NAMED = 3
"""So many scenarios of a rule are named where it is no regression; those that are, are named all."""
_GONE: tuple[Kind, ...] = ("removed", "unrun", "told")
"""Of these the number is enough."""


def differing(found: Differences) -> str:
    """The whole text."""
    parts = [
        "\n".join(
            [_side("old", found.old, in_a_line), _side("new", found.new, in_a_line), *(f"mind  {in_a_line(note)}" for note in found.notes)]
        )
    ]
    parts += [_section(kind, found.of(kind)) for kind in _HEADINGS if found.of(kind)]
    if found.stale:
        parts.append("\n".join(["No known failures any more", "", *(f"  {in_a_line(sentence)}" for sentence in found.stale)]))
    return "\n\n".join([*parts, in_words(found)]) + "\n"


def differing_markdown(found: Differences) -> str:
    """The same for a pull request."""
    sides = (_side("old", found.old, in_markdown), _side("new", found.new, in_markdown))
    parts = [f"### {in_words(found, in_markdown)}", "\n".join(f"- {line}" for line in (*sides, *map(in_markdown, found.notes)))]
    for kind, heading in _HEADINGS.items():
        changes = found.of(kind)
        if changes:
            parts.append(f"#### {heading}: {len(changes)}")
        if changes and kind not in _GONE:
            rows = [[in_markdown(cell) for cell in _row(change)] for change in changes]
            parts.append(markdown_table(["scenario", "level", "was", "is", "seen"], rows))
    if found.stale:
        parts.append("\n".join(["#### No known failures any more", "", *(f"- {in_markdown(sentence)}" for sentence in found.stale)]))
    return "\n\n".join(parts) + "\n"


def in_words(found: Differences, shown: Callable[[str], str] = in_a_line) -> str:
    """What it comes to, in one line; `shown` shows texts of others."""
    counts = [_count(kind, len(found.of(kind))) for kind in _WORDS if found.of(kind)]
    counts += [f"{len(found.stale)} of the list of known failures true no more"] if found.stale else []
    told = ", ".join(counts) or "nothing is otherwise"
    if found.unfinished:
        return f"NOT ESTABLISHED: {shown(found.unfinished)}; until there, {told}"
    return f"{'REGRESSION' if found.regressions else 'NO REGRESSION'}: {told}"


def _count(kind: Kind, count: int) -> str:
    return plural(count, _WORDS[kind]) if kind in _COUNTED else f"{count} {_WORDS[kind]}"


def _side(word: str, header: Header, shown: Callable[[str], str]) -> str:
    target = header.target
    address, name, suite = (shown(text) for text in (target.address, f"{target.name} {target.version}".strip(), header.suite))
    return f"{word}   {address}{f' ({name})' if name else ''} · suite {suite} · {shown(header.started)}"


def _section(kind: Kind, changes: Sequence[Change]) -> str:
    lines = [_HEADINGS[kind] + (f": {plural(len(changes), 'scenario')}" if kind in _GONE else "")]
    by_rule: dict[str, list[Change]] = {}
    for change in changes if kind not in _GONE else ():
        by_rule.setdefault(change.gist.rule, []).append(change)
    for rule, own in by_rule.items():
        lines += ["", f"  {in_a_line(rule)} · {own[0].gist.level} · {plural(len(own), 'scenario')}"]
        named = own if kind in REGRESSIONS else own[:_NAMED]
        lines += [f"    {_line(change)}" for change in named]
        lines += [f"    and {len(own) - len(named)} more"] if len(own) > len(named) else []
    return "\n".join(lines)


def _line(change: Change) -> str:
    scenario, _, was, now, seen = map(in_a_line, _row(change))
    return f"{scenario}: {f'{was} → ' if was else ''}{now}{f', {seen}' if seen else ''}"


def _row(change: Change) -> list[str]:
    """Scenario, level, what it was, what it is, and what was seen of it."""
    before, after, one = change.before, change.after, change.gist
    was, now = (side.verdict if side else "" for side in (before, after))
    return [one.scenario, one.level, was, now, _seen(change)]


def _seen(change: Change) -> str:
    before, after = change.before, change.after
    if change.kind == "reading" and before and after:
        return f"{before.outcome or 'none'} → {after.outcome or 'none'}"
    if change.kind == "fixed" and before:
        return f"no more {before.seen}"
    if after is None:
        return ""
    if change.kind == "changed" and before:
        return "was {}, is {}".format(*_first_that_differs(before.lasting, after.lasting))
    seen = f"{after.seen}, not {after.expected}" if after.seen else ""
    return "; ".join(part for part in (seen, after.cause) if part)


def _first_that_differs(before: tuple[str, ...], after: tuple[str, ...]) -> tuple[str, str]:
    """Of what was seen at the places that do not match, the first that is otherwise."""
    return next((one, other) for one, other in zip_longest(before, after, fillvalue="nothing more") if one != other)
