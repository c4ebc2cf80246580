"""What the list of known failures came to, as parts of the text report: what failed as listed, and which entries are true no more."""

from __future__ import annotations

import textwrap

from conformance.record import Finding, Footer
from conformance.renderers.index import Index
from conformance.suite import Suite
from conformance.verdicts import plural

_WIDTH = 116


def known_failures(suite: Suite, findings: list[Finding], full: int | None = None) -> str:
    """What fails as listed, by rule and reason; of the scenarios `full` are named (None: all). Blank where there is none."""
    groups: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        if finding.verdict == "known":
            groups.setdefault((finding.rule, finding.cause), []).append(finding)
    return "\n\n".join(["Known failures", *(_group(suite, own, full) for own in groups.values())]) if groups else ""


def stale_entries(footer: Footer | None) -> str:
    """The entries of which nothing fails any more; blank where there is none."""
    if footer is None or not footer.stale:
        return ""
    return "No known failures any more\n\n" + "\n".join(_wrapped(sentence, "  ", "    ") for sentence in footer.stale)


def _group(suite: Suite, own: list[Finding], full: int | None) -> str:
    """The scenarios of one rule that fail for one reason."""
    first = own[0]
    rule = Index(suite).rule(first)
    named = [finding.scenario for finding in own[: len(own) if full is None else full]]
    named += [f"and {len(own) - len(named)} more"] if len(own) > len(named) else []
    return "\n".join(
        [
            f"  {rule.id} · {rule.level} · {len(own)} of {plural(len(rule.scenarios), 'scenario')}",
            _wrapped(first.cause, "    because    ", "               "),
            *(f"    observed   {mismatch.seen}" for mismatch in first.mismatches[:1]),
            *(f"    {'' if number else 'scenarios':9}  {line}" for number, line in enumerate(named)),
        ]
    )


def _wrapped(text: str, first: str, rest: str) -> str:
    """A sentence in lines, its addresses and ids whole."""
    return textwrap.fill(text, _WIDTH, initial_indent=first, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False)
