"""The same work on many things, in several processes, in the order of the things."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")


def spread(work: Callable[[T], R], things: Sequence[T], jobs: int = 0, done: Callable[[], None] = lambda: None) -> list[R]:
    """What `work` makes of each thing; in so many processes (0: one a processor), or in this one where that is one.

    `work` is a function of a module and takes and returns plain values. `done` is called after each thing.
    """
    processes = min(jobs or os.cpu_count() or 1, len(things))
    if processes <= 1:
        return _collected(map(work, things), done)
    # A new interpreter each: what runs here beside it (a server, a pool of threads) is not copied half-way.
    with ProcessPoolExecutor(processes, multiprocessing.get_context("spawn")) as pool:
        try:
            return _collected(pool.map(work, things), done)
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def _collected(results: Iterable[R], done: Callable[[], None]) -> list[R]:
    collected = []
    for result in results:
        collected.append(result)
        done()
    return collected
