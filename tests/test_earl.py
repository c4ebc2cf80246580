"""EARL: read by rdflib without a network, and counted by SPARQL."""

from __future__ import annotations

import socket
from collections import Counter
from typing import Any

import pytest
from msgspec.structs import replace
from rdflib import Graph

from conformance.book import book
from conformance.record import Record
from conformance.verdicts import tally
from conformance.views import render
from tests.endings import endings
from tests.sample import HOSTILE, LOCATION, hostile, sample

pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
"""rdflib's reader of JSON-LD still uses it."""

PREFIXES = """
PREFIX earl: <http://www.w3.org/ns/earl#>
PREFIX dct: <http://purl.org/dc/terms/>
PREFIX doap: <http://usefulinc.com/ns/doap#>
PREFIX term: <urn:profile-conformance:term:>
"""


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a context was looked for in the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)


def graph(record: Record) -> Graph:
    return Graph().parse(data="".join(render("earl", book(), record)), format="json-ld")


def asked(record: Record, query: str) -> list[tuple[Any, ...]]:
    return [tuple(value.toPython() if value is not None else None for value in row) for row in graph(record).query(PREFIXES + query)]  # type: ignore[union-attr]  # a SELECT has rows


def outcomes(record: Record) -> dict[str, int]:
    """The number of whole assertions by outcome."""
    rows = asked(
        record,
        """SELECT ?outcome (COUNT(?assertion) AS ?count) WHERE {
             ?assertion a earl:Assertion ; earl:mode earl:automatic ; earl:result ?result .
             ?result earl:outcome ?outcome
             FILTER EXISTS { ?assertion earl:assertedBy/a earl:Assertor }
             FILTER EXISTS { ?assertion earl:subject/a earl:TestSubject }
             FILTER EXISTS { ?assertion earl:test/a earl:TestCase }
             FILTER EXISTS { ?assertion earl:test/dct:isPartOf/a earl:TestRequirement }
           } GROUP BY ?outcome""",
    )
    return {str(outcome).rpartition("#")[2]: count for outcome, count in rows}


class TestOutcomes:
    def test_there_is_an_assertion_for_every_finding(self) -> None:
        counted = tally(sample().findings)
        stale = Counter(bool(one.mismatches) for one in sample().findings if one.verdict == "stale")
        assert outcomes(sample()) == {
            "passed": counted["pass"] + counted["observed"] + stale[False],
            "failed": counted["fail"] + counted["warning"] + counted["known"] + stale[True],
            "cantTell": counted["error"],
            "untested": counted["blocked"],
            "inapplicable": counted["not-applicable"],
        }

    def test_of_hostile_texts_too(self) -> None:
        assert outcomes(hostile(sample())) == outcomes(sample())

    @pytest.mark.parametrize("ending", ["breaks off", "stopped"])
    def test_what_a_run_of_the_whole_book_did_not_come_to_is_untested(self, ending: str) -> None:
        record = endings()[ending]
        done = {finding.scenario for finding in record.findings}
        assert outcomes(record) == {
            "passed": len(record.findings),
            "untested": sum(1 for scenario in book().scenarios() if scenario.id not in done),
        }

    def test_of_a_selection_nothing_is_said_but_what_was_run(self) -> None:
        record = endings()["breaks off"]
        assert outcomes(replace(record, header=replace(record.header, complete=False))) == {"passed": len(record.findings)}


class TestWhatIsSaid:
    def test_who_says_it_of_what(self) -> None:
        rows = asked(
            sample(),
            """SELECT ?name ?by ?title ?address ?version WHERE {
                 ?a a earl:Assertor ; dct:title ?name ; doap:revision ?by .
                 ?s a earl:TestSubject ; dct:title ?title ; dct:identifier ?address ; doap:revision ?version }""",
        )
        assert rows == [("conformance", "0.1.0", "Acme Hub", "http://127.0.0.1:8123", "7.1")]

    def test_a_rule_has_its_level_and_statement(self) -> None:
        rows = asked(
            sample(),
            """SELECT ?level ?says WHERE {
                 ?rule a earl:TestRequirement ; dct:title "location.kept" ; term:level ?level ; dct:description ?says }""",
        )
        assert rows[0][0] == "must"
        assert rows[0][1].startswith("An update that gives no location leaves the one that is there")

    def test_a_failure_says_what_was_seen(self) -> None:
        rows = asked(
            sample(),
            f"""SELECT ?info ?date WHERE {{
                  ?a earl:test <urn:profile-conformance:scenario:{LOCATION}> ; earl:result ?r . ?r earl:info ?info ; dct:date ?date }}""",
        )
        assert rows[0][0].startswith('location = "1", not "2"')
        assert rows[0][1].isoformat() == "2025-07-01T12:00:00+00:00"

    def test_hostile_texts_are_literals(self) -> None:
        (texts,) = zip(*asked(hostile(sample()), "SELECT ?info WHERE { ?r earl:info ?info }"), strict=True)
        assert any(HOSTILE[0] in text for text in texts)
        assert any(HOSTILE[2] in text for text in texts)
        assert max(map(len, texts)) < 5_000

    def test_any_id_becomes_a_name(self) -> None:
        strange = [replace(one, rule=text, scenario=f"{text}/x") for one, text in zip(sample().findings, HOSTILE, strict=False)]
        assert sum(outcomes(Record(sample().header, tuple(strange), sample().footer)).values()) == len(strange)
