"""What a record came to, in tables and a few lines for a terminal: what was run, chapters, rules, readings, what was not verified."""

from __future__ import annotations

import textwrap

from conformance.record import Header
from conformance.renderers.citing import source_words
from conformance.renderers.index import Index
from conformance.renderers.summary import Summary
from conformance.renderers.tables import table
from conformance.suite import Suite
from conformance.unseen import in_one_line
from conformance.verdicts import plural, verdicts_in, worst_of

_WIDTH = 116


def head(header: Header) -> str:
    """What was run against what, and when."""
    target = header.target
    name = f"{target.name} {target.version}".strip()
    lines = [f"conformance {header.suite} · {target.address}{f' ({name})' if name else ''} · {header.started}"]
    if target.clock_source:
        lines.append(f"clock of the target: {_offset(target.clock_offset)} (by its {target.clock_source}), time zone {target.time_zone}")
    lines.append(f"capabilities: {', '.join(target.capabilities) or 'none'}")
    if header.read_only:
        lines.append("read-only: nothing was made or changed, and given customers stood in for those that scenarios create")
    if header.selected:
        lines.append(f"selected: {', '.join(header.selected)}")
    if header.shard:
        lines.append(f"shard: {header.shard} of the scenarios; `conformance merge` makes one record of all shards")
    if header.jobs > 1:
        lines.append(f"jobs: {header.jobs} scenarios side by side")
    return "\n".join(map(in_one_line, lines))


def _offset(seconds: float) -> str:
    return "as ours" if abs(seconds) < 0.5 else f"{seconds:+.0f} s from ours"


def chapters(index: Index, told: Summary) -> str:
    """Each chapter with its rules and verdicts."""
    verdicts = verdicts_in(told.counted)
    rows: list[list[str | int]] = []
    for chapter in index.chapters(part.one for part in told.chapters.values()):
        part = told.chapters[chapter.stem]
        rows.append([in_one_line(chapter.title), len(part.rules), *(part.counted[verdict] for verdict in verdicts)])
    rows.append(["all", len(told.rules), *(told.counted[verdict] for verdict in verdicts)])
    return table(["chapter", "rules", *verdicts], rows)


def rules(index: Index, told: Summary) -> str:
    """Each rule with what it came to, and in how many of its scenarios it holds."""
    rows: list[list[str | int]] = []
    for rule in index.rules(part.one for part in told.rules.values()):
        counted = told.rules[rule.id].counted
        green = counted["pass"] + counted["observed"]
        rows.append([worst_of(counted.given), in_one_line(rule.id), rule.level, source_words(rule), f"{green}/{counted.total}"])
    return table(["verdict", "rule", "level", "source", "holds"], rows)


def readings(suite: Suite, told: Summary) -> str:
    """The readings that the target follows; blank where none was found."""
    rows: list[list[str | int]] = [
        [rule.id, in_one_line(" and ".join(told.outcomes[rule.id])), ", ".join(rule.permits)]
        for rule in suite.rules()
        if rule.level == "reading" and rule.id in told.outcomes
    ]
    return "Readings that the target follows\n\n" + table(["rule", "found", "permitted"], rows) if rows else ""


def not_verified(came_to: Summary) -> str:
    """What was not applicable, by its reason; blank where all was."""
    causes: dict[str, dict[str, int]] = {}
    for group in came_to.groups("not-applicable"):
        causes.setdefault(group.first[0].cause, {})[group.rule] = group.count
    if not causes:
        return ""
    lines = [in_one_line(f"{cause}: {plural(sum(own.values()), 'scenario')} of {', '.join(own)}") for cause, own in causes.items()]
    told = (textwrap.fill(line, _WIDTH, initial_indent="  ", subsequent_indent="    ") for line in lines)
    return "Not verified\n\n" + "\n".join(told)


def conclusion(header: Header, told: Summary) -> str:
    """What the record establishes, and how often each verdict was given."""
    counted = ", ".join(f"{told.counted[verdict]} {verdict}" for verdict in told.counted.given)
    return (
        f"{told.conclusion.upper()}: {in_one_line(told.reason)}\n{told.counted.total} of {header.scenarios} scenarios: {counted or 'none'}"
    )
