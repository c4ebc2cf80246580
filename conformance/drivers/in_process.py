"""The reference in this process, behind the same wire as any other target, without a socket. Imports `reference_impl`."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple, cast
from zoneinfo import ZoneInfo

from conformance.drivers.bindings.native import NativeDriver
from conformance.drivers.transport import Response, Transport
from conformance.exchanges import TargetError
from conformance.suite import CAPABILITIES, Json
from reference_impl.api import Api, Request
from reference_impl.clock import Clock, system_clock
from reference_impl.hub import LONDON, Hub
from reference_impl.readings import OUTCOMES, chosen
from reference_impl.values import Call, Step

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


def driver_of(hub: Hub, clock: Clock, address: str, around: Callable[[Transport], Transport] = lambda bare: bare) -> NativeDriver:
    """A driver of this hub; `clock` is the one it was made with, and `around` may put something between it and the suite."""
    secret = secrets.token_urlsafe(16)
    api = Api(hub, csa_name="csa", csa_secret=secret)
    return NativeDriver(around(InProcessTransport(api, clock, address)), "csa", secret)


def read_as(readings: Mapping[str, str], clock: Clock, around: Callable[[Transport], Transport]) -> NativeDriver:
    """A driver of a fresh reference that follows these outcomes of open points; raises ValueError for one that is not permitted."""
    return driver_of(Hub(clock=clock, readings=chosen(readings)), clock, REFERENCE, around)


class Likeness(NamedTuple):
    """What a reference is like: its clock and time zone, the capabilities that it lacks, its outcomes of open points (else the first)."""

    clock: Clock = system_clock
    zone: ZoneInfo = LONDON
    without: frozenset[str] = frozenset()
    readings: Mapping[str, str] = MappingProxyType({})


class Heard(NamedTuple):
    """A driver of a fresh reference, and what the rules behind its answers can be asked of."""

    driver: NativeDriver
    steps: list[Step]
    """The steps that the reference has taken; whoever reads them may clear them."""


def listened(like: Likeness) -> Heard:
    """A fresh reference that keeps its steps; raises ValueError for an outcome that is not permitted."""
    hub = _ListeningHub(like.clock, like.zone, frozenset(CAPABILITIES) - like.without, chosen(like.readings))
    hub.steps = []
    return Heard(driver_of(hub, like.clock, REFERENCE), hub.steps)


class _ListeningHub(Hub):
    """A hub that keeps its steps."""

    steps: list[Step]

    def perform(self, call: Call) -> Step:
        step = super().perform(call)
        self.steps.append(step)
        return step


Held = tuple[Mapping[str, object], ...]
"""All that a reference holds at one moment."""


class Rewound(NamedTuple):
    """A driver of a fresh reference that can be put back to what it held before."""

    driver: NativeDriver
    held: Callable[[], Held]
    put_back: Callable[[Held], None]


def rewound(like: Likeness) -> Rewound:
    """A fresh reference that goes back and forth; raises ValueError for an outcome that is not permitted."""
    hub = _RewindingHub(like.clock, like.zone, frozenset(CAPABILITIES) - like.without, chosen(like.readings))
    return Rewound(driver_of(hub, like.clock, REFERENCE), hub.held, hub.put_back)


class _RewindingHub(Hub):
    """A hub that tells all that it holds, and takes it back."""

    def held(self) -> Held:
        return dict(self._customers), dict(self._cases), dict(self._edit_forms)

    def put_back(self, held: Held) -> None:
        self._customers, self._cases, self._edit_forms = (dict(part) for part in held)  # type: ignore[assignment]  # as held() gave them


def open_points() -> Mapping[str, tuple[str, ...]]:
    """Every point that the source leaves open, with its permitted outcomes; the first is the reference's own."""
    return OUTCOMES


@contextmanager
def over_http(fault: str, clock: Clock) -> Iterator[NativeDriver]:
    """A driver of a fresh reference, perhaps with a named fault, that a thread of this process serves on a free port meanwhile."""
    from conformance.drivers.http import HttpTransport
    from reference_impl.server import LOOPBACK, Server, address, bound

    api = Api(Hub(clock=clock, fault=_fault(fault)), "csa", secrets.token_urlsafe(16))
    with bound(LOOPBACK, 0) as listener:
        server = Server(api, listener, quiet=True)
        thread = threading.Thread(target=server.serve_until_told, daemon=True)
        thread.start()
        driver = NativeDriver(HttpTransport(address(listener)), api.csa_name, api.csa_secret)
        try:
            yield driver
        finally:
            driver.close()
            server.should_exit = True
            thread.join()


class Probed(NamedTuple):
    """A faultless reference, and what is noted of faults that are not in force."""

    driver: NativeDriver
    stirred: Callable[[], frozenset[str]]
    """The faults that would have changed something since this was last asked."""
    around: Set[str]
    """The faults that have looked at customers whom a call was not about."""


def probes(names: Sequence[str], clock: Clock) -> list[Probed]:
    """A faultless reference for each set of capabilities that some of the named faults do without, watched on behalf of these faults.

    Raises TargetError for an unknown fault.
    """
    from reference_impl.probing import Probe

    named = [fault for fault in map(_fault, names) if fault]
    kinds = sorted({fault.without for fault in named}, key=sorted)
    made = [Probe([fault for fault in named if fault.without == without], without) for without in kinds]
    return [Probed(driver_of(Hub(clock=clock, fault=probe), clock, REFERENCE), probe.stirred, probe.around) for probe in made]


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


def serve(
    host: str,
    port: int,
    fault: str,
    without: frozenset[str],
    csa_name: str,
    csa_secret: str,
    around: Callable[[Any], Any] | None = None,
    places: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Serve the reference over HTTP until interrupted; raises TargetError where the address cannot be had or the fault is unknown.

    `around` puts another ASGI application around the reference's; `places` are its paths by name, which are said at the start.
    """
    from reference_impl.server import AddressError
    from reference_impl.server import serve as serve_over_http

    try:
        serve_over_http(
            host=host,
            port=port,
            csa_name=csa_name,
            csa_secret=csa_secret or None,
            fault=_fault(fault),
            without=without,
            around=around,
            places=places,
        )
    except AddressError as error:
        raise TargetError(str(error), 2) from None
