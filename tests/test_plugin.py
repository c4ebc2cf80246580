"""The suite as pytest items, run as a user runs it: from a folder of theirs, in a pytest of its own."""

from __future__ import annotations

import re
import shutil
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import conformance.plugin
from reference_impl.api import Api
from reference_impl.hub import Hub
from tests.processes import NONE, SECRET, SIGNED_IN, Ended, Settings, Spoken, answers_of, ended, listening, served
from tests.shop import shop

OTHERS = ("schemathesis", "hypothesispytest", "anyio")
"""Plugins of the packages that these tests need besides: each would take its time to load, in every run."""
PYTEST = (sys.executable, "-m", "pytest", "--color=no", *(f"-pno:{name}" for name in ("cacheprovider", *OTHERS)))
UNCHANGED = "email.unchanged"
ONE = f"{UNCHANGED}/another-value/another-address-ticked"
SEEN = 'email_address = "bea.shaw@example.org"'
CHANGES = "reference:email.unchanged:changes"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, in which everything here is run."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def pytest_of(target: str, *options: str, settings: Settings = NONE) -> Ended:
    return ended(*PYTEST, "--pyargs", "conformance", "--conformance-target", target, *options, settings=settings)


def collected(*options: str) -> list[str]:
    """The names of the items that these options choose."""
    done = pytest_of("reference", "--collect-only", "-q", *options)
    assert (done.status, done.err) == (0, "")
    return [line.partition("::")[2] for line in done.out.splitlines() if "::" in line]


def last_line(done: Ended) -> str:
    return re.sub(r" in [\d.]+s.*", "", done.out.splitlines()[-1]).strip("= ")


class TestItems:
    def test_are_named_by_the_ids_of_scenarios_and_chosen_by_them(self) -> None:
        names = collected("-k", "location.changed")
        assert len(names) > 1
        assert {name.partition("/")[0] for name in names} == {"location.changed"}

    def test_are_chosen_by_level_and_chapter(self) -> None:
        names = collected("-m", "must and (chapter_email or chapter_ignore_empty)")
        assert ONE in names
        rules = {name.partition("/")[0] for name in names}
        assert {rule for rule in rules if rule.startswith("email.")} == {UNCHANGED, "email.alternative-updatable"}
        assert {rule.partition(".")[0] for rule in rules} == {"email", "ignore-empty"}

    def test_markers_are_declared(self) -> None:
        done = ended(*PYTEST, "--markers", "--conformance-target", "reference")
        assert done.status == 0
        for marker in ("must:", "should:", "reading:", "chapter(stem):", "chapter_addresses:", "chapter_ignore_empty:"):
            assert f"@pytest.mark.{marker} " in done.out

    def test_nothing_is_changed_for_whoever_names_no_target(self, folder: Path) -> None:
        (folder / "test_own.py").write_text("def test_own() -> None:\n    assert True\n", encoding="utf-8")
        (folder / "notes.md").write_text("# Notes\n", encoding="utf-8")
        done = ended(*PYTEST, "--strict-markers", "-q", ".")
        assert done.status == 0
        assert last_line(done) == "1 passed"

    def test_a_target_collects_nothing_but_the_book(self, folder: Path) -> None:
        (folder / "notes.md").write_text("# Notes\n", encoding="utf-8")
        done = ended(*PYTEST, ".", "--conformance-target", "reference")
        assert done.status == 5


