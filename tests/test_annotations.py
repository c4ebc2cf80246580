"""Annotations: workflow commands as a runner of GitHub Actions takes them apart, and the shape that GitLab documents."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from jsonschema import Draft202012Validator
from msgspec.structs import replace

from conformance.book import book
from conformance.judging import Verdict
from conformance.record import Record
from conformance.verdicts import conclude
from conformance.views import render
from tests.endings import endings
from tests.sample import HOSTILE, hostile, sample

HOME = Path(__file__).parents[1]
ISSUES = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "additionalProperties": False,
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "minLength": 1},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "pattern": "^[^./]"},
                    "lines": {"type": "object", "required": ["begin"], "properties": {"begin": {"type": "integer", "minimum": 1}}},
                },
            },
        },
    },
}
"""What GitLab's page on Code Quality says of a report."""


class Command(NamedTuple):
    """A workflow command as a runner reads it."""

    kind: str
    properties: dict[str, str]
    message: str


def commands(record: Record) -> list[Command]:
    text = "".join(render("github", book(), record))
    assert text.endswith("\n") or not text
    return [command(line) for line in text.splitlines()]


def command(line: str) -> Command:
    """As the runner does: up to the first `::`, properties between commas, then what is escaped."""
    head, _, message = line.removeprefix("::").partition("::")
    kind, _, properties = head.partition(" ")
    values = dict(one.split("=", 1) for one in properties.split(","))
    return Command(kind, {name: plain(value) for name, value in values.items()}, plain(message))


def plain(text: str) -> str:
    for escape, one in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(escape, one)
    return text


def issues(record: Record) -> Any:
    read = json.loads("".join(render("gitlab", book(), record)))
    assert [error.message for error in Draft202012Validator(ISSUES).iter_errors(read)] == []
    return read


@pytest.mark.parametrize("name", endings())
class TestEveryEnding:
    def test_an_error_is_shown_just_where_the_status_is_not_0(self, name: str) -> None:
        record = endings()[name]
        status = conclude(record.header, record.findings, record.footer)[2]
        assert any(one.kind == "error" for one in commands(record)) == (status != 0)
        assert any(one["severity"] in ("critical", "major") for one in issues(record)) == (status != 0)

    def test_every_fingerprint_is_one_issue(self, name: str) -> None:
        found = [one["fingerprint"] for one in issues(endings()[name])]
        assert len(set(found)) == len(found)


class TestGitHub:
    @pytest.mark.parametrize(
        ("verdict", "kind"),
        [("fail", "error"), ("stale", "error"), ("error", "error"), ("blocked", "error"), ("warning", "warning"), ("known", "notice")],
    )
    def test_each_verdict_is_shown_at_its_page(self, verdict: Verdict, kind: str) -> None:
        finding = next(one for one in sample().findings if one.verdict == verdict)
        (shown, *_) = [one for one in commands(sample()) if one.properties["title"] == f"{verdict.upper()} {finding.rule}"]
        assert shown.kind == kind
        assert finding.scenario in shown.message
        line = (HOME / shown.properties["file"]).read_text(encoding="utf-8").splitlines()[int(shown.properties["line"]) - 1]
        assert line.strip()

    def test_what_ended_early_and_what_is_stale_have_no_page(self) -> None:
        (shown,) = [one for one in commands(endings()["stopped"]) if one.kind == "error"]
        assert shown == Command("error", {"title": "ERROR the run"}, "not established: interrupted from the keyboard")
        assert "STALE known failures" in [one.properties["title"] for one in commands(sample())]

    def test_of_a_kind_ten_are_shown(self) -> None:
        failing = next(one for one in sample().findings if one.verdict == "fail")
        many = tuple(replace(failing, rule=f"rule.{number}") for number in range(40))
        shown = commands(Record(sample().header, many, endings()["pass"].footer))
        assert Counter(one.kind for one in shown) == {"error": 10}
        assert shown[-1].properties["title"] == "and 31 more like these"

    def test_hostile_texts_begin_no_command_and_end_no_property(self) -> None:
        texts = ("::error::x", "a\n::set-output name=x::y", "100%0A::stop::", "b,line=7,title=c", *HOSTILE)
        failing = next(one for one in sample().findings if one.verdict == "fail")
        for text in texts:
            spoilt = replace(failing, rule=text, mismatches=(replace(failing.mismatches[0], observed=text),))
            (shown,) = commands(Record(sample().header, (spoilt,), endings()["pass"].footer))
            assert shown.kind == "error"
            assert shown.properties.keys() == {"file", "line", "title"}
            assert re.fullmatch(r"\d+", shown.properties["line"])
            assert len(shown.message) < 1_100
            if text.isprintable() and len(text) < 100:
                assert shown.properties["title"] == f"FAIL {text}"
                assert text in shown.message


class TestGitLab:
    def test_each_is_as_grave_as_its_verdict(self) -> None:
        found = Counter((one["description"].split()[0], one["severity"]) for one in issues(sample()))
        assert set(found) == {
            ("FAIL", "critical"),
            ("STALE", "major"),
            ("ERROR", "major"),
            ("BLOCKED", "major"),
            ("WARNING", "minor"),
            ("KNOWN", "info"),
        }

    def test_the_place_is_a_page_of_the_book(self) -> None:
        assert all((HOME / one["location"]["path"]).exists() for one in issues(sample()))

    def test_hostile_texts_are_text(self) -> None:
        assert any(text in one["description"] for one in issues(hostile(sample())) for text in HOSTILE[:3])
        assert max(len(one["description"]) for one in issues(hostile(sample()))) < 1_500
