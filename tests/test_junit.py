"""JUnit XML: valid by the schema of Jenkins, read by junitparser, and red just where the exit status is not 0."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path
from xml.etree.ElementTree import Element, fromstring

import junitparser
import pytest
from xmlschema import XMLSchema

from conformance.book import book
from conformance.record import Record
from conformance.verdicts import conclude, tally
from conformance.views import render
from tests.endings import endings
from tests.sample import HOSTILE, LOCATION, hostile, sample


@cache
def schema() -> XMLSchema:
    return XMLSchema(Path(__file__).with_name("schemas") / "junit-10.xsd")


def page(record: Record) -> Element:
    text = "".join(render("junit", book(), record))
    schema().validate(text)
    return fromstring(text)


def shown(record: Record) -> list[junitparser.TestCase]:
    read = junitparser.JUnitXml.fromstring("".join(render("junit", book(), record)))
    return [one for suite in read for one in suite]


def told(one: junitparser.TestCase) -> str:
    return type(one.result[0]).__name__.lower() if one.result else "pass"


def find(record: Record, name: str) -> junitparser.TestCase:
    return next(one for one in shown(record) if f"{one.classname}/{one.name}" == name)


@pytest.mark.parametrize("name", endings())
class TestEveryEnding:
    def test_it_is_red_just_where_the_status_is_not_0(self, name: str) -> None:
        record = endings()[name]
        red = any(told(one) in ("failure", "error") for one in shown(record))
        assert red == (conclude(record.header, record.findings, record.footer)[2] != 0)

    def test_it_is_valid_and_its_numbers_are_true(self, name: str) -> None:
        whole = page(endings()[name])
        for one in (whole, *whole.iter("testsuite")):
            for attribute, kind in (("tests", "testcase"), ("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
                if attribute in one.attrib:
                    assert int(one.attrib[attribute]) == sum(1 for _ in one.iter(kind)), (one.attrib["name"], attribute)


class TestVerdicts:
    def test_each_is_told_by_its_element(self) -> None:
        counted = tally(sample().findings)
        assert Counter(told(one) for one in shown(sample())) == {
            "pass": counted["pass"] + counted["observed"] + counted["warning"] + 1,
            "failure": counted["fail"] + counted["stale"] + 1,
            "error": counted["error"] + counted["blocked"],
            "skipped": counted["not-applicable"] + counted["known"],
        }

    def test_a_failure_says_what_was_expected_and_how_to_see_it_again(self) -> None:
        finding = next(one for one in sample().findings if one.verdict == "fail")
        failure = find(sample(), finding.scenario).result[0]
        first = finding.mismatches[0]
        assert failure.message == f"{first.path} = {first.observed}, not {first.expected}"
        assert failure.type == "fail"
        assert f"expected   {first.path} = {first.expected}" in failure.text
        assert f"--select {finding.scenario}" in failure.text
        assert "curl -sS -X POST http://127.0.0.1:8123" in failure.text

    def test_a_known_failure_is_skipped_with_its_reason(self) -> None:
        assert "until release 8 (https://tracker.example/ACME-17)" in find(sample(), LOCATION).result[0].message

    def test_a_warning_passes_and_can_be_read(self) -> None:
        finding = next(one for one in sample().findings if one.verdict == "warning")
        one = find(sample(), finding.scenario)
        assert told(one) == "pass"
        assert f"observed   {finding.mismatches[0].path} = {finding.mismatches[0].observed}" in one.system_out

    def test_an_observation_says_what_was_found(self) -> None:
        finding = next(one for one in sample().findings if one.verdict == "observed")
        assert find(sample(), finding.scenario).system_out == f"observed: {finding.outcome}"

    def test_a_suite_is_a_chapter_and_the_first_is_about_the_run(self) -> None:
        first, *others = page(sample()).findall("testsuite")
        facts = {one.attrib["name"]: one.attrib["value"] for one in first.iter("property")}
        assert facts["target"] == "http://127.0.0.1:8123"
        assert facts["target.name"] == "Acme Hub"
        assert (facts["run"], facts["suite"], facts["conclusion"], facts["status"]) == ("abc123", "0.1.0", "not conformant", "1")
        assert [one.attrib["name"] for one in others[:2]] == ["Twitter", "Location"]

    def test_time_is_that_of_the_scenario(self) -> None:
        whole = page(sample())
        assert {one.attrib["time"] for one in whole.findall("testsuite")[1].iter("testcase")} == {"0.250"}
        assert float(whole.attrib["time"]) == pytest.approx(0.25 * len(sample().findings))

    def test_what_ended_early_says_so(self) -> None:
        assert find(endings()["breaks off"], "run/the run came to its end").result[0].message == "the record breaks off: it has no footer"
        stopped = find(endings()["stopped after a failure"], "run/the run came to its end")
        assert stopped.result[0].message == "interrupted from the keyboard"


class TestHostileTexts:
    def test_they_are_text(self) -> None:
        whole = page(hostile(sample()))
        assert {one.tag for one in whole.iter()} == {
            *("testsuites", "testsuite", "testcase", "properties", "property"),
            *("failure", "error", "skipped", "system-out"),
        }
        texts = "\n".join(one.text or "" for one in whole.iter())
        for text in HOSTILE[:3]:
            assert text in texts

    def test_what_xml_cannot_hold_is_visible(self) -> None:
        texts = "\n".join(one.text or "" for one in page(hostile(sample())).iter())
        assert r"\x00\x07\x1b[31m\x7f\x85\u2028" in texts
        assert r"\u202egnp.exe\u202c" in texts

    def test_surrogates_too(self) -> None:
        record = endings()["stopped"]
        assert record.footer
        page(Record(record.header, (), type(record.footer)("", 0, stopped="a \ud800 b \uffff")))

    def test_they_are_cut(self) -> None:
        whole = page(hostile(sample()))
        assert max(len(value) for one in whole.iter() for value in (one.text or "", *one.attrib.values())) < 25_000
        assert re.search(r"… \((98|99)\d{3} more characters\)", " ".join(one.text or "" for one in whole.iter()))
