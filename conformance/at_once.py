"""The same work on several things at the same time, in threads that nobody has to wait for."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextvars import copy_context
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")


def at_once(work: Callable[[T], R], things: Sequence[T]) -> list[R]:
    """What `work` makes of each thing, in the order of the things, in which they are begun as well.

    The deadlines that hold here hold there too. Raises what `work` raises first. An interruption from the keyboard is not held up: the
    threads do not keep the process from ending.
    """
    made: dict[int, R] = {}
    errors: list[BaseException] = []

    def one(number: int) -> None:
        try:
            made[number] = work(things[number])
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=copy_context().run, args=(one, number), daemon=True) for number in range(len(things))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
    return [made[number] for number in range(len(things))]
