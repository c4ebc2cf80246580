"""CTRF: as its own schema says, and red just where the exit status is not 0."""

from __future__ import annotations

import json
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator, FormatChecker

from conformance.book import book
from conformance.record import Record
from conformance.verdicts import conclude, tally
from conformance.views import render
from tests.endings import endings
from tests.sample import HOSTILE, LOCATION, hostile, sample


@cache
def schema() -> Draft7Validator:
    text = (Path(__file__).with_name("schemas") / "ctrf-0.0.schema.json").read_text(encoding="utf-8")
    return Draft7Validator(json.loads(text), format_checker=FormatChecker())


def page(record: Record) -> Any:
    read = json.loads("".join(render("ctrf", book(), record)))
    assert [error.message for error in schema().iter_errors(read)] == []
    return read["results"]


def find(record: Record, name: str) -> Any:
    return next(test for test in page(record)["tests"] if test["name"] == name)


@pytest.mark.parametrize("name", endings())
def test_every_ending_is_valid_and_red_just_where_the_status_is_not_0(name: str) -> None:
    record = endings()[name]
    results = page(record)
    assert (results["summary"]["failed"] > 0) == (conclude(record.header, record.findings, record.footer)[2] != 0)
    told = Counter(test["status"] for test in results["tests"])
    numbers = {status: results["summary"][status] for status in ("passed", "failed", "skipped", "pending", "other")}
    assert numbers == {status: told[status] for status in numbers}
    assert results["summary"]["tests"] == len(results["tests"])


class TestVerdicts:
    def test_each_has_its_status_and_its_own_name(self) -> None:
        counted = tally(sample().findings)
        assert Counter((test["status"], test["rawStatus"]) for test in page(sample())["tests"]) == {
            ("passed", "pass"): counted["pass"],
            ("passed", "observed"): counted["observed"],
            ("passed", "warning"): counted["warning"],
            ("failed", "fail"): counted["fail"],
            ("failed", "stale"): counted["stale"] + 1,
            ("failed", "error"): counted["error"],
            ("failed", "blocked"): counted["blocked"],
            ("skipped", "not-applicable"): counted["not-applicable"],
            ("skipped", "known"): counted["known"],
        }

    def test_a_failure_says_what_was_expected_and_where_the_page_is(self) -> None:
        finding = next(one for one in sample().findings if one.verdict == "fail")
        test = find(sample(), finding.scenario)
        first = finding.mismatches[0]
        assert test["message"] == f"{first.path} = {first.observed}, not {first.expected}"
        assert f"--select {finding.scenario}" in test["trace"]
        line = (Path(__file__).parents[1] / test["filePath"]).read_text(encoding="utf-8").splitlines()[test["line"] - 1]
        assert line.strip()
        assert test["suite"][1] == finding.rule
        assert (test["tags"], test["duration"]) == (["must"], 250)

    def test_a_known_failure_has_its_reason(self) -> None:
        assert "until release 8" in find(sample(), LOCATION)["message"]

    def test_the_run_is_told(self) -> None:
        results = page(sample())
        assert results["environment"] == {"appName": "Acme Hub", "appVersion": "7.1", "extra": {"target": "http://127.0.0.1:8123"}}
        assert (results["extra"]["conclusion"], results["extra"]["status"]) == ("not conformant", 1)
        assert results["summary"]["stop"] - results["summary"]["start"] == 60_000

    def test_what_ended_early_says_so(self) -> None:
        assert page(endings()["stopped"])["tests"][0]["message"] == "interrupted from the keyboard"


class TestHostileTexts:
    def test_they_are_text_and_cut(self) -> None:
        texts = [str(test.get("trace", "")) for test in page(hostile(sample()))["tests"]]
        assert all(any(text in one for one in texts) for text in HOSTILE[:3])
        assert max(map(len, texts)) < 25_000
        assert re.search(r"… \((98|99)\d{3} more characters\)", " ".join(texts))
