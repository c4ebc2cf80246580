"""Every view of a record: it is in the table, it comes of a record with every verdict, and `conformance report` shows or writes it."""

from __future__ import annotations

import re
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from msgspec.structs import replace

from conformance.book import book
from conformance.cli import main
from conformance.judging import Verdict
from conformance.record import Finding, Record
from conformance.verdicts import VERDICTS
from conformance.views import VIEWS, render
from tests.sample import hostile, sample, stored

EVERY: set[Verdict] = {*VERDICTS, "known", "stale"}


WHOLE = ("html",)
"""The views that have to know all of a record before they say anything."""


class Long:
    """A record of many findings, made one by one as they are asked for."""

    def __init__(self, count: int) -> None:
        """Of so many."""
        self.header, self.footer, self.count = sample().header, sample().footer, count

    @property
    def findings(self) -> Iterator[Finding]:
        """The same findings again and again, under other names."""
        few = sample().findings[:: len(sample().findings) // 25]
        for number in range(self.count):
            one = few[number * len(few) // self.count]
            yield replace(one, scenario=f"{one.rule}/{number}")


def peak(name: str, count: int) -> int:
    """The most memory that is taken while a view of so many findings is made and thrown away."""
    suite = book()
    tracemalloc.start()
    try:
        for _ in render(name, suite, Long(count)):
            pass
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def shown(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["report", *map(str, arguments)], prog_name="conformance")


@pytest.fixture
def record(tmp_path: Path) -> Path:
    return stored(sample(), tmp_path)


def test_the_sample_has_every_verdict() -> None:
    assert {finding.verdict for finding in sample().findings} == EVERY


@pytest.mark.parametrize("name", VIEWS)
class TestEachView:
    def test_it_comes_of_every_verdict(self, name: str) -> None:
        assert "".join(render(name, book(), sample())).strip()

    def test_it_comes_of_hostile_texts(self, name: str) -> None:
        "".join(render(name, book(), hostile(sample()))).encode()

    def test_it_comes_of_a_record_that_breaks_off(self, name: str) -> None:
        whole = sample()
        assert "".join(render(name, book(), Record(whole.header, whole.findings[:9], None))).strip()

    def test_it_comes_of_rules_that_this_book_does_not_have(self, name: str) -> None:
        strange = Finding("other.rule/one", "other.rule", "other", "must", "fail", mismatches=sample().findings[-1].mismatches)
        assert "".join(render(name, book(), Record(sample().header, (strange,), sample().footer))).strip()

    def test_memory_and_disk_give_the_same(self, name: str, record: Path) -> None:
        done = shown(record, "--as", name)
        assert (done.exit_code, done.stderr) == (0, "")
        assert done.stdout == "".join(render(name, book(), sample()))

    def test_each_has_a_file_of_its_own(self, name: str) -> None:
        assert [view.file for view in VIEWS.values()].count(VIEWS[name].file) == 1


@pytest.mark.parametrize("name", [name for name in VIEWS if name not in WHOLE])
def test_memory_does_not_grow_with_the_record(name: str) -> None:
    peak(name, 30)  # what is loaded once is not the record's
    assert peak(name, 2_000) - peak(name, 300) < 100_000


def test_the_readme_tells_of_each() -> None:
    rows = re.findall(r"^\| `(\w+)` \| `([\w.-]+)` \|", (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert dict(rows) == {name: view.file for name, view in VIEWS.items()}


class TestReport:
    def test_a_folder_stands_for_the_record_in_it(self, record: Path) -> None:
        assert shown(record.parent).stdout == shown(record).stdout

    def test_several_views_go_into_a_folder(self, record: Path, tmp_path: Path) -> None:
        done = shown(record, "--as", ",".join(VIEWS), "--output", tmp_path / "views")
        assert (done.exit_code, done.output) == (0, "")
        assert {file.name for file in (tmp_path / "views").iterdir()} == {view.file for view in VIEWS.values()}

    def test_one_goes_into_a_file_of_any_name(self, record: Path, tmp_path: Path) -> None:
        shown(record, "--output", tmp_path / "new" / "mine.txt")
        assert (tmp_path / "new" / "mine.txt").read_text(encoding="utf-8") == shown(record).stdout
        assert [file.name for file in (tmp_path / "new").iterdir()] == ["mine.txt"]

    def test_several_cannot_be_printed(self, record: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(VIEWS, "again", VIEWS["text"])
        done = shown(record, "--as", "text", "--as", ",".join(VIEWS))
        assert done.exit_code == 2
        assert "give --output FOLDER" in done.stderr

    def test_a_name_that_is_no_view_is_told_with_those_that_are(self, record: Path) -> None:
        done = shown(record, "--as", "pdf")
        assert done.exit_code == 2
        assert f"'pdf' is no view of a record: {', '.join(VIEWS)}" in done.stderr

    def test_a_record_cut_off_is_refused_by_name(self, record: Path) -> None:
        whole = record.read_bytes()
        record.write_bytes(whole[: len(whole) // 2])
        done = shown(record)
        assert done.exit_code == 5
        assert done.stderr.startswith(f"conformance: {record} breaks off after ")
        assert "--partial" in done.stderr

    def test_it_is_shown_if_asked_for_and_says_so(self, record: Path) -> None:
        *lines, _ = record.read_bytes().splitlines(keepends=True)
        passing = [line for line in lines if b'"verdict":"pass"' in line or b'"line":"header"' in line]
        record.write_bytes(b"".join(passing))
        done = shown(record, "--partial")
        assert done.exit_code == 0
        assert "NOT ESTABLISHED: the record breaks off" in done.stdout

    @pytest.mark.parametrize(("text", "told"), [("", "has no header"), ("no record\n", ":1: no line of a record")])
    def test_what_is_no_record_is_named(self, text: str, told: str, tmp_path: Path) -> None:
        (tmp_path / "a.jsonl").write_text(text, encoding="utf-8")
        done = shown(tmp_path / "a.jsonl")
        assert done.exit_code in (2, 5)
        assert told in done.stderr

    def test_a_record_is_not_written_over_by_its_own_view(self, record: Path) -> None:
        whole = record.read_bytes()
        done = shown(record.parent, "--as", "junit", "--output", record)
        assert (done.exit_code, record.read_bytes()) == (2, whole)
        assert "would be written over" in done.stderr

    def test_a_file_that_cannot_be_written_is_named(self, record: Path) -> None:
        done = shown(record, "--output", record / "below" / "report.txt")
        assert done.exit_code == 2
        assert "cannot be written" in done.stderr
