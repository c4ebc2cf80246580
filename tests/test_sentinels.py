"""Secrets are planted wherever one can enter, the targets tell all they know, and nothing of it is found in whatever was written."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest

from conformance.book import book
from conformance.judging import judge
from conformance.selection import select
from conformance.session import RECORD_FILE
from conformance.stored import read
from conformance.views import VIEWS
from tests.processes import Ended, conformance, ended, listening
from tests.sentinels import CHOSEN, WAYS, Teller, leaks, telling_hub, unconcealed, written_below

CSA = 'sentinel "of/Zoë" & <the+csa> 100%'
SETTINGS = {"CONFORMANCE_CSA_SECRET": CSA, "CONFORMANCE_DEBUG": "1"}
CRASH = """
from conformance import jobs
from conformance.cli import main
from conformance.drivers.bindings.native import NativeDriver

performed = NativeDriver.perform

def perform(self, asked):
    if asked.actor not in ("csa", "nobody"):
        performed(self, asked)
        raise RuntimeError(f"{self._csa!r} {self._csa[1]} {self._token(asked.actor)} {self._token(asked.actor).encode()!r}")
    return performed(self, asked)

NativeDriver.perform = perform
main()
"""


class Place(NamedTuple):
    """A hub that tells all it knows, and the folder in which everything is written."""

    url: str
    teller: Teller
    folder: Path

    def ran(self, *arguments: str, **more: str) -> Ended:
        """The command line in the folder, to its end."""
        self.teller.begins()
        return conformance(*arguments, folder=self.folder, settings={**SETTINGS, **more})

    def leaks(self, *told: Ended) -> list[object]:
        """What is found in all that was written and told."""
        written = {**written_below(self.folder), "told": "\n".join((one.out + one.err) for one in told)}
        assert "(secret)" in "".join(written.values())
        assert len(self.teller.known) > 1
        return [*leaks(written, self.teller.known)]


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    teller = Teller(CSA)
    with listening(telling_hub(teller, CSA)) as url:
        yield Place(url, teller, tmp_path)


def test_a_run_and_everything_that_is_made_of_its_record(place: Place) -> None:
    views = ",".join(VIEWS)
    told = [place.ran("run", place.url, *CHOSEN, "--output", "first", "--report", views, "--no-preflight", "--jobs", "3")]
    assert told[0].status == 1
    told += [
        place.ran("run", place.url, *CHOSEN, "--output", f"shard-{number}", "--shard", f"{number}/2", "--no-preflight") for number in (1, 2)
    ]
    told += [place.ran("report", "first", "--as", view) for view in VIEWS]
    told += [
        place.ran("merge", "shard-1", "shard-2", "--output", "merged"),
        place.ran("compare", "first", "merged", "--as", "html", "--output", "compared.html"),
        place.ran("compare", "first", "merged", "--all"),
        place.ran("diff", "first", "merged"),
        place.ran("run", place.url, "--failed", "merged", "--baseline", "first", "--no-preflight"),
    ]
    assert {one.status for one in told} <= {0, 1, 5}, [one.err for one in told]
    tokens = [value for value in place.teller.known if not value.startswith("sentinel")]
    assert len(tokens) >= 20
    assert sum("cookie" in value for value in place.teller.known) >= 6
    assert place.leaks(*told) == []


def test_without_concealment_all_of_it_is_found(place: Place) -> None:
    done = ended(*unconcealed("run", place.url, *CHOSEN, "--output", "out", "--no-preflight"), folder=place.folder, settings=SETTINGS)
    assert done.status == 1
    found = leaks(written_below(place.folder), place.teller.known)
    assert {leak.way for leak in found if leak.secret == CSA} == WAYS.keys()
    assert {leak.secret for leak in found} == {*place.teller.known}
    assert {leak.where for leak in found} >= {"out/record.jsonl", "out/report.txt"}


def test_verdicts_are_as_without_concealment_and_can_be_computed_again(place: Place) -> None:
    options = (*CHOSEN, "--no-preflight", "--jobs", "1", "--output")
    place.ran("run", place.url, *options, "kept")
    place.teller.begins()
    ended(*unconcealed("run", place.url, *options, "told"), folder=place.folder, settings=SETTINGS)
    kept, told = (read(place.folder / name / RECORD_FILE) for name in ("kept", "told"))
    verdicts = {one.scenario: one.verdict for one in told.findings}
    otherwise = {one.rule for one in kept.findings if one.verdict != verdicts[one.scenario]}
    assert otherwise <= {"access.unknown-ucrn"}, "there the same words are asked for, and a secret is as good as any other"
    assert {"pass", "fail"} <= set(verdicts.values())
    scenarios = {scenario.id: (scenario, rule.level) for rule, scenario in select(book(), ())}
    for one in kept.findings:
        again = judge(*scenarios[one.scenario], list(one.observations), one.filled, ZoneInfo(kept.header.target.time_zone), one.stuck)
        assert (again.verdict, again.mismatches, again.outcome) == (one.verdict, one.mismatches, one.outcome)


@pytest.mark.parametrize(
    ("arguments", "statuses"),
    [
        (("doctor", "--inventory", "made.jsonl"), {0, 2}),
        (("explore", "--budget", "8", "--seed", "1", "--inventory", "made.jsonl", "--database", "found"), {0, 1}),
        (("explore", "--budget", "8", "--seed", "1", "--jobs", "2"), {0, 1}),
        (("run", "--select", "access.owner", "--csa", "somebody"), {2}),
    ],
    ids=["doctor", "explore", "explore in processes", "nobody is signed in"],
)
def test_what_else_meets_the_target(arguments: tuple[str, ...], statuses: set[int], place: Place) -> None:
    command, *rest = arguments
    place.teller.judged = False
    done = place.ran(command, place.url, *rest)
    assert done.status in statuses, done
    written = {**written_below(place.folder), "told": done.out + done.err}
    assert leaks(written, place.teller.known) == []


def test_a_crash_of_our_own(place: Place) -> None:
    done = ended(sys.executable, "-c", CRASH, "run", place.url, *CHOSEN, folder=place.folder, settings=SETTINGS)
    assert (done.status, "RuntimeError: ('csa', '(secret)') (secret) (secret) b'(secret)'" in done.err) == (4, True), done.err
    assert place.leaks(done) == []
