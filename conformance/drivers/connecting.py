"""Connections that keep the nearest deadline whatever comes, a byte now and then included, and take no more than so much.

Every step of an exchange waits no longer than is left: looking the name up, connecting, shaking hands over TLS, each piece that
is sent, each that is received. The only module beside `http` that knows of `urllib3`, on which `requests` stands.
"""

from __future__ import annotations

import http.client
import io
import socket
import threading
from ipaddress import ip_address
from typing import Any

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError
from urllib3.util.connection import allowed_gai_family, create_connection

from conformance.bounds import LARGEST_ANSWER
from conformance.deadlines import nearest

_PIECE = 16 * 1024
"""Bytes that are sent in one go: TLS waits anew for each of its own pieces, which have that size."""
_LONGEST = 86_400.0
"""So long a socket waits where there is no deadline; it does not know of infinity."""
_FINAL = 200
_SWITCHING = 101


class LongAnswerError(OSError):
    """An answer is longer than is read."""


def _left() -> float:
    """The seconds that are left; raises TimeoutError where there are none, for a socket would take 0 for another thing."""
    left = nearest().left()
    if not left:
        raise TimeoutError("timed out")
    return min(left, _LONGEST)


class _Received(io.RawIOBase):
    """What comes from a socket, in the time that is left, and up to the size of an answer."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._raw: Any = connection.makefile("rb", buffering=0)
        self._room = LARGEST_ANSWER

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> Any:
        self._connection.settimeout(_left())
        came = self._raw.readinto(buffer)
        self._room -= came or 0
        if self._room < 0:
            raise LongAnswerError
        return came

    def close(self) -> None:
        self._raw.close()
        super().close()


class CutHeadError(OSError):
    """An answer breaks off in the middle of a line, or before the last one."""


class _Lines(io.BufferedReader):
    """Lines that come to their end: `http.client` would take a head for whole that breaks off."""

    _begun = False

    def readline(self, size: int | None = -1, /) -> bytes:
        line = super().readline(size)
        if self._begun and not line.endswith(b"\n") and len(line) != size:
            raise CutHeadError
        self._begun = True
        return line


class _Receiving:
    """The socket that an answer is read from."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection

    def makefile(self, _: str) -> io.BufferedReader:
        return _Lines(_Received(self._connection))


class _Answer(http.client.HTTPResponse):
    """An answer, and not one that only says that it is to come (1xx)."""

    def __init__(self, sock: Any, *arguments: Any, **options: Any) -> None:
        super().__init__(_Receiving(sock), *arguments, **options)  # type: ignore[arg-type]  # it is only asked for the file

    def begin(self) -> None:
        super().begin()
        while self.status < _FINAL and self.status != _SWITCHING:
            self.headers = self.msg = None  # type: ignore[assignment]  # as before a head is read
            super().begin()


class _Keeping(HTTPConnection):
    """Keeps the nearest deadline; of the two kinds of connections what they have in common."""

    response_class = _Answer
    _put_together: list[bytes] | None = None

    def _new_conn(self) -> socket.socket:
        addresses = self._addresses()
        failed: OSError | None = None
        for number, address in enumerate(addresses):
            # one that says nothing leaves the others their share
            try:
                made = create_connection(address, _left() / (len(addresses) - number), self.source_address, self.socket_options)
                made.settimeout(_left())
                return made
            except OSError as error:
                failed = error
        if isinstance(failed, TimeoutError):
            raise ConnectTimeoutError(self, "timed out")
        raise NewConnectionError(self, f"Failed to establish a new connection: {failed}")

    def _addresses(self) -> list[tuple[str, int]]:
        host = self._dns_host.strip("[]")
        found = [host] if _is_number(host) else _looked_up(self, host)
        return [(one, self.port) for one in found]

    def request(self, *arguments: Any, **options: Any) -> None:
        self._put_together = []
        try:
            super().request(*arguments, **options)
            whole = b"".join(self._put_together)
        finally:
            self._put_together = None
        self.send(whole)

    def send(self, data: Any) -> None:
        if self._put_together is not None:  # head and body go as one: the target has to look once
            self._put_together.append(data)
            return
        if self.sock is None:
            self.connect()
        for start in range(0, len(data), _PIECE):
            self.sock.settimeout(_left())
            super().send(data[start : start + _PIECE])


class _KeepingTls(_Keeping, HTTPSConnection):
    """Likewise over TLS."""


def _is_number(host: str) -> bool:
    try:
        return bool(ip_address(host))
    except ValueError:
        return False


def _looked_up(connection: HTTPConnection, host: str) -> list[str]:
    """The numbers of a name. That may wait for long and cannot be stopped, so a thread does it that nobody waits for any longer."""
    found: list[str] = []
    failed: list[socket.gaierror] = []

    def look_up() -> None:
        try:
            found.extend(str(one[4][0]) for one in socket.getaddrinfo(host, None, allowed_gai_family(), socket.SOCK_STREAM))
        except socket.gaierror as error:
            failed.append(error)

    thread = threading.Thread(target=look_up, daemon=True)
    thread.start()
    thread.join(_left())
    if failed:
        raise NameResolutionError(host, connection, failed[0]) from failed[0]
    if not found:
        raise ConnectTimeoutError(connection, "timed out")
    return found


def keeping_deadlines(pool: Any) -> Any:
    """A pool of connections, all of which keep the nearest deadline."""
    pool.ConnectionCls = _KeepingTls if issubclass(pool.ConnectionCls, HTTPSConnection) else _Keeping
    return pool
