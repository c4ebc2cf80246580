"""The command line as a user meets it: what is printed where, what is kept, and the exit status; one clear line for every error."""

from __future__ import annotations

import json
import shutil
import signal
import socket
from pathlib import Path

import pytest
from click.testing import Result

import conformance.book
from conformance import __version__
from reference_impl.api import Api
from reference_impl.faults import FAULTS
from reference_impl.hub import Hub
from tests.command_line import CHANGES, UNCHANGED, a_hub, invoked, one_line, posix_only, usage_line
from tests.processes import (
    NONE,
    SECRET,
    SIGNED_IN,
    Ended,
    Settings,
    Spoken,
    answers_of,
    listening,
    outcome,
    serve,
    served,
)
from tests.processes import conformance as ran

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

    def test_a_slip_in_the_scheme_is_told_before_a_sign_in_is_asked_for(self) -> None:
        refused = invoked("run", "htp://127.0.0.1:8100")
        assert refused.exit_code == 2
        assert "'htp://127.0.0.1:8100' is no target: give 'reference'" in one_line(refused.stderr)

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