class TestVerdicts:
    def test_what_holds_passes(self) -> None:
        done = pytest_of("reference", "-q", "-k", UNCHANGED, "--strict-markers")
        assert (done.status, done.err) == (0, "")
        assert re.fullmatch(r"\d+ passed, \d+ deselected", last_line(done))

    def test_over_http_as_well(self) -> None:
        with served() as (url, _):
            done = pytest_of(url, "-q", "-k", "email.rest-of-update", settings=SIGNED_IN)
        assert done.status == 0
        assert re.fullmatch(r"\d+ passed, \d+ deselected", last_line(done))

    def test_a_broken_rule_fails_and_reads_like_the_report(self) -> None:
        done = pytest_of(CHANGES, "-q", "-k", ONE)
        assert done.status == 1
        told = done.out.partition(f"_ {ONE} _")[2].splitlines()[1:]
        assert told[0] == f"FAIL {UNCHANGED} · must · L49, L52"
        assert told[1] == "  An update never changes the e-mail, whatever it sends as `email_address`."
        assert told[3] == f"  {ONE}"
        words = [line.split()[0] for line in told[4:9]]
        assert words == ["where", "expected", "observed", "reference", "reproduce"]
        assert told[5].split(maxsplit=1)[1] == 'email_address = "ann.reid@example.org"'
        assert told[8].endswith(f"conformance run {CHANGES} --select {ONE}")
        assert "Traceback" not in done.out

    def test_a_broken_should_rule_is_a_warning_and_no_failure(self) -> None:
        done = pytest_of("reference:ids.consent-values:taken", "-q", "-k", "ids.consent-values and two-over-no")
        assert done.status == 0
        assert re.fullmatch(r"1 passed, \d+ deselected, 1 warning", last_line(done))
        assert "FindingWarning: WARNING ids.consent-values · should · L43" in done.out
        assert 'observed   consent_to_share = "2"' in done.out

    def test_unless_warnings_are_made_errors(self) -> None:
        done = pytest_of("reference:ids.consent-values:taken", "-q", "-k", "ids.consent-values and two-over-no", "-W", "error")
        assert done.status == 1
        assert "\nWARNING ids.consent-values · should · L43\n" in done.out
        assert "Traceback" not in done.out

    def test_what_does_not_apply_is_skipped_with_its_reason(self) -> None:
        done = pytest_of("reference", "-q", "-rs", "-k", "get.connected-index-absent")
        assert re.fullmatch(r"\d+ skipped, \d+ deselected", last_line(done))
        assert "for targets without connected-index only" in done.out


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """A hub whose e-mail is changed by updates."""
    with served("--fault", CHANGES.removeprefix("reference:")) as (url, _):
        yield url


class TestKnownFailures:
    """Of a hub whose e-mail is changed by updates, which its target file lists."""

    def ended(self, folder: Path, url: str, chosen: str, *lines: str) -> Ended:
        """The items chosen, against that hub with this list."""
        (folder / "secret.txt").write_text(SECRET, encoding="utf-8")
        csa = 'csa = { name = "csa", secret = "${file:secret.txt}" }'
        head = (f'name = "Ours"\nurl = "{url}"', f"[actors]\n{csa}", "owner = {}\nanother = {}\nnobody = {}", "[[known_failures]]")
        (folder / "t.toml").write_text("\n".join((*head, *lines)), encoding="utf-8")
        return pytest_of("t.toml", "-q", "-rx", "-k", chosen)

    def test_what_fails_as_listed_is_expected_to_with_its_reason(self, folder: Path, url: str) -> None:
        listed = (f'rule = "{UNCHANGED}"', f"observed = '{SEEN}'", 'reason = "until release 8"', 'link = "https://tracker.example/7"')
        done = self.ended(folder, url, ONE, *listed)
        assert (done.status, done.err) == (0, "")
        assert re.fullmatch(r"\d+ deselected, 1 xfailed", last_line(done))
        assert f"{ONE} - until release 8 (https://tracker.example/7)" in done.out

    def test_what_fails_otherwise_fails(self, folder: Path, url: str) -> None:
        done = self.ended(folder, url, ONE, f'rule = "{UNCHANGED}"', "observed = 'email_address = blank'", 'reason = "until release 8"')
        assert done.status == 1
        assert f"STALE {UNCHANGED} · must" in done.out
        assert f"listed as a known failure with email_address = blank, found {SEEN}" in " ".join(done.out.split())

    def test_a_list_that_is_true_no_more_fails_though_every_item_passes(self, folder: Path, url: str) -> None:
        done = self.ended(
            folder, url, "location.changed", 'rule = "location.changed"', "observed = 'x = blank'", 'reason = "until release 8"'
        )
        assert done.status == 1
        assert re.fullmatch(r"41 passed, \d+ deselected, 1 error", last_line(done))
        assert "location.changed is listed as a known failure (x = blank), and all 41 scenarios that ran pass: take it out" in done.out
        assert "Traceback" not in done.out

    def test_what_is_wrong_in_the_list_is_2(self, folder: Path, url: str) -> None:
        done = self.ended(folder, url, ONE, 'rule = "email.unchange"', "observed = 'x'", 'reason = "y"')
        assert done.status == 2
        TestWhatIsWrong.told_in_a_line(
            done, "t.toml:9: known_failures[1].rule: there is no rule 'email.unchange'; did you mean email.unchanged?"
        )


