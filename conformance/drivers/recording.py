"""The steps that the reference takes, noted so that an altered one can take them again. Imports `reference_impl`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import CodeType, FrameType
from typing import NamedTuple

from conformance.drivers.altered import HOME, Ground, as_it_is, sources
from conformance.drivers.bindings.native import NativeDriver
from reference_impl.clock import Clock
from reference_impl.steps import step as plain_step
from reference_impl.trace import Trace
from reference_impl.values import Call, Step
from reference_impl.world import World


class Taken(NamedTuple):
    """A step that the reference has taken: the call and the world that it found, what it came to, and the functions it used."""

    call: Call
    world: World
    came: Step
    used: frozenset[tuple[str, str]]
    """Module and outermost function or class of all that can be altered."""


class Recording:
    """Notes the steps of the reference on one ground."""

    def __init__(self, ground: Ground, clock: Clock) -> None:
        self._ground = ground
        self._clock = clock
        self._files = {str(HOME / f"{name.replace('.', '/')}.py"): name for name in sources()}
        self._functions: dict[CodeType, tuple[str, str] | None] = {}

    @contextmanager
    def scenario(self) -> Iterator[tuple[NativeDriver, list[Taken]]]:
        """A driver of a fresh hub, and the steps that it has taken so far."""
        taken: list[Taken] = []

        def step(trace: Trace) -> Step:
            world = trace.world._replace(
                customers=dict(trace.world.customers), cases=dict(trace.world.cases), edit_forms=dict(trace.world.edit_forms)
            )
            used: set[tuple[str, str]] = set()
            with self._watched(used):
                came = plain_step(trace)
            taken.append(Taken(trace.call, world, came, frozenset(used)))
            return came

        reference = as_it_is()
        was = reference.hub.step
        reference.hub.step = step  # type: ignore[attr-defined]  # every hub looks its step up in this module
        try:
            yield reference.driver(self._ground, self._clock), taken
        finally:
            reference.hub.step = was  # type: ignore[attr-defined]  # as above

    @contextmanager
    def _watched(self, used: set[tuple[str, str]]) -> Iterator[None]:
        def called(frame: FrameType, event: str, _: object) -> None:
            if event == "call" and (function := self._function(frame.f_code)):
                used.add(function)

        was = sys.getprofile()
        sys.setprofile(called)
        try:
            yield
        finally:
            sys.setprofile(was)

    def _function(self, code: CodeType) -> tuple[str, str] | None:
        if code not in self._functions:
            module = self._files.get(code.co_filename)
            self._functions[code] = (module, code.co_qualname.partition(".")[0]) if module else None
        return self._functions[code]
