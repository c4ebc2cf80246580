"""What a run is to do: how many jobs a target is given, and the command line that says so."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from conformance import stored as records
from conformance.commands.planning import jobs_of
from conformance.drivers.manners import Manners
from reference_impl.api import Api
from reference_impl.hub import Hub
from tests.processes import SECRET, SIGNED_IN, Spoken, answers_of, conformance, listening

HUB = "http://hub.example"
LATENCY = 0.03
"""Seconds that the slow hub takes to answer at the least."""


@pytest.mark.parametrize(
    ("asked", "target", "manners", "jobs"),
    [
        (None, HUB, Manners(), 8),
        (1, HUB, Manners(), 1),
        (64, HUB, Manners(), 64),
        (None, HUB, Manners(jobs=3), 3),
        (None, HUB, Manners(requests_a_second=10), 1),
        (None, "acme.toml", Manners(jobs=1), 1),
        (None, "reference", Manners(), 1),
        (None, "reference:location.kept:falls-back-to-1", Manners(), 1),
        (None, "asgi:shop.web:app", Manners(), 1),
        (5, "asgi:shop.web:app", Manners(), 5),
    ],
)
def test_as_many_jobs_as_was_asked_for_or_as_suit_the_target(asked: int | None, target: str, manners: Manners, jobs: int) -> None:
    assert jobs_of(asked, target, manners, latency=0.05) == jobs


@pytest.mark.parametrize(("options", "jobs"), [((), (6, 7, 8)), (("--jobs", "1"), (1,)), (("--requests-a-second", "20"), (1, 2))])
def test_a_slow_hub_is_given_several_and_the_record_says_how_many(options: tuple[str, ...], jobs: tuple[int, ...], tmp_path: Path) -> None:
    answers = answers_of(Api(Hub(), "csa", SECRET))

    def slowly(method: str, path: str, token: str, content: bytes) -> Spoken | None:
        time.sleep(LATENCY)  # the time itself is what is measured
        return answers(method, path, token, content)

    with listening(slowly) as url:
        done = conformance("run", url, "--select", "twitter.alone", "--output", str(tmp_path), *options, settings=SIGNED_IN)
    assert (done.status, done.err) == (0, "")
    header = records.Stored(tmp_path / "record.jsonl").header
    assert header.jobs in jobs
    assert (f"jobs: {header.jobs} scenarios side by side" in done.out) == (header.jobs > 1)
