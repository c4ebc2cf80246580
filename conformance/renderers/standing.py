"""How a target stands, without anything that differs from run to run: for a report that is kept beside the code."""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from conformance.lasting import lasting
from conformance.record import Finding, Record
from conformance.renderers.index import Index
from conformance.renderers.known import known_failures, stale_entries
from conformance.renderers.overview import chapters, not_verified, readings
from conformance.renderers.summary import summary
from conformance.renderers.tables import table
from conformance.renderers.text import below
from conformance.suite import Suite
from conformance.unseen import in_one_line
from conformance.verdicts import NOT_GREEN, plural, tally

BY_CHANCE = "concurrent"
"""The chapter whose scenarios may come out otherwise when they are run again."""
_TODAY = re.compile(r"today \([^)]*\)")


def standing(suite: Suite, record: Record) -> str:
    """The whole page, from a record that is complete. What comes of calls at the same time is chance, and left out."""
    kept = replace(record, findings=tuple(finding for finding in record.findings if finding.chapter != BY_CHANCE))
    index, told, target = Index(suite), summary(kept), record.header.target
    parts = [
        in_one_line(f"{target.name} {target.version}, through {target.address}")
        + f"\n{told.conclusion.upper()}: {in_one_line(told.reason)}",
        *below(chapters(index, told), readings(suite, told), _otherwise(kept, ZoneInfo(target.time_zone)), stale_entries(record.footer)),
        *known_failures(index, kept, told),
        *below(not_verified(told)),
    ]
    return "".join(parts) + "\n"


def _otherwise(record: Record, zone: ZoneInfo) -> str:
    """Each rule that does not hold, with its first scenario and what was seen there."""
    by_rule: dict[str, list[Finding]] = {}
    for finding in record.findings:
        by_rule.setdefault(finding.rule, []).append(finding)
    rows: list[list[str | int]] = []
    for rule, own in by_rule.items():
        wrong = [finding for finding in own if finding.verdict in NOT_GREEN]
        if wrong:
            first = wrong[0].mismatches[0] if wrong[0].mismatches else None
            seen = f"{first.seen}, not {_TODAY.sub('today', first.expected)}" if first else wrong[0].cause
            judged = tally(own).total - tally(own)["not-applicable"]
            rows.append(
                [
                    wrong[0].verdict,
                    in_one_line(rule),
                    f"{len(wrong)} of {plural(judged, 'scenario')}",
                    in_one_line(wrong[0].scenario.partition("/")[2]),
                    in_one_line(lasting(seen, wrong[0], zone)),
                ]
            )
    return "What does not hold\n\n" + table(["verdict", "rule", "in", "first", "seen there"], rows) if rows else ""
