"""The reference with the source of one of its modules changed. Imports `reference_impl`, in part anew for each change.

Values, names, tables and the trace stay as they are, so that the steps of an altered hub can be compared with those of the hub as it
is. Not for several threads at once.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import reference_impl
from conformance.drivers.bindings.native import NativeDriver
from conformance.drivers.in_process import REFERENCE, InProcessTransport
from conformance.suite import CAPABILITIES
from reference_impl.clock import Clock
from reference_impl.readings import chosen
from reference_impl.trace import Trace
from reference_impl.values import Call, Step
from reference_impl.world import World

HOME = Path(reference_impl.__file__).parent
_ALTERABLE = ("sent", "entries", "steps", "rules/*")
_ABOVE = ("rules", "hub", "api")
"""What stands on the modules that can be altered, or holds them, so that it has to be loaded anew with them."""


class Ground(NamedTuple):
    """A hub to stand on: its outcomes of open points (else the first), and the capabilities that it lacks."""

    readings: Mapping[str, str]
    without: frozenset[str] = frozenset()


class Altered(NamedTuple):
    """A reference with one change in force; or, as `AS_IT_IS`, with none."""

    hub: ModuleType
    api: ModuleType

    def step(self, call: Call, world: World) -> Step:
        """Take one step. Raises whatever this reference breaks down with."""
        taken: Step = self.hub.step(Trace(call, world))
        return taken

    def driver(self, ground: Ground, clock: Clock) -> NativeDriver:
        """A driver of a fresh hub of this reference."""
        hub = self.hub.Hub(clock=clock, readings=chosen(ground.readings), capabilities=frozenset(CAPABILITIES) - ground.without)
        api = self.api.Api(hub, csa_name="csa", csa_secret="secret")
        return NativeDriver(InProcessTransport(api, clock, REFERENCE), "csa", "secret")


def sources() -> dict[str, str]:
    """The modules that can be altered (`rules.dates`) with their sources: all in which rules are carried out."""
    files = [file for pattern in _ALTERABLE for file in sorted(HOME.glob(f"{pattern}.py"))]
    return {_name(file): file.read_text(encoding="utf-8") for file in files if file.stem != "__init__"}


def as_it_is() -> Altered:
    """The reference with no change in force."""
    return Altered(importlib.import_module("reference_impl.hub"), importlib.import_module("reference_impl.api"))


def altered(module: str, source: str) -> Altered:
    """The reference with this source in the module's place. Raises whatever the source breaks down with when it is loaded."""
    with _set_aside([*sources(), *_ABOVE]):
        changed = ModuleType(f"{reference_impl.__name__}.{module}")
        sys.modules[changed.__name__] = changed
        exec(compile(source, changed.__name__, "exec"), changed.__dict__)
        return as_it_is()


@contextmanager
def _set_aside(names: Sequence[str]) -> Iterator[None]:
    """Let modules be imported anew meanwhile, and put those that were there back afterwards."""
    whole = [f"{reference_impl.__name__}.{name}" for name in names]
    kept = {name: sys.modules.pop(name) for name in whole if name in sys.modules}
    own = {name: reference_impl.__dict__.pop(name) for name in names if name in reference_impl.__dict__}
    try:
        yield
    finally:
        for name in whole:
            sys.modules.pop(name, None)
        sys.modules.update(kept)
        for name in names:
            reference_impl.__dict__.pop(name, None)
        reference_impl.__dict__.update(own)


def _name(file: Path) -> str:
    return ".".join(file.relative_to(HOME).with_suffix("").parts)
