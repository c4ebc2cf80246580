"""One target for many scenarios that somebody else runs one by one, such as pytest."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from msgspec.structs import replace

from conformance.carrying import behalf_of, racing, reaching
from conformance.exchanges import Driver
from conformance.inventory import Inventory
from conformance.jobs import GoneError, Losses
from conformance.known import KnownFailure
from conformance.listed import as_listed, stale_entries
from conformance.lists import Lists
from conformance.performance import plenty
from conformance.record import Finding
from conformance.session import BEFORE, header_of
from conformance.suite import Rule, Scenario, Suite


class Connection:
    """A driver, with what is kept from one scenario to the next."""

    def __init__(
        self, suite: Suite, driver: Driver, run_id: str = "", inventory: Path | None = None, known: tuple[KnownFailure, ...] = ()
    ) -> None:
        """`inventory` is the file that everything made is appended to; raises UnwrittenError where it cannot be written."""
        self._suite = suite
        self._findings: list[Finding] = []
        self._driver = driver
        self._made = Inventory(inventory, driver.target, run_id) if inventory else None
        self._reach = reaching(driver, self._made, None)
        self._lists = Lists(suite, driver)
        self._losses = Losses()
        self._gone: GoneError | None = None
        self.header = header_of(suite, driver, (), len(suite.scenarios()), run_id, known=known)

    def before(self, what: Callable[[Driver], object]) -> None:
        """Do something before the first scenario, what it makes noted; raises TargetError where `what` does."""
        what(behalf_of(self._driver, self._made, BEFORE))

    def run(self, rule: Rule, scenario: Scenario) -> Finding:
        """Run one scenario, and hold it against the failures that are known; raises GoneError where the target has stopped answering."""
        if self._gone:
            raise GoneError("the target stopped answering") from self._gone
        begun = self._losses.now
        finding = as_listed(racing(1)(rule, scenario, self._reach(scenario), self._lists, plenty), self.header)
        try:
            self._losses.ended(finding, begun)
        except GoneError as gone:  # the finding is told first
            self._gone = gone
        if self.header.known:
            self._findings.append(replace(finding, observations=()))  # only its verdict is asked for again, so the evidence is let go of
        return finding

    def stale(self) -> tuple[str, ...]:
        """A sentence for each known failure, listed for several scenarios, of which none fails any more."""
        return stale_entries(self._suite, self.header, self._findings)

    def close(self) -> None:
        """Let go of the target."""
        self._driver.close()
        if self._made:
            self._made.close()
