"""CTRF, the Common Test Report Format: a test a scenario, as JSON.

Statuses are told so that a report is red just where the exit status is not 0, as in JUnit XML; `rawStatus` has the verdict itself:

- passed: `pass`, `observed`, and `warning` with its message;
- failed: `fail`, `stale`, and `error` and `blocked`, since nobody knows then whether the rule holds; a run that did not come to its end,
  and each entry of the known failures that is true no more, are failed tests of their own;
- skipped: `not-applicable`, and `known` with its reason.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from conformance.judging import Verdict
from conformance.record import Finding, Source
from conformance.renderers.failures import in_brief, in_full
from conformance.renderers.index import Index
from conformance.renderers.pieces import holding, written
from conformance.renderers.summary import Summary, summary
from conformance.renderers.words import cut, in_line
from conformance.suite import Suite

STATUSES: dict[Verdict, str] = {
    "pass": "passed",
    "observed": "passed",
    "warning": "passed",
    "fail": "failed",
    "stale": "failed",
    "error": "failed",
    "blocked": "failed",
    "not-applicable": "skipped",
    "known": "skipped",
}
_SPEC = "0.0.0"
_LONGEST = 20_000
"""So many characters of a finding are told."""

Test = dict[str, object]


def ctrf(suite: Suite, record: Source) -> Iterator[str]:
    """A record as CTRF JSON."""
    index, told = Index(suite), summary(record)
    header = record.header
    results = {
        "tool": {"name": "conformance", "version": header.suite},
        "summary": _summary(record, told),
        "environment": {
            "appName": in_line(header.target.name or header.target.address),
            "appVersion": in_line(header.target.version),
            "extra": {"target": in_line(header.target.address)},
        },
        "extra": {"conclusion": told.conclusion, "reason": in_line(told.reason), "status": told.status},
    }
    about = {"reportFormat": "CTRF", "specVersion": _SPEC, "timestamp": header.started, "generatedBy": f"conformance {header.suite}"}
    if header.run:
        about["runId"] = in_line(header.run)
    yield f'{written(about)[:-1]},"results":'
    yield from holding(results, "tests", _tests(index, record, told))
    yield "}\n"


def _tests(index: Index, record: Source, told: Summary) -> Iterator[Test]:
    yield from _about_the_run(told)
    for finding in record.findings:
        yield _test(index, record, finding)


def _about_the_run(told: Summary) -> Iterator[Test]:
    """What is red without any scenario: a run that established nothing, and listed failures that are true no more."""
    if told.unfinished:
        yield _own("the run came to its end", told.unfinished, told.conclusion)
    for number, sentence in enumerate(told.stale, start=1):
        yield _own(f"known failure {number}", sentence, "stale")


def _own(name: str, message: str, raw: str) -> Test:
    return {"name": name, "status": "failed", "duration": 0, "suite": ["The run"], "message": in_line(message), "rawStatus": raw}


def _test(index: Index, record: Source, finding: Finding) -> Test:
    """One scenario."""
    rule, scenario, chapter = index.rule(finding), index.scenario(finding), index.chapter(finding)
    test: Test = {
        "name": in_line(finding.scenario),
        "status": STATUSES[finding.verdict],
        "duration": round(finding.seconds * 1000),
        "suite": [in_line(chapter.title), in_line(rule.id)],
        "rawStatus": finding.verdict,
        "tags": [finding.level],
    }
    if chapter.file:
        test |= {"filePath": f"conformance/specification/{chapter.file}"} | ({"line": scenario.line} if scenario.line else {})
    if finding.verdict in ("known", "not-applicable"):
        test["message"] = in_line(finding.cause)
    elif finding.verdict not in ("pass", "observed"):
        test |= {"message": in_line(in_brief(finding)), "trace": cut(in_full(index, record.header, finding), _LONGEST)}
    elif finding.outcome:
        test["message"] = in_line(f"observed: {finding.outcome}")
    return test


def _summary(record: Source, told: Summary) -> dict[str, int]:
    counted: Counter[str] = Counter()
    for verdict, status in STATUSES.items():
        counted[status] += told.counted[verdict]
    counted["failed"] += sum(1 for _ in _about_the_run(told))
    start = _milliseconds(record.header.started)
    return {
        "tests": counted.total(),
        **{status: counted[status] for status in ("passed", "failed", "skipped", "pending", "other")},
        "suites": len(told.chapters),
        "start": start,
        "stop": _milliseconds(record.footer.finished) if record.footer else start,
    }


def _milliseconds(moment: str) -> int:
    return round(datetime.fromisoformat(moment).timestamp() * 1000)
