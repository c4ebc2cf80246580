"""A target file: what it says reaches the binding, what is wrong in it is told with file, line and key, and no secret is told."""

from __future__ import annotations

import re
from datetime import date
from importlib.metadata import EntryPoint
from pathlib import Path

import msgspec
import pytest
from jsonschema import Draft202012Validator

from conformance import bindings
from conformance.book import book
from conformance.drivers.manners import asked_for
from conformance.drivers.pacing import Pace
from conformance.exchanges import Asked, TargetError
from conformance.selection import select
from conformance.session import hold
from conformance.target_file.lines import line_of, lines_of
from conformance.target_file.reading import read
from conformance.targets import driver_for, known_for, manners_for
from conformance.writer import target_schema
from reference_impl.api import Api
from reference_impl.hub import Hub
from tests.acme import Acme
from tests.processes import SECRET, SIGNED_IN, Spoken, conformance, listening, served

TARGETS = Path(__file__).parents[1] / "fixtures" / "targets"
ENVIRONMENT = {"ACME_URL": "http://acme.example", "ACME_SECRET": "sentinel-of-the-file", "ACME_TOKEN": "sentinel-token"}
EXAMPLE = (TARGETS / "example.toml").read_text(encoding="utf-8")


def changed(*changes: tuple[str, str], text: str = EXAMPLE) -> str:
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return text


def told(text: str, folder: Path, environment: dict[str, str] | None = None) -> str:
    """What is said of a target file with this text."""
    file = folder / "t.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(TargetError) as caught:
        read(file, "t.toml", ENVIRONMENT if environment is None else environment)
    assert caught.value.status == 2
    return str(caught.value).replace(str(folder), "")


class TestReading:
    @pytest.mark.parametrize("name", ["example.toml", "acme.toml"])
    def test_the_files_that_come_with_it_are_without_fault(self, name: str) -> None:
        found = read(TARGETS / name, name, ENVIRONMENT)
        assert (found.binding, found.settings.url) == ("mapping", "http://acme.example")
        assert found.settings.secrets == ("sentinel-of-the-file",)

    def test_the_example_shows_every_key(self) -> None:
        import json

        definitions = json.loads(target_schema())["$defs"]
        keys = {name for definition in definitions.values() for name in definition["properties"]}
        shown = set(re.findall(r"[a-z_]+", EXAMPLE))
        assert keys - shown - {"options", "at_most", "text", "content_type", "addresses", "part"} == set()

    @pytest.mark.parametrize("name", ["example.toml", "acme.toml"])
    def test_the_schema_takes_them(self, name: str) -> None:
        import json
        import tomllib

        value = msgspec.to_builtins(tomllib.loads((TARGETS / name).read_text(encoding="utf-8")))
        assert list(Draft202012Validator(json.loads(target_schema())).iter_errors(value)) == []

    def test_a_mapping_may_stand_in_a_file_beside_it(self, tmp_path: Path) -> None:
        head, rest = EXAMPLE.split("\n[mapping]\n")
        (tmp_path / "t.toml").write_text(f'mapping = "beside.toml"\n{head}', encoding="utf-8")
        (tmp_path / "beside.toml").write_text(rest.replace("[mapping.", "[").replace("[[mapping.", "[["), encoding="utf-8")
        assert read(tmp_path / "t.toml", "t.toml", ENVIRONMENT).mapping == read(TARGETS / "example.toml", "", ENVIRONMENT).mapping


