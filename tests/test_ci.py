"""What the documentation of pipelines says is run as it stands there, against a hub that holds and one that does not."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.installing import HOME, built, installed
from tests.pipelines import Step, bash, carried_out, github_steps, read_yaml, snippets
from tests.processes import SECRET, Ended, conformance, ended, served

PAGE = HOME / "docs" / "ci.md"
SNIPPETS = list(snippets(PAGE))
SELECTED = "location.kept/a-blank-location-keeps-the-one-that-is-there/2-*"
CHECKED = (sys.executable, "-m", "check_jsonschema")
FAULT = "location.kept:falls-back-to-1"
SECRETS = {"CONFORMANCE_CSA_SECRET": SECRET}


def snippet(heading: str, number: int = 0) -> str:
    """The text of the snippets below a heading, by their number."""
    return [text for below, _, text in SNIPPETS if below == heading][number]


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """An environment in which `pip install profile-conformance` finds the wheel of this folder, and a run takes a few scenarios only."""
    wheels, shim = tmp_path_factory.mktemp("wheels"), tmp_path_factory.mktemp("shim")
    scripts = installed(built(wheels), tmp_path_factory.mktemp("environment"), shim).scripts
    narrowed = f'[ "$1" = run ] && shift && set -- run --select "{SELECTED}" "$@"\nexec "{scripts}/conformance" "$@"\n'
    (shim / "conformance").write_text(f"#!/bin/sh\n{narrowed}", encoding="utf-8")
    (shim / "conformance").chmod(0o755)
    offline = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(wheels), "PIP_NO_BUILD_ISOLATION": "0", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    return {"PATH": f"{shim}:{scripts}:{os.environ['PATH']}", **offline}


@pytest.fixture(scope="module", params=["", FAULT], ids=["a-hub-that-holds", "a-hub-that-does-not"])
def hub(request: pytest.FixtureRequest) -> Iterator[tuple[str, int]]:
    """A hub, and the status of a run against it."""
    with served(*(("--fault", request.param) if request.param else ())) as (url, _):
        yield url, int(bool(request.param))


@pytest.fixture
def project(hub: tuple[str, int], tmp_path: Path) -> Path:
    """A vendor's checkout: a target file, and what starts the hub."""
    answers = {"name": "Acme Hub", "url": hub[0], "binding": "native", "csa": "csa", "secret": "CONFORMANCE_CSA_SECRET"}
    flags = [word for name, value in answers.items() for word in (f"--{name}", value)]
    made = conformance("init", "acme.toml", *flags, "--time-zone", "Europe/London", folder=tmp_path)
    assert made.status == 0, made.err
    (tmp_path / "start-hub").write_text("#!/bin/sh\n", encoding="utf-8")
    (tmp_path / "start-hub").chmod(0o755)
    return tmp_path


def summary_in(folder: Path) -> dict[str, str]:
    """The files that GitHub gives a job to write into."""
    return {"GITHUB_STEP_SUMMARY": str(folder / "summary.md"), "GITHUB_OUTPUT": str(folder / "outputs")}


class TestGitHub:
    def job(self, number: int) -> dict[str, object]:
        """The one job of a workflow on the page."""
        [job] = read_yaml(snippet("GitHub Actions", number))["jobs"].values()
        return dict(job)

    def test_step_by_step(self, hub: tuple[str, int], project: Path, settings: Mapping[str, str]) -> None:
        steps = github_steps(self.job(1)["steps"], SECRETS)  # type: ignore[arg-type]  # the schema says that they are steps
        status, ran = carried_out(steps, project, {**settings, **summary_in(project)})
        assert (status, len(ran)) == (hub[1], len(steps)), ran
        assert ("::error " in ran["Annotate what does not hold"].out) is bool(hub[1])
        assert "location.kept" in (project / "summary.md").read_text(encoding="utf-8")
        assert (project / "results" / "report.html").is_file()

    def test_by_the_action(self, hub: tuple[str, int], project: Path, settings: Mapping[str, str]) -> None:
        [using] = [step for step in self.job(0)["steps"] if "profile-conformance" in step.get("uses", "")]  # type: ignore[attr-defined]  # likewise
        status, ran = acted(using["with"], project, settings)
        assert (status, len(ran)) == (hub[1], 3), ran
        assert ("::error " in ran["Annotate, and sum up"].out) is bool(hub[1])
        assert "location.kept" in (project / "summary.md").read_text(encoding="utf-8")
        assert (project / "outputs").read_text(encoding="utf-8") == f"status={hub[1]}\n"
        assert (project / "conformance-results" / "junit.xml").is_file()

    def test_what_the_action_is_given_reaches_the_run(self, project: Path, settings: Mapping[str, str]) -> None:
        given = {"target": "acme.toml", "select": "email.unchanged/three-updates-in-a-row\nno.such.rule/*\n", "output": "elsewhere"}
        status, ran = acted(given, project, settings)
        assert status == 2
        assert "no.such.rule/*" in ran["Run the specification"].err
        assert "status=2" in (project / "outputs").read_text(encoding="utf-8")
        assert ran["Annotate, and sum up"].status == 0


