"""JUnit XML, for whatever shows what tests came to: a suite a chapter, a test a scenario.

Red and green are those of the exit status, so that a build never looks better or worse than the run:

- a failure is what fails, and what a list of known failures says wrongly (`stale`);
- an error is what could not be carried out or told (`error`, `blocked`), and a run that did not come to its end;
- skipped is what does not apply, and what fails as listed: to pass would be to say that it holds, to fail would be red each day for
  what somebody has looked into;
- a warning passes, with what was seen as its output, and so does what was observed: neither breaks a run.

The first suite is about the run itself: whether it establishes anything, and which listed failures are true no more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain, groupby
from xml.etree.ElementTree import Element, SubElement, tostring

import msgspec

from conformance.judging import Verdict
from conformance.record import Finding, Source
from conformance.renderers.failures import in_brief, in_full
from conformance.renderers.index import Index
from conformance.renderers.summary import Summary, summary
from conformance.renderers.words import cut, in_line
from conformance.suite import Suite

TOLD: dict[Verdict, str] = {
    "fail": "failure",
    "stale": "failure",
    "error": "error",
    "blocked": "error",
    "not-applicable": "skipped",
    "known": "skipped",
}
"""The element that each verdict is told by; a test without any passes."""
_LONGEST = 20_000
"""So many characters of a finding are told."""
_END = "the run came to its end"


class _Count(msgspec.Struct):
    """What the findings of a chapter, as far as they stand together, come to."""

    first: Finding
    kinds: Counter[str] = msgspec.field(default_factory=Counter)
    seconds: float = 0.0


def junit(suite: Suite, record: Source) -> Iterator[str]:
    """A record as JUnit XML."""
    index, told = Index(suite), summary(record)
    counted = [_counted(own) for own in _in_chapters(record.findings)]
    about = _about(record, told)
    numbers = {
        "name": in_line(f"conformance of {record.header.target.address}"),
        "tests": str(sum(one.kinds.total() for one in counted) + len(about.findall("testcase"))),
        "failures": str(sum(one.kinds["failure"] for one in counted) + len(told.stale)),
        "errors": str(sum(one.kinds["error"] for one in counted) + bool(told.unfinished)),
        "time": _time(sum(one.seconds for one in counted)),
    }
    yield '<?xml version="1.0" encoding="UTF-8"?>\n' + _opened("testsuites", numbers)
    yield tostring(about, encoding="unicode") + "\n"
    for count, own in zip(counted, _in_chapters(record.findings), strict=True):
        yield _opened("testsuite", _numbers(index, record, count))
        for finding in own:
            yield tostring(_test(index, record, finding), encoding="unicode") + "\n"
        yield "</testsuite>\n"
    yield "</testsuites>\n"


def _in_chapters(findings: Iterable[Finding]) -> Iterator[Iterator[Finding]]:
    """The findings as they come, parted where another chapter begins."""
    for _, own in groupby(findings, key=lambda finding: finding.chapter):
        yield own


def _counted(findings: Iterator[Finding]) -> _Count:
    first = next(findings)
    count = _Count(first)
    for finding in chain((first,), findings):
        count.kinds[TOLD.get(finding.verdict, "")] += 1
        count.seconds += finding.seconds
    return count


def _numbers(index: Index, record: Source, count: _Count) -> dict[str, str]:
    return {
        "name": in_line(index.chapter(count.first).title),
        "tests": str(count.kinds.total()),
        "failures": str(count.kinds["failure"]),
        "errors": str(count.kinds["error"]),
        "skipped": str(count.kinds["skipped"]),
        "time": _time(count.seconds),
        "timestamp": record.header.started,
    }


def _about(record: Source, told: Summary) -> Element:
    """The suite about the run itself."""
    header = record.header
    numbers = {"tests": str(1 + len(told.stale)), "failures": str(len(told.stale)), "errors": str(int(bool(told.unfinished)))}
    about = Element("testsuite", {"name": "The run", **numbers, "skipped": "0", "time": "0.000", "timestamp": header.started})
    facts = {
        "target": header.target.address,
        "target.name": header.target.name,
        "target.version": header.target.version,
        "suite": header.suite,
        "run": header.run,
        "selected": ", ".join(header.selected),
        "conclusion": told.conclusion,
        "reason": told.reason,
        "status": str(told.status),
    }
    properties = SubElement(about, "properties")
    for name, value in facts.items():
        if value:
            SubElement(properties, "property", {"name": name, "value": in_line(value)})
    end = SubElement(about, "testcase", {"name": _END, "classname": "run", "time": "0.000"})
    if told.unfinished:
        SubElement(end, "error", {"message": in_line(told.unfinished), "type": told.conclusion})
    for number, sentence in enumerate(told.stale, start=1):
        entry = SubElement(about, "testcase", {"name": f"known failure {number}", "classname": "known failures", "time": "0.000"})
        SubElement(entry, "failure", {"message": in_line(sentence), "type": "stale"})
    return about


def _test(index: Index, record: Source, finding: Finding) -> Element:
    """One scenario."""
    title = finding.scenario.partition("/")[2] or finding.scenario
    test = Element("testcase", {"name": in_line(title), "classname": in_line(finding.rule), "time": _time(finding.seconds)})
    kind = TOLD.get(finding.verdict)
    if kind == "skipped":
        SubElement(test, kind, {"message": in_line(_why(finding)), "type": finding.verdict})
    elif kind or finding.verdict == "warning":
        rule = index.rule(finding)
        full = f"{finding.verdict} · {in_line(rule.id)} · {rule.level}\n{rule.statement}\n{in_full(index, record.header, finding)}"
        parent = SubElement(test, kind, {"message": in_line(in_brief(finding)), "type": finding.verdict}) if kind else None
        (SubElement(test, "system-out") if parent is None else parent).text = cut(full, _LONGEST)
    elif finding.outcome:
        SubElement(test, "system-out").text = in_line(f"observed: {finding.outcome}")
    return test


def _why(finding: Finding) -> str:
    return f"known failure: {finding.cause}" if finding.verdict == "known" else finding.cause


def _opened(tag: str, attributes: dict[str, str]) -> str:
    return tostring(Element(tag, attributes), encoding="unicode", short_empty_elements=False).removesuffix(f"</{tag}>") + "\n"


def _time(seconds: float) -> str:
    return f"{seconds:.3f}"
