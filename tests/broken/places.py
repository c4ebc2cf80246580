"""Where targets are met: in front of a right hub, or of one that loses something."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from reference_impl.api import Api
from reference_impl.clock import Clock, system_clock
from reference_impl.hub import Hub
from tests.broken.serving import answer_of, misbehaving
from tests.broken.values import Asked, Reply, Speaking, Spot
from tests.processes import SECRET


def hub(clock: Clock = system_clock) -> Api:
    """A right hub."""
    return Api(Hub(clock), "csa", SECRET)


def right() -> Callable[[Asked], Reply]:
    """What a right hub answers."""
    api = hub()
    return lambda asked: answer_of(api, asked)


@contextmanager
def serving(speaks: Speaking, part: str, tls: ssl.SSLContext | None = None, greets: bool = False) -> Iterator[int]:
    """The misbehaviour in front of a right hub; gives the port."""
    with misbehaving(right(), speaks, part, tls, greets) as port:
        yield port


@contextmanager
def plain(speaks: Speaking, part: str) -> Iterator[Spot]:
    """The same, met in plain HTTP."""
    with serving(speaks, part) as port:
        yield Spot(f"http://127.0.0.1:{port}")
