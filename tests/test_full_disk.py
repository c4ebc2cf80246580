"""A disk that is full and a folder that can only be read: said at once, by status 4, and what was written stays readable."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from msgspec.structs import replace

from conformance.stored import Stored, read
from tests.disks import read_only, small_disk
from tests.forks import Forks
from tests.processes import CONFORMANCE, started
from tests.runs import FALLS_BACK, cut, run
from tests.sample import stored
from tests.serving import PATIENCE
from tests.test_merging import shard

pytestmark = pytest.mark.skipif(os.name != "posix", reason="disks and limits of POSIX")
SELECTED = ("--select", "location.kept")
TARGET = 'name = "Acme"\nurl = "http://127.0.0.1:9"\nbinding = "native"\n[actors]\ncsa = { name = "csa", secret = "${ACME_SECRET}" }\n'
FLAGS = ("--name", "Acme", "--url", "http://127.0.0.1:9", "--binding", "native", "--csa", "csa", "--secret", "X", "--time-zone", "UTC")


@pytest.fixture(scope="module")
def forks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Forks]:
    with Forks(tmp_path_factory.mktemp("forks")) as made:
        yield made


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the records of a whole run, of one that broke off, and of the shards of another."""
    folder = tmp_path_factory.mktemp("records")
    whole = run(FALLS_BACK, "location.kept")
    acme = replace(whole.header, target=replace(whole.header.target, address="acme.toml", name="Acme"))
    for name, record in {"whole": whole, "broken": cut(whole, 5), "acme": replace(whole, header=acme)}.items():
        (folder / name).mkdir()
        stored(record, folder / name)
    for number in (1, 2):
        shard(folder, number, of=2, selected=("twitter",))
    return folder


class Written(NamedTuple):
    """A command that writes somewhere: its arguments, with HERE for the place and RECORDS for the records; and what it cannot write."""

    arguments: str
    what: str


COMMANDS = {
    "run": Written("run reference --select location.kept --output HERE/out", "out/record.jsonl"),
    "run, inventory": Written("run reference --select location.kept --inventory HERE/made.jsonl", "made.jsonl"),
    "resume": Written("run --resume HERE/broken", "broken/record.jsonl"),
    "merge": Written("merge RECORDS/1-of-2 RECORDS/2-of-2 --output HERE/out", "out/record.jsonl"),
    "one view": Written("report RECORDS/whole --as html --output HERE/old.html", "old.html"),
    "views": Written("report RECORDS/whole --as junit,html --output HERE", "junit.xml"),
    "book": Written("book --output HERE", "index.html"),
    "compare": Written("compare RECORDS/whole RECORDS/acme --as html --output HERE/old.html", "old.html"),
    "baseline": Written("baseline update HERE/acme.toml RECORDS/acme --reason known", "acme.toml"),
    "init": Written(f"init HERE/acme.toml --force {' '.join(FLAGS)}", "acme.toml"),
    "explore": Written("explore --budget 1 --database HERE/kept", "kept"),
    "prove": Written("prove --output HERE", ""),
}


def prepare(place: Path, records: Path) -> None:
    """What is there before."""
    (place / "broken").mkdir()
    (place / "broken" / "record.jsonl").write_bytes((records / "broken" / "record.jsonl").read_bytes())
    (place / "acme.toml").write_text(TARGET, encoding="utf-8")
    (place / "old.html").write_text("old", encoding="utf-8")


def content(place: Path) -> dict[str, bytes]:
    """All files of a place but the one that fills it."""
    return {str(file.relative_to(place)): file.read_bytes() for file in place.rglob("*") if file.is_file() and file.name != "filler"}


def arguments(written: Written, place: Path, records: Path) -> list[str]:
    return written.arguments.replace("HERE", str(place)).replace("RECORDS", str(records)).split()