WRONG: dict[str, tuple[tuple[str, str], str]] = {
    "an unknown key": (
        ("timeout = 10.0", "time_out = 10.0"),
        r"t\.toml:30: limits\.time_out: there is no such key; did you mean timeout\?",
    ),
    "a wrong type": (("timeout = 10.0", 'timeout = "10"'), r"t\.toml:30: limits\.timeout: found a text; expected a number"),
    "out of range": (("jobs = 4 ", "jobs = -1 "), r"t\.toml:33: limits\.jobs: found -1; expected 0 or more"),
    "a wrong name": (('["lists"]', '["list"]'), r"capabilities\[1\]: 'list' is none of the names .* did you mean lists\?"),
    "no zone": (("Europe/London", "Europe/Lundon"), r"time_zone: 'Europe/Lundon' is no time zone"),
    "a zone that is a folder": (("Europe/London", "Europe"), r"time_zone: 'Europe' is no time zone"),
    "a literal secret": (
        ("${ACME_SECRET}", "hunter2hunter2"),
        r"actors\.csa\.secret: a secret in the file itself; put it into the environment",
    ),
    "a secret header": (("Bearer {session.id}", "Bearer hunter2"), r"mapping\.headers\.Authorization: a secret in the file itself"),
    "no such variable": (
        ('handle = "{sent.twitter}"', 'handle = "{sent.twiter}"'),
        r"create\.requests\[1\]\.json: \{sent\.twiter\} stands for nothing .* twitter",
    ),
    "no such name": (("{made}", "{maid}"), r"create\.requests\[2\]\.path: \{maid\} stands for nothing here; did you mean made"),
    "no JMESPath": (('"body.error.message"', '"body..error"'), r"t\.toml:\d+: mapping\.refusals\.detail: 'body\.\.error' is no JMESPath"),
    "no way back": (
        ('2 = "mobile"', '2 = "phone"'),
        r"preferred_contact_method\.codes: '1' and '2' are both 'phone' on the wire: there is no way",
    ),
    "a 5xx": (("[400, 403", "[500, 403"), r"mapping\.refusals\.statuses: 500 is never a refusal"),
    "no entry": (("postcode = ", "post_code = "), r"parts\.address\.post_code: 'post_code' is no entry .* did you mean postcode"),
    "two bodies": (("form = {", 'text = "x"\nform = {'), r"sign_in\.csa\.requests\[1\]: a request has one body"),
    "an operation too few": (('["lists"]', '["lists", "cases"]'), r"'open-case' is missing, which the capability cases needs"),
    "no item": (('item = "iso" }', 'item = "alpha" }'), r"country_id: it needs 'alpha' of each item of a list"),
    "a form of dates": (('sent = "dd/mm/yyyy"', 'sent = "%d/%m/%Y"'), r"dates: '%d/%m/%Y' is no form of a date"),
    "a lambda": (
        ("blank = ", "script = "),
        r"mapping\.script: there is no such key.*\n\(what a mapping cannot say, a binding in Python can",
    ),
    "no date": (
        ("until = 2027-01-31", 'until = "soon"'),
        r"t\.toml:48: known_failures\[1\]\.until: found a text; expected a date, without quotes",
    ),
    "a time of day": (("until = 2027-01-31", "until = 2027-01-31T12:00:00"), r"\.until: found a date and time; expected a date"),
    "no reason": (
        ('reason = "a blank location is saved as 1 until release 8" ', ""),
        r"t\.toml:42: known_failures\[1\]: 'reason' is missing; expected a text",
    ),
    "a key that there is not": (("link = ", "url_of_it = "), r"t\.toml:\d+: known_failures\[1\]\.url_of_it: there is no such key"),
    "no TOML": (("[limits]", "[limits"), r"t\.toml is no TOML: "),
}


class TestWhatIsWrong:
    @pytest.mark.parametrize("what", WRONG)
    def test_is_told_with_its_key(self, what: str, tmp_path: Path) -> None:
        change, expected = WRONG[what]
        said = told(changed(change), tmp_path)
        assert re.search(expected, said, re.DOTALL), said
        assert "hunter2" not in said

    def test_is_told_all_at_once(self, tmp_path: Path) -> None:
        said = told(changed(("timeout", "time_out"), ("settle", "setle")), tmp_path)
        assert [line.partition(": there")[0] for line in said.splitlines()] == ["/t.toml:30: limits.time_out", "/t.toml:34: limits.setle"]

    def test_an_unset_variable_is_named(self, tmp_path: Path) -> None:
        assert "/t.toml:24: actors.csa.secret: the environment has no ACME_SECRET: set it" in told(
            EXAMPLE, tmp_path, {"ACME_URL": "http://x"}
        )

    def test_on_the_command_line_it_is_usage(self, tmp_path: Path) -> None:
        (tmp_path / "t.toml").write_text(changed(("timeout", "time_out")), encoding="utf-8")
        done = conformance("run", "t.toml", folder=tmp_path, settings=ENVIRONMENT)
        assert (done.status, done.out) == (2, "")
        assert done.err.startswith("conformance: t.toml:30: limits.time_out")
        assert conformance("run", "none.toml", folder=tmp_path).status == 2


