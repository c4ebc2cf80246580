"""Scenarios whose acts are sent at the same time: made several times, and held against every order in which the reference could do them.

What the page says of the end is judged as everywhere. Beyond that, all that was answered about one customer must be what the reference
answers when it does the acts one after the other, in some order; in which, is the target's own affair. Imports nothing of the reference
but through its driver.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

import msgspec
from msgspec.structs import replace

from conformance.comparing import Difference, Frame, differences, record_differences
from conformance.deadlines import A_SCENARIO
from conformance.drivers.in_process import REFERENCE, Held, Likeness, Rewound, open_points, rewound
from conformance.exchanges import Answer, Asked, Driver, Observation, Target
from conformance.judging import Mismatch, today_of
from conformance.linearizing import Came, Unexplained, unexplained
from conformance.lists import Lists
from conformance.names import DATES, IN_ADDRESS, IN_GET, IN_HUB_RECORD, SWITCHES
from conformance.performance import Room, plenty
from conformance.record import Finding
from conformance.runner import run_scenario
from conformance.suite import CAPABILITIES, Act, Expected, Json, Rule, Scenario

_RIGHT: Final = ("pass", "observed")
_MODELLED: Final = frozenset({"create", "update", "get", "hub-record"})


def raced(
    rule: Rule,
    scenario: Scenario,
    driver: Driver | str,
    lists: Lists,
    times: int = 1,
    room: Room = plenty,
    seconds: float = A_SCENARIO,
) -> Finding:
    """Carry a scenario out as `run_scenario` does; one whose acts race so many times, until it comes to something that is not right.

    Each time it has so many seconds.
    """
    finding = run_scenario(rule, scenario, driver, lists, room, seconds)
    if isinstance(driver, str) or not scenario.races or driver.target.address.partition(":")[0] == REFERENCE:
        return finding  # the reference in this process does one thing after the other, so there is nothing to repeat
    for number in range(1, times + 1):
        finding = replace(in_some_order(scenario, finding, driver.target), times=number)
        if finding.verdict not in _RIGHT or number == times:
            break
        finding = run_scenario(rule, scenario, driver, lists, room, seconds)
    return finding


def in_some_order(scenario: Scenario, finding: Finding, target: Target) -> Finding:
    """The finding; where it is right by the page, and no order of the acts leads to what was answered, with what does not fit."""
    if finding.verdict not in _RIGHT:
        return finding
    for customer, history in _histories(scenario, finding):
        wrong = _unexplained(history, _Likely(target, finding))
        if wrong and wrong.undecided:
            finding = replace(finding, cause=f"not every order of what was done with {customer or 'the customer'} was looked at, none fits")
        elif wrong:
            act = wrong.operation.act
            told = tuple(Mismatch(wrong.operation.seen.step, act.label, act.line, *difference) for difference in wrong.differences)
            return replace(finding, verdict="fail" if finding.level == "must" else "warning", cause=_why(history), mismatches=told)
    return finding


class _Done(NamedTuple):
    """An act of a history, and what was observed of it. `sent` are the names to which acts of the history gave values."""

    act: Act
    seen: Observation
    sent: frozenset[str]


_History = list[list[_Done]]


def _is_about(act: Act, customer: str) -> bool:
    """Whether an act is about this customer; who others are, as whom one may act too, is not modelled."""
    call = act.call
    return call is not None and call.customer == customer and call.actor in ("a CSA", "nobody", customer or "the customer")


def _why(history: _History) -> str:
    return f"no order of the {max(map(len, history))} acts on this customer that were sent at the same time leads there"


def _histories(scenario: Scenario, finding: Finding) -> Iterator[tuple[str, _History]]:
    """What was done with each customer by itself: what is done with one does not show in another, so nothing is lost by that.

    None where something was done that is not modelled, or with an ID of the target's own lists.
    """
    acts = {number: step for number, step in enumerate(scenario.steps) if isinstance(step, Act) and step.call}
    seen = [one for one in finding.observations if one.step in acts and one.asked.operation in _MODELLED]
    if len(seen) < len(finding.observations) or any(mark.partition(":")[0][1:] in ("prefixes", "suffixes") for mark in finding.filled):
        return
    for customer in dict.fromkeys(call.customer for act in acts.values() if (call := act.call)):
        own = [one for one in seen if _is_about(acts[one.step], customer)]
        sent = frozenset(name for one in own for name in one.asked.fields) - {"ucrn", *SWITCHES}
        history: _History = []
        for before, one in zip((None, *own), own, strict=False):
            done = _Done(acts[one.step], one, sent)
            if before and acts[before.step].together and done.act.together and history:
                history[-1].append(done)
            else:
                history.append([done])
        if any(len(group) > 1 for group in history):
            yield customer, history


def _unexplained(history: _History, likely: _Likely) -> Unexplained[_Done] | None:
    """Where no order leads on, by none of the outcomes that the book permits of what it leaves open."""
    wrong = likely.tried(history)
    if wrong:
        one_by_one = [[done] for group in history for done in group]
        usual = likely.answers(one_by_one)
        for point, outcomes in open_points().items():
            for outcome in outcomes[1:]:
                other = likely.reading(point, outcome)
                if other.answers(one_by_one) != usual and not other.tried(history):
                    return None
    return wrong


class _State(NamedTuple):
    held: Held
    ucrns: Mapping[str, str]
    """The target's UCRN of a customer to the reference's."""


class _Likely:
    """The reference as the target is likely to be, as a model of histories."""

    def __init__(self, target: Target, finding: Finding, readings: Mapping[str, str] | None = None) -> None:
        self._target, self._finding, self._readings = target, finding, readings or {}
        ahead = timedelta(seconds=target.clock_offset)
        without = frozenset(CAPABILITIES) - set(target.capabilities)
        zone = ZoneInfo(target.time_zone)
        self._now: Callable[[], datetime] = lambda: datetime.now(UTC) + ahead
        self._reference: Rewound = rewound(Likeness(self._now, zone, without, self._readings))
        self._frame = Frame(today_of(list(finding.observations), zone), finding.filled, zone)

    def reading(self, point: str, outcome: str) -> _Likely:
        return _Likely(self._target, self._finding, {point: outcome})

    def tried(self, history: _History) -> Unexplained[_Done] | None:
        return unexplained(self._start(), history, self._after)

    def answers(self, one_by_one: _History) -> list[Answer]:
        state, answers = self._start(), []
        for (done,) in one_by_one:
            answer, state = self._done(state, done)
            answers.append(answer)
        return answers

    def _start(self) -> _State:
        return _State(({}, {}, {}), {})

    def _done(self, state: _State, done: _Done) -> tuple[Answer, _State]:
        self._reference.put_back(state.held)
        answer, _ = self._reference.driver.perform(_asked_of_the_reference(done.seen.asked, state.ucrns))
        ucrns = state.ucrns
        if done.seen.asked.operation == "create" and answer.status == "accepted":
            ucrns = {**ucrns, str(done.seen.answer.fields.get("ucrn")): str(answer.fields.get("ucrn"))}
        return answer, _State(self._reference.held(), ucrns)

    def _after(self, state: _State, done: _Done) -> Came[_State]:
        answer, after = self._done(state, done)
        return Came(after, _key(after), self._differences(done, answer))

    def _differences(self, done: _Done, answer: Answer) -> list[Difference]:
        seen = done.seen.answer
        if answer.status != seen.status:
            return [Difference("answer", answer.status, seen.status)]
        expect = done.act.expect
        if expect.addresses is not None:
            answered = self._answered(done, "addresses.")
            names = (done.sent & answered & IN_ADDRESS) | {name for record in expect.addresses for name in record}
            return record_differences([self._expected(record, names) for record in answer.addresses], seen.addresses, self._frame)
        if seen.status != "accepted" or done.seen.asked.operation not in ("get", "hub-record"):
            return []
        shown = IN_GET if done.seen.asked.operation == "get" else IN_HUB_RECORD
        names = (done.sent & self._answered(done) & shown) | set(expect.fields or ())
        return differences(self._expected(answer.fields, names), seen.fields, self._frame)

    def _answered(self, done: _Done, prefix: str = "") -> frozenset[str]:
        """The names sent of which the target can be asked what became of them."""
        found = self._target.answers.get(done.seen.asked.operation)
        return done.sent if found is None else frozenset(name for name in done.sent if prefix + name in found)

    def _expected(self, values: Mapping[str, Json], names: frozenset[str]) -> dict[str, Expected]:
        today = self._now().astimezone(self._frame.zone).date().isoformat()
        return {name: _as_on_a_page(name, values.get(name), today) for name in sorted(names) if name != "ucrn"}


def _as_on_a_page(name: str, value: Json, today: str) -> Expected:
    if isinstance(value, bool):
        return value
    if name in DATES and isinstance(value, str) and value[:10] == today:
        return "<today>"
    return "" if value is None else str(value)


def _asked_of_the_reference(asked: Asked, ucrns: Mapping[str, str]) -> Asked:
    fields = {**asked.fields, "ucrn": ucrns.get(asked.fields["ucrn"], asked.fields["ucrn"])} if "ucrn" in asked.fields else asked.fields
    return replace(asked, fields=fields, ucrn=ucrns.get(asked.ucrn, asked.ucrn), actor=ucrns.get(asked.actor, asked.actor))


def _key(state: _State) -> Hashable:
    return msgspec.msgpack.encode((state.held, state.ucrns), enc_hook=_plain)


def _plain(mapping: Mapping[str, object]) -> dict[str, object]:
    return dict(mapping)
