"""The command line as a process of its own, and a small server of this process that answers whatever a test says."""

from __future__ import annotations

import json
import os
import signal
import ssl
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import MappingProxyType
from typing import IO, NamedTuple

from reference_impl.api import ABSENT, Api, Request
from tests.serving import PATIENCE

SECRET = "sentinel-1f9c7a55e0-of-the-csa"
"""The CSA's secret in every test; it must not be found anywhere afterwards."""
Settings = Mapping[str, str]
NONE: Settings = MappingProxyType({})
SIGNED_IN: Settings = MappingProxyType({"CONFORMANCE_CSA_SECRET": SECRET})
"""Settings in the environment of a process."""
CONFORMANCE = (sys.executable, "-m", "conformance.cli")


class Ended(NamedTuple):
    """A process that has ended: its exit status, and what it wrote."""

    status: int
    out: str
    err: str


def environment(settings: Settings = NONE) -> dict[str, str]:
    """The environment of the tests without settings of the suite's own and of colours, and with these."""
    ours = ("CONFORMANCE_", "PYTEST_", "PYTHONPATH", "FORCE_COLOR", "PY_COLORS")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)} | dict(settings)


def conformance(*arguments: str, folder: Path | None = None, settings: Settings = NONE) -> Ended:
    """Run `conformance` to its end, in `folder`, with these settings in its environment."""
    return ended(*CONFORMANCE, *arguments, folder=folder, settings=settings)


def ended(*command: str, folder: Path | None = None, settings: Settings = NONE) -> Ended:
    """Run a command to its end."""
    done = subprocess.run(
        command, cwd=folder, env=environment(settings), stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", timeout=60
    )
    return Ended(done.returncode, done.stdout, done.stderr)


@contextmanager
def started(
    *command: str, folder: Path | None = None, err: int | IO[str] = subprocess.PIPE, settings: Settings = NONE, patience: int = 2 * PATIENCE
) -> Iterator[subprocess.Popen[str]]:
    """A process, which has ended when the block has; one that does not answer in time is killed, so that nothing waits for it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # where it is ignored, as in a background job, a child inherits that
    try:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=environment(settings),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=err,
            encoding="utf-8",
        )
    finally:
        signal.signal(signal.SIGINT, before)
    deadline = threading.Timer(patience, process.kill)
    deadline.start()
    with process:
        try:
            yield process
        finally:
            process.kill()
            deadline.cancel()


def outcome(process: subprocess.Popen[str]) -> Ended:
    """Wait for a process to end by itself."""
    out, err = process.communicate(timeout=6 * PATIENCE)
    return Ended(process.returncode, out, err or "")


class Sign(NamedTuple):
    """What a server says of itself when it has begun: where it listens, and how a CSA signs in."""

    url: str
    name: str
    secret: str


def sign_of(process: subprocess.Popen[str]) -> Sign:
    """The three lines that `conformance serve` begins with."""
    assert process.stdout
    lines = [process.stdout.readline() for _ in range(3)]
    labels = ("Listening on ", "CSA name: ", "CSA secret: ")
    if not all(line.startswith(label) for line, label in zip(lines, labels, strict=True)):
        assert process.stderr
        raise AssertionError(f"no server: {lines} {process.stderr.read()}")
    return Sign(*(line.removeprefix(label).rstrip("\n") for line, label in zip(lines, labels, strict=True)))


@contextmanager
def serve(*options: str, folder: Path | None = None, settings: Settings = NONE) -> Iterator[tuple[subprocess.Popen[str], Sign]]:
    """`conformance serve` on a free port."""
    with started(*CONFORMANCE, "serve", "--port", "0", *options, folder=folder, settings=settings, patience=12 * PATIENCE) as process:
        yield process, sign_of(process)


@contextmanager
def served(*options: str) -> Iterator[tuple[str, str]]:
    """The reference in another process: its URL, and the CSA's secret."""
    with serve(*options, settings=SIGNED_IN) as (_, sign):
        yield sign.url, sign.secret


class Spoken(NamedTuple):
    """What a server answers, whatever it is."""

    status: int
    content: bytes
    type: str = "application/json"
    headers: Mapping[str, str] = MappingProxyType({})


Answering = Callable[[str, str, str, bytes], Spoken | None]
"""Method, path, bearer token and content of a request to an answer; None hangs up without one."""


@contextmanager
def listening(answering: Answering, tls: ssl.SSLContext | None = None) -> Iterator[str]:
    """A server of this process on a free port; gives its URL."""

    class Wire(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            content = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            token = self.headers.get("Authorization", "").removeprefix("Bearer ")
            spoken = answering(self.command, self.path, token, content)
            if spoken is None:
                self.close_connection = True
                return
            headers = {"Content-Type": spoken.type, "Content-Length": len(spoken.content), **spoken.headers}
            head = "\r\n".join(f"{name}: {value}" for name, value in headers.items())
            self.wfile.write(f"HTTP/1.1 {spoken.status} Spoken\r\n{head}\r\n\r\n".encode() + spoken.content)

        do_POST = do_PATCH = do_PUT = do_GET  # noqa: N815  # the names that the library asks for

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Wire) as server:
        server.daemon_threads = True
        if tls:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"{'https' if tls else 'http'}://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join(PATIENCE)


def answers_of(api: Api) -> Answering:
    """The contract, as `listening` asks for it."""

    def answering(method: str, path: str, token: str, content: bytes) -> Spoken:
        reply = api.answer(Request(method, path, token, json.loads(content) if content else ABSENT))
        return Spoken(reply.status, json.dumps(reply.body).encode())

    return answering
