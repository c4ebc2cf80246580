"""Connections that are not made, or do not last."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from tests.broken.values import (
    EVERY,
    LATE,
    LATER,
    LIST,
    NETWORK,
    UPDATE,
    Ending,
    Line,
    Misbehaviour,
    Reply,
    Speaking,
    Spot,
    body,
    borne,
    lost,
)

_NOT_SENT = "the connection was closed before an answer came"


@contextmanager
def nobody(_: Speaking, __: str) -> Iterator[Spot]:
    """A port that is taken, and where nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield Spot(f"http://127.0.0.1:{taken.getsockname()[1]}")


@contextmanager
def full(_: Speaking, __: str) -> Iterator[Spot]:
    """A port where somebody listens, and nobody is let in any more."""
    with ExitStack() as open_meanwhile:
        listener = open_meanwhile.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        for waiting in [open_meanwhile.enter_context(socket.socket()) for _ in range(3)]:
            waiting.setblocking(False)
            waiting.connect_ex(listener.getsockname())
        yield Spot(f"http://127.0.0.1:{listener.getsockname()[1]}")


def _hangs_up(line: Line, _: Reply) -> None:
    line.close()


def _resets(line: Line, _: Reply) -> None:
    line.reset()


def _stays(line: Line, _: Reply) -> None:
    line.stay()


def _closes_each(line: Line, right: Reply) -> None:
    line.send(body(right.body, "Connection: close", status=f"{right.status} Right"))
    line.close()


def _closes_unsaid(line: Line, right: Reply) -> None:
    line.last(body(right.body, status=f"{right.status} Right"))


def _resets_after(line: Line, right: Reply) -> None:
    line.send(body(right.body, status=f"{right.status} Right")[:-20])
    line.reset()


CONNECTING = (
    Misbehaviour("refuses", "nobody listens at the port", _stays, (Ending(EVERY, "", 3, NETWORK, "Connection refused"),), place=nobody),
    Misbehaviour("lets nobody in", "listens, and accepts no connection", _stays, (Ending(EVERY, "", 3, NETWORK, LATE),), place=full),
    Misbehaviour("hangs up", "takes the request, and closes without a word", _hangs_up, lost(_NOT_SENT)),
    Misbehaviour(
        "loses a list", "takes the request, and closes without a word", _hangs_up, (Ending(LIST, "error", 5, NETWORK, _NOT_SENT),)
    ),
    Misbehaviour(
        "loses one of many",
        "closes without a word in a scenario of many calls",
        _hangs_up,
        (Ending(UPDATE, "error", 5, NETWORK, _NOT_SENT),),
        selected=("lists.served", "location.range/whatever-the-code-was/*"),
    ),
    Misbehaviour(
        "loses one of several at once",
        "closes without a word where calls are sent at the same time",
        _hangs_up,
        (Ending(UPDATE, "error", 5, NETWORK, _NOT_SENT),),
        selected=("concurrent.no-lost-update", "location.range/whatever-the-code-was/*"),
    ),
    Misbehaviour("resets", "takes the request, and resets the connection", _resets, lost("Connection reset by peer")),
    Misbehaviour("resets in the middle", "resets the connection in the middle of a body", _resets_after, lost("Connection reset by peer")),
    Misbehaviour("never answers", "takes the request, and says nothing", _stays, lost(LATE)),
    Misbehaviour(
        "goes away",
        "hangs up on whoever asks",
        _hangs_up,
        (Ending(LATER, "error", 5, NETWORK, "the target stopped answering"),),
    ),
    Misbehaviour("closes each time", "closes each connection after one answer, and says so", _closes_each, borne()),
    Misbehaviour("closes unsaid", "closes each connection after one answer, and does not say so", _closes_unsaid, borne()),
)
