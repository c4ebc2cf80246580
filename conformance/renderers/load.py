"""The text report of a load: how fast each operation was, how often what was answered was not right, and each kind of that in full."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator

import msgspec

from conformance.judging import Verdict
from conformance.record import Figures, Load, Source
from conformance.renderers.failures import failures
from conformance.renderers.index import Index
from conformance.renderers.overview import head
from conformance.renderers.summary import Summary, summary
from conformance.renderers.tables import table
from conformance.renderers.text import below, text
from conformance.suite import Suite
from conformance.unseen import in_one_line
from conformance.verdicts import plural, worst_of

_RIGHT = ("pass", "observed")
_WIDTH = 116


def told(suite: Suite, record: Source) -> Iterator[str]:
    """The text report of a record, be it of a run or of a load."""
    if record.header.load is None:
        yield from text(suite, record)
        return
    index, came_to, lived = Index(suite), summary(record), _lived(record)
    figures = record.footer.figures if record.footer else None
    yield f"{head(record.header)}\n{_as_asked(record.header.load)}"
    if figures:
        yield from below(_operations(figures), _workers(figures) if figures.workers else "")
    yield from below(_rules(index, came_to, lived))
    yield from failures(index, record, came_to, 1)
    yield from below(_conclusion(came_to, lived, figures))
    yield "\n"


class _Lived(msgspec.Struct):
    """How often scenarios were lived: by rule and by verdict, and with something not as the page says; and which."""

    by_rule: Counter[tuple[str, Verdict]] = msgspec.field(default_factory=Counter)
    otherwise: int = 0
    different: set[str] = msgspec.field(default_factory=set)

    def of_rule(self, rule: str, verdicts: Iterable[Verdict]) -> int:
        """How often scenarios of a rule came to one of these verdicts."""
        return sum(self.by_rule[rule, verdict] for verdict in verdicts)


def _lived(record: Source) -> _Lived:
    lived = _Lived()
    for finding in record.findings:
        lived.by_rule[finding.rule, finding.verdict] += finding.times
        lived.otherwise += finding.times if finding.mismatches else 0
        lived.different.add(finding.scenario)
    return lived


def _as_asked(load: Load) -> str:
    ends = [f"for {load.seconds:g} s" if load.seconds else "", f"until {load.scenarios} scenarios were lived" if load.scenarios else ""]
    end = " or ".join(part for part in ends if part) or "until told otherwise"
    spread = f", on {plural(load.workers, 'worker')}" if load.workers else ""
    return f"load: {plural(load.users, 'user')}, {load.spawn_rate:g} more each second{spread}, {end}; seed {load.seed}"


def _operations(figures: Figures) -> str:
    rows: list[list[str | int]] = [
        [
            in_one_line(one.name),
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
    rows: list[list[str | int]] = [
        [in_one_line(name), lived, "LOST" if name in figures.lost else ""] for name, lived in figures.workers.items()
    ]
    return table(["worker", "scenarios", ""], rows)


def _rules(index: Index, told: Summary, lived: _Lived) -> str:
    """The rules of which something was not right, with how often; blank where all was."""
    rows: list[list[str | int]] = []
    for rule in index.rules(part.one for part in told.rules.values()):
        given = told.rules[rule.id].counted.given
        times, wrong = lived.of_rule(rule.id, given), lived.of_rule(rule.id, (one for one in given if one not in _RIGHT))
        if wrong:
            rows.append([worst_of(given), in_one_line(rule.id), rule.level, times, wrong, f"{1000 * wrong / times:.1f}"])
    return table(["verdict", "rule", "level", "lived", "not right", "of 1,000"], rows) if rows else ""


def _conclusion(told: Summary, lived: _Lived, figures: Figures | None) -> str:
    times = lived.by_rule.total()
    by_verdict = {verdict: sum(lived.by_rule[rule, verdict] for rule in told.rules) for verdict in told.counted.given}
    counted = ", ".join(f"{count:,} {verdict}" for verdict, count in by_verdict.items()) or "none"
    lines = [
        f"{told.conclusion.upper()}: {in_one_line(told.reason)}",
        f"{times:,} scenarios lived, {len(lived.different)} different ones: {counted}",
    ]
    if figures and figures.seconds:
        pace = f"{times / figures.seconds:,.1f} scenarios and {figures.answers / figures.seconds:,.1f} answers a second"
        otherwise = _of_thousand(lived.otherwise, times)
        lines.append(f"{pace}, {figures.answers:,} answers judged, {otherwise} scenarios in 1,000 not as the page says")
    return "\n".join(textwrap.fill(line, _WIDTH) for line in lines)


def _of_thousand(wrong: int, lived: int) -> str:
    return f"{1000 * wrong / lived:.2f}" if wrong and lived else "0"
