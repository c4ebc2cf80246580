"""Known failures: what somebody has listed beforehand as not holding at a target, with its reason. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from difflib import get_close_matches
from fnmatch import fnmatchcase

import msgspec

from conformance.suite import Rule, Suite


class KnownFailure(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """One entry of the list: which rule does not hold, in which scenarios, what is seen there, and why."""

    rule: str
    """The id of the rule that does not hold."""
    observed: str
    """What is seen at the first place that does not match, as the report prints it, such as `location = "1"`."""
    reason: str
    """Why it does not hold, for whoever reads the report."""
    scenario: str = ""
    """One scenario's id, or a glob; blank for every scenario of the rule."""
    link: str = ""
    """Where more is told of it."""
    until: date | None = None
    """The last day, by the target's clock, on which it is known; from the day after it is a failure again."""

    @property
    def place(self) -> str:
        """What it is listed for: a scenario, a glob, or a rule."""
        return self.scenario or self.rule

    @property
    def breadth(self) -> int:
        """How much it is listed for: 0 one scenario by its id, 1 a glob, 2 every scenario of the rule."""
        return 2 if not self.scenario else 1 if set(self.scenario) & set("*?[") else 0

    def speaks_of(self, scenario: str) -> bool:
        """Whether a scenario, by its id, is among those that it is listed for."""
        return scenario.partition("/")[0] == self.rule and (not self.scenario or _is(scenario, self.scenario))

    def has_expired(self, day: date) -> bool:
        """Whether it has no effect any more on a day."""
        return self.until is not None and day > self.until


def nearest(known: Sequence[KnownFailure], scenario: str) -> KnownFailure | None:
    """The entry that speaks for a scenario: its own id before a glob, a glob before the whole rule, the first where they are alike."""
    return min((entry for entry in known if entry.speaks_of(scenario)), key=lambda entry: entry.breadth, default=None)


def problems(known: Sequence[KnownFailure], suite: Suite) -> Iterator[tuple[int, str, str]]:
    """What is wrong in a list: the number of the entry, its key (blank for the entry itself), and what about it."""
    rules = {rule.id: rule for rule in suite.rules()}
    first: dict[tuple[str, str], int] = {}
    for number, entry in enumerate(known):
        for key in ("observed", "reason"):
            if not getattr(entry, key).strip():
                yield number, key, f"it is blank; expected {_MEANT[key]}"
        if entry.rule not in rules:
            yield number, "rule", f"there is no rule {entry.rule!r}; {_near(entry.rule, list(rules), 'rules')}"
        elif not any(entry.speaks_of(scenario.id) for scenario in rules[entry.rule].scenarios):
            yield number, "scenario" if entry.scenario else "rule", _matches_nothing(entry, rules[entry.rule])
        before = first.setdefault((entry.rule, entry.scenario), number)
        if before != number:
            yield number, "", f"{entry.place} is listed twice, here and in known_failures[{before + 1}]: leave one of them out"
        elif entry.rule in rules:
            instead = _speaking_instead(entry, known, rules[entry.rule])
            if instead:
                named = " and ".join(f"known_failures[{other + 1}]" for other in instead)
                yield (
                    number,
                    "scenario" if entry.scenario else "rule",
                    f"it has no say: {named} {'speaks' if len(instead) == 1 else 'speak'} {_FOR_IT}",
                )


_FOR_IT = "for every scenario that it matches (an id before a glob, a glob before the rule, the first of two globs): leave one out"
_MEANT = {
    "observed": "what is seen at the first place that does not match, as the report prints it: 'location = \"1\"'",
    "reason": "why the rule does not hold",
}


def _speaking_instead(entry: KnownFailure, known: Sequence[KnownFailure], rule: Rule) -> list[int]:
    """The numbers of the entries because of which one never speaks; none where it does, be it after others have expired."""
    lasting = [one for one in known if one is entry or one.until is None or (entry.until and one.until >= entry.until)]
    speaking = [nearest(lasting, scenario.id) for scenario in rule.scenarios if entry.speaks_of(scenario.id)]
    if any(one is entry for one in speaking):
        return []
    return [number for number, one in enumerate(known) if any(one is other for other in speaking)]


def _is(scenario: str, pattern: str) -> bool:
    return scenario == pattern or fnmatchcase(scenario, pattern)


def _matches_nothing(entry: KnownFailure, rule: Rule) -> str:
    if not entry.scenario:
        return f"{rule.id} has no scenarios, so there is nothing that could fail"
    hint = _near(entry.scenario, [scenario.id for scenario in rule.scenarios], f"run --select {rule.id} --list")
    return f"{entry.scenario!r} matches no scenario of {rule.id}; {hint}"


def _near(name: str, there: list[str], command: str) -> str:
    close = get_close_matches(name, there, n=2, cutoff=0.6)
    return f"did you mean {' or '.join(close)}?" if close else f"'conformance {command}' lists them"
