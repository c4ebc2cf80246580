"""What was expected against what was observed: a pure function from a scenario and its observations to a judgement.

It needs nothing but what the record holds, so that a verdict can always be computed again.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

import msgspec

from conformance.comparing import Difference, Frame, differences, record_differences, shown
from conformance.exchanges import Answer, Observation
from conformance.suite import Act, Choice, Level, Outcome, Scenario

Verdict = Literal["pass", "fail", "warning", "observed", "not-applicable", "blocked", "error", "known", "stale"]


VERDICT_WORDS: dict[Verdict, str] = {
    "pass": "PASS",
    "fail": "FAIL",
    "warning": "WARNING",
    "observed": "OBSERVED",
    "not-applicable": "NOT APPLICABLE",
    "blocked": "BLOCKED",
    "error": "ERROR",
    "known": "KNOWN",
    "stale": "STALE",
}


class Mismatch(msgspec.Struct, frozen=True, omit_defaults=True):
    """One thing that is not as the page says: in which step, under which label, what was expected and what observed."""

    step: int
    label: str
    line: int
    path: str
    expected: str
    observed: str

    @property
    def seen(self) -> str:
        """What is there instead, in the words of a report and of a list of known failures."""
        return f"{self.path} = {self.observed}"


class Judgement(msgspec.Struct, frozen=True, omit_defaults=True):
    """The verdict on one scenario, what it rests on, and the outcome that was found where several are permitted."""

    verdict: Verdict
    mismatches: tuple[Mismatch, ...] = ()
    outcome: str = ""
    cause: str = ""
    """Why a scenario is blocked or an error, in one sentence."""


def judge(
    scenario: Scenario, level: Level, observations: list[Observation], filled: Mapping[str, str], zone: ZoneInfo, cause: str = ""
) -> Judgement:
    """Judge one scenario by its observations; `cause` says why it could not be carried to its end by no fault of the target's answers."""
    lost = next((one for one in observations if one.answer.status == "unreachable"), None)
    if lost:
        return Judgement("error", cause=lost.answer.detail)
    unsigned = next((one for one in observations if one.answer.status == "unsigned"), None)
    if unsigned:
        return Judgement("blocked", cause=unsigned.answer.detail)
    frame = Frame(today_of(observations, zone), filled, zone)
    trial = trial_of(scenario)
    by_step: dict[int, list[Observation]] = {}
    for observation in observations:
        by_step.setdefault(observation.step, []).append(observation)
    mismatches: list[Mismatch] = []
    outcome = ""
    for number, step in enumerate(scenario.steps):
        seen = by_step.get(number, [])
        if isinstance(step, Choice):
            before = by_step.get(number - 1, [])
            outcome, found = _chosen(step, number, seen, before, frame)
        else:
            found = _act(step, number, seen, observations, frame)
            if seen and step.expect.acceptance == "refused or ignored":
                outcome = "refused" if seen[0].answer.status == "refused" else "ignored"
            if found and number < trial and seen and seen[0].answer.status != "accepted":
                return Judgement("blocked", tuple(found), cause=f"{step.label[:-1]!r} came out otherwise: {found[0].observed}")
        mismatches.extend(found)
    if cause and not mismatches:
        return Judgement("blocked", cause=cause)
    if mismatches:
        return Judgement("fail" if level == "must" else "warning", tuple(mismatches), outcome)
    return Judgement("observed" if level == "reading" else "pass", outcome=outcome)


def trial_of(scenario: Scenario) -> int:
    """The number of the step that is on trial; the acts before it are preparation."""
    last = 0
    for number, step in enumerate(scenario.steps):
        if isinstance(step, Choice):
            return max(0, number - 1)
        if step.expect.acceptance != "accepted":
            return number
        if step.kind in ("call", "save-every-id") and not step.observes:
            last = number
    return last


def today_of(observations: list[Observation], zone: ZoneInfo) -> frozenset[str]:
    """The dates that the target's clock can have shown from the first exchange of a scenario to its last."""
    exchanges = [exchange for observation in observations for exchange in observation.exchanges]
    if not exchanges:
        return frozenset()
    try:
        first = datetime.fromtimestamp(min(exchange.earliest for exchange in exchanges), zone).date()
        last = datetime.fromtimestamp(max(exchange.latest for exchange in exchanges), zone).date()
    except (ValueError, OverflowError, OSError):  # no clock shows it, and so it has no date
        return frozenset()
    return frozenset((first + timedelta(days=day)).isoformat() for day in range(min((last - first).days, 366) + 1))


def _act(act: Act, number: int, seen: list[Observation], observations: list[Observation], frame: Frame) -> list[Mismatch]:
    if act.kind == "different-ucrns":
        return _different(act, number, frame)
    if not seen:
        return []
    answer = seen[0].answer
    found = _acceptance(act, answer) or _content(act, answer, frame)
    if act.kind == "save-every-id" and answer.status == "accepted":
        found = [
            Difference(f"{act.names[0]} {item['id']}", shown(item["id"]), shown(item["read"]))
            for item in answer.items
            if item["id"] != item["read"]
        ]
    if act.expect.same_as_before and len(seen) > 1 and not found:
        found = _alike(answer.fields, seen[1].answer.fields)
    if act.expect.alike:
        found = [*found, *_same_words(number, seen[0], observations)]
    if act.expect.reveals_nothing:
        found = [*found, *_revealed(number, seen[0], observations)]
    return [Mismatch(number, act.label, act.line, *difference) for difference in found]


