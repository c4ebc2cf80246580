"""The text report: chapters and rules in tables, then each failure with all that is needed to understand and repeat it."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from msgspec.structs import replace

from conformance.judging import VERDICT_WORDS, Mismatch
from conformance.record import Finding, Footer, Header, Reason, Source
from conformance.renderers.index import Index
from conformance.renderers.known import known_failures, stale_entries
from conformance.renderers.races import races
from conformance.renderers.reproduce import before, command, curls
from conformance.renderers.tables import table
from conformance.suite import Rule, Scenario, Suite
from conformance.verdicts import NOT_GREEN, conclude, plural, tally, verdicts_of, worst

_WIDTH = 116
Kind = tuple[str, str, str]
"""Scenario, verdict and outcome: in the record of a load a scenario may have come to several things."""
_MISMATCHES = 5
"""So many differences of one finding are told; the record has them all."""


def report(suite: Suite, header: Header, findings: Iterable[Finding], footer: Footer | None, full: int | None = None) -> str:
    """The whole report as one text. Of each rule that is not green, `full` findings are told in full (None: all), the rest in a line."""
    index = Index(suite)
    findings, told = told_in_full(index, header, findings, full)
    by_rule: dict[str, list[Finding]] = {}
    for finding in findings:
        by_rule.setdefault(finding.rule, []).append(finding)
    parts = [head(header), chapters(suite, findings), _rules(index, by_rule)]
    besides = (readings(suite, by_rule), races(suite, header, findings), not_verified(findings), known_failures(suite, findings, full))
    parts += [part for part in besides if part]
    parts += [*failures(index, header, findings, full, told), *([left] if (left := stale_entries(footer)) else [])]
    parts.append(_conclusion(header, findings, footer))
    return "\n\n".join(parts) + "\n"


def text(suite: Suite, record: Source) -> Iterator[str]:
    """The whole report of a record."""
    yield report(suite, record.header, record.findings, record.footer)


def spared(findings: Iterable[Finding], full: int) -> Iterator[Finding]:
    """The findings, the evidence let go of where a report that tells `full` findings of each rule in full does not need it."""
    counted: Counter[tuple[str, str]] = Counter()
    for finding in findings:
        counted[finding.verdict, finding.rule] += 1
        needed = finding.verdict in NOT_GREEN and counted[finding.verdict, finding.rule] <= full
        yield finding if needed else _without_evidence(finding)


def told_in_full(index: Index, header: Header, findings: Iterable[Finding], full: int | None) -> tuple[list[Finding], dict[Kind, str]]:
    """The findings without their evidence, and by kind what is told in full: no more is held than there is to read in the end."""
    counted: Counter[tuple[str, str]] = Counter()
    told: dict[Kind, str] = {}
    bare: list[Finding] = []
    for finding in findings:
        counted[finding.verdict, finding.rule] += 1
        if finding.verdict in NOT_GREEN and (full is None or counted[finding.verdict, finding.rule] <= full):
            told[_kind(finding)] = in_full(index, header, finding)
        bare.append(_without_evidence(finding))
    return bare, told


def _kind(finding: Finding) -> Kind:
    return finding.scenario, finding.verdict, finding.outcome


def _without_evidence(finding: Finding) -> Finding:
    return replace(finding, observations=(), good=(), why=(), filled={}, mismatches=finding.mismatches[:1])


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
    return "\n".join(lines)


def _offset(seconds: float) -> str:
    return "as ours" if abs(seconds) < 0.5 else f"{seconds:+.0f} s from ours"


def chapters(suite: Suite, findings: list[Finding]) -> str:
    """Each chapter with its rules and verdicts."""
    verdicts = verdicts_of(findings)
    rows: list[list[str | int]] = []
    for chapter in Index(suite).chapters(findings):
        own = [finding for finding in findings if finding.chapter == chapter.stem]
        counted = tally(own)
        rows.append([chapter.title, len({finding.rule for finding in own}), *(counted[verdict] for verdict in verdicts)])
    everything = tally(findings)
    rows.append(["all", len({finding.rule for finding in findings}), *(everything[verdict] for verdict in verdicts)])
    return table(["chapter", "rules", *verdicts], rows)


def _rules(index: Index, by_rule: dict[str, list[Finding]]) -> str:
    rows: list[list[str | int]] = []
    for rule in index.rules(own[0] for own in by_rule.values()):
        own = by_rule[rule.id]
        green = sum(finding.verdict in ("pass", "observed") for finding in own)
        rows.append([worst(own), rule.id, rule.level, source_words(rule), f"{green}/{len(own)}"])
    return table(["verdict", "rule", "level", "source", "holds"], rows)


def source_words(rule: Rule) -> str:
    """The lines of the source as a reader cites them: runs of lines are drawn together."""
    runs: list[list[int]] = []
    for line in rule.source:
        if runs and line == runs[-1][-1] + 1:
            runs[-1].append(line)
        else:
            runs.append([line])
    return ", ".join(f"L{run[0]}" if len(run) == 1 else f"L{run[0]}–L{run[-1]}" for run in runs) or "–"


def readings(suite: Suite, by_rule: dict[str, list[Finding]]) -> str:
    """The readings that the target follows; blank where none was found."""
    rows: list[list[str | int]] = []
    for rule in suite.rules():
        outcomes = list(dict.fromkeys(finding.outcome for finding in by_rule.get(rule.id, []) if finding.outcome))
        if rule.level == "reading" and outcomes:
            rows.append([rule.id, " and ".join(outcomes), ", ".join(rule.permits)])
    return "Readings that the target follows\n\n" + table(["rule", "found", "permitted"], rows) if rows else ""


def not_verified(findings: list[Finding]) -> str:
    """What was not applicable, by its reason; blank where all was."""
    reasons: dict[str, list[str]] = {}
    for finding in findings:
        if finding.verdict == "not-applicable":
            reasons.setdefault(finding.cause, []).append(finding.scenario)
    if not reasons:
        return ""
    lines = [f"  {cause}: {_named(scenarios)}" for cause, scenarios in reasons.items()]
    return "Not verified\n\n" + "\n".join(textwrap.fill(line, _WIDTH, subsequent_indent="    ") for line in lines)


def _named(scenarios: list[str]) -> str:
    rules = list(dict.fromkeys(scenario.partition("/")[0] for scenario in scenarios))
    return f"{plural(len(scenarios), 'scenario')} of {', '.join(rules)}"


def failures(index: Index, header: Header, findings: list[Finding], full: int | None, texts: Mapping[Kind, str]) -> Iterator[str]:
    """What is not green, rule by rule, the gravest first. Of each rule `full` findings are told in full (None: all), the rest in a line."""
    groups: dict[tuple[str, str], list[Finding]] = {}
    for verdict in NOT_GREEN:
        for finding in findings:
            if finding.verdict == verdict:
                groups.setdefault((verdict, finding.rule), []).append(finding)
    if groups and before(header.target):
        yield before(header.target)
    for own in groups.values():
        yield _heading(index, own)
        told = own if full is None else own[:full]
        yield from (texts[_kind(finding)] for finding in told)
        if len(own) > len(told):
            yield "\n".join(f"  {finding.scenario}: {in_brief(finding)}" for finding in own[len(told) :])


def failure(suite: Suite, header: Header, finding: Finding) -> str:
    """One finding that is not green: what, expected, observed, why, where, and how to reproduce it."""
    index = Index(suite)
    return f"{_heading(index, [finding])}\n\n{in_full(index, header, finding)}"


def _heading(index: Index, own: list[Finding]) -> str:
    """The verdict and the rule, with its statement, over findings of the same verdict and rule."""
    rule = index.rule(own[0])
    count = f" · {len(own)} of {len(rule.scenarios) or len(own)} scenarios" if len(own) > 1 else ""
    return f"{VERDICT_WORDS[own[0].verdict]} {rule.id} · {rule.level} · {source_words(rule)}{count}\n" + textwrap.fill(
        " ".join(rule.statement.split()), _WIDTH, initial_indent="  ", subsequent_indent="  "
    )


def in_full(index: Index, header: Header, finding: Finding) -> str:
    """A finding line by line: why, where, expected, observed, the reference's trace, and how to see it again."""
    file, scenario = index.chapter(finding).file, index.scenario(finding)
    lines = [f"  {finding.scenario}"]
    if finding.cause:
        lines.append(textwrap.fill(finding.cause, _WIDTH, initial_indent="    because    ", subsequent_indent="               "))
    for mismatch in finding.mismatches[:_MISMATCHES]:
        lines += [
            f"    where      {where(mismatch, scenario, file)}",
            f"    expected   {mismatch.path} = {mismatch.expected}",
            f"    observed   {mismatch.seen}",
        ]
    if len(finding.mismatches) > _MISMATCHES:
        lines.append(f"               and {len(finding.mismatches) - _MISMATCHES} more like these")
    lines += [f"    reference  {_reason(reason)}" for reason in finding.why]
    lines.append(f"    reproduce  {command(header.target, finding)}")
    lines += [f"               {line}" for line in curls(header.target, finding)]
    return "\n".join(lines)


def where(mismatch: Mismatch, scenario: Scenario, file: str) -> str:
    """The place of a mismatch in its scenario and in the book."""
    if not scenario.steps:
        return f"act {mismatch.step + 1}, {mismatch.label}"
    return f"act {mismatch.step + 1} of {len(scenario.steps)}, {mismatch.label} ({file}:{mismatch.line})"


def in_brief(finding: Finding) -> str:
    """What is wrong first, or why there is nothing to see."""
    if not finding.mismatches:
        return finding.cause
    first = finding.mismatches[0]
    return f"{first.seen}, not {first.expected}"


def _reason(reason: Reason) -> str:
    return f"{reason.path} = {reason.value} by {', '.join(reason.rules)}"


def _conclusion(header: Header, findings: list[Finding], footer: Footer | None) -> str:
    conclusion, reason, _ = conclude(header, findings, footer)
    counted = tally(findings)
    told = ", ".join(f"{counted[verdict]} {verdict}" for verdict in verdicts_of(findings) if counted[verdict])
    readings = f"\n{len(findings)} of {header.scenarios} scenarios: {told or 'none'}"
    return f"{conclusion.upper()}: {reason}{readings}"
