"""The command line as a user meets it: what is printed where, what is kept, and the exit status; one clear line for every error."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import conformance.book
from conformance import __version__
from conformance import stored as records
from conformance.cli import main
from reference_impl.api import Api
from reference_impl.faults import FAULTS
from reference_impl.hub import Hub
from tests.processes import (
    CONFORMANCE,
    NONE,
    SECRET,
    SIGNED_IN,
    Ended,
    Settings,
    Spoken,
    answers_of,
    environment,
    listening,
    outcome,
    serve,
    served,
    started,
)
from tests.processes import conformance as ran
from tests.serving import PATIENCE

HOLDS = "CONFORMANT: every applicable must rule holds in what was selected"
UNCHANGED = "email.unchanged"
CHANGES = "email.unchanged:changes"
COMMANDS = (
    "run",
    "merge",
    "report",
    "compare",
    "diff",
    "baseline",
    "doctor",
    "explore",
    "load",
    "init",
    "book",
    "rules",
    "explain",
    "faults",
    "prove",
    "serve",
)
posix_only = pytest.mark.skipif(os.name != "posix", reason="signals and terminals of POSIX")


def invoked(*arguments: str, text: str | None = None, settings: Settings = NONE) -> Result:
    """What does not begin to run is invoked in this process."""
    unset = dict.fromkeys((name for name in os.environ if name.startswith("CONFORMANCE_")), None)
    return CliRunner(env={**unset, **settings}).invoke(main, arguments, input=text, prog_name="conformance")


def one_line(err: str) -> str:
    """The message of an error that takes one line and is no traceback."""
    assert err.startswith("conformance: ")
    assert err.count("\n") == 1
    assert err.endswith("\n")
    return err.removeprefix("conformance: ").rstrip("\n")


def usage_line(err: str) -> str:
    """The message below click's lines on usage."""
    usage, hint, blank, message = err.splitlines()
    assert usage.startswith("Usage: conformance")
    assert hint.startswith("Try 'conformance")
    assert blank == ""
    return message.removeprefix("Error: ")


def a_hub() -> Api:
    return Api(Hub(), "csa", SECRET)


