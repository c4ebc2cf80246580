"""From what the command line names to a driver. The drivers themselves are imported only when one of them is asked for."""

from __future__ import annotations

from pathlib import Path

from conformance.exchanges import Driver, TargetError

REFERENCE = "reference"
TIMEOUT = 10.0
"""Seconds to wait for an answer where nothing else is said."""
_FILE = ".toml"
_WAYS = "give 'reference', 'reference:FAULT', a URL such as http://127.0.0.1:8100, or a target file such as acme.toml"


def driver_for(
    target: str, csa_name: str = "", csa_secret: str = "", timeout: float | None = None, without: frozenset[str] = frozenset()
) -> Driver:
    """A driver for `reference`, `reference:FAULT`, the URL of a hub of the native contract, or a target file; raises TargetError."""
    name, _, fault = target.partition(":")
    if name == REFERENCE:
        from conformance.drivers.in_process import reference

        return reference(fault, without)
    if target.endswith(_FILE) and "://" not in target:
        from conformance.bindings import driver_of_file

        if without:
            raise TargetError("only the reference can be run without a capability: leave it out of the target file's 'capabilities'", 2)
        return driver_of_file(Path(target), target, timeout)
    if "@" in target.rpartition("://")[2].partition("/")[0]:
        raise TargetError("the target's URL holds a name or a password, which would stand in the record: leave them out", 2)
    if "://" not in target:
        raise TargetError(f"{target!r} is no target: {_WAYS}", 2)
    if without:
        raise TargetError("only the reference can be run without a capability: a hub says itself which ones it has", 2)
    if not csa_secret:
        raise TargetError(
            f"{target} needs a CSA's sign-in: set CONFORMANCE_CSA_NAME and CONFORMANCE_CSA_SECRET, or give --csa and --secret-file", 2
        )
    from conformance.drivers.bindings.native import NativeDriver
    from conformance.drivers.http import HttpTransport

    return NativeDriver(HttpTransport(target, TIMEOUT if timeout is None else timeout), csa_name, csa_secret)
