"""What the reference does with a scenario, as text: each call, each value with its rules, and the rules in full at the end."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from itertools import groupby

from conformance.oracle import Told
from conformance.otherwise import ABSENT, ANSWER, Otherwise, Places
from conformance.record import Reason
from conformance.renderers.citing import source_words
from conformance.renderers.tables import table
from conformance.suite import Rule, Scenario, Suite

_WIDTH = 110


def explanation(suite: Suite, scenario: Scenario, told: Sequence[Told], also: Sequence[Places] = ()) -> str:
    """A scenario's calls as the reference answers them, the rule behind every value, and each rule's statement and source lines.

    `also` has for each call the places where something else is permitted.
    """
    parts = [f"{scenario.title}\n{scenario.id}"]
    for number, one in enumerate(told, start=1):
        places = also[number - 1] if also else {}
        answer = one.answer.status if not one.answer.detail else f"{one.answer.status}: {one.answer.detail}"
        parts.append(f"{number}. {one.label} {answer}\n\n{textwrap.indent(_table(one, places), '   ')}")
    cited = {rule for one in told for reason in one.reasons for rule in reason.rules}
    cited |= {other.point for places in also for others in places.values() for other in others}
    parts.append("Rules\n\n" + "\n\n".join(_statement(rule) for rule in suite.rules() if rule.id in cited))
    return "\n\n".join(parts)


def _table(told: Told, places: Places) -> str:
    rows = list(_rows(told.reasons))
    if not places:
        return table(["what", "value", "rule"], rows)
    known = {reason.path for reason in told.reasons}
    rows += [[path, told.answer.status if path == ANSWER else ABSENT, ""] for path in places if path not in known]
    return table(["what", "value", "rule", "also permitted"], [[*row, _others(places.get(row[0], ()))] for row in rows])


def _others(others: Sequence[Otherwise]) -> str:
    return ", ".join(f"{other.value} ({other.point}: {other.outcome})" for other in others)


def _rows(reasons: Sequence[Reason]) -> Iterator[list[str]]:
    """A row a value; numbered fields that stand together, with the same value by the same rules, are drawn into one."""
    for (value, rules), together in groupby(reasons, key=lambda reason: (reason.value, reason.rules)):
        paths = [reason.path for reason in together]
        if len(paths) < 3 or len({path.rstrip("0123456789") for path in paths}) > 1:
            yield from ([path, value, ", ".join(rules)] for path in paths)
        else:
            yield [f"{paths[0]} … {paths[-1].rpartition(' ')[2]}", value, ", ".join(rules)]


def rule_card(rule: Rule) -> str:
    """A rule with its statement, level, source lines, and the ids of its scenarios."""
    about = [rule.level, source_words(rule), *(f"requires {needed}" for needed in rule.requires)]
    if rule.permits:
        about.append(f"permits {', '.join(rule.permits)}")
    scenarios = "\n".join(f"  {scenario.id}" for scenario in rule.scenarios) or "  none: nobody outside could see a difference"
    return f"{rule.id} ({' · '.join(about)})\n\n{textwrap.fill(rule.statement, _WIDTH)}\n\nScenarios\n\n{scenarios}"


def _statement(rule: Rule) -> str:
    statement = textwrap.fill(" ".join(rule.statement.split()), _WIDTH, initial_indent="  ", subsequent_indent="  ")
    return f"{rule.id} ({rule.level}, {source_words(rule)})\n{statement}"
