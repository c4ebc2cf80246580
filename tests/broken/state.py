"""Hubs that lose their memory, their sessions or the thread, and clocks that jump."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from reference_impl.clock import system_clock
from reference_impl.sessions import Sessions
from tests.broken.places import hub, right
from tests.broken.serving import Struck, answer_of, misbehaving
from tests.broken.values import (
    LATER,
    NETWORK,
    NEVER,
    ONE,
    TARGET,
    Asked,
    Ending,
    Line,
    Misbehaviour,
    Place,
    Reply,
    Speaking,
    Spot,
    body,
    borne,
)

Answering = Callable[[Asked], Reply]


def _answered(made: Callable[[str], Answering], part_of_speech: str = NEVER) -> Place:
    """A place whose hub itself is wrong in that part; what else is said instead of an answer is said in another."""

    @contextmanager
    def place(speaks: Speaking, part: str) -> Iterator[Spot]:
        with misbehaving(made(part), speaks, part_of_speech) as port:
            yield Spot(f"http://127.0.0.1:{port}")

    return place


def _forgetting(part: str) -> Answering:
    """From the first such answer on it is another hub, which has never heard of anybody."""
    api, struck = [hub()], Struck(part)

    def answer(asked: Asked) -> Reply:
        came = answer_of(api[-1], asked)
        if len(api) == 1 and struck(asked, came):
            api.append(hub())
            came = answer_of(api[-1], asked)
        return came

    return answer


def _restarting(part: str) -> Answering:
    """Likewise, but it is still there for the answer that is not given."""
    api, struck = [hub()], Struck(part)

    def answer(asked: Asked) -> Reply:
        came = answer_of(api[-1], asked)
        if len(api) == 1 and struck(asked, came):
            api.append(hub())
        return came

    return answer


def _expiring(_: str) -> Answering:
    """Every session ends after some requests."""
    api, asked_for = hub(), [0]

    def answer(asked: Asked) -> Reply:
        asked_for[0] += 1
        if asked_for[0] % 7 == 0:
            api.sessions = Sessions(api.hub.clock, 3600)
        return answer_of(api, asked)

    return answer


def _lagging(part: str) -> Answering:
    """What was asked before is answered once more."""
    answering, struck = right(), Struck(part)
    before = [Reply(200, b"{}")]

    def answer(asked: Asked) -> Reply:
        came = answering(asked)
        if struck(asked, came):
            return before[-1]
        before.append(came)
        return came

    return answer


def _jumping(days: int) -> Callable[[str], Answering]:
    """The hub's clock jumps."""

    def made(part: str) -> Answering:
        ahead = [timedelta()]
        api, struck = hub(lambda: system_clock() + ahead[0]), Struck(part)

        def answer(asked: Asked) -> Reply:
            if struck(asked, Reply(0, b"")):
                ahead[0] = timedelta(days=days)
            return answer_of(api, asked)

        return answer

    return made


def _unsaid(line: Line, _: Reply) -> None:
    line.reset()


def _times_out(line: Line, right: Reply) -> None:
    line.last(body(right.body, status=f"{right.status} Right") + body(b"", "Connection: close", status="408 Request Timeout"))


_DATES = ("create.start-date-today", "dates.leap-day")
STATE = (
    Misbehaviour(
        "forgets all",
        "another hub from then on, with no memory of customers and sessions",
        _unsaid,
        (Ending(ONE, "fail", 1, TARGET, "refused: 404"),),
        place=_answered(_forgetting),
    ),
    Misbehaviour(
        "restarts",
        "the connection breaks off, and what is there then has no memory",
        _unsaid,
        (Ending(ONE, "error", 5, NETWORK, "Connection reset"),),
        place=_answered(_restarting, ONE),
    ),
    Misbehaviour("ends sessions", "every session ends after 7 requests", _unsaid, borne(), place=_answered(_expiring)),
    Misbehaviour(
        "answers out of order",
        "the answer to the request before",
        _unsaid,
        (Ending(ONE, "fail", 1, TARGET, "without its 'fields'"),),
        place=_answered(_lagging),
    ),
    Misbehaviour("ends idle connections in words", "408 behind each answer, and the connection is closed", _times_out, borne()),
    Misbehaviour(
        "the clock jumps ahead",
        "its clock is 40 days ahead from then on",
        _unsaid,
        (Ending(LATER, "fail", 1, TARGET, "start_date ="),),
        place=_answered(_jumping(40)),
        selected=_DATES,
    ),
    Misbehaviour(
        "the clock jumps back",
        "its clock is 40 days behind from then on",
        _unsaid,
        (Ending(LATER, "fail", 1, TARGET, "start_date ="),),
        place=_answered(_jumping(-40)),
        selected=_DATES,
    ),
)
