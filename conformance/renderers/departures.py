"""What an exploration came to, as text: each departure as a page of the book, the rules in question, and which rules were never reached."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from conformance.explorer.departures import Departure
from conformance.explorer.exploration import Exploration
from conformance.explorer.search import Found
from conformance.renderers.citing import source_words
from conformance.snippets import snippet
from conformance.suite import Suite
from conformance.unseen import in_one_line
from conformance.verdicts import plural

_WIDTH = 116


def exploration(suite: Suite, explored: Exploration) -> str:
    """The whole report, its conclusion last."""
    walked = explored.walked
    pace = f" ({walked.scenarios / walked.seconds:.0f} a second)" if walked.seconds else ""
    parts = [f"explored {in_one_line(explored.target.address)} · seed {explored.seed} · {plural(walked.scenarios, 'scenario')}{pace}"]
    if explored.readings:
        parts.append(
            _wrapped("readings found", ", ".join(f"{point} {in_one_line(outcome)}" for point, outcome in sorted(explored.readings.items())))
        )
    parts += [_found(suite, number, one) for number, one in enumerate(walked.found, start=1)]
    parts.append(_reach(suite, explored))
    parts += [_wrapped("could not be carried out", in_one_line(why)) for why in dict.fromkeys(walked.lost)]
    parts.append(_conclusion(explored))
    return "\n\n".join(parts) + "\n"


def departure(suite: Suite, one: Departure) -> str:
    """A departure as a page, what is otherwise on it, and the rules in question with the reference's trace."""
    lines = [snippet(one.page), *_otherwise(one)]
    lines += [f"  reference  {in_one_line(f'{reason.path} = {reason.value}')} by {', '.join(reason.rules)}" for reason in one.why]
    lines += [""] + [_rule(suite, rule) for rule in sorted(one.rules)]
    return "\n".join(lines).rstrip()


def _found(suite: Suite, number: int, found: Found) -> str:
    again = (
        "" if found.again else "; when it was tried once more in the end, all was as it should be: the target does not always answer alike"
    )
    rules = ", ".join(sorted(found.departure.rules)) or "no rule of the reference's trace"
    came = f"after {plural(found.after, 'scenario')}, cut to size by trying it {plural(found.tries, 'time')}"
    head = f"DEPARTURE {number} · {rules} · {came}{again}"
    return f"{head}\n\n{textwrap.indent(departure(suite, found.departure), '  ', lambda line: bool(line.strip()))}"


def _otherwise(one: Departure) -> Iterator[str]:
    page = {act.label: number for number, act in enumerate(one.page.acts(), start=1)}
    for mismatch in one.finding.mismatches:
        yield f"  where      act {page.get(mismatch.label, mismatch.step + 1)}, {in_one_line(mismatch.label)}"
        yield f"  expected   {in_one_line(f'{mismatch.path} = {mismatch.expected}')}"
        yield f"  observed   {in_one_line(f'{mismatch.path} = {mismatch.observed}')}"


def _rule(suite: Suite, name: str) -> str:
    rule = next(rule for rule in suite.rules() if rule.id == name)
    statement = " ".join(rule.statement.split())
    return f"\n  {rule.id} ({rule.level}, {source_words(rule)})\n" + textwrap.fill(
        statement, _WIDTH, initial_indent="    ", subsequent_indent="    "
    )


def _reach(suite: Suite, explored: Exploration) -> str:
    rules = [rule.id for rule in suite.rules() if rule.level != "note"]
    missed = [rule for rule in rules if rule not in explored.reached]
    told = f"{len(rules) - len(missed)} of {len(rules)} rules"
    return _wrapped("reach", f"{told}; never reached: {', '.join(missed)}" if missed else told)


def _wrapped(head: str, text: str) -> str:
    return textwrap.fill(f"{head}: {text}", _WIDTH, subsequent_indent="  ")


def _conclusion(explored: Exploration) -> str:
    walked = explored.walked
    if walked.found:
        return f"DEPARTS: {plural(len(walked.found), 'departure')} from every permitted reading, in {plural(walked.scenarios, 'scenario')}"
    if walked.lost:
        gone = "the target has stopped answering" if walked.gone else f"{plural(len(walked.lost), 'scenario')} could not be carried out"
        return f"NOT ESTABLISHED: {gone}"
    return f"NO DEPARTURE in {plural(walked.scenarios, 'scenario')}"