def _acceptance(act: Act, answer: Answer) -> list[Difference]:
    expected = act.expect.acceptance
    if answer.status in expected.split(" or ") or (answer.status == "accepted" and expected == "refused or ignored"):
        return []
    return [Difference("answer", expected, f"{answer.status}: {answer.detail}" if answer.detail else answer.status)]


def _content(act: Act, answer: Answer, frame: Frame) -> list[Difference]:
    expect = act.expect
    if answer.status != "accepted":
        return []
    found: list[Difference] = []
    if act.call is not None and act.call.operation == "create" and not answer.fields.get("ucrn"):
        found.append(Difference("ucrn", "any value", "blank"))
    if expect.fields is not None:
        found += differences(expect.fields, answer.fields, frame)
    if expect.addresses is not None:
        found += record_differences(expect.addresses, answer.addresses, frame)
    for item in expect.items or ():
        if not any(not differences(item, served, frame) for served in answer.items):
            found.append(Difference("items", shown(item.get("name")), "no such item in the list"))
    if expect.ids_of_digits:
        wrong = [
            str(item.get("id"))
            for item in answer.items
            if not (str(item.get("id")).isdigit() and len(str(item.get("id"))) == expect.ids_of_digits)
        ]
        found += [Difference("id", f"{expect.ids_of_digits} digits", identity) for identity in wrong]
    if expect.ids_of_digits and not answer.items:
        found.append(Difference("items", "a list with items", "none"))
    return found


def _chosen(choice: Choice, number: int, seen: list[Observation], before: list[Observation], frame: Frame) -> tuple[str, list[Mismatch]]:
    """The first outcome that fits, or the differences to the one that comes nearest."""
    nearest: list[Mismatch] | None = None
    for outcome in choice.outcomes:
        found = _outcome(outcome, number, seen, before, frame)
        if not found:
            return outcome.name, []
        if nearest is None or len(found) < len(nearest):
            nearest = found
    return "", nearest or []


def _outcome(outcome: Outcome, number: int, seen: list[Observation], before: list[Observation], frame: Frame) -> list[Mismatch]:
    found: list[Mismatch] = []
    label = f"outcome *{outcome.name}*"
    if outcome.acceptance and before and before[0].answer.status != outcome.acceptance:
        found.append(Mismatch(number, label, outcome.line, "answer", outcome.acceptance, before[0].answer.status))
    for act in outcome.acts:
        observation = next((one for one in seen if one.key == observed_as(act)), None)
        if observation is None:
            continue
        answer = observation.answer
        found += [
            Mismatch(number, f"{label}, {act.label}", act.line, *one) for one in _acceptance(act, answer) or _content(act, answer, frame)
        ]
    return found


def observed_as(act: Act) -> str:
    """What tells one observation of a choice from another: outcomes that look at the same thing share one observation."""
    call = act.call
    return f"{call.operation} {call.customer} {call.actor}" if call else act.label


def _different(act: Act, number: int, frame: Frame) -> list[Mismatch]:
    ucrns = [frame.filled.get(f"<ucrn of {name}>", "") for name in act.names]
    if len(set(ucrns)) == len(ucrns):
        return []
    return [Mismatch(number, act.label, act.line, "ucrn", "a UCRN for each", ", ".join(ucrns))]


def _alike(first: Mapping[str, object], second: Mapping[str, object]) -> list[Difference]:
    changed = [name for name in {**first, **second} if first.get(name) != second.get(name)]
    return [Difference(name, f"{first.get(name)!r} as before", repr(second.get(name))) for name in changed]


def _same_words(number: int, observation: Observation, observations: list[Observation]) -> list[Difference]:
    earlier = [one for one in observations if one.step < number and one.answer.status == "refused"]
    if not earlier:
        return [Difference("answer", "the words of the refusal before it", "no refusal before it")]
    before, now = _last(earlier[-1]), _last(observation)
    return [] if before == now else [Difference("answer", f"{before[0]} {before[1]}", f"{now[0]} {now[1]}")]


def _last(observation: Observation) -> tuple[int, object]:
    exchange = observation.exchanges[-1]
    return exchange.status, exchange.response


def _revealed(number: int, observation: Observation, observations: list[Observation]) -> list[Difference]:
    """Values sent for any customer before, of four letters or more, that stand in the refusal though its asker did not send them."""
    told = set(observation.asked.fields.values())
    secret = {
        value
        for one in observations
        if one.step < number
        for name, value in one.asked.fields.items()
        if len(value) > 3 and name not in ("ucrn", "contact_type")
    }
    text = msgspec.json.encode([exchange.response for exchange in observation.exchanges]).decode()
    return [Difference("answer", "nothing of the record", shown(value)) for value in sorted(secret - told) if _quoted(value) in text]


def _quoted(value: str) -> str:
    return msgspec.json.encode(value).decode()[1:-1]