class TestEveryCommand:
    @pytest.mark.parametrize("name", COMMANDS)
    def test_says_that_a_disk_is_full_and_leaves_what_there_is(self, name: str, forks: Forks, records: Path, tmp_path: Path) -> None:
        with small_disk(tmp_path / "disk") as disk:
            prepare(disk.folder, records)
            before = content(disk.folder)
            disk.fill()
            done = forks.start(*arguments(COMMANDS[name], disk.folder, records), largest_file=disk.largest_file).ended()
            assert done.err.startswith(f"conformance: {disk.folder / COMMANDS[name].what} cannot be written: {disk.why}")
            assert (done.status, done.err.count("\n")) == (4, 1)
            assert {name: text for name, text in content(disk.folder).items() if text} == before

    @pytest.mark.parametrize("name", COMMANDS)
    def test_says_that_a_folder_can_only_be_read(self, name: str, forks: Forks, records: Path, tmp_path: Path) -> None:
        with read_only(tmp_path / "there", lambda place: prepare(place, records)) as why:
            done = forks.start(*arguments(COMMANDS[name], tmp_path / "there", records)).ended()
            assert done.err == f"conformance: {tmp_path / 'there' / COMMANDS[name].what} cannot be written: {why}\n"
            assert done.status == 4


class TestARun:
    @pytest.mark.parametrize("jobs", ["1", "4"])
    def test_on_a_disk_that_fills_can_be_read_and_gone_on_with(self, jobs: str, forks: Forks, tmp_path: Path) -> None:
        with small_disk(tmp_path / "disk") as disk:
            folder = disk.folder / "out"
            options = ("--jobs", jobs, "--output", str(folder))
            done = forks.start("run", f"reference:{FALLS_BACK}", *SELECTED, *options, largest_file=disk.largest_file).ended()
            assert (done.status, done.out) == (4, "")
            assert re.fullmatch(
                rf"conformance: {folder}/(record|inventory)\.jsonl(\.begun)? cannot be written: {disk.why}; (it has no line for .+; )?"
                rf"what was found is kept, and `conformance run --resume {folder}` goes on then\n",
                done.err,
            )
            found = len(Stored(folder / "record.jsonl", partial=True).findings)
            assert 0 < found < 70
            shown = forks.start("report", folder, "--partial").ended()
            assert (shown.status, f"\n{found} of 70 scenarios: " in shown.out) == (0, True)
            disk.make_room()
            again = forks.start("run", "--resume", folder).ended()
            assert (again.status, again.err) == (1, "")
            record = read(folder / "record.jsonl")
            assert [(one.scenario, one.verdict) for one in record.findings] == [
                (one.scenario, one.verdict) for one in run(FALLS_BACK, "location.kept").findings
            ]
            assert 1 <= sum(one.again for one in record.findings) <= int(jobs)

    def test_whose_views_do_not_fit_tells_what_it_found_and_keeps_it(self, forks: Forks, tmp_path: Path) -> None:
        with small_disk(tmp_path / "disk") as disk:
            options = ("--output", disk.folder, "--report", "html")
            done = forks.start("run", "--select", "twitter.alone", *options, largest_file=disk.largest_file).ended()
            assert (done.status, done.err) == (4, f"conformance: {disk.folder / 'report.html'} cannot be written: {disk.why}\n")
            assert "CONFORMANT: every applicable must rule holds in what was selected" in done.out
            assert sorted(content(disk.folder)) == ["inventory.jsonl", "record.jsonl", "report.txt"]
            assert Stored(disk.folder / "record.jsonl").footer


class TestWhatIsPrinted:
    @pytest.mark.parametrize("command", ["run --select twitter.alone", "report RECORDS/whole", "report RECORDS/whole --as html", "rules"])
    def test_where_it_cannot_be_that_is_said(self, command: str, forks: Forks, records: Path) -> None:
        done = forks.start(*command.replace("RECORDS", str(records)).split(), out=Path("/dev/full")).ended()
        assert done.err == "conformance: what is to be printed cannot be written: No space left on device; make room there\n"
        assert done.status == 4

    @pytest.mark.parametrize("command", ["run --select twitter.alone", "report RECORDS/whole --as html"])
    def test_where_nobody_reads_it_any_more_nothing_is_said(self, command: str, records: Path) -> None:
        with started(*CONFORMANCE, *command.replace("RECORDS", str(records)).split()) as process:
            assert process.stdout
            assert process.stderr
            process.stdout.close()
            assert (process.wait(PATIENCE), process.stderr.read()) == (5, "")


def test_what_was_made_and_cannot_be_noted_is_told(forks: Forks) -> None:
    done = forks.start("run", "--select", "twitter.alone", "--inventory", "/dev/full").ended()
    assert (done.status, done.out) == (4, "")
    assert re.search(r"; it has no line for the customer \d{12} of twitter\.alone/\S+\n$", done.err)
