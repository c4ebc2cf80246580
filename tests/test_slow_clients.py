"""Clients who take their time: each is ended in its own, whatever it holds, and the others are served meanwhile in bounded memory."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from reference_impl.api import Api
from reference_impl.bodies import MAX_BODY
from reference_impl.connections import STANDARD
from reference_impl.hub import Hub
from tests.serving import PATIENCE, serving

PROCESSES = Path("/proc/self").parent
SECRET = "a secret for tests"
QUICK = STANDARD._replace(request_seconds=0.4, idle_seconds=1)
HEAD = b"POST /v2/profile/create HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
ALIVE = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
DOCUMENT = b"GET /openapi.json HTTP/1.1\r\nHost: x\r\n\r\n"
LARGE = HEAD + b"Content-Length: %d\r\n\r\n" % MAX_BODY + b" " * (MAX_BODY - 1)

SLOW = {
    "says nothing": b"",
    "half a line": b"GET /hea",
    "half a head": HEAD,
    "half a body": HEAD + b"Content-Length: 100\r\n\r\n" + b" " * 50,
    "half a chunk": HEAD + b"Transfer-Encoding: chunked\r\n\r\n64\r\n  ",
    "all but the last byte of a large body": LARGE,
    "half a second request": ALIVE + HEAD,
}
"""What is sent before the client falls silent."""


def connected(url: str) -> socket.socket:
    where = urlsplit(url)
    return socket.create_connection((where.hostname, where.port), PATIENCE)


def rest(client: socket.socket) -> bytes:
    """What comes until the server ends the connection."""
    received = b""
    try:
        while more := client.recv(65536):
            received += more
    except ConnectionResetError:
        pass
    return received


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with serving(Api(Hub(), "csa", SECRET), limits=QUICK) as served:
        yield served


@pytest.mark.parametrize("name", SLOW)
def test_a_request_that_does_not_come_is_not_waited_for(url: str, name: str) -> None:
    with connected(url) as client:
        client.sendall(SLOW[name])
        answers = rest(client).split(b"HTTP/1.1 ")[1:]
    assert answers[-1].startswith(b"408 Request Timeout\r\n")
    assert b"\r\nconnection: close\r\n" in answers[-1].lower()
    assert len(answers) == (2 if name == "half a second request" else 1)


@pytest.mark.parametrize("name", ["half a head", "half a body"])
def test_a_byte_now_and_then_gains_no_time(url: str, name: str) -> None:
    with connected(url) as client:
        client.sendall(SLOW[name])
        with pytest.raises(ConnectionError):
            drip(client)


def drip(client: socket.socket) -> None:
    for _ in range(PATIENCE * 50):
        client.sendall(b"x")
        time.sleep(0.02)  # a byte now and then is what this client is about


def test_an_idle_connection_is_kept_for_longer_and_not_for_ever(url: str) -> None:
    begun = time.monotonic()
    with connected(url) as client:
        client.sendall(ALIVE)
        assert rest(client).startswith(b"HTTP/1.1 200 ")
    assert time.monotonic() - begun > QUICK.request_seconds


def test_answers_that_nobody_takes_are_not_kept(url: str) -> None:
    with connected(url) as client:
        push(client, DOCUMENT * 50_000)
        client.setblocking(True)
        with pytest.raises(ConnectionError):
            drip(client)


def test_a_request_in_time_is_answered_while_others_wait(url: str) -> None:
    with ExitStack() as waiting:
        for name in SLOW:
            waiting.enter_context(connected(url)).sendall(SLOW[name])
        assert httpx.get(f"{url}/healthz").status_code == 200


def test_large_bodies_take_turns() -> None:
    """One at a time is read; whoever holds it up loses it with its time, and the next one is served."""
    with serving(Api(Hub(), "csa", SECRET), limits=STANDARD._replace(request_seconds=1.5, large_bodies=1)) as url, ExitStack() as both:
        first = both.enter_context(connected(url))
        first.sendall(LARGE)
        time.sleep(1)  # so that the first one's time is over before the second one's
        second = both.enter_context(connected(url))
        second.sendall(LARGE + b" ")
        assert rest(first).startswith(b"HTTP/1.1 408 ")
        assert second.recv(100).startswith(b"HTTP/1.1 400 ")


def test_one_connection_too_many_is_closed_at_once_and_the_others_are_served() -> None:
    with serving(Api(Hub(), "csa", SECRET), limits=STANDARD._replace(connections=3)) as url, ExitStack() as three:
        clients = [three.enter_context(connected(url)) for _ in range(3)]
        with connected(url) as fourth:
            assert rest(fourth) == b""
        for client in clients:
            client.sendall(ALIVE)
            assert client.recv(100).startswith(b"HTTP/1.1 200 ")


SECONDS = 3
SERVER = f"""
from reference_impl.api import Api
from reference_impl.connections import STANDARD
from reference_impl.hub import Hub
from reference_impl.server import Server, bound
limits = STANDARD._replace(request_seconds={SECONDS}, idle_seconds={SECONDS})
with bound("127.0.0.1", 0) as listener:
    Server(Api(Hub(), "csa", "{SECRET}"), listener, limits=limits).serve_until_told()
"""


@pytest.mark.skipif(not PROCESSES.exists(), reason="the system does not tell how much memory a process has")
class TestAThousand:
    @contextmanager
    def served(self) -> Iterator[tuple[str, Path]]:
        """A server in a process of its own; gives its URL and where the system tells of the process."""
        with subprocess.Popen([sys.executable, "-c", SERVER], stdout=subprocess.PIPE, text=True) as process:
            try:
                assert process.stdout
                yield process.stdout.readline().strip().removeprefix("Listening on "), PROCESSES / str(process.pid)
            finally:
                process.kill()

    def test_slow_clients_take_neither_the_memory_nor_the_service(self) -> None:
        """Of each kind as many: silent, half a head, a body that is short of its last byte, answers that nobody takes."""
        kinds = (b"", HEAD + b"X: y\r\n" * 5000, LARGE, DOCUMENT * 10)
        create = {"fields": {"contact_type": "Individual", "preferred_contact_method": "1"}}
        with self.served() as (url, process), ExitStack() as thousand, httpx.Client(base_url=url, timeout=PATIENCE) as anyone:
            before = memory(process)
            clients = [thousand.enter_context(connected(url)) for _ in range(1000)]
            for number, client in enumerate(clients):
                client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
                push(client, kinds[number % len(kinds)])
            assert [anyone.post("/v2/profile/create", json=create).status_code for _ in range(20)] == [201] * 20
            until = time.monotonic() + SECONDS + PATIENCE
            while open_files(process) > 50 and time.monotonic() < until:
                time.sleep(0.1)  # another process cannot say when its files are closed
            assert open_files(process) <= 50, "the server has let go of them all"
            assert anyone.get("/healthz").status_code == 200
            grown = memory(process) - before
        assert grown < 200, "megabytes"


def push(client: socket.socket, content: bytes) -> None:
    """Send as much as is taken at once."""
    client.setblocking(False)
    with suppress(BlockingIOError, ConnectionError):
        while content:
            content = content[client.send(content) :]


def memory(process: Path) -> int:
    """The most megabytes that a process has had so far."""
    return int((process / "status").read_text(encoding="utf-8").partition("VmHWM:")[2].split()[0]) // 1024


def open_files(process: Path) -> int:
    return len(list((process / "fd").iterdir()))
