"""The record on disk: what was written is read back, and a damaged one says where."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from conformance.disk import UnwrittenError
from conformance.exchanges import Answer, Asked, Observation, Target
from conformance.judging import Mismatch
from conformance.record import VERSION, CutOffError, Finding, Footer, Header, Reason, Record, RecordError
from conformance.stored import Stored, Writer, lines, read
from tests.servers import exchange

HEADER = Header(
    "0.1.0", Target("http://hub.example", capabilities=("lists",)), "2025-07-01T12:00:00+00:00", ("address.*",), 2, complete=False
)
PASSED = Finding("x.rule/one", "x.rule", "x", "must", "pass", seconds=0.25)
FAILED = Finding(
    "x.rule/two",
    "x.rule",
    "x",
    "must",
    "fail",
    mismatches=(Mismatch(1, "Get afterwards:", 12, "house", '"1"', "blank"),),
    filled={"<ucrn>": "U1"},
    observations=(Observation(0, "get", Asked("get", fields={"ucrn": "U1"}), Answer("accepted", fields={"house": None}), (exchange(),)),),
    why=(Reason("held profile house", '"1"', ("create.stores-fields",)),),
)
FOOTER = Footer("2025-07-01T12:00:01+00:00", 2, "interrupted from the keyboard")


def written(folder: Path, *several: Header | Finding | Footer) -> Path:
    writer = Writer(folder / "record.jsonl")
    for line in several:
        writer.write(line)
    writer.close()
    return folder / "record.jsonl"


class TestRoundTrip:
    def test_a_record_is_read_as_it_was_written(self, tmp_path: Path) -> None:
        path = written(tmp_path, HEADER, PASSED, FAILED, FOOTER)
        assert read(path) == Record(HEADER, (PASSED, FAILED), FOOTER)

    def test_a_record_from_before_there_were_known_failures_is_read(self, tmp_path: Path) -> None:
        path = tmp_path / "record.jsonl"
        path.write_text(
            '{"line":"header","suite":"0.1.0","target":{"address":"http://hub.example","capabilities":["lists"]},'
            '"started":"2025-07-01T12:00:00+00:00","selected":["address.*"],"scenarios":2,"complete":false}\n'
            '{"line":"footer","finished":"2025-07-01T12:00:01+00:00","findings":2,"stopped":"interrupted from the keyboard"}\n',
            encoding="utf-8",
        )
        assert read(path) == Record(HEADER, (), FOOTER)

    def test_each_line_is_a_json_object_that_says_what_it_is(self, tmp_path: Path) -> None:
        path = written(tmp_path, HEADER, PASSED, FOOTER)
        starts = [line[:20] for line in path.read_text(encoding="utf-8").splitlines()]
        assert [start.split('"')[3] for start in starts] == ["header", "finding", "footer"]

    def test_what_was_written_is_on_disk_before_the_record_is_closed(self, tmp_path: Path) -> None:
        writer = Writer(tmp_path / "record.jsonl")
        writer.write(HEADER)
        writer.write(PASSED)
        assert list(lines(writer.path)) == [HEADER, PASSED]
        writer.close()

    def test_a_new_record_takes_the_place_of_an_old_one(self, tmp_path: Path) -> None:
        written(tmp_path, HEADER, PASSED, FAILED, FOOTER)
        assert read(written(tmp_path, HEADER, PASSED)).findings == (PASSED,)


class TestDamage:
    def test_without_a_footer_a_record_is_read_and_says_so(self, tmp_path: Path) -> None:
        assert read(written(tmp_path, HEADER, PASSED)).footer is None

    def test_a_last_line_that_breaks_off_is_left_out(self, tmp_path: Path) -> None:
        path = written(tmp_path, HEADER, PASSED, FAILED)
        path.write_bytes(path.read_bytes()[:-40])
        assert read(path) == Record(HEADER, (PASSED,), None)

    @pytest.mark.parametrize("garbage", [b"{}\n", b"not json\n", b'{"line":"verdict"}\n', b"\xff\n", b"[]\n"])
    def test_a_damaged_line_is_named(self, garbage: bytes, tmp_path: Path) -> None:
        path = written(tmp_path, HEADER)
        path.write_bytes(path.read_bytes() + garbage)
        with pytest.raises(RecordError, match=r"record\.jsonl:2: no line of a record"):
            read(path)

    def test_without_a_header_it_is_no_record(self, tmp_path: Path) -> None:
        with pytest.raises(RecordError, match="has no header"):
            read(written(tmp_path, PASSED))

    def test_one_that_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(RecordError, match="cannot be read: No such file"):
            read(tmp_path / "none.jsonl")

    def test_a_folder_that_cannot_be_made(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        with pytest.raises(UnwrittenError, match="cannot be written"):
            Writer(tmp_path / "file" / "record.jsonl")

    def test_a_disk_that_is_full(self) -> None:
        writer = Writer(Path("/dev/full"))
        with pytest.raises(UnwrittenError, match="cannot be written: No space left"):
            writer.write(HEADER)
        writer.close()


class TestStored:
    def test_it_is_what_was_written_as_often_as_it_is_asked(self, tmp_path: Path) -> None:
        stored = Stored(written(tmp_path, HEADER, PASSED, FAILED, FOOTER))
        assert (stored.header, stored.footer) == (HEADER, FOOTER)
        assert [list(stored.findings), list(stored.findings)] == [[PASSED, FAILED]] * 2

    def test_one_that_breaks_off_is_refused_with_how_far_it_came(self, tmp_path: Path) -> None:
        with pytest.raises(CutOffError, match=r"record\.jsonl breaks off after 1 of 2 findings"):
            Stored(written(tmp_path, HEADER, PASSED))

    @pytest.mark.parametrize("cut", [1, 40])
    def test_so_is_one_whose_last_line_does(self, cut: int, tmp_path: Path) -> None:
        path = written(tmp_path, HEADER, PASSED, FAILED, FOOTER)
        path.write_bytes(path.read_bytes()[:-cut])
        with pytest.raises(CutOffError, match="breaks off after 2 of 2 findings"):
            Stored(path)

    def test_partial_takes_what_there_is(self, tmp_path: Path) -> None:
        stored = Stored(written(tmp_path, HEADER, PASSED), partial=True)
        assert (stored.footer, list(stored.findings)) == (None, [PASSED])

    @pytest.mark.parametrize(
        ("several", "told"),
        [
            ((HEADER, PASSED, FOOTER), "has 1 findings, and its footer says 2"),
            ((HEADER, PASSED, FAILED, FOOTER, PASSED), ":5: a line after the footer"),
            ((HEADER, PASSED, HEADER), ":3: a second header"),
            ((PASSED, HEADER, FOOTER), ":1: found no header"),
            ((replace(HEADER, version=VERSION + 1), PASSED, FAILED, FOOTER), "it was written by a newer one"),
        ],
    )
    @pytest.mark.parametrize("partial", [False, True])
    def test_what_is_not_the_record_of_one_run_is_refused(
        self, several: tuple[Header | Finding | Footer, ...], told: str, partial: bool, tmp_path: Path
    ) -> None:
        with pytest.raises(RecordError, match=told):
            Stored(written(tmp_path, *several), partial)
