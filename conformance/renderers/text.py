"""The text report: chapters and rules in tables, then each failure with all that is needed to understand and repeat it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from conformance.exchanges import Exchange, Observation
from conformance.judging import VERDICT_WORDS, Mismatch
from conformance.record import Finding, Footer, Header, Reason
from conformance.renderers.reproduce import command, curl
from conformance.renderers.tables import table
from conformance.suite import Rule, Suite
from conformance.verdicts import VERDICTS, conclude, tally, worst

_NOT_GREEN = ("fail", "error", "blocked", "warning")
_WIDTH = 116


def report(suite: Suite, header: Header, findings: list[Finding], footer: Footer | None, *, rules: bool = True, limit: int = 50) -> str:
    """The whole report as one text. At most `limit` findings are told in full; the rest are named by id."""
    by_rule: dict[str, list[Finding]] = {}
    for finding in findings:
        by_rule.setdefault(finding.rule, []).append(finding)
    parts = [_head(header), _chapters(suite, findings)]
    if rules:
        parts.append(_rules(suite, by_rule))
    parts += [part for part in (_readings(suite, by_rule), _not_verified(findings)) if part]
    parts += list(_failures(suite, header, findings, limit))
    parts.append(_conclusion(header, findings, footer))
    return "\n\n".join(parts) + "\n"


def _head(header: Header) -> str:
    target = header.target
    name = f"{target.name} {target.version}".strip()
    lines = [f"conformance {header.suite} · {target.address}{f' ({name})' if name else ''} · {header.started}"]
    if target.clock_source:
        lines.append(
            f"clock of the target: {target.clock_offset:+.1f} s from ours (by its {target.clock_source}), time zone {target.time_zone}"
        )
    lines.append(f"capabilities: {', '.join(target.capabilities) or 'none'}")
    if header.selected:
        lines.append(f"selected: {', '.join(header.selected)}")
    return "\n".join(lines)


def _chapters(suite: Suite, findings: list[Finding]) -> str:
    rows: list[list[str | int]] = []
    for chapter in suite.chapters:
        own = [finding for finding in findings if finding.chapter == chapter.stem]
        if own:
            counted = tally(own)
            rows.append([chapter.title, len({finding.rule for finding in own}), *(counted[verdict] for verdict in VERDICTS)])
    everything = tally(findings)
    rows.append(["all", len({finding.rule for finding in findings}), *(everything[verdict] for verdict in VERDICTS)])
    return table(["chapter", "rules", *VERDICTS], rows)


def _rules(suite: Suite, by_rule: dict[str, list[Finding]]) -> str:
    rows: list[list[str | int]] = []
    for rule in suite.rules():
        own = by_rule.get(rule.id)
        if own:
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


def _readings(suite: Suite, by_rule: dict[str, list[Finding]]) -> str:
    rows: list[list[str | int]] = []
    for rule in suite.rules():
        outcomes = list(dict.fromkeys(finding.outcome for finding in by_rule.get(rule.id, []) if finding.outcome))
        if rule.level == "reading" and outcomes:
            rows.append([rule.id, " and ".join(outcomes), ", ".join(rule.permits)])
    return "Readings that the target follows\n\n" + table(["rule", "found", "permitted"], rows) if rows else ""


def _not_verified(findings: list[Finding]) -> str:
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
    return f"{len(scenarios)} scenarios of {', '.join(rules)}"


def _failures(suite: Suite, header: Header, findings: list[Finding], limit: int) -> Iterator[str]:
    rules = {rule.id: rule for rule in suite.rules()}
    ordered = [finding for verdict in _NOT_GREEN for finding in findings if finding.verdict == verdict]
    for finding in ordered[:limit]:
        yield failure(rules[finding.rule], header, finding, _label_count(suite, finding))
    if len(ordered) > limit:
        more = [f"  {VERDICT_WORDS[finding.verdict]} {finding.scenario}" for finding in ordered[limit:]]
        yield f"{len(more)} more\n\n" + "\n".join(more)


def _label_count(suite: Suite, finding: Finding) -> int:
    return next(
        (
            len(scenario.steps)
            for rule in suite.rules()
            if rule.id == finding.rule
            for scenario in rule.scenarios
            if scenario.id == finding.scenario
        ),
        0,
    )


def failure(rule: Rule, header: Header, finding: Finding, steps: int) -> str:
    """One finding that is not green: what, expected, observed, why, where, and how to reproduce it."""
    lines = [f"{VERDICT_WORDS[finding.verdict]} {finding.scenario}", f"  rule       {rule.id} · {rule.level} · {source_words(rule)}"]
    lines.append(textwrap.fill(rule.statement, _WIDTH, initial_indent="             ", subsequent_indent="             "))
    if finding.cause:
        lines.append(textwrap.fill(finding.cause, _WIDTH, initial_indent="  because    ", subsequent_indent="             "))
    for mismatch in finding.mismatches:
        lines += _mismatch(rule, mismatch, steps)
    lines += [f"  reference  {_reason(reason)}" for reason in finding.why]
    lines.append(f"  reproduce  {command(header.target, finding)}")
    lines += [f"             {curl(header.target, exchange)}" for exchange in _telling(finding)]
    return "\n".join(lines)


def _mismatch(rule: Rule, mismatch: Mismatch, steps: int) -> list[str]:
    return [
        f"  where      act {mismatch.step + 1} of {steps}, {mismatch.label} ({rule.chapter}, line {mismatch.line})",
        f"  expected   {mismatch.path} = {mismatch.expected}",
        f"  observed   {mismatch.path} = {mismatch.observed}",
    ]


def _reason(reason: Reason) -> str:
    return f"{reason.path} = {reason.value} by {', '.join(reason.rules)}"


def _telling(finding: Finding) -> list[Exchange]:
    """The exchanges that led to the first mismatch: those of the acts up to it, the last three."""
    last = finding.mismatches[0].step if finding.mismatches else len(finding.observations)
    told: list[Observation] = [one for one in finding.observations if one.step <= last]
    return [exchange for observation in told for exchange in observation.exchanges][-3:]


def _conclusion(header: Header, findings: list[Finding], footer: Footer | None) -> str:
    conclusion, reason, _ = conclude(header, findings, footer)
    counted = tally(findings)
    told = ", ".join(f"{counted[verdict]} {verdict}" for verdict in VERDICTS if counted[verdict])
    readings = f"\n{len(findings)} of {header.scenarios} scenarios: {told or 'none'}"
    return f"{conclusion.upper()}: {reason}{readings}"