@pytest.fixture
def nobody() -> Iterator[str]:
    """The URL of a port that is taken, and where nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}"


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


MESSAGES = {
    "no target": (("run", "nowhere"), "'nowhere' is no target: give 'reference', 'reference:FAULT', a URL such as"),
    "no host": (("run", "http://"), "'http://' is no target: "),
    "half an address": (("run", "http://[::1"), "'http://[::1' is no target: "),
    "no such port": (("run", "http://127.0.0.1:99999"), "'http://127.0.0.1:99999' is no target: "),
    "nearly a fault": (
        ("run", "reference:email.unchanged:change"),
        "no fault 'email.unchanged:change'; did you mean email.unchanged:changes",
    ),
    "nothing like a fault": (("run", "reference:zzz"), "the reference has no fault 'zzz'; 'conformance faults' lists them"),
    "a fault to serve": (("serve", "--fault", "zzz"), "the reference has no fault 'zzz'; 'conformance faults' lists them"),
    "nearly a rule": (
        ("run", "--select", "email.unchange"),
        "--select 'email.unchange' matches no scenario; did you mean email.unchanged",
    ),
    "nothing like a rule": (("rules", "--select", "zzz"), "--select 'zzz' matches no scenario; 'conformance rules' lists the rules"),
    "a hub with a capability left out": (
        ("run", "http://127.0.0.1:8100", "--without", "lists"),
        "only the reference can be run without",
    ),
}
USAGE_MESSAGES = {
    "no command": (("test",), "No such command 'test'."),
    "no option": (("run", "--fast"), "No such option '--fast'."),
    "no time at all": (("run", "--timeout", "0"), "'--timeout': 0.0 is not in the range"),
    "for ever": (("run", "--timeout", "inf"), "'--timeout': inf is not in the range"),
    "no capability": (("run", "--without", "list"), "--without 'list' is no capability: hub-record, address-history, lists, "),
    "no capability to serve": (("serve", "--without", "list"), "--without 'list' is no capability: "),
    "no port": (("serve", "--port", "99999"), "'--port': 99999 is not in the range"),
    "nothing to explain": (("explain", "zzz"), "'zzz' is no rule, no scenario and no file; 'conformance rules' and"),
    "no file of a secret": (("run", "--secret-file", "zzz"), "--secret-file zzz cannot be read: No such file or directory"),
}


class TestWhatIsGivenWrongly:
    @pytest.mark.parametrize(("arguments", "message"), MESSAGES.values(), ids=MESSAGES)
    def test_is_one_line_and_2(self, arguments: tuple[str, ...], message: str) -> None:
        refused = invoked(*arguments, settings=SIGNED_IN)
        assert (refused.exit_code, refused.stdout) == (2, "")
        assert message in one_line(refused.stderr)

    @pytest.mark.parametrize(("arguments", "message"), USAGE_MESSAGES.values(), ids=USAGE_MESSAGES)
    def test_or_one_line_below_the_usage(self, arguments: tuple[str, ...], message: str) -> None:
        refused = invoked(*arguments)
        assert (refused.exit_code, refused.stdout) == (2, "")
        assert message in usage_line(refused.stderr)

    def test_a_file_that_is_no_text(self, tmp_path: Path) -> None:
        file = tmp_path / "file"
        file.write_bytes(b"\xff\xfe\x00")
        for arguments in (("run", "http://127.0.0.1:8100", "--secret-file", str(file)), ("explain", str(file))):
            refused = invoked(*arguments)
            assert refused.exit_code == 2
            assert usage_line(refused.stderr).endswith(f"{file} cannot be read: it is no text in UTF-8 (line 1)")

    def test_a_hub_without_a_sign_in(self) -> None:
        refused = invoked("run", "http://127.0.0.1:8100")
        assert refused.exit_code == 2
        assert "needs a CSA's sign-in: set CONFORMANCE_CSA_NAME and CONFORMANCE_CSA_SECRET, or" in one_line(refused.stderr)

    @pytest.mark.parametrize("settings", [SIGNED_IN, NONE], ids=["signed in", "not signed in"])
    @pytest.mark.parametrize("host", ["http://{}@127.0.0.1:8100", "http://{}@127.0.0.1:99999", "csa:{}@127.0.0.1"])
    def test_a_password_in_a_url_is_refused_and_not_repeated(self, host: str, settings: Settings) -> None:
        refused = invoked("run", host.format(SECRET), settings=settings)
        assert refused.exit_code == 2
        assert "name or a password" in one_line(refused.stderr)
        assert SECRET not in refused.output


NO_HUBS = {
    "a page": Spoken(200, b"<html>Welcome!</html>", "text/html"),
    "nothing of that name": Spoken(404, b'{"title": "Not found"}'),
    "an error": Spoken(500, b"", "text/plain"),
    "a list": Spoken(200, b'["lists"]'),
    "another document": Spoken(200, b'{"openapi": "3.1.0"}'),
    "capabilities that are no list": Spoken(200, b'{"capabilities": "lists"}'),
}


class TestWhoeverIsThere:
    def test_nobody_is_3(self, nobody: str) -> None:
        refused = invoked("run", nobody, settings=SIGNED_IN)
        assert (refused.exit_code, refused.stdout) == (3, "")
        assert one_line(refused.stderr).endswith("Connection refused; is the server running?")
        assert nobody in refused.stderr

    def test_somebody_who_hangs_up_is_3(self) -> None:
        with listening(lambda *_: None) as url:
            refused = invoked("run", url, settings=SIGNED_IN)
        assert refused.exit_code == 3
        assert one_line(refused.stderr).startswith(f"GET {url}/v2/capabilities: ")

    @pytest.mark.parametrize("spoken", NO_HUBS.values(), ids=NO_HUBS)
    def test_whoever_is_no_hub_is_2(self, spoken: Spoken) -> None:
        with listening(lambda *_: spoken) as url:
            refused = invoked("run", url, settings=SIGNED_IN)
        assert (refused.exit_code, refused.stdout) == (2, "")
        assert f"{url} is no hub that speaks the native contract: GET /v2/capabilities answered {spoken.status}" in one_line(refused.stderr)

    def test_a_wrong_secret_is_2(self) -> None:
        with listening(answers_of(a_hub())) as url:
            refused = invoked("run", url, settings={"CONFORMANCE_CSA_SECRET": "another secret"})
        assert (refused.exit_code, refused.stdout) == (2, "")
        assert (
            one_line(refused.stderr)
            == f"{url}: the CSA 'csa' could not be signed in: POST /v2/sessions answered 401 Name or secret is wrong"
        )

    def test_a_wrong_name_likewise(self) -> None:
        with listening(answers_of(a_hub())) as url:
            refused = invoked("run", url, "--csa", "anna", settings=SIGNED_IN)
        assert refused.exit_code == 2
        assert "the CSA 'anna' could not be signed in" in one_line(refused.stderr)


class Halting:
    """A hub that answers so many calls of profiles; at the next it tells `begun`, and then does as it is told."""

    def __init__(self, answered: int) -> None:
        self.begun, self.released = threading.Event(), threading.Event()
        self._left = answered
        self._answers = answers_of(a_hub())

    def dying(self, method: str, path: str, token: str, content: bytes) -> Spoken | None:
        """Hang up from then on."""
        return self._answers(method, path, token, content) if self._goes_on(path) else None

    def dawdling(self, method: str, path: str, token: str, content: bytes) -> Spoken | None:
        """Keep that call waiting until released."""
        if not self._goes_on(path):
            self.begun.set()
            self.released.wait(2 * PATIENCE)
        return self._answers(method, path, token, content)

    def _goes_on(self, path: str) -> bool:
        self._left -= path.startswith("/v2/profile/")
        return self._left >= 0


class TestWhatEndsARun:
    @pytest.fixture
    def halting(self) -> Iterator[Halting]:
        hub = Halting(answered=30)
        yield hub
        hub.released.set()

    def test_a_hub_that_dies_is_5_and_what_was_found_is_kept(self, halting: Halting, tmp_path: Path) -> None:
        with listening(halting.dying) as url:
            done = ran("run", url, "--select", "location", "--jobs", "1", "--output", str(tmp_path), settings=SIGNED_IN)
        assert (done.status, done.err) == (5, "")
        assert "NOT ESTABLISHED: the target stopped answering: POST " in done.out
        record = records.read(tmp_path / "record.jsonl")
        assert record.footer
        assert record.footer.stopped.startswith("the target stopped answering: ")
        verdicts = [finding.verdict for finding in record.findings]
        assert verdicts == ["pass"] * (len(verdicts) - 3) + ["error"] * 3
        assert 3 < len(verdicts) < record.header.scenarios

    @posix_only
    @pytest.mark.parametrize(("select", "jobs"), [("location", "1"), ("location", "8"), ("concurrent", "1")])
    def test_an_interruption_is_5_and_what_was_found_is_kept(self, select: str, jobs: str, halting: Halting, tmp_path: Path) -> None:
        command = (*CONFORMANCE, "run", "--select", select, "--jobs", jobs, "--output", str(tmp_path))
        with listening(halting.dawdling) as url, started(*command, url, settings=SIGNED_IN) as process:
            assert halting.begun.wait(PATIENCE)
            process.send_signal(signal.SIGINT)
            done = outcome(process)
        assert (done.status, done.err) == (5, "")
        assert "NOT ESTABLISHED: interrupted from the keyboard" in done.out
        record = records.read(tmp_path / "record.jsonl")
        assert record.footer
        assert record.footer.stopped == "interrupted from the keyboard"
        assert 0 < record.footer.findings == len(record.findings) < record.header.scenarios
        assert (tmp_path / "report.txt").read_text(encoding="utf-8") == done.out

    @posix_only
    def test_a_process_that_is_killed_leaves_whole_lines(self, halting: Halting, tmp_path: Path) -> None:
        command = (*CONFORMANCE, "run", "--select", "location", "--output", str(tmp_path))
        with listening(halting.dawdling) as url, started(*command, url, settings=SIGNED_IN) as process:
            assert halting.begun.wait(PATIENCE)
            process.kill()
            outcome(process)
        content = (tmp_path / "record.jsonl").read_bytes()
        assert content.endswith(b"\n")
        first, *others = (json.loads(line)["line"] for line in content.splitlines())
        assert (first, set(others)) == ("header", {"finding"}), "no footer: the record breaks off"

    @posix_only
    def test_an_interruption_before_the_first_scenario_is_one_line_and_5(self) -> None:
        begun, released = threading.Event(), threading.Event()

        def waits(*_: object) -> None:
            begun.set()
            released.wait(2 * PATIENCE)

        with listening(waits) as url, started(*CONFORMANCE, "run", url, settings=SIGNED_IN) as process:
            assert begun.wait(PATIENCE)
            process.send_signal(signal.SIGINT)
            done = outcome(process)
            released.set()
        assert (done.status, done.out) == (5, "")
        assert one_line(done.err) == "interrupted"


class TestSecrets:
    RUN = ("run", "--select", "access")

    @pytest.fixture(params=["in the environment", "in a file"])
    def signed_in(self, request: pytest.FixtureRequest, tmp_path: Path) -> tuple[tuple[str, ...], Settings]:
        """The options and settings that give the secret, one way or the other."""
        if request.param == "in the environment":
            return (), SIGNED_IN
        (tmp_path / "secret").write_text(f"{SECRET}\n", encoding="utf-8")
        return ("--secret-file", str(tmp_path / "secret")), {}

    def test_neither_the_secret_nor_a_token_is_found_anywhere(self, signed_in: tuple[tuple[str, ...], Settings], tmp_path: Path) -> None:
        options, settings = signed_in
        answers = answers_of(Api(Hub(fault=FAULTS["access.refused:reads-others"]), "csa", SECRET))
        tokens: list[str] = []

        def repeating(method: str, path: str, token: str, content: bytes) -> Spoken | None:
            spoken = answers(method, path, token, content)
            assert spoken
            body = json.loads(spoken.content)
            if path == "/v2/sessions":
                tokens.append(body["token"])
            return Spoken(spoken.status, json.dumps({**body, "asked_with": [token, SECRET]}).encode())

        results = tmp_path / "results"
        with listening(repeating) as url:
            done = ran(*self.RUN, url, "--output", str(results), *options, settings=settings)
        assert done.status == 1, "failures tell the most"
        told = done.out + done.err + "".join(file.read_text(encoding="utf-8") for file in results.iterdir())
        assert len(tokens) > 1
        assert [secret for secret in (SECRET, *tokens) if secret in told] == []

    def test_a_hub_that_repeats_the_secret_is_not_quoted(self) -> None:
        def repeating(method: str, path: str, token: str, content: bytes) -> Spoken | None:
            if path == "/v2/sessions":
                return Spoken(401, b'{"title": "No such secret: ' + json.loads(content)["secret"].encode() + b'"}')
            return answers_of(a_hub())(method, path, token, content)

        with listening(repeating) as url:
            refused = invoked("run", url, settings=SIGNED_IN)
        assert refused.exit_code == 2
        assert "No such secret: (secret)" in one_line(refused.stderr)


class TestServe:
    @posix_only
    @pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
    def test_it_says_once_how_to_sign_in_and_stops_when_told(self, number: signal.Signals) -> None:
        with serve(settings=SIGNED_IN) as (process, sign):
            assert (sign.name, sign.secret) == ("csa", SECRET)
            over_http = ran("run", sign.url, "--select", "email.rest-of-update", settings=SIGNED_IN)
            process.send_signal(number)
            done = outcome(process)
        assert (over_http.status, over_http.err) == (0, "")
        assert done == Ended(0, "", "")

    def test_its_options_make_another_hub(self, tmp_path: Path) -> None:
        secret = tmp_path / "secret"
        secret.write_text(SECRET, encoding="utf-8")
        as_anna = ("--csa", "anna", "--secret-file", str(secret))
        with serve("--fault", CHANGES, "--without", "lists", *as_anna) as (_, sign):
            done = ran("run", sign.url, "--select", "email", *as_anna)
        assert (sign.name, sign.secret) == ("anna", SECRET)
        assert done.status == 1
        assert f"FAIL {UNCHANGED} " in done.out
        assert "capabilities: address-history, cases, connected-index, edit-forms, hub-record, integration-version, tokens\n" in done.out

    def test_a_secret_that_is_not_given_is_made_up(self) -> None:
        with serve() as (_, sign):
            done = ran("run", sign.url, "--select", "email.rest-of-update", settings={"CONFORMANCE_CSA_SECRET": sign.secret})
        assert len(sign.secret) > 20
        assert done.status == 0

    def test_a_port_that_is_taken_is_one_line_and_2(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            refused = invoked("serve", "--port", str(port))
        assert (refused.exit_code, refused.stdout) == (2, "")
        assert one_line(refused.stderr) == f"cannot listen on 127.0.0.1 port {port}: Address already in use"

    def test_a_capability_that_it_does_not_have_is_not_applicable(self) -> None:
        with served("--without", "tokens") as (url, secret):
            done = ran("run", url, "--select", "tokens.filled", settings={"CONFORMANCE_CSA_SECRET": secret})
        assert done.status == 5
        assert "requires tokens, which the target does not declare" in done.out


class TestABookThatDoesNotRead:
    @pytest.fixture
    def place(self, tmp_path: Path) -> tuple[Path, int]:
        """A folder with a copy of the package, whose second chapter ends with a label that there is not, and the line where it stands."""
        shutil.copytree(Path(conformance.book.__file__).parent, tmp_path / "conformance")
        chapter = tmp_path / "conformance" / "specification" / "10-access.md"
        text = chapter.read_text(encoding="utf-8").rstrip("\n") + "\n\nForget:\n"
        chapter.write_text(text, encoding="utf-8")
        return tmp_path, text.count("\n")

    @pytest.mark.parametrize("arguments", [("run",), ("explain", UNCHANGED)])
    def test_is_one_line_with_the_place_and_2(self, place: tuple[Path, int], arguments: tuple[str, ...]) -> None:
        folder, line = place
        done = ran(*arguments, folder=folder, settings={"PYTHONDONTWRITEBYTECODE": "1"})
        assert (done.status, done.out) == (2, "")
        assert one_line(done.err).startswith(f"10-access.md:{line}: found no label of the book: 'Forget'; expected ")


class TestRules:
    def test_each_with_its_level_lines_and_scenarios(self) -> None:
        listed = invoked("rules")
        assert listed.exit_code == 0
        header, _, *rows = listed.stdout.splitlines()
        assert header.split() == ["rule", "level", "source", "requires", "scenarios"]
        told = {row.split()[0]: row.split() for row in rows}
        assert told["twitter.changed"][1:4] == ["must", "L66", "hub-record"]
        assert told["location.range"][-2] == "–"
        assert int(told["location.range"][-1]) > 1

    def test_a_pattern_chooses_rules(self) -> None:
        rows = invoked("rules", "--select", "location").stdout.splitlines()[2:]
        assert [row.split()[0] for row in rows] == ["location.kept", "location.changed", "location.range"]


class TestExplain:
    SNIPPET = 'Create:\n\n```json\n{"first_name": "Ann", "last_name": "Reid"}\n```\n\nGet.\n'

    def test_a_rule(self) -> None:
        told = invoked("explain", UNCHANGED)
        assert told.exit_code == 0
        assert told.stdout.startswith(f"{UNCHANGED} (must · L49, L52)\n\nAn update never changes the e-mail")
        assert f"  {UNCHANGED}/three-updates-in-a-row\n" in told.stdout

    def test_a_scenario_with_the_rule_behind_every_value(self) -> None:
        told = invoked("explain", f"{UNCHANGED}/three-updates-in-a-row")
        assert told.exit_code == 0
        title, scenario = told.stdout.splitlines()[:2]
        assert (title, scenario) == ("Three updates in a row", f"{UNCHANGED}/three-updates-in-a-row")
        assert "\n1. Create: accepted\n" in told.stdout
        assert f"\n{UNCHANGED} (must, L49, L52)\n  An update never changes" in told.stdout
        held = [line for line in told.stdout.splitlines() if line.strip().startswith("held profile email_address")]
        assert "create.email" in held[0]
        assert len(held) == 4
        assert all(UNCHANGED in line for line in held[1:])

    def test_a_file_of_labels_and_blocks(self, tmp_path: Path) -> None:
        (tmp_path / "snippet.md").write_text(self.SNIPPET, encoding="utf-8")
        self.tells_the_name(invoked("explain", str(tmp_path / "snippet.md")))

    def test_or_what_comes_from_standard_input(self) -> None:
        self.tells_the_name(invoked("explain", "-", text=self.SNIPPET))

    @staticmethod
    def tells_the_name(told: Result) -> None:
        assert told.exit_code == 0
        [row] = (line for line in told.stdout.splitlines() if line.strip().startswith("answer name "))
        assert '"Ann Reid"' in row
        assert "get.full-name" in row

    def test_a_file_that_does_not_read_is_told_with_its_line(self, tmp_path: Path) -> None:
        file = tmp_path / "snippet.md"
        file.write_text(f"{self.SNIPPET}\nForget.\n", encoding="utf-8")
        refused = invoked("explain", str(file))
        assert (refused.exit_code, refused.stdout) == (2, "")
        assert one_line(refused.stderr).startswith(f"{file}:9: found no label of the book: 'Forget'; expected ")

    def test_entries_on_the_command_line(self) -> None:
        told = invoked("explain", "--create", "house=12", "--update", "house=", "--update", "phone_number=1=2", "--no-ignore-empty")
        assert told.exit_code == 0
        create, update, get, _ = told.stdout.split("\n\n")[1::2][:4]
        assert [part.split(": ")[0] for part in (create, update, get)] == ["1. Create", "2. Update with no box ticked", "3. Get afterwards"]
        rows = [" ".join(line.split()) for line in told.stdout.splitlines()]
        assert 'held addresses 1 house "12" create.stores-fields' in rows
        assert 'held profile phone_number "1=2" update.stores-fields' in rows

    def test_where_several_outcomes_are_permitted_all_are_told(self) -> None:
        told = invoked("explain", "--create", "first_name=Ann")
        [location, *_] = (line for line in told.stdout.splitlines() if "held profile location" in line)
        assert location.endswith('"3" (create.location-default: 3), blank (create.location-default: blank)')

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            ((), "give an ID, a FILE, or entries with --create and --update"),
            ((UNCHANGED, "--create", "house=1"), "give an ID, a FILE, or entries"),
            (("--create", "hose=1"), "'hose=1' is no entry: give NAME=VALUE, with a name that create or update knows; did you mean house?"),
            (("--update", "house"), "'house' is no entry: give NAME=VALUE"),
        ],
    )
    def test_entries_that_are_none(self, arguments: tuple[str, ...], message: str) -> None:
        refused = invoked("explain", *arguments)
        assert (refused.exit_code, refused.stdout) == (2, "")
        assert message in refused.stderr


class TestTheRest:
    def test_every_fault_with_the_rule_that_it_breaks(self) -> None:
        listed = invoked("faults")
        assert listed.exit_code == 0
        header, _, *rows = listed.stdout.splitlines()
        assert header.split("  ")[0] == "fault"
        [row] = (row for row in rows if row.startswith(CHANGES))
        assert row.split()[:2] == [CHANGES, UNCHANGED]
        assert row.endswith("An update changes the e-mail.")

    def test_the_version(self) -> None:
        told = invoked("--version")
        assert (told.exit_code, told.stdout) == (0, f"conformance {__version__}\n")

    def test_help_mentions_every_command(self) -> None:
        told = invoked("--help")
        assert told.exit_code == 0
        commands = told.stdout.partition("Commands:\n")[2].splitlines()
        assert [line.split()[0] for line in commands] == list(COMMANDS)
        assert "0 conformant, or not conformant as known beforehand, 1 not conformant" in " ".join(told.stdout.split())

    @pytest.mark.parametrize("command", COMMANDS)
    def test_each_command_has_its_own(self, command: str) -> None:
        told = invoked(command, "-h")
        assert (told.exit_code, told.stderr) == (0, "")
        assert told.stdout.startswith(f"Usage: conformance {command} [OPTIONS]")

    def test_an_error_of_its_own_is_4_and_asks_to_be_reported(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.broken(monkeypatch)
        failed = invoked("rules")
        assert failed.exit_code == 4
        assert one_line(failed.stderr) == (
            "an error of its own: LookupError: lost (set CONFORMANCE_DEBUG=1 to see where, and please report it)"
        )

    def test_and_is_seen_in_full_by_whoever_looks_for_it(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.broken(monkeypatch)
        failed = invoked("rules", settings={"CONFORMANCE_DEBUG": "1"})
        assert failed.exit_code == 4
        assert failed.stderr.startswith("Traceback (most recent call last):\n")
        assert "\nLookupError: lost\nconformance: an error of its own: " in failed.stderr

    @staticmethod
    def broken(monkeypatch: pytest.MonkeyPatch) -> None:
        def lost() -> None:
            raise LookupError("lost")

        monkeypatch.setattr(conformance.book, "book", lost)
