"""Markdown for a pull request or the summary of a job: the conclusion, the chapters, and what somebody has to look at.

GitHub takes 65,536 characters of a comment (and more of a summary): what does not fit is left out, and said to be.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from conformance.judging import VERDICT_WORDS, Mismatch
from conformance.record import Finding, Header, Source
from conformance.renderers.citing import source_words
from conformance.renderers.escaping import in_markdown
from conformance.renderers.failures import where
from conformance.renderers.index import Index
from conformance.renderers.reproduce import before, command, curls
from conformance.renderers.spans import block, cell, code
from conformance.renderers.summary import Group, Summary, summary
from conformance.renderers.tables import markdown_table
from conformance.suite import Suite
from conformance.verdicts import NOT_GREEN, plural

LONGEST = 60_000
"""So many characters are written at the most."""
_LINES = 25
"""So many lines of each list; those beyond are counted."""
_SCENARIOS, _MISMATCHES, _CHAPTERS = 2, 3, 40
_TAIL, _NOTE, _NAME, _STATEMENT = 20_000, 200, 80, 2_000
_SIGNS = {
    "conformant": "✅",
    "conformant, with warnings": "⚠️",
    "not conformant, as known": "🟡",
    "not conformant": "❌",
    "not established": "❔",
}


def markdown(suite: Suite, record: Source) -> Iterator[str]:
    """A record as Markdown, of no more than `LONGEST` characters."""
    index, told = Index(suite), summary(record)
    head = [_head(record, told), _chapters(index, told)]
    tail = [part for part in (_readings(index, told), _not_verified(told), _known(told), _stale(told)) if part]
    tail = _fitting(tail, _TAIL, "part")
    left = LONGEST - sum(len(part) + 2 for part in (*head, *tail))
    yield "\n\n".join([*head, *_fitting(_not_green(index, record.header, told), left, "rule"), *tail]) + "\n"


def _fitting(parts: Iterable[str], room: int, thing: str) -> list[str]:
    """The parts that there is room for, from the first on, and how many there are besides."""
    kept: list[str] = []
    left = 0
    room -= _NOTE
    for part in parts:
        room -= len(part) + 2
        if room < 0:
            left += 1
        else:
            kept.append(part)
    note = f"**{plural(left, f'more {thing}')} left out here:** this page would be too long. The record has all."
    return [*kept, note] if left else kept


def _head(record: Source, told: Summary) -> str:
    header = record.header
    target = header.target
    name = f" ({code(f'{target.name} {target.version}'.strip())})" if target.name or target.version else ""
    lines = [
        f"## {_SIGNS[told.conclusion]} {told.conclusion.capitalize()}",
        "",
        code(told.reason) if told.unfinished else f"{in_markdown(told.reason)}.",
        "",
        f"{code(target.address)}{name}, suite {code(header.suite)}, {code(header.started)}, "
        f"{told.counted.total} of {plural(header.scenarios, 'scenario')}",
    ]
    if header.selected:
        lines += ["", f"Selected: {', '.join(code(pattern, _NAME) for pattern in header.selected[:_LINES])}"]
    if header.read_only:
        lines += ["", "Read-only: nothing was made or changed."]
    return "\n".join(lines)


def _chapters(index: Index, told: Summary) -> str:
    verdicts = told.counted.given
    parts = {part.one.chapter: part for part in told.chapters.values()}
    rows: list[list[str | int]] = []
    for chapter in index.chapters(part.one for part in parts.values()):
        part = parts[chapter.stem]
        title = in_markdown(chapter.title) if chapter.file else cell(chapter.title, _NAME)
        rows.append([title, len(part.rules), *(part.counted[verdict] for verdict in verdicts)])
    left = f"\n\nand {plural(len(rows) - _CHAPTERS, 'more chapter')}" if len(rows) > _CHAPTERS else ""
    everything: list[str | int] = [
        "**all**",
        sum(len(part.rules) for part in parts.values()),
        *(told.counted[verdict] for verdict in verdicts),
    ]
    return markdown_table(["chapter", "rules", *verdicts], [*rows[:_CHAPTERS], everything]) + left


def _not_green(index: Index, header: Header, told: Summary) -> Iterator[str]:
    """Rule by rule what is not green."""
    for number, group in enumerate(told.groups(*NOT_GREEN)):
        title = [] if number else ["### What is not as it should be"]
        if not number and before(header.target):
            title.append(_fold("Before the curl lines are pasted into a shell", block(before(header.target))))
        yield "\n\n".join([*title, _group(index, header, group)])


def _group(index: Index, header: Header, group: Group) -> str:
    first = group.first[0]
    rule = index.rule(first)
    count = f", {group.count} of {plural(len(rule.scenarios) or group.count, 'scenario')}"
    parts = [
        f"#### {VERDICT_WORDS[group.verdict]} {code(group.rule)}\n\n{rule.level}, {source_words(rule)}{count}",
        f"> {in_markdown(' '.join(rule.statement.split()), _STATEMENT)}",
        *(_finding(index, header, finding) for finding in group.first[:_SCENARIOS]),
    ]
    if group.count > _SCENARIOS:
        parts.append(f"and {group.count - _SCENARIOS} more")
    return "\n\n".join(parts)


def _finding(index: Index, header: Header, finding: Finding) -> str:
    scenario, file = index.scenario(finding), index.chapter(finding).file
    lines = [code(finding.scenario), ""]
    if finding.cause:
        lines.append(f"- because {code(finding.cause)}")
    for mismatch in finding.mismatches[:_MISMATCHES]:
        lines += _mismatch(mismatch, code(where(mismatch, scenario, file)))
    if len(finding.mismatches) > _MISMATCHES:
        lines.append(f"- and {len(finding.mismatches) - _MISMATCHES} more like these")
    again = "\n".join([command(header.target, finding), *curls(header.target, finding)])
    return "\n".join(lines) + "\n\n" + _fold("Reproduce", block(again, "sh"))


def _mismatch(mismatch: Mismatch, place: str) -> list[str]:
    return [
        f"- at {place}",
        f"  - expected {code(f'{mismatch.path} = {mismatch.expected}')}",
        f"  - observed {code(mismatch.seen)}",
    ]


def _fold(title: str, content: str) -> str:
    return f"<details><summary>{title}</summary>\n\n{content}\n\n</details>"


def _readings(index: Index, told: Summary) -> str:
    rows: list[list[str | int]] = []
    for rule in index.suite.rules():
        found = told.outcomes.get(rule.id)
        if rule.level == "reading" and found:
            rows.append([cell(rule.id), " and ".join(cell(outcome, _NAME) for outcome in found), ", ".join(map(cell, rule.permits))])
    if not rows:
        return ""
    return "### Readings that the target follows\n\n" + markdown_table(["rule", "found", "permitted"], rows[: 2 * _LINES])


def _not_verified(told: Summary) -> str:
    causes: dict[str, dict[str, int]] = {}
    for group in told.groups("not-applicable"):
        causes.setdefault(group.first[0].cause, {})[group.rule] = group.count
    lines = [
        f"- {code(cause)}: {plural(sum(rules.values()), 'scenario')} of {_some([code(rule, _NAME) for rule in rules])}"
        for cause, rules in causes.items()
    ]
    return _listed("### Not verified", lines)


def _known(told: Summary) -> str:
    lines = [
        f"- {code(group.rule)}, {plural(group.count, 'scenario')}: {code(group.first[0].cause)}"
        + "".join(f"; observed {code(mismatch.seen)}" for mismatch in group.first[0].mismatches[:1])
        for group in told.groups("known")
    ]
    return _listed("### Known failures", lines)


def _stale(told: Summary) -> str:
    return _listed("### No known failures any more", [f"- {code(sentence)}" for sentence in told.stale])


def _listed(title: str, lines: list[str]) -> str:
    more = [f"- and {len(lines) - _LINES} more"] if len(lines) > _LINES else []
    return "\n".join([title, "", *lines[:_LINES], *more]) if lines else ""


def _some(names: list[str]) -> str:
    return ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
