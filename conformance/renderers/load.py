"""The text report of a load: how fast each operation was, how often what was answered was not right, and each kind of that in full."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

from conformance.record import Figures, Finding, Load, Source
from conformance.renderers.index import Index
from conformance.renderers.tables import table
from conformance.renderers.text import failures, head, text, told_in_full
from conformance.suite import Suite
from conformance.verdicts import conclude, plural, verdicts_of, worst

_RIGHT = ("pass", "observed")
_WIDTH = 116


def told(suite: Suite, record: Source) -> Iterator[str]:
    """The text report of a record, be it of a run or of a load."""
    if record.header.load is None:
        yield from text(suite, record)
        return
    index = Index(suite)
    findings, in_full = told_in_full(index, record.header, record.findings, 1)
    figures = record.footer.figures if record.footer else None
    parts = [f"{head(record.header)}\n{_as_asked(record.header.load)}"]
    if figures:
        parts += [_operations(figures), *([_workers(figures)] if figures.workers else [])]
    parts += [part for part in (_rules(index, findings),) if part]
    parts += failures(index, record.header, findings, 1, in_full)
    parts.append(_conclusion(record, findings, figures))
    yield "\n\n".join(parts) + "\n"


def _as_asked(load: Load) -> str:
    ends = [f"for {load.seconds:g} s" if load.seconds else "", f"until {load.scenarios} scenarios were lived" if load.scenarios else ""]
    end = " or ".join(part for part in ends if part) or "until told otherwise"
    spread = f", on {plural(load.workers, 'worker')}" if load.workers else ""
    return f"load: {plural(load.users, 'user')}, {load.spawn_rate:g} more each second{spread}, {end}; seed {load.seed}"


def _operations(figures: Figures) -> str:
    rows: list[list[str | int]] = [
        [
            one.name,
            one.requests,
            f"{one.a_second:.1f}",
            *(f"{milliseconds:.0f}" for milliseconds in (one.median, one.nearly_all, one.almost_all, one.longest)),
            one.failures,
            f"{100 * one.failures / one.requests:.2f} %" if one.requests else "–",
        ]
        for one in figures.operations
    ]
    columns = ["operation", "requests", "a second", "median ms", "95 % ms", "99 % ms", "longest ms", "errors", "of all"]
    return table(columns, rows) if rows else "No request was answered."


def _workers(figures: Figures) -> str:
    rows: list[list[str | int]] = [[name, lived, "LOST" if name in figures.lost else ""] for name, lived in figures.workers.items()]
    return table(["worker", "scenarios", ""], rows)


def _rules(index: Index, findings: list[Finding]) -> str:
    """The rules of which something was not right, with how often; blank where all was."""
    by_rule: dict[str, list[Finding]] = {}
    for finding in findings:
        by_rule.setdefault(finding.rule, []).append(finding)
    rows: list[list[str | int]] = []
    for rule in index.rules(own[0] for own in by_rule.values()):
        own = by_rule[rule.id]
        lived, wrong = _times(own), _times(one for one in own if one.verdict not in _RIGHT)
        if wrong:
            rows.append([worst(own), rule.id, rule.level, lived, wrong, f"{1000 * wrong / lived:.1f}"])
    return table(["verdict", "rule", "level", "lived", "not right", "of 1,000"], rows) if rows else ""


def _times(findings: Iterable[Finding]) -> int:
    return sum(finding.times for finding in findings)


def _conclusion(record: Source, findings: list[Finding], figures: Figures | None) -> str:
    conclusion, reason, _ = conclude(record.header, findings, record.footer)
    lived = _times(findings)
    by_verdict = {verdict: _times(one for one in findings if one.verdict == verdict) for verdict in verdicts_of(findings)}
    counted = ", ".join(f"{times:,} {verdict}" for verdict, times in by_verdict.items() if times) or "none"
    wrong = _times(finding for finding in findings if finding.mismatches)
    lines = [
        f"{conclusion.upper()}: {reason}",
        f"{lived:,} scenarios lived, {len({one.scenario for one in findings})} different ones: {counted}",
    ]
    if figures and figures.seconds:
        pace = f"{lived / figures.seconds:,.1f} scenarios and {figures.answers / figures.seconds:,.1f} answers a second"
        lines.append(f"{pace}, {figures.answers:,} answers judged, {_of_thousand(wrong, lived)} scenarios in 1,000 not as the page says")
    return "\n".join(textwrap.fill(line, _WIDTH) for line in lines)


def _of_thousand(wrong: int, lived: int) -> str:
    return f"{1000 * wrong / lived:.2f}" if wrong and lived else "0"
