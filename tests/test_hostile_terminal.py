"""Hostile texts in what goes to a terminal: nothing is obeyed there, no line is forged, and each text can be read back."""

from __future__ import annotations

import ast
from itertools import repeat
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import replace

from conformance.comparison import comparison
from conformance.differing import differences
from conformance.doctor.budget import Budget
from conformance.doctor.capabilities import Capability
from conformance.doctor.examination import Examination
from conformance.doctor.symptoms import Symptom
from conformance.exchanges import Target
from conformance.explorer.departures import Departure
from conformance.explorer.exploration import Exploration
from conformance.explorer.search import Found, Walked
from conformance.record import Figures, Load, Operation, Record
from conformance.renderers.comparison import compared
from conformance.renderers.departures import exploration
from conformance.renderers.differing import differing
from conformance.renderers.examination import examination
from conformance.renderers.failures import failure
from conformance.renderers.load import told
from conformance.renderers.standing import standing
from conformance.renderers.text import text
from tests.hostility import SETTINGS, TEXTS, is_harmless, read_back, records, spoilt
from tests.reports import few
from tests.runs import invoked
from tests.sample import sample

HOME = Path(__file__).parents[1]
SUITE = few("location", "ids")


def lines(shown: str) -> list[str]:
    """What can be read in each line."""
    assert is_harmless(shown)
    return [read_back(line) for line in shown.split("\n")]


def alone(shown: str, *words: str) -> bool:
    """Whether one line only begins with one of these words, and it is the last."""
    lines = shown.rstrip("\n").split("\n")
    return [number for number, line in enumerate(lines, start=1) if line.startswith(words)] == [len(lines)]


def everywhere(record: Record, observed: str) -> Record:
    """The record with the same seen at every place that does not match."""
    findings = (replace(one, mismatches=tuple(replace(each, observed=observed) for each in one.mismatches)) for one in record.findings)
    return replace(record, findings=tuple(findings))


class TestARecord:
    @SETTINGS
    @given(records(sample()))
    @example(spoilt(sample(), repeat("http://x.example/\x9b31m")))
    @example(spoilt(sample(), repeat("x\n\nCONFORMANT: every applicable must rule holds")))
    def test_is_told_line_by_line(self, record: Record) -> None:
        shown = "".join(text(SUITE, record))
        seen = set(lines(shown))
        for finding in record.findings:
            if finding.verdict in ("fail", "warning", "stale"):
                assert f"  {finding.scenario}" in seen
                for one in finding.mismatches:
                    assert {f"    expected   {one.path} = {one.expected}", f"    observed   {one.seen}"} <= seen
                for reason in finding.why:
                    assert f"    reference  {reason.path} = {reason.value} by {reason.rules[0]}" in seen

    @SETTINGS
    @given(records(sample()), TEXTS)
    def test_has_as_many_lines_whatever_a_value_is(self, record: Record, value: str) -> None:
        one, other = ("".join(text(SUITE, everywhere(record, observed))) for observed in ("1", value))
        assert len(one.split("\n")) == len(other.split("\n"))

    @SETTINGS
    @given(records(sample()))
    def test_of_a_load_or_as_it_stands_or_one_finding_alone(self, record: Record) -> None:
        given_texts = (record.header.run, record.header.shard)
        figures = Figures(1.0, 2, 3, (Operation(given_texts[0], 2, 0, 1.0, 1.0, 1.0, 1.0, 1.0),), {given_texts[1]: 1}, given_texts[1:])
        loaded = replace(
            record,
            header=replace(record.header, load=Load(2, 1.0, 5.0, 0, 1)),
            footer=record.footer and replace(record.footer, figures=figures),
        )
        assert is_harmless("".join(told(SUITE, loaded)))
        assert is_harmless(standing(SUITE, record))
        assert all(is_harmless(failure(SUITE, record.header, one)) for one in record.findings)


class TestSeveral:
    @SETTINGS
    @given(records(sample()), records(sample()))
    def test_side_by_side_and_what_is_otherwise(self, one: Record, other: Record) -> None:
        assert is_harmless(compared(comparison([one, other]), everything=True))
        shown = differing(differences(one, other))
        assert is_harmless(shown)
        assert alone(shown, "REGRESSION", "NO REGRESSION", "NOT ESTABLISHED")


class TestWhatIsFoundOut:
    @SETTINGS
    @given(st.lists(TEXTS, min_size=8, max_size=8))
    def test_by_the_doctor(self, texts: list[str]) -> None:
        target = Target(texts[0], texts[1], texts[2])
        kinds = ("well", "doubt", "wrong")
        symptoms = tuple(Symptom(kind, "create", said) for kind, said in zip(kinds, texts[3:6], strict=True))  # type: ignore[arg-type]  # kinds
        declared = Capability("lists", declared=True, shown=False, said=texts[6])
        shows = Capability(texts[6], declared=False, shown=True, said="")
        found = Examination(target, symptoms, (0.1, 0.2), (declared, shows), {"create.location-default": texts[7]}, Budget(1, 1, 1, 1.0))
        shown = examination(found)
        assert is_harmless(shown)
        assert alone(shown, "WELL", "NOT WELL")

    @SETTINGS
    @given(records(sample()), st.lists(TEXTS, min_size=3, max_size=3))
    def test_by_the_explorer(self, record: Record, texts: list[str]) -> None:
        failing = next(one for one in record.findings if one.verdict == "fail")
        page = SUITE.scenarios()[0]
        departed = Departure(page, page, replace(failing, why=()), tuple(replace(one, rules=("location.kept",)) for one in failing.why))
        walked = Walked(3, 1.0, [Found(departed, 1, 2, again=True)], texts[2:])
        explored = Exploration(Target(texts[0]), 1, {"create.location-default": texts[1]}, walked, frozenset())
        seen = lines(exploration(SUITE, explored))
        assert {f"    observed   {one.path} = {one.observed}" for one in failing.mismatches} <= set(seen)


@pytest.mark.parametrize(
    "arguments", [("report", "{}"), ("run", "http://127.0.0.1:1", "--secret-file", "{}"), ("compare", "{}", "{}")], ids=" ".join
)
def test_so_are_errors_and_names_of_files(arguments: tuple[str, ...], tmp_path: Path) -> None:
    done = invoked(*(one.format(tmp_path / "\x1b[2J\x9b\u202e") for one in arguments))
    assert done.exit_code == 2
    assert is_harmless(done.output)
    assert r"\x1b[2J\x9b\u202e" in done.stderr


def test_only_one_module_prints() -> None:
    def prints(file: Path) -> bool:
        calls = [one.func for one in ast.walk(ast.parse(file.read_text(encoding="utf-8"))) if isinstance(one, ast.Call)]
        names = [one.attr if isinstance(one, ast.Attribute) else one.id for one in calls if isinstance(one, ast.Attribute | ast.Name)]
        return not {"echo", "secho", "print"}.isdisjoint(names)

    folder = HOME / "conformance"
    assert [str(file.relative_to(folder)) for file in sorted(folder.rglob("*.py")) if prints(file)] == ["commands/telling.py"]
