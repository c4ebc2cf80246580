"""Who is signed in, and for how long."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from reference_impl.clock import FixedClock
from reference_impl.sessions import Sessions, same_secret
from reference_impl.values import Actor
from tests.reference import CSA, NOON

ANN = Actor(ucrn="1")
UNKNOWN = Actor(unknown=True)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOON)


@pytest.fixture
def sessions(clock: FixedClock) -> Sessions:
    return Sessions(clock, 60)


def test_a_token_says_who_holds_it(sessions: Sessions) -> None:
    csa, ann = sessions.open(CSA), sessions.open(ANN)
    assert (sessions.actor(csa), sessions.actor(ann)) == (CSA, ANN)


@pytest.mark.parametrize("token", [None, ""])
def test_without_one_it_is_nobody(sessions: Sessions, token: str | None) -> None:
    assert sessions.actor(token) == Actor()


@pytest.mark.parametrize("token", ["guessed", "\ud800", "é"])
def test_one_that_was_not_given_out_is_nobodys(sessions: Sessions, token: str) -> None:
    sessions.open(CSA)
    assert sessions.actor(token) == UNKNOWN


def test_it_runs_out_by_the_hubs_clock(sessions: Sessions, clock: FixedClock) -> None:
    token = sessions.open(CSA)
    clock.advance(timedelta(seconds=59))
    assert sessions.actor(token) == CSA
    clock.advance(timedelta(seconds=1))
    assert sessions.actor(token) == UNKNOWN


def test_signing_in_again_leaves_the_other_sessions_alone(sessions: Sessions, clock: FixedClock) -> None:
    first = sessions.open(ANN)
    clock.advance(timedelta(seconds=30))
    second = sessions.open(ANN)
    assert sessions.actor(first) == sessions.actor(second) == ANN
    clock.advance(timedelta(seconds=30))
    assert sessions.open(ANN) not in (first, second)
    assert (sessions.actor(first), sessions.actor(second)) == (UNKNOWN, ANN)


def test_no_two_tokens_are_alike(sessions: Sessions) -> None:
    assert len({sessions.open(ANN) for _ in range(50)}) == 50


def test_no_token_is_kept_as_it_is(clock: FixedClock) -> None:
    sessions = Sessions(clock, 60, lambda: "sentinel-token")
    sessions.open(CSA)
    assert "sentinel-token" not in repr(vars(sessions))


@pytest.mark.usefixtures("hasty_threads")
def test_who_signs_in_at_the_same_time_as_others_stays_signed_in(sessions: Sessions) -> None:
    actors = [Actor(ucrn=str(number)) for number in range(400)]
    with ThreadPoolExecutor(8) as threads:
        tokens = list(threads.map(sessions.open, actors))
    assert [sessions.actor(token) for token in tokens] == actors


@pytest.mark.parametrize(
    ("given", "ours", "same"),
    [
        ("secret", "secret", True),
        ("Secret", "secret", False),
        ("", "secret", False),
        ("sécret", "sécret", True),
        ("\ud800", "secret", False),
    ],
)
def test_secrets_are_the_same_or_not(given: str, ours: str, same: bool) -> None:
    assert same_secret(given, ours) is same
