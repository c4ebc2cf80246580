"""The wheel as built from this folder, and an environment of its own in which it is installed, both without a network."""

from __future__ import annotations

import os
import sys
import sysconfig
import venv
from pathlib import Path
from typing import NamedTuple

from tests.processes import SIGNED_IN, Ended, ended

HOME = Path(__file__).parents[1]


class Installed(NamedTuple):
    """An environment in which the wheel is installed, and an empty folder to work in."""

    scripts: Path
    folder: Path

    def run(self, script: str, *arguments: str) -> Ended:
        """Run one of its scripts in the folder."""
        return ended(str(self.scripts / script), *arguments, folder=self.folder, settings=SIGNED_IN)


def built(folder: Path) -> Path:
    """The wheel, built into a folder."""
    done = ended(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(HOME))
    assert done.status == 0, done.err
    [wheel] = folder.iterdir()
    return wheel


def environment_in(place: Path) -> Path:
    """The scripts of a new environment, which borrows the dependencies of this one: they come after its own packages."""
    venv.create(place, symlinks=os.name == "posix")
    scripts = place / ("bin" if os.name == "posix" else "Scripts")
    own = ended(str(scripts / "python"), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").out.strip()
    borrowed = dict.fromkeys(sysconfig.get_path(name) for name in ("purelib", "platlib"))
    (Path(own) / "dependencies.pth").write_text("\n".join(borrowed) + "\n", encoding="utf-8")
    return scripts


def installed(wheel: Path, place: Path, folder: Path) -> Installed:
    """The wheel in a new environment."""
    scripts = environment_in(place)
    pip = (sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", "--python", str(scripts / "python"))
    done = ended(*pip, "install", "--no-deps", "--no-index", "--no-compile", str(wheel))
    assert done.status == 0, done.err
    return Installed(scripts, folder)
