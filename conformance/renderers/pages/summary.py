"""What stands above the chapters: what was established, how far, and what was found out about the target."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from conformance.record import Finding, Footer, Header, Source
from conformance.renderers.citing import source_words
from conformance.renderers.index import Index
from conformance.renderers.latency import Spread, collect, over_a_network, spreads
from conformance.renderers.pages.bars import BarRow, by_chapter, by_level
from conformance.renderers.pages.evidence import seen_first
from conformance.renderers.pages.marks import MARKS, NOT_GREEN, Mark
from conformance.renderers.pages.plot import Plot, plot
from conformance.suite import CAPABILITIES, Suite
from conformance.verdicts import conclude, plural, tally

_TONES = {
    "conformant": "good",
    "conformant, with warnings": "doubt",
    "not conformant, as known": "doubt",
    "not conformant": "bad",
    "not established": "doubt",
}


class Looked(NamedTuple):
    """What one way through the findings leaves: each without its evidence, and the latencies by operation."""

    findings: list[Finding]
    latencies: dict[str, list[float]]


class Broken(NamedTuple):
    """A rule that does not hold: its worst verdict, in how many scenarios, and what was seen first."""

    mark: Mark
    rule: str
    level: str
    source: str
    failing: int
    ran: int
    seen: str


class Reading(NamedTuple):
    """An open point, what was found there, and what is permitted."""

    rule: str
    found: str
    permitted: str


class Unverified(NamedTuple):
    """Why something could not be looked into, and what."""

    cause: str
    scenarios: str
    rules: tuple[str, ...]


class Known(NamedTuple):
    """What fails as listed: the rule, the reason, and in how many scenarios."""

    rule: str
    cause: str
    seen: str
    scenarios: str


class Summary(NamedTuple):
    """All of it."""

    conclusion: str
    tone: str
    reason: str
    counts: tuple[tuple[Mark, int], ...]
    findings: int
    scenarios: int
    levels: list[BarRow]
    chapters: list[BarRow]
    broken: list[Broken]
    readings: list[Reading]
    unverified: list[Unverified]
    known: list[Known]
    stale: tuple[str, ...]
    stopped: str
    partial: bool
    facts: list[tuple[str, str]]
    lacking: tuple[str, ...]
    spreads: list[Spread]
    plot: Plot | None
    in_memory: bool


def look(record: Source) -> Looked:
    """Go through a record's findings once."""
    latencies: dict[str, list[float]] = {}
    light: list[Finding] = []
    for finding in record.findings:
        collect(latencies, finding.observations)
        light.append(replace(finding, observations=(), good=(), why=(), filled={}))
    return Looked(light, latencies)


def summary(suite: Suite, record: Source, looked: Looked) -> Summary:
    """What stands above the chapters of a report."""
    header, footer, findings = record.header, record.footer, looked.findings
    index, counted = Index(suite), tally(findings)
    conclusion, reason, _ = conclude(header, findings, footer)
    networked = over_a_network(header.target)
    measured = spreads(looked.latencies) if networked else []
    return Summary(
        conclusion,
        _TONES[conclusion],
        reason,
        tuple((mark, counted[verdict]) for verdict, mark in MARKS.items() if counted[verdict]),
        len(findings),
        header.scenarios,
        by_level(index, findings),
        by_chapter(index, findings),
        _broken(index, findings),
        _readings(suite, findings),
        _unverified(suite, header, findings),
        _known(findings),
        footer.stale if footer else (),
        footer.stopped if footer else "",
        footer is None,
        _facts(header, footer),
        tuple(one for one in CAPABILITIES if one not in header.target.capabilities),
        measured,
        plot(measured) if measured else None,
        not networked,
    )


def _broken(index: Index, findings: Sequence[Finding]) -> list[Broken]:
    own: dict[str, list[Finding]] = {}
    for finding in findings:
        own.setdefault(finding.rule, []).append(finding)
    rows = []
    for rule in index.rules(findings):
        wrong = [finding for finding in own[rule.id] if finding.verdict in NOT_GREEN]
        if wrong:
            mark = next(MARKS[verdict] for verdict in NOT_GREEN if any(finding.verdict == verdict for finding in wrong))
            first = next(finding for finding in wrong if finding.verdict == mark.verdict)
            rows.append(Broken(mark, rule.id, rule.level, source_words(rule), len(wrong), len(own[rule.id]), seen_first(first)))
    return sorted(rows, key=lambda row: NOT_GREEN.index(row.mark.verdict))


def _readings(suite: Suite, findings: Iterable[Finding]) -> list[Reading]:
    outcomes: dict[str, dict[str, None]] = {}
    for finding in findings:
        if finding.level == "reading" and finding.outcome:
            outcomes.setdefault(finding.rule, {})[finding.outcome] = None
    return [Reading(rule.id, " and ".join(outcomes[rule.id]), ", ".join(rule.permits)) for rule in suite.rules() if rule.id in outcomes]


def _unverified(suite: Suite, header: Header, findings: Sequence[Finding]) -> list[Unverified]:
    reasons: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.verdict in ("not-applicable", "blocked", "error"):
            reasons.setdefault(finding.cause or MARKS[finding.verdict].meaning, []).append(finding)
    rows = [
        Unverified(cause, plural(len(own), "scenario"), tuple(dict.fromkeys(finding.rule for finding in own)))
        for cause, own in reasons.items()
    ]
    if len(findings) < header.scenarios:
        rows.append(Unverified("not reached: the run did not come to its end", plural(header.scenarios - len(findings), "scenario"), ()))
    if not header.complete:
        ran = {finding.scenario for finding in findings}
        left = sum(scenario.id not in ran for scenario in suite.scenarios())
        rows.append(Unverified("not selected" if header.selected else "not run", plural(left, "scenario"), ()))
    return rows


def _known(findings: Iterable[Finding]) -> list[Known]:
    groups: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        if finding.verdict == "known":
            groups.setdefault((finding.rule, finding.cause), []).append(finding)
    return [Known(rule, cause, seen_first(own[0]), plural(len(own), "scenario")) for (rule, cause), own in groups.items()]


def _facts(header: Header, footer: Footer | None) -> list[tuple[str, str]]:
    target = header.target
    offset = "as ours" if abs(target.clock_offset) < 0.5 else f"{target.clock_offset:+.0f} s from ours"
    facts = [
        ("Target", f"{target.name} {target.version}".strip() or "no name of its own"),
        ("Reached as", target.address),
        ("Begun", header.started),
        ("Ended", footer.finished if footer else "it breaks off"),
        ("Its clock", f"{offset} (by its {target.clock_source})" if target.clock_source else "not measured"),
        ("Its time zone", target.time_zone),
        ("It can", ", ".join(target.capabilities) or "nothing besides the three calls"),
    ]
    facts += [("Selected", ", ".join(header.selected))] if header.selected else []
    facts += [("Read only", "nothing was made or changed")] if header.read_only else []
    return [*facts, ("Run", header.run or "without an id"), ("Suite", header.suite)]
