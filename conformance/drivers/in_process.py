"""The reference in this process, behind the same wire as any other target, without a socket. Imports `reference_impl`."""

from __future__ import annotations

import secrets
import time
from typing import TYPE_CHECKING, cast

from conformance.drivers.bindings.native import NativeDriver
from conformance.drivers.transport import Response
from conformance.exchanges import TargetError
from conformance.suite import CAPABILITIES, Json
from reference_impl.api import Api, Request
from reference_impl.clock import Clock, system_clock
from reference_impl.hub import Hub

if TYPE_CHECKING:
    from reference_impl.faults import Fault

REFERENCE = "reference"


class InProcessTransport:
    """Hands requests to the reference's own contract as function calls; the target's clock is the hub's, read before and after."""

    def __init__(self, api: Api, clock: Clock, address: str) -> None:
        self.address = address
        self._answer = api.answer
        self._clock = clock

    def set_clock_offset(self, low: float, high: float) -> None:
        """Nothing to learn: the clock is read itself."""

    def send(self, method: str, path: str, token: str, body: Json) -> Response:
        """Ask the reference."""
        earliest = self._clock().timestamp()
        sent = time.time()
        reply = self._answer(Request(method, path, token, body))
        return Response(reply.status, cast("Json", reply.body), True, sent, time.time(), earliest, self._clock().timestamp())

    def close(self) -> None:
        """Nothing to let go of."""


def reference(fault: str = "", without: frozenset[str] = frozenset(), clock: Clock = system_clock) -> NativeDriver:
    """A driver of a fresh reference, with a named fault or without some capabilities; raises TargetError for an unknown fault."""
    hub = Hub(clock=clock, fault=_fault(fault), capabilities=frozenset(CAPABILITIES) - without)
    return driver_of(hub, clock, f"{REFERENCE}:{fault}" if fault else REFERENCE)


def driver_of(hub: Hub, clock: Clock, address: str) -> NativeDriver:
    """A driver of this hub; `clock` is the one it was made with."""
    secret = secrets.token_urlsafe(16)
    api = Api(hub, csa_name="csa", csa_secret=secret)
    return NativeDriver(InProcessTransport(api, clock, address), "csa", secret)


def _fault(name: str) -> Fault | None:
    if not name:
        return None
    from reference_impl.faults import FAULTS  # only a faulty reference needs the table

    if name not in FAULTS:
        from difflib import get_close_matches

        near = get_close_matches(name, FAULTS, n=3, cutoff=0.4)
        raise TargetError(
            f"the reference has no fault {name!r}; "
            + (f"did you mean {' or '.join(near)}?" if near else "'conformance faults' lists them"),
            2,
        )
    return FAULTS[name]


def faults() -> list[tuple[str, str, str]]:
    """Every named fault of the reference: its name, the rule it breaks, what it does instead."""
    from reference_impl.faults import FAULTS

    return [(fault.name, fault.rule, fault.statement) for fault in FAULTS.values()]


def serve(host: str, port: int, fault: str, without: frozenset[str], csa_name: str, csa_secret: str) -> None:
    """Serve the reference over HTTP until interrupted; raises TargetError where the address cannot be had or the fault is unknown."""
    from reference_impl.server import AddressError
    from reference_impl.server import serve as serve_over_http

    try:
        serve_over_http(host=host, port=port, csa_name=csa_name, csa_secret=csa_secret or None, fault=_fault(fault), without=without)
    except AddressError as error:
        raise TargetError(str(error), 2) from None
