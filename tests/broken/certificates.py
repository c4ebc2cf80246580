"""TLS that is not to be trusted, or is none."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import trustme

from tests.broken.places import serving
from tests.broken.values import EVERY, LATE, NETWORK, Ending, Line, Misbehaviour, Place, Reply, Speaking, Spot

_DAY = timedelta(days=1)


@cache
def _authority() -> trustme.CA:
    return trustme.CA()


def _of(*names: str, until: timedelta = _DAY) -> Callable[[ssl.SSLContext], None]:
    """A certificate of an authority that is trusted."""
    now = datetime.now(UTC)
    return lambda context: _authority().issue_cert(*names, not_before=now - 9 * _DAY, not_after=now + until).configure_cert(context)


def _self_signed(context: ssl.SSLContext) -> None:
    alone = trustme.CA()
    with TemporaryDirectory() as folder:
        file = Path(folder) / "all.pem"
        file.write_bytes(alone.private_key_pem.bytes() + alone.cert_pem.bytes())
        context.load_cert_chain(file)


def _unknown(context: ssl.SSLContext) -> None:
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)


def _tls(certified: Callable[[ssl.SSLContext], None]) -> Place:
    @contextmanager
    def place(speaks: Speaking, part: str) -> Iterator[Spot]:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        certified(context)
        with TemporaryDirectory() as folder, serving(speaks, part, tls=context) as port:
            _authority().cert_pem.write_to_path(f"{folder}/ca.pem")
            yield Spot(f"https://127.0.0.1:{port}", options=("--ca-file", f"{folder}/ca.pem"))

    return place


@contextmanager
def _plain(speaks: Speaking, part: str) -> Iterator[Spot]:
    with serving(speaks, part) as port:
        yield Spot(f"https://127.0.0.1:{port}")


@contextmanager
def _silent(_: Speaking, __: str) -> Iterator[Spot]:
    with serving(_stays, EVERY, greets=True) as port:
        yield Spot(f"https://127.0.0.1:{port}")


def _stays(line: Line, _: Reply) -> None:
    line.stay()


def _right(*_: object) -> None:
    raise AssertionError("nobody comes so far")


def _alert(line: Line, _: Reply) -> None:
    """What a server of TLS sends to whoever does not speak it."""
    line.send(b"\x15\x03\x01\x00\x02\x02\x46")
    line.close()


def _untrusted(says: str) -> tuple[Ending, ...]:
    return (Ending(EVERY, "", 3, NETWORK, says),)


CERTIFICATES = (
    Misbehaviour(
        "self-signed", "a certificate that it has signed itself", _right, _untrusted("self-signed certificate"), place=_tls(_self_signed)
    ),
    Misbehaviour(
        "of an unknown authority", "a certificate of an authority that nobody knows", _right, _untrusted("--ca-file"), place=_tls(_unknown)
    ),
    Misbehaviour(
        "expired", "a certificate that expired yesterday", _right, _untrusted("has expired"), place=_tls(_of("127.0.0.1", until=-_DAY))
    ),
    Misbehaviour(
        "of another name", "a certificate of another host", _right, _untrusted("not valid for '127.0.0.1'"), place=_tls(_of("hub.example"))
    ),
    Misbehaviour("plain HTTP for TLS", "plain HTTP, where https:// was given", _right, _untrusted("http://"), place=_plain),
    Misbehaviour("TLS for plain HTTP", "TLS, where http:// was given", _alert, _untrusted("https://")),
    Misbehaviour("no handshake", "says nothing when TLS is to begin", _stays, _untrusted(LATE), place=_silent),
)
