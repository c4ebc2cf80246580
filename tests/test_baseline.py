"""`conformance baseline update`: what failed becomes known, and a run of the same target is not red for it any more."""

from __future__ import annotations

import stat
import tomllib
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import pytest
from msgspec.structs import replace

from conformance.bindings import read_file
from reference_impl.api import Api
from reference_impl.faults import FAULTS
from reference_impl.hub import Hub
from tests.processes import SECRET
from tests.runs import FALLS_BACK, invoked, on_disk, run
from tests.serving import serving

TARGET = """\
# A hub of ours
name = "Acme"
url = "{url}"
binding = "native"
[actors]
csa = {{ name = "csa", secret = "${{ACME_SECRET}}" }}   # from the environment
owner = {{}}
another = {{}}
nobody = {{}}
"""
ONE = "location.kept/a-blank-location-keeps-the-one-that-is-there/2-new-ticked"
WHY = ("--reason", "until release 8")


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with serving(Api(Hub(fault=FAULTS[FALLS_BACK]), "csa", SECRET)) as served:
        yield served


def written(folder: Path, url: str) -> Path:
    (folder / "acme.toml").write_text(TARGET.format(url=url), encoding="utf-8")
    return folder / "acme.toml"


@pytest.fixture(scope="module")
def failed(url: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a run that failed."""
    folder = tmp_path_factory.mktemp("failed")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ACME_SECRET", SECRET)
        told = ran(written(folder, url), "--output", str(folder / "results"))
    assert told == (1, "NOT CONFORMANT: 2 must rules broken, in 32 scenarios")
    return folder / "results"


@pytest.fixture
def file(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ACME_SECRET", SECRET)
    return written(tmp_path, url)


@pytest.fixture
def record(failed: Path, file: Path) -> Path:
    """The record of that run, beside the file."""
    return Path(copytree(failed, file.parent / "results"))


def ran(file: Path, *arguments: str) -> tuple[int, str]:
    """The status and the conclusion of a run of the chapter that the hub breaks."""
    done = invoked("run", file, "--select", "location", *arguments)
    return done.exit_code, done.stdout.splitlines()[-2]


def update(file: Path, record: Path, *arguments: str, answers: str | None = None) -> tuple[int, str]:
    done = invoked("baseline", "update", file, record, *arguments, answers=answers)
    return done.exit_code, done.output


AS_KNOWN = (0, "NOT CONFORMANT, AS KNOWN: 2 must rules broken, in 32 scenarios in what was selected, all listed as known")


class TestUpdate:
    def test_after_it_a_run_of_the_same_target_is_not_red(self, file: Path, record: Path) -> None:
        before = file.read_text(encoding="utf-8")
        status, told = update(file, record, *WHY, "--link", "https://tracker.example/1", "--until", "2999-12-31")
        assert (status, told.splitlines()[-2]) == (0, "known failures: 31 added")
        assert "With --by-rule there would be 29 fewer" in told
        assert file.read_text(encoding="utf-8").startswith(before)
        entry = read_file(file, str(file)).known[0]
        assert (entry.reason, entry.link, str(entry.until)) == ("until release 8", "https://tracker.example/1", "2999-12-31")
        assert ran(file) == AS_KNOWN

    def test_by_rule_the_list_is_short(self, file: Path, record: Path) -> None:
        assert update(file, record, *WHY, "--by-rule")[1].splitlines()[-1] == "known failures: 2 added"
        assert ran(file) == AS_KNOWN

    def test_a_second_time_changes_nothing(self, file: Path, record: Path) -> None:
        update(file, record, *WHY)
        before = file.read_bytes()
        ran(file, "--output", str(record))
        assert update(file, record)[1].splitlines()[-1] == "known failures: 31 as before"
        assert file.read_bytes() == before

    def test_when_it_is_repaired_all_goes_again(self, file: Path, record: Path) -> None:
        before = file.read_text(encoding="utf-8")
        update(file, record, *WHY)
        with serving(Api(Hub(), "csa", SECRET)) as good:
            file.write_text(file.read_text(encoding="utf-8").replace(before.split('"')[3], good), encoding="utf-8")
            assert ran(file, "--output", str(record))[0] == 1
            assert update(file, record)[1].splitlines()[-1] == "known failures: 31 taken out"
            assert file.read_text(encoding="utf-8").strip() == before.replace(before.split('"')[3], good).strip()
            assert ran(file)[0] == 0

    def test_what_it_would_do_is_told_and_not_done(self, file: Path, record: Path) -> None:
        before = file.read_bytes()
        status, told = update(file, record, "--dry-run")
        assert status == 0
        assert [line.split() for line in told.splitlines()][4] == ["added", ONE, "location", "=", '"1"', "1"]
        assert file.read_bytes() == before

    def test_the_reason_is_asked_for(self, file: Path, record: Path) -> None:
        status, told = update(file, record, answers="\nbecause\n")
        assert status == 0
        assert "Why does it not hold: " in told
        assert {entry.reason for entry in read_file(file, str(file)).known} == {"because"}

    def test_left_unanswered_it_changes_nothing(self, file: Path, record: Path) -> None:
        before = file.read_bytes()
        assert update(file, record, answers="")[0] == 2
        assert file.read_bytes() == before

    def test_no_secret_is_needed_and_the_files_mode_is_kept(self, file: Path, record: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("ACME_SECRET")
        file.chmod(0o600)
        assert update(file, record, *WHY)[0] == 0
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert '"${ACME_SECRET}"' in file.read_text(encoding="utf-8")

    def test_a_link_to_the_file_stays_one(self, file: Path, record: Path, tmp_path: Path) -> None:
        link = tmp_path / "link.toml"
        link.symlink_to(file)
        assert update(link, record, *WHY)[0] == 0
        assert link.is_symlink()
        assert len(read_file(file, str(file)).known) == 31


OTHERWISE = (
    'mapping = "beside.toml"\n',
    'known_failures = [{ rule = "email.unchanged", observed = "x = blank", reason = "r" }]\nmapping = "${file:there/is/none}"\n',
    '[[known_failures]]\nrule = "email.unchanged"\nobserved = "x = ${HOME}"\nreason = "${WHY}"\n',
)


@pytest.mark.parametrize("more", OTHERWISE, ids=["a mapping beside it", "an array", "variables"])
def test_whatever_else_is_in_the_file_stays_though_it_is_not_there(more: str, tmp_path: Path) -> None:
    file = tmp_path / "acme.toml"
    before = f'name = "Acme"\nurl = "https://acme.example"\nbinding = "mapping"\n{more}'
    file.write_text(before, encoding="utf-8")
    failed = run(FALLS_BACK, "location")
    own = replace(failed, header=replace(failed.header, target=replace(failed.header.target, address=str(file))))
    assert update(file, Path(on_disk(tmp_path, own=own)["own"]), *WHY, "--by-rule")[0] == 0
    old, new = tomllib.loads(before), tomllib.loads(file.read_text(encoding="utf-8"))
    listed = new.pop("known_failures")
    assert listed[: len(listed) - 2] == old.pop("known_failures", [])
    assert [entry["rule"] for entry in listed[-2:]] == ["location.kept", "location.changed"]
    assert new == old


def test_what_is_observed_is_never_filled_from_the_environment(file: Path) -> None:
    with file.open("a", encoding="utf-8") as opened:
        opened.write('[[known_failures]]\nrule = "email.unchanged"\nobserved = "${HOME}"\nreason = "${ACME_SECRET}"\n')
    [entry] = read_file(file, str(file)).known
    assert (entry.observed, entry.reason) == ("${HOME}", SECRET)


class TestWhatCannotBe:
    def test_a_url_is_no_file_to_write_into(self, record: Path) -> None:
        status, told = update(Path("http://127.0.0.1:8100"), record)
        assert status == 2
        assert "is no target file: known failures are listed in one" in told

    def test_a_record_of_no_file_belongs_to_none(self, file: Path, tmp_path: Path) -> None:
        files = on_disk(tmp_path, other=run(FALLS_BACK, "location"))
        status, told = update(file, Path(files["other"]), *WHY)
        assert status == 2
        assert f"the record is of reference:{FALLS_BACK}, which no target file names" in told

    def test_a_record_of_another_file_is_told(self, file: Path, record: Path, tmp_path: Path) -> None:
        other = tmp_path / "other.toml"
        other.write_text(file.read_text(encoding="utf-8").replace('"Acme"', '"Other"'), encoding="utf-8")
        status, told = update(other, record, *WHY)
        assert status == 2
        assert f"/acme.toml (Acme), and {other} is Other" in told

    def test_a_day_that_had_passed_is_none(self, file: Path, record: Path) -> None:
        status, told = update(file, record, *WHY, "--until", "2001-01-01")
        assert status == 2
        assert "--until 2001-01-01 had passed when the run began" in told

    def test_a_list_that_is_wrong_is_told_with_its_line(self, file: Path, record: Path) -> None:
        with file.open("a", encoding="utf-8") as opened:
            opened.write('[[known_failures]]\nrule = "door.open"\nobserved = "x"\nreason = "r"\n')
        status, told = update(file, record, *WHY)
        assert status == 2
        assert "acme.toml:11: known_failures[1].rule: there is no rule 'door.open'" in told

    def test_a_record_that_breaks_off_says_nothing_of_the_rest(self, file: Path, record: Path) -> None:
        update(file, record, *WHY)
        ran(file, "--output", str(record))
        lines = (record / "record.jsonl").read_bytes().splitlines(keepends=True)
        (record / "record.jsonl").write_bytes(b"".join(lines[:3]))
        told = update(file, record)[1]
        assert "known failures: 31 as before\nThe record breaks off" in told