class TestInParts:
    """The parts run where they are told to, and the artefacts go where the services would put them."""

    def whole(self, project: Path, settings: Mapping[str, str], *numbers: int) -> tuple[int, dict[str, Ended]]:
        """What the last job comes to, after these parts."""
        jobs = read_yaml(snippet("In parts"))["jobs"]
        for number in numbers:
            carried_out(github_steps(jobs["part"]["steps"], {**SECRETS, "part": str(number)}), project, settings)
            (project / "parts").mkdir(exist_ok=True)
            (project / "part").rename(project / "parts" / f"part-{number}")
        return carried_out(github_steps(jobs["whole"]["steps"], SECRETS), project, settings)

    def test_together_they_are_one_run(self, hub: tuple[str, int], project: Path, settings: Mapping[str, str]) -> None:
        numbers = read_yaml(snippet("In parts"))["jobs"]["part"]["strategy"]["matrix"]["part"]
        status, ran = self.whole(project, settings, *numbers)
        assert status == hub[1], ran
        assert (project / "results" / "junit.xml").is_file()

    def test_without_one_of_them_it_is_never_green(self, hub: tuple[str, int], project: Path, settings: Mapping[str, str]) -> None:
        status, ran = self.whole(project, settings, 1, 3)
        assert status == (1 if hub[1] else 5)
        assert "shard 2/3 is missing" in ran["Merge"].out


def acted(given: Mapping[str, str], folder: Path, settings: Mapping[str, str]) -> tuple[int, dict[str, Ended]]:
    """The action, carried out with these inputs."""
    action = read_yaml((HOME / "action.yml").read_text(encoding="utf-8"))
    inputs = {name: given.get(name, about.get("default", "")) for name, about in action["inputs"].items()}
    steps = github_steps(action["runs"]["steps"], inputs)
    return carried_out(steps, folder, {**settings, **SECRETS, **summary_in(folder), "GITHUB_ACTION_PATH": str(HOME)})


def test_gitlab(hub: tuple[str, int], project: Path, settings: Mapping[str, str]) -> None:
    job = read_yaml(snippet("GitLab CI"))["conformance"]
    before = bash("\n".join(job["before_script"]), project, settings)
    assert before.status == 0, before.err
    assert bash("\n".join(job["script"]), project, {**settings, **SECRETS, **job["variables"]}).status == hub[1]
    reports = [project / path for path in job["artifacts"]["reports"].values()]
    assert [file.is_file() for file in reports] == [True] * len(reports)


def test_jenkins(hub: tuple[str, int], project: Path, settings: Mapping[str, str]) -> None:
    text = snippet("Jenkins")
    [commands] = re.findall(r"sh '''(.*?)'''", text, re.DOTALL)
    assert bash(commands, project, {**settings, **SECRETS}).status == hub[1]
    [junit] = re.findall(r"junit '([^']+)'", text)
    assert (ElementTree.parse(project / junit).find(".//failure") is not None) is bool(hub[1])


def test_plain_shell(hub: tuple[str, int], project: Path, settings: Mapping[str, str]) -> None:
    done = bash(snippet("Plain shell"), project, {**settings, **SECRETS})
    assert done.status == hub[1], done.err
    files = {file.name for file in (project / "results").iterdir()}
    assert files == {"record.jsonl", "inventory.jsonl", "report.txt", "report.html", "junit.xml", "report.md"}


def test_a_list_of_what_is_known(project: Path, settings: Mapping[str, str]) -> None:
    done = bash(snippet("Red only for what is new", 0), project, {**settings, **SECRETS})
    assert done.status == 0, done.err


def test_an_earlier_run(project: Path, settings: Mapping[str, str]) -> None:
    done = bash(snippet("Red only for what is new", 1), project, {**settings, **SECRETS})
    assert done.status == 0, done.err


class TestForms:
    """The schemas that the services' own editors use, as `check-jsonschema` brings them."""

    @pytest.mark.parametrize(
        ("heading", "schema"),
        [("GitHub Actions", "vendor.github-workflows"), ("In parts", "vendor.github-workflows"), ("GitLab CI", "vendor.gitlab-ci")],
    )
    def test_pipelines(self, heading: str, schema: str, tmp_path: Path) -> None:
        texts = [text for below, language, text in SNIPPETS if (below, language) == (heading, "yaml")]
        assert texts
        for number, text in enumerate(texts):
            (tmp_path / f"{number}.yml").write_text(text, encoding="utf-8")
        done = ended(*CHECKED, "--builtin-schema", schema, *map(str, tmp_path.iterdir()))
        assert done.status == 0, done.out

    def test_the_action(self) -> None:
        done = ended(*CHECKED, "--builtin-schema", "vendor.github-actions", str(HOME / "action.yml"))
        assert done.status == 0, done.out


class TestPipelines:
    """A pipeline here goes on after a failure where it would on GitHub."""

    def test_after_a_failure_only_what_always_runs(self, tmp_path: Path) -> None:
        steps = [Step("one", "exit 3"), Step("two", "true"), Step("three", "echo x; false; echo y", always=True)]
        status, ran = carried_out(steps, tmp_path, {})
        assert (status, list(ran), ran["three"].out) == (3, ["one", "three"], "x\n")
