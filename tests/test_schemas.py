"""The forms of the record and of the book as data: real ones are as their schemas say, and docs/record.md tells every field."""

from __future__ import annotations

import contextlib
import io
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import jq  # type: ignore[import-not-found]  # compiled, and without types
import msgspec
import pytest
from jsonschema import Draft202012Validator, FormatChecker
from msgspec.structs import replace

from conformance import exchanges, suite
from conformance.book import book
from conformance.drivers.in_process import reference
from conformance.drivers.manners import asked_for
from conformance.judging import Mismatch
from conformance.known import KnownFailure
from conformance.record import Figures, Finding, Footer, Header, Load, Operation, Reason, Record
from conformance.selection import select
from conformance.session import hold
from conformance.targets import driver_for
from reference_impl.api import Api
from reference_impl.hub import Hub
from tests.sample import hostile, sample, stored
from tests.serving import serving

HOME = Path(__file__).parents[1]
RECORD = (Header, Load, Finding, Footer, Figures, Operation, Reason, KnownFailure, Mismatch)
RECORDED = (*RECORD, exchanges.Target, exchanges.Observation, exchanges.Asked, exchanges.Answer, exchanges.Exchange)
BOOK = (suite.Suite, suite.Chapter, suite.Table, suite.Rule, suite.Scenario, suite.Act, suite.Choice, suite.Outcome, suite.Call)
TOLD = (*RECORDED, *BOOK, suite.Expectation)


@cache
def schema(name: str) -> Any:
    return json.loads((HOME / "fixtures" / f"{name}.schema.json").read_bytes())


@cache
def validator(name: str) -> Draft202012Validator:
    Draft202012Validator.check_schema(schema(name))
    return Draft202012Validator(schema(name), format_checker=FormatChecker())


def wrong(line: object) -> list[str]:
    return [error.message for error in validator("record").iter_errors(line)]


def lines_of(record: Record, folder: Path) -> list[Any]:
    return [json.loads(line) for line in stored(record, folder).read_bytes().splitlines()]


@cache
def document() -> str:
    return (HOME / "docs/record.md").read_text(encoding="utf-8")


def block(language: str, number: int = 0) -> str:
    found: list[str] = re.findall(rf"```{language}\n(.*?)```", document(), re.DOTALL)
    return found[number]


def told_under(heading: str) -> set[str]:
    """The names in the first column below a heading."""
    section = re.split(r"\n#", document().partition(f"### {heading}\n")[2])[0]
    return {name for row in re.findall(r"^\|(.*?)\|", section, re.MULTILINE) for name in re.findall(r"`([\w-]+)`", row)}


class TestRecords:
    def test_one_with_every_verdict(self, tmp_path: Path) -> None:
        lines = lines_of(sample(), tmp_path)
        assert {line.get("verdict") for line in lines} >= {"pass", "fail", "known", "stale"}
        assert [wrong(line) for line in lines] == [[]] * len(lines)

    def test_one_of_hostile_texts(self, tmp_path: Path) -> None:
        assert {error for line in lines_of(hostile(sample()), tmp_path) for error in wrong(line)} == set()

    @pytest.mark.parametrize("target", ["reference", "reference:location.kept:falls-back-to-1"])
    def test_one_of_a_run_in_memory(self, target: str, tmp_path: Path) -> None:
        driver = reference(target.partition(":")[2])
        hold(book(), select(book(), ("location", "twitter", "access")), driver, selected=("location",), folder=tmp_path)
        lines = [json.loads(line) for line in (tmp_path / "record.jsonl").read_bytes().splitlines()]
        assert len(lines) > 200
        assert {error for line in lines for error in wrong(line)} == set()

    def test_one_of_a_run_over_http(self, tmp_path: Path) -> None:
        with serving(Api(Hub(), "csa", "a secret")) as url:
            driver = driver_for(url, "csa", "a secret", asked_for("run1"))
            hold(book(), select(book(), ("access", "ids.country")), driver, folder=tmp_path)
            driver.close()
        lines = [json.loads(line) for line in (tmp_path / "record.jsonl").read_bytes().splitlines()]
        assert {error for line in lines for error in wrong(line)} == set()

    def test_one_of_a_load(self, tmp_path: Path) -> None:
        operation = Operation("get", 3, 1, 0.5, 10, 20, 30, 40.5)
        footer = Footer("2025-07-01T12:01:00+00:00", 1, figures=Figures(6, 3, 9, (operation,), {"one": 3}, ("one",)))
        header = replace(sample().header, load=Load(10, 2.5, 60, 0, 1, 2))
        lines = lines_of(Record(header, (replace(sample().findings[0], times=3, observations=()),), footer), tmp_path)
        assert [wrong(line) for line in lines] == [[]] * 3

    @pytest.mark.parametrize("field", ["scenario", "rule", "verdict", "level"])
    def test_what_lacks_something_is_none(self, field: str, tmp_path: Path) -> None:
        line = lines_of(sample(), tmp_path)[1]
        line.pop(field)
        assert wrong(line)

    def test_a_verdict_that_there_is_not(self, tmp_path: Path) -> None:
        assert wrong(lines_of(sample(), tmp_path)[1] | {"verdict": "good"})

    def test_a_field_that_is_added_changes_nothing(self, tmp_path: Path) -> None:
        assert not wrong(lines_of(sample(), tmp_path)[1] | {"surprise": 1})


