"""What the users of one process share, and the life of one of them: scenario after scenario, each on customers of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from random import Random

from msgspec.structs import replace

from conformance.book import book
from conformance.carrying import racing, with_reasons
from conformance.concealing import of_url
from conformance.drivers.manners import Manners
from conformance.drivers.pacing import Pace
from conformance.drivers.sending import Sending
from conformance.exchanges import Driver, TargetError
from conformance.inventory import Inventory
from conformance.jobs import LOST_IN_A_ROW
from conformance.listed import as_listed
from conformance.lists import Lists
from conformance.load.carrying import GeventTransport
from conformance.load.orders import Orders
from conformance.load.tallying import Tally
from conformance.load.timing import Timed, Told
from conformance.names import LISTS
from conformance.performance import plenty
from conformance.reaching import beyond
from conformance.record import Finding, Header, Load
from conformance.runner import unmet
from conformance.selection import select
from conformance.session import header_of
from conformance.suite import Rule, Scenario
from conformance.targets import driver_for, is_file, known_for


class Lived:
    """What users of one process have found so far. `keep` is given what is the first of its kind and not right; `over` ends the load."""

    def __init__(self, orders: Orders) -> None:
        """Reach the target once, to know it; raises TargetError and SelectionError."""
        of_url(orders.target)
        self.suite = book()
        self.tally = Tally(self.suite)
        self.stopped = ""
        self.keep: Callable[[Finding], object] = lambda _: None
        self.over: Callable[[], object] = lambda: None
        self._orders = orders
        self._once = racing(1, orders.manners.scenario_deadline)
        self._pace: Pace | None = None
        self._begun = self._lost = 0
        known = known_for(orders.target, self.suite)
        chosen = select(self.suite, orders.selected)
        with closing(self._reached()) as driver:
            target = driver.target
            self._lists = Lists(self.suite, driver)
            for name in LISTS:
                self._lists.names(name)
        self.chosen = [(rule, one) for rule, one in chosen if not (unmet(one, target.capabilities) or beyond(one, target))]
        if not self.chosen:
            raise TargetError("no scenario that was selected applies to the target: choose others", 2)
        header = header_of(self.suite, driver, orders.selected, len(self.chosen), orders.manners.run_id, known=known)
        load = Load(orders.users, orders.spawn_rate, orders.seconds, orders.scenarios, orders.seed, orders.workers)
        self.header: Header = replace(header, complete=False, load=load)
        self._made = Inventory(Path(orders.inventory), target, orders.manners.run_id) if orders.inventory else None

    @property
    def enough(self) -> bool:
        """Whether as many scenarios have been lived as were asked for of this process."""
        return 0 < self._orders.scenarios <= self.tally.scenarios

    def begin(self, told: Told, place: int) -> Life:
        """One more user, with a connection of their own; `place` is that of this process among several. Raises TargetError."""
        self._begun += 1
        random = Random(f"{self._orders.seed} {place} {self._begun}")  # before others begin while this one signs in
        return Life(self.chosen, Timed(self._reached(), told), random)

    def live(self, life: Life) -> None:
        """Let a user live one scenario, and take in what it came to."""
        rule, scenario = next(life.ahead)
        driver: Driver = self._made.noting(life.driver, scenario.id) if self._made else life.driver
        finding = self._once(rule, scenario, driver, self._lists, plenty)
        if self.header.known:
            finding = as_listed(finding, self.header)
        sample = self.tally.add(finding, lambda found: with_reasons(self.suite, scenario, found))
        if sample:
            self.keep(sample)
        self._lost = self._lost + 1 if finding.verdict == "error" else 0
        if self._lost >= LOST_IN_A_ROW * self._begun:
            self.stopped = f"the target stopped answering: {finding.cause}"
            self.over()
        if self.enough:
            self.over()

    def close(self) -> None:
        """Let go of what was open."""
        if self._made:
            self._made.close()

    def _reached(self) -> Driver:
        orders = self._orders
        if not (is_file(orders.target) or orders.target.startswith(("http://", "https://"))):
            raise TargetError(
                f"a load goes over a socket, which {orders.target!r} has not: give a URL or a target file "
                "('conformance serve' serves the reference)",
                2,
            )
        return driver_for(orders.target, orders.csa_name, orders.csa_secret, orders.manners, carrier=self._carrier)

    def _carrier(self, address: str, manners: Manners) -> Sending:
        """All users of this process together are to ask no faster than agreed."""
        self._pace = self._pace or Pace(manners.requests_a_second)
        return GeventTransport(address, manners, self._pace)


class Life:
    """One user: how they reach the target, and what lies ahead of them."""

    def __init__(self, chosen: list[tuple[Rule, Scenario]], driver: Driver, random: Random) -> None:
        self.driver = driver
        self.ahead = _again_and_again(chosen, random)


def _again_and_again(chosen: list[tuple[Rule, Scenario]], random: Random) -> Iterator[tuple[Rule, Scenario]]:
    """All of them in one order, then in another, and so on."""
    while True:
        yield from random.sample(chosen, len(chosen))