class TestAVendorsOwnTests:
    """No server: the application runs in the vendor's pytest."""

    @pytest.fixture(autouse=True)
    def events(self, folder: Path) -> Path:
        return shop(folder)

    def conftest(self, folder: Path, *lines: str) -> None:
        (folder / "conftest.py").write_text("import pytest\nimport shop\n\n" + "\n".join(lines) + "\n", encoding="utf-8")

    def test_an_application_by_its_name(self, events: Path) -> None:
        done = pytest_of("asgi:shop:app", "-q", "-k", "access or concurrent", settings=SIGNED_IN)
        assert (done.status, done.err) == (0, "")
        assert re.fullmatch(r"\d+ passed, \d+ deselected", last_line(done))
        assert events.read_text(encoding="utf-8").splitlines() == ["up", "down"]

    @pytest.mark.parametrize("given", [f"shop.made('{CHANGES.removeprefix('reference:')}')", f"'{CHANGES}'"], ids=["application", "name"])
    @pytest.mark.parametrize("named", ["fixture", "reference"])
    def test_what_the_conftest_gives_comes_first(self, given: str, named: str, folder: Path) -> None:
        self.conftest(folder, "@pytest.fixture(scope='session')", "def conformance_target():", f"    return {given}")
        done = pytest_of(named, "-q", "-k", ONE, settings=SIGNED_IN)
        assert done.status == 1
        assert f"FAIL {UNCHANGED} · must · L49, L52" in done.out

    def test_it_may_lean_on_fixtures_of_the_vendors_own(self, events: Path, folder: Path) -> None:
        self.conftest(
            folder,
            "@pytest.fixture(scope='session')",
            "def database(tmp_path_factory):",
            "    yield tmp_path_factory.mktemp('db')",
            "    shop.EVENTS.open('a').write('dropped\\n')",
            "@pytest.fixture(scope='session')",
            "def conformance_target(database):",
            "    return shop.made()",
            "@pytest.fixture(autouse=True, scope='module')",
            "def around_each_chapter():",
            "    yield",
        )
        done = pytest_of("fixture", "-q", "-k", ONE, settings=SIGNED_IN)
        assert (done.status, done.err) == (0, "")
        assert events.read_text(encoding="utf-8").splitlines() == ["up", "down", "dropped"]

    def test_their_own_tests_run_beside_it(self, folder: Path) -> None:
        self.conftest(folder, "@pytest.fixture(scope='session')", "def conformance_target():", "    return shop.app")
        (folder / "test_own.py").write_text("def test_own(conformance_target):\n    assert conformance_target\n", encoding="utf-8")
        done = ended(
            *PYTEST,
            "--pyargs",
            "conformance",
            "test_own.py",
            "--conformance-target",
            "fixture",
            "-q",
            "-k",
            f"{ONE} or test_own",
            settings=SIGNED_IN,
        )
        assert done.status == 0
        assert re.fullmatch(r"2 passed, \d+ deselected", last_line(done))

    def test_what_the_application_raises_is_shown_beside_the_finding(self, folder: Path) -> None:
        self.conftest(
            folder,
            "async def app(scope, receive, send):",
            "    if scope.get('path', '').endswith('/update'):",
            "        raise RuntimeError('the shelf is empty')",
            "    await inner(scope, receive, send)",
            "inner = shop.made()",
            "@pytest.fixture(scope='session')",
            "def conformance_target():",
            "    return app",
        )
        done = pytest_of("fixture", "-q", "-k", ONE, settings=SIGNED_IN)
        assert done.status == 1
        assert "RuntimeError: the shelf is empty" in done.out
        assert SECRET not in done.out

    def test_a_fixture_that_is_not_there_is_2(self) -> None:
        done = pytest_of("fixture", "-k", ONE, settings=SIGNED_IN)
        assert done.status == 2
        TestWhatIsWrong.told_in_a_line(done, "no conftest.py that pytest reads has the fixture conformance_target")

    def test_what_is_made_is_noted(self, folder: Path) -> None:
        done = pytest_of("reference", "-q", "-k", ONE, "--conformance-inventory", "made.jsonl")
        assert done.status == 0
        assert f'"scenario":"{ONE}"' in (folder / "made.jsonl").read_text(encoding="utf-8")