def test_a_line_is_found_whatever_stands_around_it() -> None:
    text = '# top\na = """\n[b]\nc = 1\n"""\n[b] # c\n"x.y" = [\n  1,\n  2,\n]\n[[b.c]]\nd = { e = 1 }\n[[b.c]]\nd.e = 2\n[e.f.g]\nh = 1\n'
    lines = lines_of(text)
    keys = (("a",), ("b",), ("b", "x.y", 1), ("b", "c", 0, "d", "e"), ("b", "c", 1, "d", "e"), ("b", "c", 1, "z"), ("e",), ("e", "f"))
    assert [line_of(lines, key) for key in keys] == [2, 6, 7, 12, 14, 13, 15, 15]


NATIVE = """
name = "Ours"
url = "${HUB_URL}"
[actors]
csa = { name = "csa", secret = "${file:secret.txt}" }
nobody = {}
"""


def test_a_native_hub_by_its_file_with_a_secret_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text(f"{SECRET}\n", encoding="utf-8")
    (tmp_path / "ours.toml").write_text(NATIVE, encoding="utf-8")
    with served() as (url, _):
        done = conformance("run", "ours.toml", "--select", "access", "--output", "out", folder=tmp_path, settings={"HUB_URL": url})
    assert done.status == 0, done.err
    assert "ours.toml (Ours" in done.out
    assert "needs a customer on somebody else's record, who cannot act on the target" in " ".join(done.out.split())
    assert SECRET not in done.out + (tmp_path / "out" / "record.jsonl").read_text(encoding="utf-8")


def test_no_secret_in_any_sink_even_where_the_target_tells_it(tmp_path: Path) -> None:
    acme = Acme(Api(Hub(), "csa", SECRET))

    def telling(method: str, path: str, token: str, content: bytes) -> Spoken:
        spoken = acme(method, path, token, content)
        if path == "/login" or not token:
            return spoken
        return Spoken(500, f'{{"oops": ["{token}", "{SECRET}", {{"{token}": 1}}]}}'.encode())

    with listening(telling) as url:
        settings = {**SIGNED_IN, "ACME_URL": url, "ACME_SECRET": SECRET}
        target = str(TARGETS / "acme.toml")
        run = ("run", target, "--select", "access.csa", "--output", "out")
        before = conformance(*run, folder=tmp_path, settings=settings)
        done = conformance(*run, "--no-preflight", folder=tmp_path, settings=settings)
        settings["ACME_SECRET"] = f"{SECRET}-but-wrong"
        wrong = conformance("run", target, folder=tmp_path, settings=settings)
    kept = "".join(file.read_text(encoding="utf-8") for file in (tmp_path / "out").iterdir())
    assert "(secret)" in kept
    assert "(secret)" in before.err
    for text in (kept, before.out, before.err, done.out, done.err, wrong.out, wrong.err):
        assert SECRET not in text
        assert "acme-session" not in text
    assert wrong.status == 2
    assert "the CSA could not be signed in: POST /login answered 200" in wrong.err


LISTED = """
[[known_failures]]
rule = "location.kept"
observed = 'location = "1"'
reason = "until release 8"
"""


