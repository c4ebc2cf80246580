"""The hub: what it holds, its clock, and how it is set up. Each call is one step, whole before the next begins."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Final
from zoneinfo import ZoneInfo

from reference_impl import fields
from reference_impl.clock import Clock, system_clock
from reference_impl.readings import DEFAULTS
from reference_impl.rewriting import Flaw
from reference_impl.steps import step
from reference_impl.trace import Trace
from reference_impl.values import Call, Customer, EditForm, Step
from reference_impl.world import CAPABILITIES, World

LONDON: Final = ZoneInfo("Europe/London")


class Hub:
    """A customer service hub.

    `readings` gives the outcome of every point that the source leaves open (see `readings.chosen`), `capabilities` what the hub
    offers beyond create, update and get, and `fault` the one thing that it does wrong, if any.
    """

    def __init__(
        self,
        clock: Clock = system_clock,
        zone: ZoneInfo = LONDON,
        capabilities: frozenset[str] = CAPABILITIES,
        readings: Mapping[str, str] = DEFAULTS,
        fault: Flaw | None = None,
    ) -> None:
        self.clock = clock
        self.zone = zone
        self.capabilities = capabilities - fault.without if fault else capabilities
        self.readings = readings
        self.fault = fault
        self._names = fields.names(readings["unsaid.search-entry"])
        self._customers: dict[str, Customer] = {}
        self._cases: dict[str, str | None] = {}
        self._edit_forms: dict[str, EditForm] = {}
        self._stale: dict[str, Customer] = {}
        self._lock = threading.Lock()

    @property
    def customers(self) -> Mapping[str, Customer]:
        """All customers by UCRN."""
        return self._customers

    def world(self) -> World:
        """The hub as a step would find it now."""
        now = self.clock().astimezone(self.zone)
        return World(
            self._customers,
            self._cases,
            self._edit_forms,
            now,
            now.date().isoformat(),
            self.zone,
            self.readings,
            self.capabilities,
            self._names,
            self._stale,
        )

    def perform(self, call: Call) -> Step:
        """Do one call. A refused one changes nothing."""
        with self._lock:
            trace = Trace(call, self.world(), self.fault.rewritten if self.fault else None)
            done = step(trace)
            if self.fault:
                self._keep_stale(trace, done)
            self._customers.update(done.changed)
            self._cases.update(done.cases)
            self._edit_forms.update(done.edit_forms)
            return done

    def _keep_stale(self, trace: Trace, done: Step) -> None:
        if trace.before and trace.ucrn in done.changed:
            self._stale[trace.ucrn] = trace.before
        else:
            self._stale.pop(trace.ucrn, None)
