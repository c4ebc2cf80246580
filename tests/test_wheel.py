"""What is installed: the wheel as built, in an environment of its own, used from an empty folder."""

from __future__ import annotations

import json
import os
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path
from typing import NamedTuple

import pytest

from conformance import __version__
from tests.processes import SIGNED_IN, Ended, ended, sign_of, started

HOME = Path(__file__).parents[1]
DIST_INFO = f"profile_conformance-{__version__}.dist-info"
PAGES = HOME / "conformance" / "renderers" / "pages"
CHAPTERS = {file.name for file in (HOME / "conformance" / "specification").glob("*.md")}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from this folder with what is installed, so that no network is needed."""
    folder = tmp_path_factory.mktemp("wheel")
    done = ended(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(HOME))
    assert done.status == 0, done.err
    [built] = folder.iterdir()
    return built


@pytest.fixture(scope="module")
def names(wheel: Path) -> set[str]:
    """The names of all files in the wheel."""
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


class Installed(NamedTuple):
    """An environment in which the wheel is installed, and an empty folder to work in."""

    scripts: Path
    folder: Path

    def run(self, script: str, *arguments: str) -> Ended:
        return ended(str(self.scripts / script), *arguments, folder=self.folder, settings=SIGNED_IN)


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The wheel in a new environment, which borrows the dependencies of this one: they come after its own packages."""
    place, folder = tmp_path_factory.mktemp("environment"), tmp_path_factory.mktemp("empty")
    venv.create(place, symlinks=os.name == "posix")
    scripts = place / ("bin" if os.name == "posix" else "Scripts")
    pip = (sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", "--python", str(scripts / "python"))
    done = ended(*pip, "install", "--no-deps", "--no-index", "--no-compile", str(wheel))
    assert done.status == 0, done.err
    own = ended(str(scripts / "python"), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").out.strip()
    borrowed = dict.fromkeys(sysconfig.get_path(name) for name in ("purelib", "platlib"))
    (Path(own) / "dependencies.pth").write_text("\n".join(borrowed) + "\n", encoding="utf-8")
    return Installed(scripts, folder)


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
