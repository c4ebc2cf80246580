"""`conformance run` as a user meets it: what it prints, what it keeps, and the list of known failures."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from conformance import stored as records
from tests.command_line import CHANGES, HOLDS, UNCHANGED, invoked, one_line, posix_only
from tests.processes import (
    CONFORMANCE,
    SECRET,
    SIGNED_IN,
    Ended,
    environment,
    listening,
    outcome,
    served,
    started,
)
from tests.processes import conformance as ran


class TestRun:
    def test_what_holds_is_0_and_a_report_on_standard_output(self) -> None:
        done = ran("run", "--select", UNCHANGED)
        assert (done.status, done.err) == (0, "")
        assert HOLDS in done.out
        assert f"selected: {UNCHANGED}" in done.out

    def test_a_broken_rule_is_1_and_named(self) -> None:
        done = ran("run", f"reference:{CHANGES}", "--select", UNCHANGED)
        assert (done.status, done.err) == (1, "")
        assert f"FAIL {UNCHANGED} · must · L49, L52" in done.out
        assert "NOT CONFORMANT: " in done.out
        assert f"conformance run reference:{CHANGES} --select {UNCHANGED}/" in done.out

    def test_a_broken_should_rule_is_a_warning_and_0(self) -> None:
        done = ran("run", "reference:ids.consent-values:taken", "--select", "ids.consent-values")
        assert done.status == 0
        assert "WARNING ids.consent-values · should" in done.out
        assert "CONFORMANT, WITH WARNINGS: " in done.out

    def test_where_nothing_applies_nothing_is_established(self) -> None:
        done = ran("run", "--select", "get.connected-index-absent")
        assert (done.status, done.err) == (5, "")
        assert "NOT ESTABLISHED: nothing was run" in done.out

    def test_it_applies_to_a_reference_without_the_capability(self) -> None:
        done = ran("run", "reference", "--select", "get.connected-index-absent", "--without", "connected-index")
        assert done.status == 0
        assert HOLDS in done.out

    def test_several_patterns_choose_more(self) -> None:
        listed = invoked("run", "--list", "--select", "email.rest-of-update", "--select", "location.changed/*")
        assert {line.partition("/")[0] for line in listed.stdout.splitlines()} == {"email.rest-of-update", "location.changed"}

    def test_a_list_is_printed_and_nothing_is_run(self, nobody: str) -> None:
        listed = invoked("run", nobody, "--list", "--select", "email")
        assert (listed.exit_code, listed.stderr) == (0, "")
        assert f"{UNCHANGED}/three-updates-in-a-row" in listed.stdout.splitlines()
        assert {line.partition(".")[0] for line in listed.stdout.splitlines()} == {"email"}


class TestKnownFailures:
    """A hub that forgets the location, and the target file that lists it."""

    SEEN = "'location = \"1\"'"
    ANOTHER = "location.changed/what-an-update-has-set-is-kept-by-the-next-one"

    @pytest.fixture
    def url(self) -> Iterator[str]:
        with served("--fault", "location.kept:falls-back-to-1") as (url, _):
            yield url

    def ran(self, folder: Path, url: str, *entries: str) -> Ended:
        """The chapter against that hub with these entries, each a rule and what is seen, and more lines perhaps."""
        (folder / "secret.txt").write_text(SECRET, encoding="utf-8")
        csa = 'csa = { name = "csa", secret = "${file:secret.txt}" }'
        head = f'name = "Ours"\nurl = "{url}"\n[actors]\n{csa}\nowner = {{}}\nanother = {{}}\nnobody = {{}}\n'
        listed = [f'[[known_failures]]\nreason = "until release 8"\nlink = "https://tracker.example/7"\n{entry}\n' for entry in entries]
        (folder / "t.toml").write_text("\n".join((head, *listed)), encoding="utf-8")
        return ran("run", "t.toml", "--select", "location", "--output", "out", folder=folder)

    def entry(self, rule: str, seen: str = SEEN, more: str = "") -> str:
        return f'rule = "{rule}"\nobserved = {seen}\n{more}'

    def test_a_run_that_fails_as_listed_is_no_alarm_and_never_called_conformant(self, url: str, tmp_path: Path) -> None:
        done = self.ran(tmp_path, url, self.entry("location.kept"), self.entry("location.changed", more=f'scenario = "{self.ANOTHER}"'))
        assert (done.status, done.err) == (0, "")
        assert done.out.splitlines()[-2:] == [
            "NOT CONFORMANT, AS KNOWN: 2 must rules broken, in 32 scenarios in what was selected, all listed as known",
            "159 of 159 scenarios: 127 pass, 32 known",
        ]
        assert '    because    until release 8 (https://tracker.example/7)\n    observed   location = "1"\n' in done.out
        assert "FAIL" not in done.out

    def test_what_is_not_listed_is_a_failure_as_ever(self, url: str, tmp_path: Path) -> None:
        done = self.ran(tmp_path, url, self.entry("location.kept"))
        assert done.status == 1
        assert f"\n  {self.ANOTHER}\n" in done.out
        assert done.out.splitlines()[-2] == "NOT CONFORMANT: 1 must rule broken, in 1 scenario, and as known in 31 more"

    def test_what_fails_otherwise_or_no_more_turns_it_red(self, url: str, tmp_path: Path) -> None:
        passing = "location.kept/a-blank-location-keeps-the-one-that-is-there/1-in-place-ticked"
        done = self.ran(
            tmp_path,
            url,
            self.entry("location.kept"),
            self.entry("location.kept", more=f'scenario = "{passing}"'),
            self.entry("location.changed", "'location = blank'", f'scenario = "{self.ANOTHER}"'),
            self.entry("location.range"),
        )
        words = " ".join(done.out.split())
        assert done.status == 1
        assert f'{passing} because listed as a known failure (location = "1"), and it passes now: take it out of the file' in words
        assert 'listed as a known failure with location = blank, found location = "1"' in words
        assert 'location.range is listed as a known failure (location = "1"), and all' in words
        assert words.count("the list of known failures is not true in 3 places: correct it as well") == 1
        kept = records.read(tmp_path / "out" / "record.jsonl")
        assert kept.footer
        assert len(kept.footer.stale) == 1

    def test_what_has_expired_is_a_failure_that_says_so(self, url: str, tmp_path: Path) -> None:
        done = self.ran(tmp_path, url, self.entry("location.kept", more="until = 2020-01-31"))
        assert done.status == 1
        assert "    because    the known failure expired on 2020-01-31: until release 8 (https://tracker.example/7)" in done.out
        assert "Known failures" not in done.out

    def test_what_is_wrong_in_the_list_is_told_before_any_request(self, nobody: str, tmp_path: Path) -> None:
        done = self.ran(tmp_path, nobody, self.entry("location.keep"), self.entry("email.unchanged", "' '"))
        assert done.status == 2
        assert done.err.splitlines() == [
            "conformance: t.toml:12: known_failures[1].rule: there is no rule 'location.keep'; did you mean location.kept or "
            "location.range?",
            "t.toml:20: known_failures[2].observed: it is blank; expected what is seen at the first place that does not match, "
            "as the report prints it: 'location = \"1\"'",
        ]


class TestOutput:
    def test_the_folder_is_made_and_holds_the_record_and_the_whole_report(self, tmp_path: Path) -> None:
        folder = tmp_path / "new" / "results"
        done = ran("run", f"reference:{CHANGES}", "--select", UNCHANGED, "--output", str(folder))
        assert sorted(file.name for file in folder.iterdir()) == ["inventory.jsonl", "record.jsonl", "report.txt"]
        report = (folder / "report.txt").read_text(encoding="utf-8")
        failed = [finding.scenario for finding in records.read(folder / "record.jsonl").findings if finding.verdict == "fail"]
        assert len(failed) > 2
        assert [f"--select {scenario}\n" in report for scenario in failed] == [True] * len(failed)
        assert [f"--select {scenario}\n" in done.out for scenario in failed] == [True, True] + [False] * (len(failed) - 2)
        assert report.splitlines()[-2:] == done.out.splitlines()[-2:]

    def test_the_record_ends_with_a_footer(self, tmp_path: Path) -> None:
        ran("run", "--select", UNCHANGED, "--output", str(tmp_path))
        record = records.read(tmp_path / "record.jsonl")
        assert record.footer
        assert (record.footer.findings, record.footer.stopped) == (len(record.findings), "")
        assert record.header.scenarios == len(record.findings) > 0

    def test_a_file_in_its_place_is_said_before_anything_is_sent(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        self.refused_before_anything_is_sent(tmp_path / "file", 2, "File exists")
        self.refused_before_anything_is_sent(tmp_path / "file" / "below", 2, "Not a directory")

    @pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="who may write anywhere is refused nowhere")
    def test_a_folder_that_may_not_be_written_likewise(self, tmp_path: Path) -> None:
        tmp_path.chmod(0o500)
        self.refused_before_anything_is_sent(tmp_path, 4, "Permission denied; name a place that may be written")

    @staticmethod
    def refused_before_anything_is_sent(folder: Path, status: int, why: str) -> None:
        asked: list[str] = []
        with listening(lambda *request: asked.append(request[1])) as url:
            refused = invoked("run", url, "--output", str(folder), settings=SIGNED_IN)
        assert (refused.exit_code, refused.stdout) == (status, "")
        assert one_line(refused.stderr) == f"{folder / 'record.jsonl'} cannot be written: {why}"
        assert asked == []

    def test_a_record_that_cannot_be_written_is_one_line(self, tmp_path: Path) -> None:
        (tmp_path / "record.jsonl").mkdir()
        done = ran("run", "--select", UNCHANGED, "--output", str(tmp_path))
        assert (done.status, done.out) == (2, "")
        assert one_line(done.err) == f"{tmp_path / 'record.jsonl'} cannot be written: Is a directory"

    def test_a_report_that_cannot_be_written_is_printed_all_the_same(self, tmp_path: Path) -> None:
        (tmp_path / "report.txt").mkdir()
        done = ran("run", "--select", UNCHANGED, "--output", str(tmp_path))
        assert done.status == 2
        assert one_line(done.err) == f"{tmp_path / 'report.txt'} cannot be written: Is a directory"
        assert HOLDS in done.out
        assert records.read(tmp_path / "record.jsonl").footer


class TestProgress:
    def test_in_a_pipe_there_is_none_and_no_colour(self) -> None:
        done = ran("run", "--select", UNCHANGED, settings={"TERM": "xterm-256color"})
        assert done.err == ""
        assert "\x1b" not in done.out

    def test_what_the_output_cannot_encode_is_replaced(self) -> None:
        command = [*CONFORMANCE, "run", "--select", "email.alternative-updatable"]
        done = subprocess.run(command, env=environment({"PYTHONIOENCODING": "latin-1"}), capture_output=True)
        assert (done.returncode, done.stderr) == (0, b"")
        assert b"L48?L49, L52" in done.stdout

    @posix_only
    def test_a_terminal_shows_it_beside_the_report(self) -> None:
        import pty

        master, terminal = pty.openpty()
        with os.fdopen(terminal, "w") as err, started(*CONFORMANCE, "run", "--select", UNCHANGED, err=err) as process:
            err.close()
            shown = everything(master)
            done = outcome(process)
        assert done.status == 0
        assert "scenarios" in shown
        assert "100%" in shown
        assert HOLDS in done.out
        assert "\x1b" not in done.out

    @posix_only
    def test_whoever_reads_may_stop_reading(self) -> None:
        reading, writing = os.pipe()
        os.close(reading)
        done = subprocess.run([*CONFORMANCE, "run", "--select", UNCHANGED], env=environment(), stdout=writing, stderr=subprocess.PIPE)
        os.close(writing)
        assert (done.returncode, done.stderr) == (5, b""), "not 1, for nobody has said that a rule is broken"


def everything(master: int) -> str:
    """What is written to a terminal until nobody has it open any more."""
    shown = b""
    with os.fdopen(master, "rb", buffering=0) as screen, suppress(OSError):  # Linux has an error for the end
        while part := screen.read(4096):
            shown += part
    return shown.decode()
