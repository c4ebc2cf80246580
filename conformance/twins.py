"""Every refusal has its positive twin: the same call differing in one fact, accepted. Which act of a scenario lacks one?"""

from __future__ import annotations

from conformance.names import CARRIED
from conformance.suite import Act, Call, Scenario


def without_twin(scenario: Scenario) -> Act | None:
    """The first act that may be refused while no accepted act of its kind differs from it in exactly one fact; None if there is none."""
    acts = [step for step in scenario.steps if isinstance(step, Act) and step.kind == "call"]
    accepted = [act for act in acts if act.expect.acceptance == "accepted"]
    for act in acts:
        if act.expect.acceptance != "accepted" and not any(_one_fact_apart(act.call, other.call) for other in accepted):
            return act
    return None


def _one_fact_apart(call: Call | None, other: Call | None) -> bool:
    if call is None or other is None or call.operation != other.operation:
        return False
    facts, others = _facts(call), _facts(other)
    return sum(facts.get(name) != others.get(name) for name in facts.keys() | others.keys()) == 1


def _facts(call: Call) -> dict[str, object]:
    facts: dict[str, object] = {name: getattr(call, name) for name in Call.__struct_fields__ if name != "fields"}
    facts["integration_version"] = call.integration_version or "V2"
    entries = {**CARRIED, **call.fields} if call.operation in ("create", "update") else call.fields
    return facts | {f"entry {name}": value for name, value in entries.items()}