class TestKnownFailures:
    """What is listed as known is held against the book, before any request."""

    def told(self, folder: Path, monkeypatch: pytest.MonkeyPatch, *changes: tuple[str, str], more: str = "") -> list[str]:
        """What is said of a target file whose list is that with these changes."""
        monkeypatch.setenv("HUB_URL", "http://127.0.0.1:1")
        (folder / "secret.txt").write_text(SECRET, encoding="utf-8")
        (folder / "t.toml").write_text(NATIVE + changed(*changes, text=LISTED) + more, encoding="utf-8")
        with pytest.raises(TargetError) as caught:
            known_for(str(folder / "t.toml"), book())
        assert caught.value.status == 2
        return str(caught.value).replace(f"{folder}/", "").splitlines()

    def test_is_what_the_file_lists(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for name, value in ENVIRONMENT.items():
            monkeypatch.setenv(name, value)
        [entry] = known_for(str(TARGETS / "example.toml"), book())
        assert (entry.rule, entry.scenario, entry.observed) == ("location.kept", "location.kept/a-blank-location-*", 'location = "1"')
        assert (entry.reason, entry.link) == ("a blank location is saved as 1 until release 8", "https://tracker.example/ACME-17")
        assert entry.until == date(2027, 1, 31)

    @pytest.mark.parametrize("target", ["reference", "http://hub.example", object()], ids=["reference", "a URL", "an application"])
    def test_is_nothing_for_a_target_without_a_file(self, target: object) -> None:
        assert known_for(target, book()) == ()

    @pytest.mark.parametrize(
        ("change", "said"),
        [
            (
                ("location.kept", "location.keep"),
                "t.toml:9: known_failures[1].rule: there is no rule 'location.keep'; did you mean location.kept",
            ),
            (("location.kept", "zzz"), "t.toml:9: known_failures[1].rule: there is no rule 'zzz'; 'conformance rules' lists them"),
            (
                ("observed", 'scenario = "location.kept/three-updates-in-row"\nobserved'),
                "t.toml:10: known_failures[1].scenario: 'location.kept/three-updates-in-row' matches no scenario of location.kept; "
                "did you mean location.kept/three-updates-in-a-row?",
            ),
            (
                ("observed", 'scenario = "email.*"\nobserved'),
                "t.toml:10: known_failures[1].scenario: 'email.*' matches no scenario of location.kept; "
                "'conformance run --select location.kept --list' lists them",
            ),
            (("'location = \"1\"'", '" "'), "t.toml:10: known_failures[1].observed: it is blank; expected what is seen at the first place"),
            (('"until release 8"', '""'), "t.toml:11: known_failures[1].reason: it is blank; expected why the rule does not hold"),
        ],
        ids=["no such rule", "nothing like a rule", "no such scenario", "a glob that matches nothing", "observed", "reason"],
    )
    def test_what_is_wrong_is_told_with_its_line(
        self, change: tuple[str, str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        [line] = self.told(tmp_path, monkeypatch, change)
        assert line.startswith(said)

    def test_nothing_is_listed_twice(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        assert self.told(tmp_path, monkeypatch, more=LISTED) == [
            "t.toml:13: known_failures[2]: location.kept is listed twice, here and in known_failures[1]: leave one of them out"
        ]

    def test_a_rule_and_some_of_its_scenarios_are_two_things(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        some = changed(("observed", 'scenario = "location.kept/so-*"\nobserved'), text=LISTED)
        monkeypatch.setenv("HUB_URL", "http://127.0.0.1:1")
        (tmp_path / "secret.txt").write_text(SECRET, encoding="utf-8")
        (tmp_path / "t.toml").write_text(NATIVE + LISTED + some, encoding="utf-8")
        assert len(known_for(str(tmp_path / "t.toml"), book())) == 2


class TestBindings:
    def example(self) -> tuple[str, str]:
        """The worked example of the documentation: its module and its target file."""
        blocks = re.findall(
            r"```(?:python|toml)\n# (?:acme_binding\.py|acme\.toml)\n(.*?)```", (TARGETS / "README.md").read_text("utf-8"), re.DOTALL
        )
        return blocks[0], blocks[1]

    def test_the_worked_example_works(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        module, target = self.example()
        (tmp_path / "acme_binding.py").write_text(module, encoding="utf-8")
        (tmp_path / "acme.toml").write_text(target, encoding="utf-8")
        (tmp_path / "acme_binding-1.dist-info").mkdir()
        (tmp_path / "acme_binding-1.dist-info" / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-binding\nVersion: 1\n")
        (tmp_path / "acme_binding-1.dist-info" / "entry_points.txt").write_text(f"[{bindings.GROUP}]\nacme = acme_binding:AcmeDriver\n")
        monkeypatch.syspath_prepend(str(tmp_path))
        monkeypatch.setenv("ACME_TOKEN", "sentinel-token")
        driver = driver_for(str(tmp_path / "acme.toml"))
        record = hold(book(), select(book(), ("create.distinct",)), driver)
        assert {finding.verdict for finding in record.findings} == {"pass"}
        assert driver.target.binding == "acme", "no report takes its requests for those of the native wire"

    def test_one_that_is_not_installed(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("ACME_TOKEN", "sentinel-token")
        (tmp_path / "t.toml").write_text(self.example()[1].replace('"acme"', '"mappings"'), encoding="utf-8")
        with pytest.raises(TargetError, match=r"no binding 'mappings' is installed .* did you mean mapping\?"):
            driver_for(str(tmp_path / "t.toml"))

    def test_one_that_cannot_be_loaded(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("ACME_TOKEN", "sentinel-token")
        monkeypatch.setattr(bindings, "entry_points", lambda group: [EntryPoint("acme", "no_such_module:X", group)])
        (tmp_path / "t.toml").write_text(self.example()[1], encoding="utf-8")
        with pytest.raises(TargetError, match=r"'acme' cannot be loaded from no_such_module:X: No module named 'no_such_module'"):
            driver_for(str(tmp_path / "t.toml"))


def test_looks_wait_until_a_change_has_settled() -> None:
    from conformance.drivers.settling import Settling
    from tests.servers import Scripted

    now, waited = [100.0], list[float]()
    driver = Settling(Scripted(), 2.0, lambda: now[0], waited.append)
    driver.perform(Asked("get"))
    driver.perform(Asked("update"))
    now[0] = 100.5
    driver.perform(Asked("get"))
    now[0] = 103.0
    driver.perform(Asked("hub-record"))
    assert waited == [1.5]


class TestManners:
    """How gently a target is treated: its file says it, and the command line may say otherwise."""

    def file(self, folder: Path, limits: str) -> str:
        text = changed(("timeout = 10.0", limits), ('ca_file = ""', 'ca_file = "ca.pem"'), ("jobs = 4 ", "jobs = 3 "))
        (folder / "t.toml").write_text(text, encoding="utf-8")
        return str(folder / "t.toml")

    def test_are_those_of_the_file(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        for name, value in ENVIRONMENT.items():
            monkeypatch.setenv(name, value)
        found = manners_for(self.file(tmp_path, "timeout = 2.5"), asked_for("run-1"))
        assert (found.timeout, found.patience, found.jobs, found.run_id) == (2.5, 120.0, 3, "run-1")
        assert found.ca_file == str(tmp_path / "ca.pem")

    def test_what_is_asked_for_comes_first(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        for name, value in ENVIRONMENT.items():
            monkeypatch.setenv(name, value)
        found = manners_for(self.file(tmp_path, "timeout = 2.5"), asked_for("run-1", timeout=7.0, requests_a_second=3.0, ca_file="own.pem"))
        assert (found.timeout, found.requests_a_second, found.ca_file) == (7.0, 3.0, "own.pem")

    def test_the_transport_is_given_them(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        rates: list[float] = []

        def pace(rate: float) -> Pace:
            rates.append(rate)
            return Pace(rate)

        monkeypatch.setattr("conformance.drivers.sending.Pace", pace)
        monkeypatch.setenv("ACME_SECRET", SECRET)
        text = (TARGETS / "acme.toml").read_text(encoding="utf-8")
        (tmp_path / "t.toml").write_text(f"{text}\n[limits]\nrequests_a_second = 900.0\n", encoding="utf-8")
        with listening(Acme(Api(Hub(), "csa", SECRET))) as url:
            monkeypatch.setenv("ACME_URL", url)
            driver_for(str(tmp_path / "t.toml")).close()
        assert rates == [900.0]

    @pytest.mark.parametrize("command", ["explore", "run"])
    def test_no_more_jobs_than_the_file_allows(self, command: str, tmp_path: Path) -> None:
        done = conformance(command, self.file(tmp_path, "timeout = 2.5"), "--jobs", "4", settings=ENVIRONMENT)
        assert done.status == 2
        assert "takes no more than 3 (limits.jobs)" in done.err
