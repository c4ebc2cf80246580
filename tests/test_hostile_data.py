"""Hostile texts in the views that programs read: each is well-formed for a reader that others wrote, and has the texts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from itertools import repeat
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import unquote
from xml.etree.ElementTree import Element, fromstring

import junitparser
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rdflib import Graph

from conformance.exchanges import Target
from conformance.inventory import Inventory
from conformance.record import Record
from conformance.stored import read
from conformance.suite import Suite
from conformance.views import VIEWS, render
from tests.hostility import SETTINGS, TEXTS, is_harmless, read_back, records, spoilt
from tests.reports import few
from tests.sample import sample, stored

pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
"""rdflib's reader of JSON-LD still uses it."""

JSON = ("ctrf", "earl", "endpoint", "har", "gitlab")


@cache
def suite() -> Suite:
    return few("location", "ids", "email")


def shown(view: str, record: Record) -> str:
    return "".join(render(view, suite(), record))


def texts(value: Any) -> Iterator[str]:
    """Every text in JSON, names included."""
    if isinstance(value, str):
        yield value
    for one in value if isinstance(value, list) else ():
        yield from texts(one)
    for name, one in value.items() if isinstance(value, dict) else ():
        yield name
        yield from texts(one)


def in_attributes(element: Element) -> set[str]:
    return {value for one in element.iter() for value in (*one.attrib.values(), one.text or "")}


@SETTINGS
@given(records(sample()))
@pytest.mark.parametrize("view", JSON)
def test_json_is_json_and_harmless_where_it_is_printed(view: str, record: Record) -> None:
    text = shown(view, record)
    assert is_harmless(text)
    json.loads(text)
    text.encode()


@SETTINGS
@given(records(sample()))
@example(spoilt(sample(), repeat("http://[a")))
def test_a_har_has_every_text_as_it_was(record: Record) -> None:
    read = json.loads(shown("har", record))["log"]
    exchanges = [one for finding in record.findings for step in finding.observations for one in step.exchanges]
    for entry, exchange in zip(read["entries"], exchanges, strict=True):
        assert entry["request"]["method"] == exchange.method
        assert entry["request"]["url"].endswith(exchange.path)
        assert entry["request"]["headers"] == [{"name": name, "value": value} for name, value in exchange.headers.items()]
        assert json.loads(entry["request"]["postData"]["text"]) == exchange.request
        assert json.loads(entry["response"]["content"]["text"]) == exchange.response


@SETTINGS
@given(records(sample()))
def test_ctrf_shows_each_text_in_a_line_of_its_own(record: Record) -> None:
    read = json.loads(shown("ctrf", record))
    about, run = read["results"]["environment"], read["runId"]
    target = record.header.target
    assert [read_back(text) for text in (about["appName"], about["appVersion"], run)] == [target.name, target.version, record.header.run]
    tests = read["results"]["tests"][-len(record.findings) :]
    for test, finding in zip(tests, record.findings, strict=True):
        assert read_back(test["name"]) == finding.scenario
        if finding.verdict in ("known", "not-applicable"):
            assert read_back(test["message"]) == finding.cause
        if finding.verdict in ("fail", "warning", "stale"):
            lines = test["trace"].split("\n")
            for mismatch in finding.mismatches:
                assert mismatch.seen in [read_back(line.removeprefix("    observed   ")) for line in lines]


@SETTINGS
@given(records(sample()))
def test_junit_is_xml_for_others_and_its_texts_are_texts(record: Record) -> None:
    text = shown("junit", record)
    assert is_harmless(text)
    junitparser.JUnitXml.fromstring(text.encode())
    page = fromstring(text)
    assert {one.tag for one in page.iter()} <= {
        *("testsuites", "testsuite", "testcase", "properties", "property", "failure", "error", "skipped", "system-out")
    }
    told = {read_back(one) for one in in_attributes(page)}
    target = record.header.target
    assert {target.address, target.name, target.version, record.header.run, *(record.footer.stale if record.footer else ())} <= told
    for finding in record.findings:
        assert {finding.rule, finding.scenario.partition("/")[2] or finding.scenario} <= told
        if finding.verdict == "not-applicable":
            assert finding.cause in told
        if finding.verdict == "fail":
            assert f"{finding.mismatches[0].seen}, not {finding.mismatches[0].expected}" in told


@SETTINGS
@given(records(sample()))
def test_earl_is_linked_data_of_no_more_nodes_than_without_them(record: Record) -> None:
    graph = Graph().parse(data=shown("earl", record), format="json-ld")
    told = {read_back(str(value)) for value in graph.objects()}
    assert record.header.target.name in told
    strange = record.findings[-1]
    assert any(unquote(str(one)).endswith(f"rule:{strange.rule}") or strange.rule in told for one in graph.subjects())
    assert {str(one).split(":", 1)[0] for one in {*graph.subjects(), *graph.predicates()} if ":" in str(one)} <= {"http", "urn"}


@SETTINGS
@given(records(sample()))
def test_a_badge_is_a_picture_without_scripts(record: Record) -> None:
    page = fromstring(shown("badge", record))
    assert {one.tag.rpartition("}")[2] for one in page.iter()} <= {"svg", "title", "clipPath", "rect", "g", "path", "text"}


@SETTINGS
@given(records(sample()))
def test_annotations_are_as_many_commands_as_there_are_things_to_say(record: Record) -> None:
    text = shown("github", record)
    assert is_harmless(text)
    lines = text.splitlines()
    assert all(line.startswith(("::error ", "::warning ", "::notice ")) for line in lines)
    assert len(lines) == len(json.loads(shown("gitlab", record)))
    assert not any("\r" in line or line.count("::") < 2 for line in lines)


@SETTINGS
@given(records(sample()))
def test_a_record_is_harmless_and_reads_as_what_was_written(record: Record) -> None:
    with TemporaryDirectory() as folder:
        file = stored(record, Path(folder))
        assert is_harmless(file.read_text(encoding="utf-8"))
        assert read(file) == record


@SETTINGS
@given(st.lists(TEXTS, min_size=4, max_size=4))
def test_so_is_an_inventory(texts: list[str]) -> None:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "made.jsonl"
        made = Inventory(file, Target(texts[0]), texts[1])
        made.made(made.begun("customer", texts[2]), texts[3], 0.0, texts[0])
        made.close()
        shown = file.read_text(encoding="utf-8")
    assert is_harmless(shown)
    [line] = map(json.loads, shown.splitlines())
    assert [line[name] for name in ("target", "run", "scenario", "id", "doubt")] == [*texts, texts[0]]


def test_no_view_is_left_out() -> None:
    assert {*JSON, "junit", "badge", "github"} | {"text", "html", "markdown"} == set(VIEWS)
