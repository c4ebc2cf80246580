"""From what the command line names to a driver. The drivers themselves are imported only when one of them is asked for."""

from __future__ import annotations

from conformance.drivers.manners import USUAL, Manners
from conformance.exchanges import Driver, TargetError

REFERENCE = "reference"


def driver_for(
    target: str, csa_name: str = "", csa_secret: str = "", manners: Manners = USUAL, without: frozenset[str] = frozenset()
) -> Driver:
    """A driver for `reference`, `reference:FAULT`, or the URL of a hub that speaks the native contract; raises TargetError."""
    name, _, fault = target.partition(":")
    if name == REFERENCE:
        from conformance.drivers.in_process import reference

        return reference(fault, without)
    if "@" in target.rpartition("://")[2].partition("/")[0]:
        raise TargetError("the target's URL holds a name or a password, which would stand in the record: leave them out", 2)
    if "://" not in target:
        raise TargetError(f"{target!r} is no target: give 'reference', 'reference:FAULT', or a URL such as http://127.0.0.1:8100", 2)
    if without:
        raise TargetError("only the reference can be run without a capability: a hub says itself which ones it has", 2)
    if not csa_secret:
        raise TargetError(
            f"{target} needs a CSA's sign-in: set CONFORMANCE_CSA_NAME and CONFORMANCE_CSA_SECRET, or give --csa and --secret-file", 2
        )
    from conformance.drivers.bindings.native import NativeDriver
    from conformance.drivers.http import HttpTransport

    return NativeDriver(HttpTransport(target, manners), csa_name, csa_secret)