class TestWhatIsWrong:
    def test_an_unreachable_target_is_3(self) -> None:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            url = f"http://127.0.0.1:{taken.getsockname()[1]}"
            done = pytest_of(url, "-k", UNCHANGED, settings=SIGNED_IN)
        assert done.status == 3
        self.told_in_a_line(done, f"GET {url}/v2/capabilities: ")

    def test_a_hub_that_dies_is_5_and_the_rest_does_not_wait_for_it(self) -> None:
        answers = answers_of(Api(Hub(), "csa", SECRET))
        calls: list[str] = []

        def dying(method: str, path: str, token: str, content: bytes) -> Spoken | None:
            calls.append(path)
            return answers(method, path, token, content) if len(calls) < 40 else None

        with listening(dying) as url:
            done = pytest_of(url, "-k", "location", settings=SIGNED_IN)
        assert done.status == 5
        self.told_in_a_line(done, "the target stopped answering")
        assert "3 failed" in done.out

    def test_no_target_is_2(self) -> None:
        done = pytest_of("nowhere", "-k", UNCHANGED)
        assert done.status == 2
        self.told_in_a_line(done, "'nowhere' is no target: give 'reference'")

    def test_a_book_that_does_not_read_is_2(self, folder: Path) -> None:
        shutil.copytree(Path(conformance.plugin.__file__).parent, folder / "conformance")
        chapter = folder / "conformance" / "specification" / "10-access.md"
        text = chapter.read_text(encoding="utf-8").rstrip("\n") + "\n\nForget:\n"
        chapter.write_text(text, encoding="utf-8")
        done = pytest_of("reference", settings={"PYTHONDONTWRITEBYTECODE": "1"})
        assert done.status == 2
        self.told_in_a_line(done, f"10-access.md:{text.count(chr(10))}: found no label of the book: 'Forget'")

    @staticmethod
    def told_in_a_line(done: Ended, message: str) -> None:
        [line] = (line for line in (done.out + done.err).splitlines() if "conformance: " in line)
        assert message in line
        assert "Traceback" not in done.out + done.err

    @pytest.mark.parametrize("options", [("--conformance-target", "reference", "-k", "zzz"), ()], ids=["nothing chosen", "no target"])
    def test_nothing_run_is_never_0(self, options: tuple[str, ...]) -> None:
        done = ended(*PYTEST, "--pyargs", "conformance", "-q", *options)
        assert done.status == 5
        assert re.fullmatch(r"no tests ran|\d+ deselected", last_line(done))
