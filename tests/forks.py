"""Processes of `conformance` that need not start Python anew: one that has imported everything makes a copy of itself for each.

`python -m tests.forks` is that one. `Forks` is its other end, in the process of a test.
"""

from __future__ import annotations

import gc
import io
import json
import os
import signal
import subprocess
import sys
from contextlib import redirect_stdout, suppress
from pathlib import Path
from select import select
from types import TracebackType

from tests.processes import SIGNED_IN, Ended, environment
from tests.serving import PATIENCE


class Fork:
    """One process, which may be waited for or killed."""

    def __init__(self, forks: Forks, number: int, out: Path, err: Path) -> None:
        self._forks, self._number, self._out, self._err = forks, number, out, err
        self._status: int | None = None

    def ends_within(self, seconds: float) -> bool:
        """Whether it ends by itself in so many seconds."""
        if self._status is None and select([self._forks.told], [], [], seconds)[0]:
            self._status = int(self._forks.told.readline())
        return self._status is not None

    def signalled(self, number: int) -> Ended:
        """Send it a signal, if it has not ended yet, and wait for its end."""
        if not self.ends_within(0):
            os.killpg(self._number, number)
        return self.ended()

    def ended(self) -> Ended:
        """Wait until it has ended by itself."""
        if not self.ends_within(2 * PATIENCE):
            os.killpg(self._number, signal.SIGKILL)
            raise AssertionError(f"it does not end; so far it said {self._err.read_text('utf-8')}")
        assert self._status is not None
        return Ended(self._status, self._out.read_text("utf-8") if self._out.is_file() else "", self._err.read_text("utf-8"))


class Forks:
    """Makes processes, one after the other."""

    def __init__(self, folder: Path) -> None:
        self._out, self._err = folder / "out", folder / "err"
        self._parent = subprocess.Popen(
            [sys.executable, "-m", "tests.forks"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment(SIGNED_IN)
        )
        assert self._parent.stdin
        assert self._parent.stdout
        self._asked, self.told = self._parent.stdin, self._parent.stdout

    def start(self, *arguments: str | Path, largest_file: int = 0, out: Path | None = None) -> Fork:
        """`conformance` with these arguments. It may write no larger file, unless that is 0, and prints into `out`."""
        given = list(map(str, arguments)), str(out or self._out), str(self._err), largest_file
        self._asked.write(json.dumps(given).encode() + b"\n")
        self._asked.flush()
        return Fork(self, int(self.told.readline()), out or self._out, self._err)

    def __enter__(self) -> Forks:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._asked.close()
        self._parent.wait(PATIENCE)
        self.told.close()


def _copies() -> None:
    """Make a copy for each line that comes: tell its number, and when it has ended its status."""
    import conformance.doctor.preflight
    import conformance.drivers.http
    import conformance.resuming  # noqa: F401  # what a run over a socket imports is imported here, once
    from conformance.cli import main

    with redirect_stdout(io.StringIO()), suppress(SystemExit):  # and so is what it takes to tell of what does not hold
        main(["run", "reference:location.changed:keeps-for-4", "--select", "location.changed"])
    gc.unfreeze()
    while line := sys.stdin.buffer.readline():
        arguments, out, err, largest = json.loads(line)
        number = os.fork()
        if number == 0:
            _become(arguments, (out, err), largest, main)
        with suppress(OSError):  # it may have done so itself
            os.setpgid(number, number)
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()
        status = os.waitstatus_to_exitcode(os.waitpid(number, 0)[1])
        sys.stdout.write(f"{status}\n")
        sys.stdout.flush()


def _become(arguments: list[str], outputs: tuple[str, str], largest: int, main: object) -> None:
    import resource

    with suppress(OSError):
        os.setpgid(0, 0)
    for stream, name in enumerate(outputs, start=1):
        file = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(file, stream)
        os.close(file)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if largest:
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))
    status = 70
    try:
        main(arguments)  # type: ignore[operator]  # click's command, which is imported late
    except SystemExit as end:
        status = int(end.code or 0)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


if __name__ == "__main__":
    _copies()
