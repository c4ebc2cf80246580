"""What trials come to, as values: of faults, and of hubs that are all right."""

from __future__ import annotations

import msgspec

from conformance.judging import Verdict
from conformance.suite import Level


class Suspect(msgspec.Struct, frozen=True):
    """A fault, the rule that it breaks, and the ids of the scenarios to try it with, in the order of the book."""

    name: str
    rule: str
    level: Level
    statement: str
    scenarios: tuple[str, ...]
    """Those in which it would rewrite something."""
    neighbourly: bool = False
    """Whether it looks at customers whom a call is not about, so that it matters which scenarios were run before."""


class Catch(msgspec.Struct, frozen=True):
    """One scenario that shows a fault."""

    scenario: str
    rule: str
    verdict: Verdict


class Trial(msgspec.Struct, frozen=True):
    """What a trial came to: the scenarios that catch the fault, in the order of the book."""

    suspect: Suspect
    caught: tuple[Catch, ...]
    visible: bool = True
    """Whether any answer of the whole book is another one with the fault than without."""
    errors: tuple[str, ...] = ()
    """Scenarios that could not be carried out, by no fault of the reference."""

    @property
    def outcome(self) -> str:
        """`killed`; `survived`, if no scenario noticed; `void`, if there was nothing to notice."""
        return "killed" if self.caught else "survived" if self.visible else "void"

    @property
    def first(self) -> str:
        """The rule that a report names first; blank where none is."""
        return self.caught[0].rule if self.caught else ""

    @property
    def by_its_rule(self) -> bool:
        """Whether a report names the rule that is broken first, with the verdict that belongs to its level."""
        expected = "fail" if self.suspect.level == "must" else "warning"
        return bool(self.caught) and (self.first, self.caught[0].verdict) == (self.suspect.rule, expected)


class Setting(msgspec.Struct, frozen=True):
    """A hub to be tried: the outcomes of open points that it follows, and the variants of its wire. The rest is the reference's own."""

    kind: str
    choices: dict[str, str]


class Alarm(msgspec.Struct, frozen=True):
    """A scenario that is not green although nothing is broken, and the first thing that it found."""

    scenario: str
    verdict: Verdict
    found: str


class Came(msgspec.Struct, frozen=True):
    """What the whole book came to for one setting: its verdicts, its alarms, and the outcomes reported for each rule."""

    setting: Setting
    verdicts: dict[str, int]
    alarms: tuple[Alarm, ...]
    outcomes: dict[str, tuple[str, ...]]
