"""Runs against a target that misbehaves: the command line in a process of its own, measured."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from conformance import stored as records
from tests.broken.places import plain
from tests.broken.values import MADE, MEGABYTES, ONE, SECONDS, TIMEOUT, Ending, Misbehaviour
from tests.processes import CONFORMANCE, SIGNED_IN, environment

STRUCK = "get.full-name/the-full-name-is-made-of-its-parts/a-last-name-of-three-words"
"""The scenario of the one customer whose answers are wrong."""
_MEASURED = """
import json, os, sys
child = os.posix_spawn(sys.argv[2], sys.argv[2:], os.environ)
_, status, usage = os.wait4(child, 0)
with open(sys.argv[1], "w") as file:
    json.dump([os.waitstatus_to_exitcode(status), usage.ru_maxrss], file)
"""
"""A small process between: what a process had of memory before it became another one counts with the other."""


class Outcome(NamedTuple):
    """What came of a run."""

    status: int
    verdicts: Mapping[str, str]
    """By scenario."""
    message: str
    """What a person is told of it: the one line of an error, or what was found in the scenario, or the conclusion."""
    told: str
    """All that was printed, its white space as one blank."""
    seconds: float
    megabytes: int

    @property
    def verdict(self) -> str:
        """Of the scenarios that met the misbehaviour; blank where none was begun."""
        return next((verdict for verdict in self.verdicts.values() if verdict != "pass"), "pass" if self.verdicts else "")


def outcome(wrong: Misbehaviour, ending: Ending) -> Outcome:
    """Run; raises subprocess.TimeoutExpired for what does not end."""
    with (wrong.place or plain)(wrong.speaks, ending.part) as spot, TemporaryDirectory() as folder:
        usual = ("--jobs", "1", "--timeout", str(TIMEOUT), "--patience", "1", "--output", f"{folder}/out")
        selected = (part for pattern in wrong.selected for part in ("--select", pattern))
        command = (*CONFORMANCE, "run", spot.url, *usual, *selected, *spot.options, *wrong.options)
        begun = time.perf_counter()
        told = _ended(
            (sys.executable, "-I", "-S", "-c", _MEASURED, f"{folder}/measured", *command), environment({**SIGNED_IN, **spot.settings})
        )
        seconds = time.perf_counter() - begun
        status, kilobytes = json.loads((Path(folder) / "measured").read_text(encoding="utf-8"))
        verdicts, message = _found(Path(folder) / "out" / "record.jsonl")
    conclusion = "".join(told.splitlines()[-2 if verdicts else -1 :][:1])
    return Outcome(status, verdicts, message or conclusion, " ".join(told.split()), seconds, kilobytes // 1024)


def _ended(command: Sequence[str], settings: Mapping[str, str]) -> str:
    """What a process and those that it begins have printed when all have ended; after a while they are ended."""
    streams: dict[str, Any] = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    with subprocess.Popen(command, env=settings, encoding="utf-8", start_new_session=True, **streams) as process:
        try:
            return str(process.communicate(timeout=2 * SECONDS)[0])
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            raise


def _found(file: Path) -> tuple[Mapping[str, str], str]:
    """The verdicts in a record, and what is told of the first that is not as it should be."""
    if not file.exists():
        return {}, ""
    record = records.read(file)
    verdicts = {finding.scenario: str(finding.verdict) for finding in record.findings}
    stopped = record.footer.stopped if record.footer else ""
    for finding in record.findings:
        if finding.verdict != "pass":
            seen = "; ".join(mismatch.seen for mismatch in finding.mismatches)
            return verdicts, stopped or finding.cause or seen
    return verdicts, stopped


def objections(wrong: Misbehaviour, ending: Ending, came: Outcome) -> list[str]:
    """What is not as it should be, each as a clause."""
    about = {
        f"status {came.status}, not {ending.status}": came.status == ending.status,
        f"the verdicts {sorted(set(came.verdicts.values()))}, not {ending.verdict or 'none'} where it is met and pass elsewhere": _as_told(
            ending, came
        ),
        f"no {ending.says!r} in what is told: {came.told[-500:]}": ending.says in came.told,
        f"{came.seconds:.1f} s, more than {SECONDS}": came.seconds <= SECONDS,
        f"{came.megabytes} MB, more than {MEGABYTES}": came.megabytes <= MEGABYTES,
    }
    return [f"{wrong.name}: {objection}" for objection, well in about.items() if not well]


def _as_told(ending: Ending, came: Outcome) -> bool:
    """Whether all scenarios that do not meet the misbehaviour hold, and those that do have the verdict of the table."""
    found = set(came.verdicts.values())
    if not ending.verdict:
        return not found
    if ending.part not in (ONE, MADE):
        return found == {"pass", ending.verdict}
    others = {verdict for scenario, verdict in came.verdicts.items() if scenario != STRUCK}
    return came.verdicts.get(STRUCK) == ending.verdict and others == {"pass"}