class TestVersions:
    def test_the_name_of_a_schema_has_the_version_of_the_data(self, tmp_path: Path) -> None:
        assert schema("record")["$id"] == f"urn:profile-conformance:schema:record:{lines_of(sample(), tmp_path)[0]['version']}"
        data = json.loads((HOME / "fixtures/suite.json").read_bytes())
        assert schema("suite")["$id"] == f"urn:profile-conformance:schema:suite:{data['format']}"

    def test_the_book_in_another_form_is_not_taken_for_this_one(self) -> None:
        assert not validator("suite").is_valid({"version": "1", "format": 2, "chapters": []})
        with pytest.raises(msgspec.ValidationError, match=r"format"):
            msgspec.json.decode(b'{"version":"1","format":2,"chapters":[]}', type=suite.Suite)


class TestDocument:
    @pytest.mark.parametrize("struct", TOLD, ids=lambda struct: struct.__name__)
    def test_it_tells_every_field(self, struct: type[msgspec.Struct]) -> None:
        heading = re.sub(r"(?<!^)([A-Z])", lambda letter: f" {letter[1].lower()}", struct.__name__)
        tag = struct.__struct_config__.tag_field
        assert told_under(heading) == {*struct.__struct_fields__, *([tag] if tag else [])}

    def test_it_tells_every_verdict(self) -> None:
        assert told_under("Verdicts") == {finding.verdict for finding in sample().findings}

    def test_it_tells_of_every_struct_of_the_schemas(self) -> None:
        assert {struct.__name__ for struct in TOLD} == {*schema("record")["$defs"], *schema("suite")["$defs"]}

    def test_its_python_reads_a_record(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        stored(sample(), tmp_path)
        monkeypatch.chdir(tmp_path)
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(block("python"), {})
        first, *others = printed.getvalue().splitlines()
        assert first.startswith("http://127.0.0.1:8123 {'pass': ")
        failing = next(one for one in sample().findings if one.verdict == "fail")
        mismatch = failing.mismatches[0]
        assert f"{failing.scenario} {mismatch.path} {mismatch.observed} not {mismatch.expected}" in others
        assert len(block("python").splitlines()) == 10

    def test_it_refuses_one_that_breaks_off(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        stored(replace(sample(), footer=None), tmp_path)
        monkeypatch.chdir(tmp_path)
        with pytest.raises(AssertionError, match="not whole"):
            exec(block("python"), {})

    def test_its_jq_counts_the_rules_that_fail(self, tmp_path: Path) -> None:
        (program,) = re.findall(r"jq -sr '(.*)' record\.jsonl", block("sh"))
        failing = [one for one in sample().findings if one.verdict == "fail"]
        record = replace(sample(), findings=(*sample().findings, *(replace(one, rule="a.rule") for one in failing * 2)))
        found = jq.compile(program).input_value(lines_of(record, tmp_path)).all()
        assert found == [f"a.rule {2 * len(failing)}", f"{failing[0].rule} {len(failing)}"]

    def test_its_jq_lists_scenarios_of_the_book(self) -> None:
        (program,) = re.findall(r"jq -r '(.*)' fixtures/suite\.json", block("sh", 1))
        found = jq.compile(program).input_text((HOME / "fixtures/suite.json").read_text(encoding="utf-8")).all()
        assert found == [scenario.id for rule in book().rules() if rule.level == "must" for scenario in rule.scenarios]
