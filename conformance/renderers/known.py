"""What the list of known failures came to, as parts of the text report: what failed as listed, and which entries are true no more."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from conformance.record import Finding, Footer, Source
from conformance.renderers.index import Index
from conformance.renderers.summary import Summary, rule_by_rule
from conformance.suite import Rule
from conformance.unseen import in_one_line
from conformance.verdicts import plural

_WIDTH = 116


def known_failures(index: Index, record: Source, told: Summary, full: int | None = None) -> Iterator[str]:
    """What fails as listed, by rule and reason, in pieces each below a blank line; of the scenarios `full` are named (None: all)."""
    if told.counted["known"]:
        yield "\n\nKnown failures"
    for _, own in rule_by_rule(record, told, "known"):
        for group in _by_reason(own):
            yield f"\n\n{_group(index.rule(group.first), group, full)}"


class _Alike:
    """The scenarios of a rule that fail for one reason, by name, and the first finding of them."""

    def __init__(self, first: Finding) -> None:
        self.first = first
        self.scenarios: list[str] = []


def _by_reason(own: Iterator[Finding]) -> list[_Alike]:
    groups: dict[str, _Alike] = {}
    for finding in own:
        groups.setdefault(finding.cause, _Alike(finding)).scenarios.append(finding.scenario)
    return list(groups.values())


def stale_entries(footer: Footer | None) -> str:
    """The entries of which nothing fails any more; blank where there is none."""
    if footer is None or not footer.stale:
        return ""
    return "No known failures any more\n\n" + "\n".join(_wrapped(sentence, "  ", "    ") for sentence in footer.stale)


def _group(rule: Rule, alike: _Alike, full: int | None) -> str:
    """The scenarios of one rule that fail for one reason."""
    first, count = alike.first, len(alike.scenarios)
    named = list(map(in_one_line, alike.scenarios[:full]))
    named += [f"and {count - len(named)} more"] if count > len(named) else []
    return "\n".join(
        [
            f"  {in_one_line(rule.id)} · {rule.level} · {count} of {plural(len(rule.scenarios), 'scenario')}",
            _wrapped(first.cause, "    because    ", "               "),
            *(f"    observed   {in_one_line(mismatch.seen)}" for mismatch in first.mismatches[:1]),
            *(f"    {'' if number else 'scenarios':9}  {line}" for number, line in enumerate(named)),
        ]
    )


def _wrapped(text: str, first: str, rest: str) -> str:
    """A sentence in lines, its addresses and ids whole."""
    shown = in_one_line(text)
    return textwrap.fill(shown, _WIDTH, initial_indent=first, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False)
