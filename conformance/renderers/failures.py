"""Findings that are not green, for a terminal: each with all that is needed to understand and repeat it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from conformance.judging import VERDICT_WORDS, Mismatch, Verdict
from conformance.record import Finding, Header, Reason, Source
from conformance.renderers.citing import source_words
from conformance.renderers.index import Index
from conformance.renderers.reproduce import before, command, curls
from conformance.renderers.summary import Summary, rule_by_rule
from conformance.renderers.words import in_line
from conformance.suite import Rule, Scenario, Suite
from conformance.unseen import in_one_line
from conformance.verdicts import NOT_GREEN

_WIDTH = 116
_MISMATCHES = 5
"""So many differences of one finding are told; the record has them all."""


def failures(index: Index, record: Source, told: Summary, full: int | None) -> Iterator[str]:
    """What is not green, the gravest first, rule by rule, in pieces that each begin on a line of their own, below a blank one.

    Of each rule `full` findings are told in full (None: all), the rest in a line each.
    """
    first = True
    for verdict in NOT_GREEN:
        for rule, own in rule_by_rule(record, told, verdict):
            if first and before(record.header.target):
                yield f"\n\n{before(record.header.target)}"
            first = False
            yield from _of_one_rule(index, record.header, own, told.count(verdict, rule), full)


def _of_one_rule(index: Index, header: Header, own: Iterator[Finding], count: int, full: int | None) -> Iterator[str]:
    for number, finding in enumerate(own):
        if number == 0:
            yield f"\n\n{_heading(index.rule(finding), finding.verdict, count)}"
        if full is None or number < full:
            yield f"\n\n{in_full(index, header, finding)}"
        else:
            yield "\n\n" if number == full else "\n"
            yield f"  {in_line(f'{finding.scenario}: {in_brief(finding)}')}"


def failure(suite: Suite, header: Header, finding: Finding) -> str:
    """One finding that is not green: what, expected, observed, why, where, and how to reproduce it."""
    index = Index(suite)
    return f"{_heading(index.rule(finding), finding.verdict, 1)}\n\n{in_full(index, header, finding)}"


def _heading(rule: Rule, verdict: Verdict, count: int) -> str:
    """The verdict and the rule, with its statement, over so many findings of it."""
    of_all = f" · {count} of {len(rule.scenarios) or count} scenarios" if count > 1 else ""
    return f"{VERDICT_WORDS[verdict]} {in_one_line(rule.id)} · {rule.level} · {source_words(rule)}{of_all}\n" + textwrap.fill(
        " ".join(rule.statement.split()), _WIDTH, initial_indent="  ", subsequent_indent="  "
    )


def in_full(index: Index, header: Header, finding: Finding) -> str:
    """A finding line by line: why, where, expected, observed, the reference's trace, and how to see it again."""
    file, scenario = index.chapter(finding).file, index.scenario(finding)
    lines = [f"  {in_line(finding.scenario)}"]
    if finding.cause:
        cause = in_line(finding.cause)
        lines.append(textwrap.fill(cause, _WIDTH, initial_indent="    because    ", subsequent_indent="               "))
    for mismatch in finding.mismatches[:_MISMATCHES]:
        lines += [
            f"    where      {in_line(where(mismatch, scenario, file))}",
            f"    expected   {in_line(f'{mismatch.path} = {mismatch.expected}')}",
            f"    observed   {in_line(mismatch.seen)}",
        ]
    if len(finding.mismatches) > _MISMATCHES:
        lines.append(f"               and {len(finding.mismatches) - _MISMATCHES} more like these")
    lines += [f"    reference  {in_line(_reason(reason))}" for reason in finding.why]
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
