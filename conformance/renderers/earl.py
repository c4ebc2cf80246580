"""EARL 1.0, W3C's language for what was evaluated, as JSON-LD that needs nothing from a network: an assertion a scenario.

EARL knows no builds that turn red, only what is so. Outcomes:

- passed: `pass`, `observed`, and `stale` where it is so because it passes now;
- failed: `fail`, `warning`, `known`, and `stale` otherwise: it is not as the page says, how gravely the rule's level tells;
- cantTell: `error`, nobody knows how the target would have answered;
- untested: `blocked`, and each scenario of the book that a run of the whole book did not come to;
- inapplicable: `not-applicable`.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from conformance.judging import Verdict
from conformance.record import Finding, Source
from conformance.renderers.failures import in_brief
from conformance.renderers.index import Index
from conformance.renderers.pieces import holding
from conformance.renderers.words import bounded, in_line
from conformance.suite import Rule, Scenario, Suite
from conformance.verdicts import ended_early

OUTCOMES: dict[Verdict, str] = {
    "pass": "passed",
    "observed": "passed",
    "fail": "failed",
    "warning": "failed",
    "known": "failed",
    "error": "cantTell",
    "blocked": "untested",
    "not-applicable": "inapplicable",
}
"""But for `stale`, which may be so for two reasons."""
_NAME = "urn:profile-conformance:"
_CONTEXT = {
    "earl": "http://www.w3.org/ns/earl#",
    "dct": "http://purl.org/dc/terms/",
    "doap": "http://usefulinc.com/ns/doap#",
    "term": f"{_NAME}term:",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "dct:date": {"@type": "xsd:dateTime"},
}

Node = dict[str, object]


def earl(suite: Suite, record: Source) -> Iterator[str]:
    """A record as EARL in JSON-LD."""
    yield from holding({"@context": _CONTEXT}, "@graph", _graph(Index(suite), record))
    yield "\n"


def _graph(index: Index, record: Source) -> Iterator[Node]:
    header = record.header
    assertor = f"{_NAME}suite:{quote(header.suite)}"
    subject = f"{_NAME}target:{quote(in_line(header.target.address))}"
    yield {
        "@id": assertor,
        "@type": ["earl:Assertor", "earl:Software"],
        "dct:title": "conformance",
        "doap:revision": in_line(header.suite),
    }
    yield {
        "@id": subject,
        "@type": "earl:TestSubject",
        "dct:title": in_line(header.target.name or header.target.address),
        "dct:identifier": in_line(header.target.address),
        **({"doap:revision": in_line(header.target.version)} if header.target.version else {}),
    }
    told: set[str] = set()
    missing = {scenario.id for scenario in index.suite.scenarios()} if header.complete and ended_early(record.footer) else set()
    for finding in record.findings:
        missing.discard(finding.scenario)
        rule = index.rule(finding)
        if rule.id not in told:
            told.add(rule.id)
            yield _requirement(rule)
        yield _assertion(rule, index.scenario(finding), assertor, subject, _result(finding, header.started))
    for rule in index.suite.rules():
        left = [scenario for scenario in rule.scenarios if scenario.id in missing]
        if left and rule.id not in told:
            yield _requirement(rule)
        for scenario in left:
            yield _assertion(rule, scenario, assertor, subject, {"@type": "earl:TestResult", "earl:outcome": {"@id": "earl:untested"}})


def _requirement(rule: Rule) -> Node:
    return {
        "@id": _iri("rule", rule.id),
        "@type": "earl:TestRequirement",
        "dct:title": in_line(rule.id),
        "dct:description": " ".join(rule.statement.split()),
        "term:level": rule.level,
    }


def _assertion(rule: Rule, scenario: Scenario, assertor: str, subject: str, result: Node) -> Node:
    return {
        "@type": "earl:Assertion",
        "earl:assertedBy": {"@id": assertor},
        "earl:subject": {"@id": subject},
        "earl:test": {
            "@id": _iri("scenario", scenario.id),
            "@type": "earl:TestCase",
            "dct:title": in_line(scenario.title),
            "dct:isPartOf": {"@id": _iri("rule", rule.id)},
        },
        "earl:mode": {"@id": "earl:automatic"},
        "earl:result": result,
    }


def _result(finding: Finding, date: str) -> Node:
    outcome = OUTCOMES.get(finding.verdict) or ("failed" if finding.mismatches else "passed")
    told = finding.outcome and f"observed: {finding.outcome}"
    if finding.verdict not in ("pass", "observed"):
        told = "; ".join(dict.fromkeys(filter(None, (in_brief(bounded(finding)), finding.cause))))
    return {
        "@type": "earl:TestResult",
        "earl:outcome": {"@id": f"earl:{outcome}"},
        "dct:date": date,
        "term:verdict": finding.verdict,
        **({"earl:info": in_line(told)} if told else {}),
    }


def _iri(kind: str, name: str) -> str:
    """The name of a rule or scenario as an IRI, whatever is in it."""
    return f"{_NAME}{kind}:{quote(in_line(name, 500))}"
