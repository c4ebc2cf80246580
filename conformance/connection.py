"""One target for many scenarios that somebody else runs one by one, such as pytest."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from conformance.exchanges import Driver
from conformance.inventory import Inventory
from conformance.lists import Lists
from conformance.record import Finding
from conformance.runner import LOST_IN_A_ROW, GoneError, run_scenario
from conformance.session import BEFORE, header_of, reaching
from conformance.suite import Rule, Scenario, Suite


class Connection:
    """A driver, with what is kept from one scenario to the next."""

    def __init__(self, suite: Suite, driver: Driver, run_id: str = "", inventory: Path | None = None) -> None:
        """`inventory` is the file that everything made is appended to; raises RecordError where it cannot be written."""
        self._driver = driver
        self._made = Inventory(inventory, driver.target, run_id) if inventory else None
        self._reach = reaching(driver, self._made, None)
        self._lists = Lists(suite, driver)
        self._lost = 0
        self.header = header_of(suite, driver, (), len(suite.scenarios()), run_id)

    def before(self, what: Callable[[Driver], object]) -> None:
        """Do something before the first scenario, what it makes noted; raises TargetError where `what` does."""
        what(self._made.noting(self._driver, BEFORE) if self._made else self._driver)

    def run(self, rule: Rule, scenario: Scenario) -> Finding:
        """Run one scenario; raises GoneError where the target has stopped answering."""
        if self._lost == LOST_IN_A_ROW:
            raise GoneError("the target stopped answering")
        finding = run_scenario(rule, scenario, self._reach(scenario), self._lists)
        self._lost = self._lost + 1 if finding.verdict == "error" else 0
        return finding

    def close(self) -> None:
        """Let go of the target."""
        self._driver.close()
        if self._made:
            self._made.close()
