"""Names of hosts that are not always found."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.broken.places import serving
from tests.broken.values import EVERY, LATER, NETWORK, Ending, Line, Misbehaviour, Place, Reply, Speaking, Spot, body

_HOST = "hub.example"
_RESOLVING = """
import socket
found, asked = socket.getaddrinfo, 0

def getaddrinfo(host, *rest, **named):
    global asked
    if host != "{host}":
        return found(host, *rest, **named)
    asked += 1
    if asked > {after} and asked % {each} == 0:
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
    return found("127.0.0.1", *rest, **named)

socket.getaddrinfo = getaddrinfo
"""


def _resolved(each: int) -> Place:
    """Where a name is met that is not found each so many times; the run's own resolver is what is broken here."""

    @contextmanager
    def place(speaks: Speaking, part: str) -> Iterator[Spot]:
        with TemporaryDirectory() as folder, serving(speaks, EVERY) as port:
            resolving = _RESOLVING.format(host=_HOST, after=20 if part == LATER else 0, each=each)
            (Path(folder) / "sitecustomize.py").write_text(resolving, encoding="utf-8")
            yield Spot(f"http://{_HOST}:{port}", {"PYTHONPATH": folder})

    return place


def _closes(line: Line, right: Reply) -> None:
    """Each request needs a connection of its own, and with it the name."""
    line.send(body(right.body, "Connection: close", status=f"{right.status} Right"))
    line.close()


_UNFOUND = "the host's name was not found"
NAMES = (
    Misbehaviour("no such name", "its name is never found", _closes, (Ending(EVERY, "", 3, NETWORK, _UNFOUND),), place=_resolved(1)),
    Misbehaviour(
        "a name found half of the time",
        "its name is not found each second time",
        _closes,
        (Ending(EVERY, "", 3, NETWORK, _UNFOUND), Ending(LATER, "error", 5, NETWORK, _UNFOUND)),
        place=_resolved(2),
    ),
)
