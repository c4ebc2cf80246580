"""Acts and outcomes put together into the steps of a scenario, and what a target must declare for them."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from conformance import names
from conformance.layout import objection
from conformance.suite import Act, Choice, Outcome, Rule

_NEEDS = {
    "list": "lists",
    "open-case": "cases",
    "read-case": "cases",
    "open-edit-form": "edit-forms",
    "submit-edit-form": "edit-forms",
    "reopen-edit-form": "edit-forms",
}


def steps_of(parts: Iterator[Act | Outcome], file: str) -> tuple[Act | Choice, ...]:
    """Outcomes that follow each other, with what is seen after each, are one choice; raises ChapterError."""
    steps: list[Act | Choice] = []
    outcomes: list[Outcome] = []
    for part in parts:
        if isinstance(part, Outcome):
            if not steps:
                objection(file, part.line, f"the outcome {part.name!r}", "an act above it")
            outcomes.append(part)
        elif outcomes and part.observes:
            outcomes[-1] = msgspec.structs.replace(outcomes[-1], acts=(*outcomes[-1].acts, part))
        else:
            if outcomes:
                steps.append(Choice(tuple(outcomes), outcomes[0].line))
                outcomes = []
            steps.append(part)
    if outcomes:
        steps.append(Choice(tuple(outcomes), outcomes[0].line))
    alone = _alone(steps)
    if alone:
        objection(file, alone.line, f"{alone.label!r} by itself", "a neighbour that is sent at the same time")
    return tuple(steps)


def _alone(steps: list[Act | Choice]) -> Act | None:
    """The first act that is said to be sent at the same time as its neighbours, and has none that is."""
    together = [False, *(isinstance(step, Act) and step.together for step in steps), False]
    for number, step in enumerate(steps, start=1):
        if isinstance(step, Act) and step.together and not (together[number - 1] or together[number + 1]):
            return step
    return None


def requirements(rule: Rule, steps: tuple[Act | Choice, ...]) -> tuple[str, ...]:
    """The capabilities that a scenario of this rule needs: the rule's own, and those of the calls it makes."""
    acts = [act for step in steps for act in ([step] if isinstance(step, Act) else [a for outcome in step.outcomes for a in outcome.acts])]
    needed = list(rule.requires)
    for act in acts:
        call = act.call
        if call is None:
            continue
        if call.operation == "hub-record":
            needed.append("hub-record")
            if act.expect.addresses is not None:
                needed.append("address-history")
        if call.operation in _NEEDS:
            needed.append(_NEEDS[call.operation])
        if act.kind == "save-every-id" and act.names[0] in names.ONLY_IN_HUB_RECORD:
            needed.append("hub-record")
        if call.from_form:
            needed.append("tokens")
        if call.for_case:
            needed.append("cases")
        if call.integration_version:
            needed.append("integration-version")
    return tuple(dict.fromkeys(needed))
