"""Threads that go on together: who comes, who leaves, and who is not part of it."""

from __future__ import annotations

import threading
from collections.abc import Callable

from conformance import meeting
from conformance.meeting import Meeting
from tests.serving import PATIENCE


def in_threads(*what: Callable[[], object]) -> list[threading.Thread]:
    threads = [threading.Thread(target=one) for one in what]
    for thread in threads:
        thread.start()
    return threads


def test_nobody_goes_on_before_the_last_has_come() -> None:
    party, last, gone_on = Meeting(2), threading.Event(), threading.Event()

    def early() -> None:
        with party.joined():
            meeting.meet()
            gone_on.set()

    def late() -> None:
        with party.joined():
            last.wait(PATIENCE)
            assert not gone_on.is_set()
            meeting.meet()

    threads = in_threads(early, late)
    last.set()
    for thread in threads:
        thread.join(PATIENCE)
    assert gone_on.is_set()


def test_one_who_sends_nothing_is_not_waited_for() -> None:
    party, met = Meeting(2), threading.Event()

    def silent() -> None:
        with party.joined():
            pass

    def sending() -> None:
        with party.joined():
            meeting.meet()
            met.set()

    for thread in in_threads(silent, sending):
        thread.join(meeting.PATIENCE / 2)
        assert not thread.is_alive()
    assert met.is_set()


def test_only_the_first_request_meets_and_a_sign_in_is_none() -> None:
    party = Meeting(1)
    assert not meeting.expected()
    with party.joined():
        with meeting.aside():
            assert not meeting.expected()
        assert meeting.expected()
        meeting.meet()
        assert not meeting.expected()
    assert not meeting.expected()
