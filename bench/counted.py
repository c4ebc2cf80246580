"""`python -m bench.counted FILE`: the reference behind a socket; how many requests it answered in how many seconds is in the file."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from reference_impl.api import Api, Reply, Request
from reference_impl.hub import Hub
from reference_impl.server import Server, bound


class _Counting(Api):
    """Counts what it answers, and notes when it did so first and last."""

    answered = 0
    first = last = 0.0

    def answer(self, request: Request) -> Reply:
        """Answer, and count it."""
        self.first = self.first or time.monotonic()
        reply = super().answer(request)
        self.answered += 1
        self.last = time.monotonic()
        return reply


def main() -> None:
    """Serve until told to stop; the first line says where."""
    api = _Counting(Hub(), "csa", os.environ["CONFORMANCE_CSA_SECRET"])
    with bound("127.0.0.1", 0) as listener:
        Server(api, listener).serve_until_told()
    Path(sys.argv[1]).write_text(f"{api.answered} {api.last - api.first}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
