"""The two measures of a load: our users, who judge every answer, and bare Locust users with the same requests; at a hub that looks up."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.standin import selected
from conformance.stored import Stored

USERS, SECONDS = 20, 4


def judged(users: int = USERS, delay: float = 0) -> float:
    """Seconds for a thousand requests of our users, each answer judged; `delay` is the hub's. Raises where an answer is not right."""
    with _standin(delay) as address, tempfile.TemporaryDirectory() as folder:
        chosen = [word for _, scenario in selected() for word in ("--select", scenario.id)]
        command = [sys.executable, "-m", "conformance.cli", "load", address, "--users", str(users), "--spawn-rate", str(users)]
        environment = {**os.environ, "CONFORMANCE_CSA_SECRET": "bench"}
        subprocess.run(
            [*command, "--duration", f"{SECONDS}s", *chosen, "--output", folder], env=environment, check=True, stdout=subprocess.DEVNULL
        )
        footer = Stored(Path(folder) / "record.jsonl").footer
        assert footer, "a load that came to its end"
        assert footer.figures, "a load has figures"
        return 1000 * footer.figures.seconds / sum(one.requests for one in footer.figures.operations)


def bare(users: int = USERS, delay: float = 0) -> float:
    """Seconds for a thousand requests of as many bare users in the same time."""
    with _standin(delay) as address:
        command = [sys.executable, "-m", "bench.bare", address, str(users), str(SECONDS)]
        return float(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)


@contextmanager
def _standin(delay: float) -> Iterator[str]:
    with subprocess.Popen([sys.executable, "-m", "bench.standin", str(delay)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None, "stdout was asked for"
        try:
            yield process.stdout.readline().strip()
        finally:
            process.terminate()
