"""What is installed: the wheel as built, in an environment of its own, used from an empty folder."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from conformance import __version__
from tests.installing import HOME, Installed, built
from tests.installing import installed as installed_from
from tests.processes import SIGNED_IN, sign_of, started

DIST_INFO = f"profile_conformance-{__version__}.dist-info"
PAGES = HOME / "conformance" / "renderers" / "pages"
CHAPTERS = {file.name for file in (HOME / "conformance" / "specification").glob("*.md")}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel."""
    return built(tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def names(wheel: Path) -> set[str]:
    """The names of all files in the wheel."""
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The wheel in an environment of its own."""
    return installed_from(wheel, tmp_path_factory.mktemp("environment"), tmp_path_factory.mktemp("empty"))


class TestContents:
    def test_only_the_two_packages(self, names: set[str]) -> None:
        assert {name.partition("/")[0] for name in names} == {"conformance", "reference_impl", DIST_INFO}

    def test_code_chapters_lists_and_explanations_and_nothing_else(self, names: set[str]) -> None:
        beside_code = {name for name in names if not name.endswith(".py") and not name.startswith(DIST_INFO)}
        chapters = {f"conformance/specification/{chapter}" for chapter in CHAPTERS}
        pages = {f"conformance/renderers/pages/{file.name}" for kind in ("html", "css", "js") for file in PAGES.glob(f"*.{kind}")}
        lists = {f"reference_impl/lists/{which}.json" for which in ("countries", "languages", "prefixes", "suffixes")}
        assert beside_code == chapters | lists | pages | {"conformance/proving/explained.toml"}
        assert len(pages) > 4
        assert len(chapters) > 10

    def test_every_module(self, names: set[str]) -> None:
        modules = {
            file.relative_to(HOME).as_posix() for package in ("conformance", "reference_impl") for file in (HOME / package).rglob("*.py")
        }
        assert {name for name in names if name.endswith(".py")} == modules

    def test_the_licence(self, names: set[str]) -> None:
        assert f"{DIST_INFO}/licenses/LICENSE" in names


class TestInstalled:
    def test_it_is_the_wheel_that_is_imported(self, installed: Installed) -> None:
        told = "import conformance, reference_impl, json; print(json.dumps([conformance.__file__, reference_impl.__file__]))"
        done = installed.run("python", "-c", told)
        assert done.status == 0, done.err
        environment = installed.scripts.parent.resolve()
        assert [environment in Path(file).resolve().parents for file in json.loads(done.out)] == [True, True]

    def test_the_book_is_run_from_an_empty_folder(self, installed: Installed) -> None:
        done = installed.run("conformance", "run", "--select", "email")
        assert (done.status, done.err) == (0, "")
        assert "CONFORMANT: every applicable must rule holds" in done.out
        assert list(installed.folder.iterdir()) == [], "nothing is left behind"

    def test_the_reference_is_served_and_run_over_http(self, installed: Installed) -> None:
        command = (str(installed.scripts / "conformance"), "serve", "--port", "0")
        with started(*command, folder=installed.folder, settings=SIGNED_IN) as server:
            done = installed.run("conformance", "run", sign_of(server).url, "--select", "ids.country")
        assert (done.status, done.err) == (0, "")
        assert "CONFORMANT: every applicable must rule holds" in done.out

    def test_pytest_finds_the_book(self, installed: Installed) -> None:
        others = (f"-pno:{name}" for name in ("cacheprovider", "schemathesis", "hypothesispytest", "anyio"))
        target = ("--conformance-target", "reference", "-k", "email.unchanged")
        done = installed.run("python", "-m", "pytest", *others, "--pyargs", "conformance", *target)
        assert (done.status, done.err) == (0, "")
        assert " passed, " in done.out.splitlines()[-1]
