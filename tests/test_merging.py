"""The records of shards as the record of one run: the same report, and what is missing is never green."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from conformance import stored as records
from conformance.book import book
from conformance.drivers.in_process import reference
from conformance.exchanges import Answer
from conformance.known import KnownFailure
from conformance.merging import merged
from conformance.record import Record, RecordError
from conformance.selection import select
from conformance.session import RECORD_FILE, hold
from conformance.shards import Shard
from conformance.stored import Stored
from conformance.verdicts import conclude
from tests.processes import Ended, conformance
from tests.servers import Scripted

BROKEN = "location.kept:falls-back-to-1"
SELECTED = ("location", "email")
KNOWN = KnownFailure("email.unchanged", "email = blank", "until release 8")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00")


def shard(
    folder: Path, number: int, of: int = 3, selected: tuple[str, ...] = SELECTED, fault: str = BROKEN, known: tuple[KnownFailure, ...] = ()
) -> Path:
    one = Shard(number, of)
    there = folder / f"{number}-of-{of}"
    chosen = one.part(select(book(), selected))
    hold(book(), chosen, reference(fault), selected=selected, folder=there, run_id=f"run{number}", known=known, shard=str(one))
    return there / RECORD_FILE


def whole(folder: Path, known: tuple[KnownFailure, ...] = ()) -> Record:
    return hold(book(), select(book(), SELECTED), reference(BROKEN), selected=SELECTED, folder=folder / "whole", known=known)


def concluded(record: Record) -> tuple[str, str, int]:
    return conclude(record.header, record.findings, record.footer)


class TestAllOfThem:
    @pytest.mark.parametrize("order", [(1, 2, 3), (3, 1, 2)])
    def test_are_what_one_run_would_have_been(self, order: tuple[int, ...], tmp_path: Path) -> None:
        record = merged(book(), [shard(tmp_path, number) for number in order], tmp_path / "all" / RECORD_FILE)
        one = whole(tmp_path)
        assert [(f.scenario, f.verdict, f.mismatches) for f in record.findings] == [
            (f.scenario, f.verdict, f.mismatches) for f in one.findings
        ]
        assert concluded(record) == concluded(one)
        assert (record.header.shard, record.header.scenarios, record.header.complete) == ("", one.header.scenarios, False)
        assert record.header.run == " ".join(f"run{number}" for number in order)
        stored = Stored(tmp_path / "all" / RECORD_FILE)
        assert (stored.header, stored.footer) == (record.header, record.footer)

    def test_of_the_whole_book_are_the_whole_book(self, tmp_path: Path) -> None:
        record = merged(book(), [shard(tmp_path, number, 2, (), "") for number in (1, 2)], tmp_path / RECORD_FILE)
        assert concluded(record) == ("conformant", "every applicable must rule holds", 0)

    def test_a_list_of_known_failures_is_held_against_all_of_it(self, tmp_path: Path) -> None:
        """A shard cannot tell that no scenario of an entry fails any more; all of them together can."""
        parts = [shard(tmp_path, number, known=(KNOWN,)) for number in (1, 2, 3)]
        assert [Stored(part).footer.stale for part in parts if Stored(part).footer] == [()] * 3  # type: ignore[union-attr]  # said in the condition
        record = merged(book(), parts, tmp_path / RECORD_FILE)
        assert record.footer
        assert record.footer.stale == getattr(whole(tmp_path, (KNOWN,)).footer, "stale", None)
        assert len(record.footer.stale) == 1

    def test_no_shard_alone_says_that_all_holds(self, tmp_path: Path) -> None:
        stored = Stored(shard(tmp_path, 1, 2, (), ""))
        assert conclude(stored.header, stored.findings, stored.footer)[1] == "every applicable must rule holds in shard 1/2"


class TestWhatIsMissing:
    def test_a_shard_is_named_and_nothing_is_established(self, tmp_path: Path) -> None:
        record = merged(book(), [shard(tmp_path, number, 4, fault="") for number in (4, 1)], tmp_path / RECORD_FILE)
        assert concluded(record) == ("not established", "shard 2/4 is missing; shard 3/4 is missing", 5)
        assert len(record.findings) < record.header.scenarios == len(select(book(), SELECTED))

    def test_one_that_breaks_off_as_well(self, tmp_path: Path) -> None:
        parts = [shard(tmp_path, number, 2, fault="") for number in (1, 2)]
        parts[1].write_bytes(b"".join(parts[1].read_bytes().splitlines(keepends=True)[:9]))
        record = merged(book(), parts, tmp_path / RECORD_FILE)
        assert concluded(record) == ("not established", "the record of shard 2/2 breaks off", 5)

    def test_and_one_that_was_stopped(self, tmp_path: Path) -> None:
        good = shard(tmp_path, 1, 2, fault="")
        gone = Scripted(lambda _: Answer("unreachable", detail="connection refused"))
        gone.target = reference().target
        chosen = Shard(2, 2).part(select(book(), SELECTED))
        hold(book(), chosen, gone, selected=SELECTED, folder=tmp_path / "gone", shard="2/2")
        record = merged(book(), [good, tmp_path / "gone" / RECORD_FILE], tmp_path / RECORD_FILE)
        assert concluded(record)[1:] == ("shard 2/2 was stopped: the target stopped answering: connection refused", 5)

    def test_what_fails_fails_all_the_same(self, tmp_path: Path) -> None:
        record = merged(book(), [shard(tmp_path, 1)], tmp_path / RECORD_FILE)
        assert concluded(record)[::2] == ("not conformant", 1)
        assert "shard 2/3 is missing; shard 3/3 is missing" in concluded(record)[1]


class TestWhatDoesNotBelongTogether:
    def refused(self, tmp_path: Path, *paths: Path) -> str:
        with pytest.raises(RecordError) as caught:
            merged(book(), paths, tmp_path / "all.jsonl")
        assert not (tmp_path / "all.jsonl").exists()
        return str(caught.value)

    def test_the_same_shard_twice(self, tmp_path: Path) -> None:
        said = self.refused(tmp_path, shard(tmp_path / "a", 1), shard(tmp_path / "b", 2), shard(tmp_path / "c", 1))
        assert said.endswith("are both of shard 1/3: give each shard once")

    def test_another_target(self, tmp_path: Path) -> None:
        said = self.refused(tmp_path, shard(tmp_path, 1), shard(tmp_path, 2, fault=""))
        assert "are not of one run: " in said
        assert "target" not in said or f"target: reference:{BROKEN}, then reference" in said

    def test_another_selection(self, tmp_path: Path) -> None:
        said = self.refused(tmp_path, shard(tmp_path, 1), shard(tmp_path, 2, selected=("location",)))
        assert 'selection: ["location","email"], then ["location"]' in said

    def test_another_number_of_shards(self, tmp_path: Path) -> None:
        assert "shards: 3 in all, then 2" in self.refused(tmp_path, shard(tmp_path, 1), shard(tmp_path, 2, 2))

    def test_other_known_failures(self, tmp_path: Path) -> None:
        assert "known failures: []" in self.refused(tmp_path, shard(tmp_path, 1), shard(tmp_path, 2, known=(KNOWN,)))

    def test_a_run_that_is_whole(self, tmp_path: Path) -> None:
        whole(tmp_path)
        assert "is of a whole run, and no shard of one" in self.refused(tmp_path, tmp_path / "whole" / RECORD_FILE)

    def test_another_version_of_the_suite(self, tmp_path: Path) -> None:
        part = shard(tmp_path, 1)
        part.write_bytes(part.read_bytes().replace(b'"suite":"', b'"suite":"9', 1))
        assert "was made by version 9" in self.refused(tmp_path, part)

    def test_another_book_of_the_same_version(self, tmp_path: Path) -> None:
        part = shard(tmp_path, 1)
        other = select(book(), ("twitter",))[0][1].id.encode()
        first = Stored(part).findings[0].scenario.encode()
        part.write_bytes(part.read_bytes().replace(first, other, 1))
        assert f"1 are of other shards, such as {other.decode()}: it was made from another book" in self.refused(tmp_path, part)


class TestTheCommand:
    def ran(self, tmp_path: Path, number: int) -> Ended:
        options = ("--select", "location", "--shard", f"{number}/2", "--output", str(tmp_path / str(number)))
        return conformance("run", f"reference:{BROKEN}", *options)

    def test_shards_on_several_machines_are_one_report(self, tmp_path: Path) -> None:
        assert [self.ran(tmp_path, number).status for number in (1, 2)] == [1, 1]
        into = ("--output", str(tmp_path / "all"), "--report", "text")
        made = conformance("merge", str(tmp_path / "1"), str(tmp_path / "2" / RECORD_FILE), *into)
        one = conformance("run", f"reference:{BROKEN}", "--select", "location")
        assert (made.status, made.err) == (1, "")
        assert _MOMENT.sub("", made.out) == _MOMENT.sub("", one.out)
        assert "NOT CONFORMANT" in (tmp_path / "all" / "report.txt").read_text("utf-8")
        assert records.read(tmp_path / "all" / RECORD_FILE).footer

    def test_over_one_of_the_shards_is_refused(self, tmp_path: Path) -> None:
        self.ran(tmp_path, 1)
        before = (tmp_path / "1" / RECORD_FILE).read_bytes()
        made = conformance("merge", str(tmp_path / "1"), "--output", str(tmp_path / "1"))
        assert made.status == 2
        assert "would be written over: give another place" in made.err
        assert (tmp_path / "1" / RECORD_FILE).read_bytes() == before

    def test_what_is_no_shard_is_the_users_mistake(self) -> None:
        done = conformance("run", "--shard", "6/5")
        assert done.status == 2
        assert "'6/5' is no shard: give 2/5 for the second of five" in done.err
