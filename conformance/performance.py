"""One scenario as it goes: who has been created, what placeholders stand for, which calls are made, and what is observed."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec
from msgspec.structs import replace

from conformance.at_once import at_once
from conformance.bounds import LARGEST_EVIDENCE
from conformance.deadlines import nearest
from conformance.exchanges import Answer, Asked, Driver, Exchange, Observation
from conformance.judging import observed_as, today_of
from conformance.lists import Lists
from conformance.meeting import Meeting
from conformance.names import CARRIED, MANDATORY, ONLY_IN_HUB_RECORD
from conformance.suite import Act, Call, Choice, Json, Scenario

_LIST_PLACEHOLDER = re.compile(r"<(prefixes|suffixes|countries|languages): ([^<>]+)>")
TODAY = "<today>"
_BEGINNING = 2000
"""Letters of what is too long to be kept."""


Room = Callable[[int], AbstractContextManager[object]]
"""Makes room for so many calls at the same time, for as long as the block."""


def plenty(_: int) -> AbstractContextManager[object]:
    """Room where nobody else calls."""
    return nullcontext()


class Performance:
    """One scenario being carried out: who has been created, what the placeholders stand for, and what has been observed."""

    def __init__(self, scenario: Scenario, driver: Driver, lists: Lists, room: Room = plenty) -> None:
        self._scenario, self._driver, self._lists, self._room = scenario, driver, lists, room
        self.observations: list[Observation] = []
        self.filled: dict[str, str] = {}
        self.stuck = ""
        self._ucrns: dict[str, str] = {}
        self._carried: dict[str, dict[str, str]] = {}
        self._form: dict[str, str] = {}
        self._case_id = ""
        self._edit_form_id = ""
        self._evidence = 0

    def carry_out(self) -> None:
        """Make the calls from top to bottom until one comes out so that the next cannot be made."""
        for numbers in _groups(self._scenario.steps):
            try:
                going_on = self._steps(numbers)
            except _StuckError as error:
                self.stuck = str(error)
                if error.lost:
                    self.observations.append(Observation(numbers[0], *error.lost))
                return
            if not going_on:
                return

    def _steps(self, numbers: list[int]) -> bool:
        step = self._scenario.steps[numbers[0]]
        if isinstance(step, Choice):
            return all(self._observe(numbers[0], act) for act in _distinct(step))
        if len(numbers) > 1:
            return self._together(numbers)
        if step.kind == "form":
            self._form = {name: self._fill(value, step.line) for name, value in step.form.items()}
            return True
        if step.kind == "different-ucrns":
            return True
        if step.kind == "save-every-id":
            return self._save_every_id(numbers[0], step)
        again = 2 if step.expect.same_as_before else 1
        return all(self._observe(numbers[0], step) for _ in range(again))

    def _observe(self, number: int, act: Act) -> bool:
        call = _call_of(act)
        asked = self._asked(call, act.line)
        return self._noted(number, act, call, asked, *self._performed(asked))

    def _performed(self, asked: Asked) -> tuple[Answer, tuple[Exchange, ...]]:
        """What came of a call, which is not made any more when a deadline is over."""
        deadline = nearest()
        if deadline.over():
            return Answer("unreachable", detail=deadline.said), ()
        answer, exchanges = self._driver.perform(asked)
        return answer, tuple(self._kept(exchange) for exchange in exchanges)

    def _kept(self, exchange: Exchange) -> Exchange:
        """An exchange as evidence: whole, as long as there is not too much of it."""
        response = msgspec.json.encode(exchange.response)
        self._evidence += len(response)
        if self._evidence <= LARGEST_EVIDENCE:
            return exchange
        return replace(exchange, response=response[:_BEGINNING].decode("utf-8", "ignore"))

    def _together(self, numbers: list[int]) -> bool:
        acts = [act for number in numbers if isinstance(act := self._scenario.steps[number], Act)]
        asked = [self._asked(_call_of(act), act.line) for act in acts]
        meeting = Meeting(len(acts))

        def perform(one: Asked) -> tuple[Answer, tuple[Exchange, ...]]:
            with meeting.joined():
                return self._performed(one)

        with self._room(len(asked)):
            answers = at_once(perform, asked)
        noted = [
            self._noted(number, act, _call_of(act), one, *answer)
            for number, act, one, answer in zip(numbers, acts, asked, answers, strict=True)
        ]
        return all(noted)

    def _noted(self, number: int, act: Act, call: Call, asked: Asked, answer: Answer, exchanges: tuple[Exchange, ...]) -> bool:
        self.observations.append(Observation(number, observed_as(act), asked, answer, exchanges))
        if answer.status == "accepted":
            self._learn(call, asked, answer)
            return act.call is None or act.call.operation != "create" or bool(answer.fields.get("ucrn"))
        return answer.status == "refused" and act.expect.acceptance != "accepted"

    def _learn(self, call: Call, asked: Asked, answer: Answer) -> None:
        if call.operation == "create" and answer.fields.get("ucrn"):
            ucrn = str(answer.fields["ucrn"])
            self._ucrns[call.customer] = ucrn
            self.filled.setdefault("<ucrn>", ucrn)
            self.filled.setdefault("<unknown ucrn>", re.sub(r"\w", "9", ucrn))
            if call.customer:
                self.filled[f"<ucrn of {call.customer}>"] = ucrn
        if call.operation in ("create", "update"):
            self._carried[call.customer] = {name: asked.fields[name] for name in MANDATORY if name in asked.fields}
        self._case_id = str(answer.fields.get("case_id") or self._case_id)
        self._edit_form_id = str(answer.fields.get("edit_form_id") or self._edit_form_id)

    def _asked(self, call: Call, line: int) -> Asked:
        entries = {name: self._fill(value, line) for name, value in call.fields.items()}
        ucrn = self._ucrns.get(call.customer, "")
        if call.operation == "create":
            entries = {**CARRIED, **entries}
        elif call.operation == "update":
            entries = {"ucrn": ucrn, **self._carried.get(call.customer, CARRIED), **entries}
        elif call.operation == "submit-edit-form":
            entries = {**self._carried.get(call.customer, CARRIED), **entries}
        elif call.operation == "get":
            entries = {"ucrn": {"": ucrn, "blank": "", "unknown": self.filled.get("<unknown ucrn>", "9" * 12)}[call.ucrn]}
        return Asked(
            operation=call.operation,
            actor=self._actor(call.actor),
            ucrn=ucrn,
            fields=entries,
            ignore_empty=call.ignore_empty,
            keep_empty_end_dates=call.keep_empty_end_dates,
            integration_version=call.integration_version,
            form=self._form if call.from_form else None,
            case_id=self._case_id if call.for_case or call.operation == "read-case" else "",
            edit_form_id=self._edit_form_id,
            pre_submission=call.pre_submission,
            list_name=call.list_name,
        )

    def _actor(self, actor: str) -> str:
        if actor == "a CSA":
            return "csa"
        if actor == "nobody":
            return "nobody"
        name = "" if actor == "the customer" else actor
        if name not in self._ucrns:
            raise _StuckError(f"{actor} signs in before being created: the fault is the chapter's")
        return self._ucrns[name]

    def _fill(self, text: str, line: int) -> str:
        if text[:1] != "<" or text[-1:] != ">":
            return text
        if text in self.filled:
            return self.filled[text]
        match = _LIST_PLACEHOLDER.fullmatch(text)
        if match:
            self.filled[text] = self._listed(match[1], match[2], f"(line {line} of the chapter sends its ID)")
            return self.filled[text]
        if text == "<unknown ucrn>":
            return "9" * 12
        if text == TODAY:
            self.filled[text] = self._today()
            return self.filled[text]
        return text

    def _listed(self, list_name: str, name: str, where: str) -> str:
        known, answer = self._lists.asked_for(list_name)
        if answer.status != "accepted":
            lost = (f"the list of {list_name}", Asked("list", list_name=list_name), answer) if answer.status == "unreachable" else None
            raise _StuckError(f"the list of {list_name}, of which {name!r} is sought {where}, is not answered: {answer.detail}", lost)
        if name not in known:
            raise _StuckError(f"the list of {list_name} has no {name!r} {where}")
        return known[name]

    def _today(self) -> str:
        """The last date that the target's clock showed; before the first call, that of our own clock, set by the target's."""
        target = self._driver.target
        zone = ZoneInfo(target.time_zone)
        ours = datetime.fromtimestamp(time.time() + target.clock_offset, zone).date().isoformat()
        return max(today_of(self.observations, zone), default=ours)

    def _save_every_id(self, number: int, act: Act) -> bool:
        entry, call = act.names[0], _call_of(act)
        listed, exchanges = self._performed(Asked("list", list_name=call.list_name))
        if listed.status != "accepted" or not listed.items:
            empty = Answer("broken", detail=f"the list of {call.list_name} is empty")
            self.observations.append(
                Observation(number, observed_as(act), Asked("list"), empty if listed.status == "accepted" else listed, exchanges)
            )
            return False
        read: list[dict[str, Json]] = []
        for item in listed.items:
            asked = self._asked(Call("update", fields={entry: str(item.get("id"))}, ignore_empty=True), act.line)
            answer, sent = self._performed(asked)
            back, looked = self._performed(self._asked(Call("hub-record" if entry in ONLY_IN_HUB_RECORD else "get"), act.line))
            exchanges = (*exchanges, *sent, *looked)
            lost = next((one for one in (answer, back) if one.status in ("unreachable", "unsigned")), None)
            if lost:
                self.observations.append(Observation(number, observed_as(act), asked, lost, exchanges))
                return False
            read.append({"id": str(item.get("id")), "read": _read(back, entry) if answer.status == "accepted" else answer.detail})
        self.observations.append(
            Observation(number, observed_as(act), Asked("list", list_name=call.list_name), Answer("accepted", items=read), exchanges)
        )
        return True


def _read(back: Answer, entry: str) -> str:
    """What is read of an entry that holds an ID: whatever is longer is none."""
    return str(back.fields.get(entry) or "")[:_BEGINNING]


class _StuckError(Exception):
    """A call that cannot be made, by no fault of the target's answers so far. `lost` is a question by the way that was not answered."""

    def __init__(self, message: str, lost: tuple[str, Asked, Answer] | None = None) -> None:
        super().__init__(message)
        self.lost = lost


def _call_of(act: Act) -> Call:
    assert act.call is not None, f"{act.label} is no call"
    return act.call


def _distinct(choice: Choice) -> Iterator[Act]:
    """The observations that the outcomes of a choice ask for, each once."""
    seen: set[str] = set()
    for outcome in choice.outcomes:
        for act in outcome.acts:
            if observed_as(act) not in seen:
                seen.add(observed_as(act))
                yield act


def _groups(steps: tuple[Act | Choice, ...]) -> Iterator[list[int]]:
    """The numbers of the steps, neighbours that are sent at the same time in one group."""
    group: list[int] = []
    for number, step in enumerate(steps):
        if isinstance(step, Act) and step.together:
            group.append(number)
            continue
        if group:
            yield group
            group = []
        yield [number]
    if group:
        yield group
