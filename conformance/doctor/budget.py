"""What a run will take: customers who are made and stay, and requests. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

import msgspec

from conformance.exchanges import Target
from conformance.judging import observed_as
from conformance.names import ONLY_IN_HUB_RECORD
from conformance.reaching import beyond, role_of
from conformance.runner import unmet
from conformance.suite import Act, Call, Operation, Scenario


class Budget(msgspec.Struct, frozen=True):
    """What the scenarios that apply to a target will take, as far as can be told beforehand."""

    scenarios: int
    customers: int
    requests: int
    """Those of signing customers in among them."""
    seconds: float
    """At the latency that was measured and within the rate that was asked for, one request after the other."""


def budget(
    scenarios: Iterable[Scenario],
    target: Target,
    requests: Mapping[str, float],
    items: Mapping[str, int],
    latency: float,
    requests_a_second: float = 0.0,
) -> Budget:
    """Count for these scenarios.

    `requests` are those of one call, by operation; `items` how many each list has; `latency` is in seconds; a rate of 0 is no limit.
    """
    applying = [one for one in scenarios if not unmet(one, target.capabilities) and not beyond(one, target)]
    calls: Counter[Operation] = Counter()
    customers = signed_in = 0
    for scenario in applying:
        made = list(calls_of(scenario, items))
        calls.update(call.operation for call in made)
        customers += sum(
            act.call.operation == "create" and act.expect.acceptance != "refused"
            for act in scenario.acts()
            if act.call and not act.observes
        )
        signed_in += len({call.actor for call in made if role_of(call) in ("owner", "another")})
    total = round(sum(requests.get(operation, 1) * count for operation, count in calls.items())) + signed_in
    each = max(latency, 1 / requests_a_second if requests_a_second else 0.0)
    return Budget(len(applying), customers, total, total * each)


def calls_of(scenario: Scenario, items: Mapping[str, int]) -> Iterator[Call]:
    """The calls that a scenario makes where all goes well."""
    for step in scenario.steps:
        if isinstance(step, Act):
            yield from _of_act(step, items)
        else:
            looks = {observed_as(act): act for outcome in step.outcomes for act in outcome.acts}
            yield from (act.call for act in looks.values() if act.call)


def _of_act(act: Act, items: Mapping[str, int]) -> Iterator[Call]:
    if act.call is None:
        return
    if act.kind == "save-every-id":
        yield Call("list")
        look: Operation = "hub-record" if act.names[0] in ONLY_IN_HUB_RECORD else "get"
        for _ in range(items.get(act.call.list_name, 0)):
            yield Call("update")
            yield Call(look)
        return
    yield act.call
    if act.expect.same_as_before:
        yield act.call
