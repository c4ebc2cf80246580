"""How long an answer asks to wait, and who has the next turn."""

from __future__ import annotations

import threading

import pytest

from conformance.drivers.pacing import Pace, wait_asked_for

NOON = 1_751_371_200.0
"""1 July 2025, 12:00 UTC."""
TWELVE_THIRTY = "Tue, 01 Jul 2025 12:30:00 GMT"
TWELVE_TWENTY = "Tue, 01 Jul 2025 12:20:00 GMT"

ASKED: tuple[tuple[int, str, str, int, float | None], ...] = (
    (429, "7", "", 0, 7),
    (429, " 7 ", "", 0, 7),
    (429, TWELVE_THIRTY, "", 0, 1800),
    (429, TWELVE_THIRTY, TWELVE_TWENTY, 0, 600),  # by the clock of the target that said so
    (429, TWELVE_TWENTY, TWELVE_THIRTY, 0, 0.1),  # a moment that has passed
    (429, "", "", 0, 1),
    (429, "", "", 3, 8),
    (429, "soon", "", 0, 1),
    (429, "-5", "", 0, 1),
    (429, "0", "", 0, 0.1),
    (429, "0", "", 5, 3.2),  # so that nobody is asked for ever
    (503, "7", "", 0, 7),
    (503, TWELVE_THIRTY, "", 0, 1800),
    (503, "", "", 0, None),
    (503, "soon", "", 0, None),
    (500, "7", "", 0, None),
    (301, "7", "", 0, None),
    (200, "7", "", 0, None),
)


@pytest.mark.parametrize(("status", "retry_after", "date", "times", "seconds"), ASKED)
def test_how_long_an_answer_asks_to_wait(status: int, retry_after: str, date: str, times: int, seconds: float | None) -> None:
    assert wait_asked_for(status, retry_after, date, NOON, times) == (seconds if seconds is None else pytest.approx(seconds))


class Clock:
    """Seconds that pass only while somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []
        self._lock = threading.Lock()

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        with self._lock:
            self.slept.append(round(seconds, 6))
            self.now += seconds


def turns(pace: Pace, number: int) -> None:
    for _ in range(number):
        with pace.turn():
            pass


def test_without_a_limit_nobody_waits() -> None:
    clock = Clock()
    turns(Pace(0, clock, clock.sleep), 100)
    assert clock.slept == []


def test_four_a_second_are_a_quarter_of_a_second_apart() -> None:
    clock = Clock()
    turns(Pace(4, clock, clock.sleep), 5)
    assert clock.slept == [0.25] * 4


def test_whoever_was_slower_anyway_does_not_wait() -> None:
    clock = Clock()
    pace = Pace(4, clock, clock.sleep)
    turns(pace, 1)
    clock.now += 10
    turns(pace, 2)
    assert clock.slept == [0.25]


def test_turns_that_are_taken_at_the_same_time_are_apart_as_well() -> None:
    waits: list[float] = []
    pace = Pace(2, lambda: 1000.0, waits.append)  # time stands still while all of them ask
    threads = [threading.Thread(target=turns, args=(pace, 1)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(waits) == [0.5, 1.0, 1.5]


def test_what_is_put_off_is_put_off_for_everybody() -> None:
    clock = Clock()
    pace = Pace(0, clock, clock.sleep)
    pace.put_off(5)
    turns(pace, 3)
    assert clock.slept == [5]
