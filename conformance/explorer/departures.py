"""A scenario tried at a target: either all is as the reference has it, or it is a departure, and these rules are in question."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

import msgspec

from conformance import names
from conformance.exchanges import Driver
from conformance.explorer.blame import also, elsewhere, narrowed, not_there
from conformance.explorer.expecting import Expecting
from conformance.judging import judge
from conformance.lists import Lists
from conformance.oracle import explain, reasons_for
from conformance.record import Finding, Reason
from conformance.runner import run_scenario
from conformance.suite import Act, Call, Expectation, Rule, Scenario, Suite

EXPLORED = Rule("explored.walk", "What the reference does, the target does.", "must", "explored", 1)
"""Under which what is drawn is run: whichever rule is broken is found out afterwards."""


_NAMES = "get.data-names"
_BEHIND_ALL = frozenset({_NAMES, "create.returns-ucrn"})
"""Rules behind every answer to a Get, and behind every call for a customer: in question where no other is.

The names of values are in question as well where a value is not answered under its name, not even as blank."""


class LostError(Exception):
    """A scenario that could not be carried out, by no fault of the target's: nothing can be said of it."""


class Departure(msgspec.Struct, frozen=True):
    """A scenario that a target does otherwise than any reading permits."""

    scenario: Scenario
    """As drawn and cut, nothing expected yet."""
    page: Scenario
    """As it stands on a page."""
    finding: Finding
    why: tuple[Reason, ...]
    """The reference's own trace of the places that do not match."""

    @property
    def rules(self) -> frozenset[str]:
        """The rules in question: those behind each place that does not match."""
        rules = frozenset(rule for reason in self.why for rule in reason.rules)
        return rules - (_BEHIND_ALL - {_NAMES} if not_there(self.finding) else _BEHIND_ALL) or rules

    @property
    def chief(self) -> frozenset[str]:
        """The chief rule behind each place that does not match."""
        return frozenset(reason.rules[0] for reason in self.why)

    @property
    def places(self) -> frozenset[str]:
        """What is not as it should be, of whichever customer or record: an entry, whether a call is taken, how many records there are."""
        return frozenset(mismatch.path.rpartition(".")[2] for mismatch in self.finding.mismatches)

    @property
    def marks(self) -> frozenset[str]:
        """What tells this departure from others: the chief rules in question, or else what is not as it should be."""
        return self.chief or self.places

    def breaks_like(self, other: Departure) -> bool:
        """Whether it breaks the same rules as another: no others in the first place, or one of its chief rules among them.

        Or else it is wrong in no other places. A step that the reference lets pass puts its own rule in question wherever it has the
        last word; without that step the rule goes, and what is wrong stays.
        """
        return self.marks <= other.marks or bool(self.chief & other.rules) or self.places <= other.places


class Trial:
    """Tries scenarios at one target."""

    def __init__(self, suite: Suite, driver: Driver, expecting: Expecting) -> None:
        self._suite, self._driver, self._expecting = suite, driver, expecting
        self._lists = Lists(suite, driver)

    def departure(self, bare: Scenario, together: int = 1) -> Departure | None:
        """What the target does otherwise than any outcomes of open points permit, or None; raises LostError.

        Points are looked into one by one, or so many `together`: two of them may lead to what neither leads to by itself.
        """
        page = self._expecting.expected(bare)
        finding = self.run(page)
        if not finding.mismatches:
            return None
        careful = self._expecting.cautiously(bare, together)
        if careful.steps == page.steps:
            return self._departed(bare, page, finding)
        found = self._departed(bare, careful, self.run(careful))
        if found is None:
            self._settle(bare, page, finding)
        return found

    def hastily(self, bare: Scenario) -> Departure | None:
        """The same without a look at open points: a departure, or another outcome of one. Raises LostError."""
        page = self._expecting.expected(bare)
        return self._departed(bare, page, self.run(page))

    def run(self, page: Scenario) -> Finding:
        """Carry a page out at the target; raises LostError where that cannot be done."""
        finding = run_scenario(EXPLORED, page, self._driver, self._lists)
        if finding.verdict == "error" or (finding.verdict == "blocked" and not finding.mismatches):
            raise LostError(finding.cause)
        return finding

    def blamed(self, departure: Departure) -> tuple[Reason, ...]:
        """Which rules a page that was cut puts in question; raises LostError."""
        told, wrong = explain(self._suite, departure.page, self._expecting.like), departure.finding.mismatches
        why = departure.why
        if self._hub_shows_right(departure):
            why = tuple(reason for reason in why if not reason.path.startswith("held "))
        in_question = narrowed((*why, *also(departure.page, told, wrong), *elsewhere(told, wrong)), wrong, departure.page)
        its_own = (reason for one in told if one.step == wrong[0].step for reason in one.reasons)
        return in_question or narrowed(its_own, wrong, departure.page)

    def _hub_shows_right(self, departure: Departure) -> bool:
        """Whether only Get is wrong, and what the hub itself shows in these places is right: then it is no matter of what it holds."""
        acts, wrong = list(departure.page.acts()), departure.finding.mismatches
        asked = [acts[one.step].call for one in wrong]
        if any(call is None or call.operation != "get" for call in asked):
            return False
        customers = dict.fromkeys(call.customer for call in asked if call)
        looks = [look for customer in customers for look in _looks(customer, frozenset(self._driver.target.capabilities))]
        page = self._expecting.expected(msgspec.structs.replace(departure.page, steps=(*acts, *looks)))
        shown = {name for act in page.acts() if act.call and act.call.operation == "hub-record" for name in _shown(act)}
        return departure.places <= shown and not any(
            "Get" not in one.label and one.path.rpartition(".")[2] in {*departure.places, "addresses"} for one in self.run(page).mismatches
        )

    def _departed(self, bare: Scenario, page: Scenario, finding: Finding) -> Departure | None:
        if not finding.mismatches:
            return None
        return Departure(bare, page, finding, reasons_for(self._suite, page, finding, self._expecting.like, every=True))

    def _settle(self, bare: Scenario, page: Scenario, finding: Finding) -> None:
        """Find the one outcome of an open point with which all is as expected, and take it for the target's from now on."""
        for variation in self._expecting.variations():
            other = self._expecting.expected(bare, variation)
            if _same_calls(page, other) and self._judged(other, finding):
                self._expecting.settle(*variation[0])
                return

    def _judged(self, page: Scenario, finding: Finding) -> bool:
        zone = ZoneInfo(self._driver.target.time_zone)
        return judge(page, "must", list(finding.observations), finding.filled, zone).verdict == "pass"


def _same_calls(one: Scenario, other: Scenario) -> bool:
    return _calls(one) == _calls(other)


def _calls(scenario: Scenario) -> Sequence[object]:
    return [(act.kind, act.call) for act in scenario.acts()]


def _looks(customer: str, capabilities: frozenset[str]) -> Iterator[Act]:
    """Both views of the hub."""
    expect = Expectation("refused or accepted")
    if "hub-record" in capabilities:
        yield Act("call", "", 1, Call("hub-record", customer), expect, True)
    if "address-history" in capabilities:
        yield Act("call", "", 1, Call("hub-record", customer), msgspec.structs.replace(expect, addresses=[]), True)


def _shown(act: Act) -> Iterator[str]:
    """What a view of the hub says something of; custom fields are blank in it whatever they hold."""
    for values in (act.expect.fields or {}, *(act.expect.addresses or ())):
        yield from (name for name in values if name not in names.CUSTOM)
