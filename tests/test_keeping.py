"""Findings as they come, on disk in the moment they are found, and as they are at the end, in the order of the book."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from conformance.disk import UnwrittenError
from conformance.keeping import InMemory, Keeper, OnDisk
from conformance.record import Finding, Footer, Record
from conformance.stored import Stored, encoded, lines, read
from tests.test_stored import FAILED, FOOTER, HEADER, PASSED

ORDER = {PASSED.scenario: 0, FAILED.scenario: 1, "x.rule/three": 2}
THIRD = replace(FAILED, scenario="x.rule/three")


def footer(count: int) -> Footer:
    return replace(FOOTER, findings=count)


def ended(keeper: Keeper, *findings: Finding) -> Record:
    keeper.begin(HEADER)
    for finding in findings:
        keeper.add(finding)
    return keeper.end(footer)


@pytest.mark.parametrize("order", [(PASSED, FAILED, THIRD), (THIRD, PASSED, FAILED), (FAILED, THIRD, PASSED)])
class TestTheEnd:
    def test_is_in_the_order_of_the_book(self, order: tuple[Finding, ...], tmp_path: Path) -> None:
        record = ended(OnDisk(tmp_path / "r.jsonl", ORDER), *order)
        whole = Record(HEADER, (PASSED, FAILED, THIRD), footer(3))
        assert read(tmp_path / "r.jsonl") == whole
        assert replace(record, findings=tuple(record.findings)) == whole
        assert [file.name for file in tmp_path.iterdir()] == ["r.jsonl"]

    def test_in_memory_as_well(self, order: tuple[Finding, ...]) -> None:
        assert ended(InMemory(ORDER), *order) == Record(HEADER, (PASSED, FAILED, THIRD), footer(3))


class TestMeanwhile:
    def test_every_finding_is_on_disk_when_it_has_been_added_in_the_order_in_which_it_came(self, tmp_path: Path) -> None:
        keeper = OnDisk(tmp_path / "r.jsonl", ORDER)
        keeper.begin(HEADER)
        for findings in ((THIRD,), (THIRD, PASSED)):
            keeper.add(findings[-1])
            assert list(lines(tmp_path / "r.jsonl")) == [HEADER, *findings]
        keeper.close()

    def test_the_header_can_be_put_right_before_the_first(self, tmp_path: Path) -> None:
        keeper = OnDisk(tmp_path / "r.jsonl", ORDER)
        keeper.begin(HEADER)
        keeper.begin(replace(HEADER, jobs=4))
        keeper.close()
        assert list(lines(tmp_path / "r.jsonl")) == [replace(HEADER, jobs=4)]

    def test_an_old_record_goes_whatever_it_is(self, tmp_path: Path) -> None:
        (tmp_path / "r.jsonl").write_text("no record\n", encoding="utf-8")
        ended(OnDisk(tmp_path / "r.jsonl", ORDER), PASSED)
        assert read(tmp_path / "r.jsonl") == Record(HEADER, (PASSED,), footer(1))


class TestWhatStays:
    def begun(self, path: Path) -> Path:
        keeper = OnDisk(path, ORDER)
        keeper.begin(HEADER)
        keeper.add(THIRD)
        keeper.add(PASSED)
        keeper.close()
        path.write_bytes(path.read_bytes() + b'{"line":"finding","scen')
        return path

    def test_is_in_the_record_when_that_is_gone_on_with(self, tmp_path: Path) -> None:
        path = self.begun(tmp_path / "r.jsonl")
        header = replace(HEADER, resumed=("2025-07-01T13:00:00+00:00",))
        keeper = OnDisk(path, ORDER, lambda _: True)
        keeper.begin(header)
        assert list(lines(path)) == [header, THIRD, PASSED]
        keeper.begin(header)
        keeper.add(FAILED)
        keeper.end(footer)
        stored = Stored(path)
        assert (stored.header, list(stored.findings), stored.footer) == (header, [PASSED, FAILED, THIRD], footer(3))

    def test_is_what_is_said(self, tmp_path: Path) -> None:
        path = self.begun(tmp_path / "r.jsonl")
        keeper = OnDisk(path, ORDER, lambda finding: finding.verdict == "pass")
        keeper.begin(HEADER)
        assert [one.scenario for one in keeper.findings()] == [PASSED.scenario]
        keeper.close()


class TestAnInterruption:
    def test_a_line_that_was_written_when_it_came_is_left_out_where_nobody_knows_of_it(self, tmp_path: Path) -> None:
        keeper = OnDisk(tmp_path / "r.jsonl", ORDER)
        keeper.begin(HEADER)
        keeper.add(PASSED)
        with (tmp_path / "r.jsonl").open("ab") as file:
            file.write(encoded(FAILED))
        keeper.end(footer)
        assert read(tmp_path / "r.jsonl") == Record(HEADER, (PASSED,), footer(1))
        assert list(Stored(tmp_path / "r.jsonl").findings) == [PASSED]


class TestADiskThatDoesNotTakeIt:
    def test_says_so_at_the_beginning(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        with pytest.raises(UnwrittenError, match="cannot be written"):
            OnDisk(tmp_path / "file" / "r.jsonl", ORDER).begin(HEADER)

    def test_and_at_the_end_leaves_what_there_was(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        keeper = OnDisk(tmp_path / "r.jsonl", ORDER)
        keeper.begin(HEADER)
        keeper.add(THIRD)
        keeper.add(PASSED)

        def full(*_: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(Path, "replace", full)
        with pytest.raises(UnwrittenError, match="No space left"):
            keeper.end(footer)
        keeper.close()
        assert list(lines(tmp_path / "r.jsonl")) == [HEADER, THIRD, PASSED]
        assert [file.name for file in tmp_path.iterdir()] == ["r.jsonl"]
