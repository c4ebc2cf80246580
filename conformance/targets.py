"""From what the command line names to a driver. The drivers themselves are imported only when one of them is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, cast

from conformance.concealing import SECRETS, of_url
from conformance.drivers.concealed import Concealed
from conformance.drivers.manners import USUAL, Manners
from conformance.exchanges import TARGETS, Driver, TargetError

if TYPE_CHECKING:
    from conformance.bindings import Carrier
    from conformance.drivers.asgi import Application
    from conformance.drivers.transport import Transport
    from conformance.known import KnownFailure
    from conformance.suite import Suite

REFERENCE = "reference"
ASGI = "asgi"
_FILE = ".toml"


def driver_for(
    target: str,
    csa_name: str = "",
    csa_secret: str = "",
    manners: Manners = USUAL,
    without: frozenset[str] = frozenset(),
    carrier: Carrier | None = None,
) -> Driver:
    """A driver for what `target` names; raises TargetError. `carrier` makes what carries requests over a socket, if not the usual one.

    That is `reference`, `reference:FAULT`, a target file, or a hub that speaks the native contract: its URL, or `asgi:module:name` in
    this process.
    """
    SECRETS.add(csa_secret)
    of_url(target)
    with _without_secrets():
        return _driver_for(target, csa_name, csa_secret, manners, without, carrier)


def _driver_for(target: str, csa_name: str, csa_secret: str, manners: Manners, without: frozenset[str], carrier: Carrier | None) -> Driver:
    name, _, fault = target.partition(":")
    if is_reference(target):
        from conformance.drivers.in_process import reference

        return reference(fault, without)
    if is_file(target):
        from conformance.bindings import driver_of_file

        if without:
            raise TargetError("only the reference can be run without a capability: leave it out of the target file's 'capabilities'", 2)
        return driver_of_file(Path(target), target, manners, carrier)
    if "@" in target.rpartition("://")[2].partition("/")[0]:
        raise TargetError("the target's URL holds a name or a password, which would stand in the record: leave them out", 2)
    if name.lower() not in _KINDS:
        raise TargetError(f"{target!r} is no target: {TARGETS}", 2)
    if without:
        raise TargetError("only the reference can be run without a capability: a hub says itself which ones it has", 2)
    _signed_in(target, csa_secret)
    if name == ASGI:
        from conformance.drivers.asgi import AsgiTransport, application_of

        return _native(AsgiTransport(application_of(target), target, manners), csa_name, csa_secret)
    if carrier:
        return _native(carrier(target, manners), csa_name, csa_secret)
    from conformance.drivers.http import HttpTransport

    return _native(HttpTransport(target, manners), csa_name, csa_secret)


def manners_for(target: str, asked: Manners) -> Manners:
    """How to behave towards a target: as was asked for, and otherwise as its file says, if it has one; raises TargetError."""
    if not is_file(target):
        return asked
    from conformance.bindings import manners_of_file, read_file

    return manners_of_file(read_file(Path(target), target), Path(target), asked)


def known_for(target: object, suite: Suite) -> tuple[KnownFailure, ...]:
    """What a target's file, if it has one, lists as failures that are known, checked against the book; raises TargetError."""
    if not isinstance(target, str) or not is_file(target):
        return ()
    from conformance.bindings import read_file

    return read_file(Path(target), target, suite).known


def is_reference(target: str) -> bool:
    """Whether a target is the reference in memory, with or without a fault."""
    return target.partition(":")[0] == REFERENCE


def in_this_process(target: str) -> bool:
    """Whether a target is called in this process, without a socket: the reference in memory, or an application."""
    return target.partition(":")[0] in (REFERENCE, ASGI)


def is_file(target: str) -> bool:
    """Whether a target is named by a target file."""
    return target.endswith(_FILE) and "://" not in target


def driver_of(given: object, csa_name: str, csa_secret: str, manners: Manners = USUAL) -> Driver:
    """A driver for what somebody's own code gives: a target's name, an ASGI application, or a driver itself; raises TargetError."""
    if isinstance(given, str):
        return driver_for(given, csa_name, csa_secret, manners)
    if hasattr(given, "perform") and hasattr(given, "target"):
        return Concealed(cast("Driver", given))
    if not callable(given):
        raise TargetError(f"{given!r} is no target: give the name of one, an ASGI application, or a driver", 2)
    from conformance.drivers.asgi import SCHEME, AsgiTransport

    address = SCHEME + str(getattr(given, "__name__", type(given).__name__))
    _signed_in(address, csa_secret)
    SECRETS.add(csa_secret)
    with _without_secrets():
        return _native(AsgiTransport(cast("Application", given), address, manners), csa_name, csa_secret)


_KINDS = (ASGI, "http", "https")
"""How a target begins that is neither the reference nor a file."""


@contextmanager
def _without_secrets() -> Iterator[None]:
    """What is told of a target that cannot be used is told without secrets."""
    try:
        yield
    except TargetError as error:
        raise TargetError(SECRETS.text(str(error)), error.status) from error.__cause__


def _signed_in(target: str, csa_secret: str) -> None:
    if not csa_secret:
        raise TargetError(
            f"{target} needs a CSA's sign-in: set CONFORMANCE_CSA_NAME and CONFORMANCE_CSA_SECRET, or give --csa and --secret-file", 2
        )


def _native(transport: Transport, csa_name: str, csa_secret: str) -> Driver:
    from conformance.drivers.bindings.native import NativeDriver

    try:
        return NativeDriver(transport, csa_name, csa_secret)
    except BaseException:
        transport.close()  # an application that has been started up is shut down
        raise
