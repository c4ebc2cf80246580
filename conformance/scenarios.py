"""Labels and blocks into scenarios: what a rule's section says, row by row, with nothing on the page left over."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, NoReturn

import msgspec

from conformance import labels, names
from conformance.labels import Label
from conformance.layout import Block, ChapterError
from conformance.preparation import unprepared
from conformance.suite import Act, Call, Choice, Expectation, Expected, Json, Outcome, Rule, Scenario
from conformance.twins import without_twin

_COLUMN = re.compile(r"<([^<>]+)>")
_PLACEHOLDER = re.compile(r"<[a-z][^<>]*>")
_SENDABLE = re.compile(rf"<(ucrn|ucrn of {labels.NAME}|unknown ucrn|({'|'.join(names.LISTS)}): [^<>]+)>")
_EXPECTABLE = re.compile(rf"<(today|any)>|{_SENDABLE.pattern}")
_NEEDS = {
    "list": "lists",
    "open-case": "cases",
    "read-case": "cases",
    "open-edit-form": "edit-forms",
    "submit-edit-form": "edit-forms",
    "reopen-edit-form": "edit-forms",
}

Entries = dict[str, dict[str, str]]


def scenarios_of(section: list[Block], file: str, rule: Rule, entries: Entries) -> tuple[Scenario, ...]:
    """The scenarios below one rule's line about it; raises ChapterError for anything that is not part of one."""
    found: list[Scenario] = []
    starts = [number for number, block in enumerate(section) if block.kind == "heading"]
    if section and not starts:
        starts = [0]
    for start, end in pairwise([*starts, len(section)] if starts else []):
        heading = section[start]
        if heading.kind != "heading" or heading.level != 3:
            _object(file, heading.line, repr(heading.text), "a scenario's title, a heading with ###")
        found.extend(Template(section[start + 1 : end], heading, file, rule, entries).scenarios())
    seen: set[str] = set()
    for scenario in found:
        if scenario.id in seen:
            _object(file, scenario.line, f"the scenario {scenario.id} once more", "titles and rows of their own")
        seen.add(scenario.id)
    return tuple(found)


class Template:
    """One scenario's section: its labels with their blocks, its remarks, and the table whose rows fill it."""

    def __init__(self, section: list[Block], heading: Block, file: str, rule: Rule, entries: Entries) -> None:
        self.heading, self.file, self.rule, self.sets = heading, file, rule, entries
        self.parts: list[tuple[Block, Json, bool]] = []
        self.notes: list[str] = []
        self.rows: list[tuple[int, dict[str, str]]] = []
        self.used: set[str] = set()
        for block in section:
            self._take(block)
        if not self.parts:
            _object(file, heading.line, f"no act below {heading.text!r}", "at least one label of the book")

    def _take(self, block: Block) -> None:
        if self.rows:
            _object(self.file, block.line, repr(block.text), "nothing below a scenario's table but the next heading")
        if block.kind == "quote":
            self.notes.append(re.sub(r"(?m)^> ?", "", block.text))
        elif block.kind == "paragraph":
            self.parts.append((block, None, False))
        elif block.kind == "fence":
            if not self.parts or self.parts[-1][2]:
                _object(self.file, block.line, "a block without a label", "a label such as 'Create:' above it")
            self.parts[-1] = (self.parts[-1][0], _json(block, self.file), True)
        elif block.kind == "table":
            self._take_rows(block)
        else:
            _object(self.file, block.line, repr(block.text), "a label, a block of JSON, a quoted remark or a table")

    def _take_rows(self, block: Block) -> None:
        header, *rows = block.rows
        if header[0] != "scenario" or len(set(header)) != len(header):
            _object(self.file, block.line, f"the columns {', '.join(header)}", "'scenario' first, and each name once")
        if not rows:
            _object(self.file, block.line, "a table without rows", "a row for each scenario")
        for number, row in enumerate(rows, start=2):
            if not row[0]:
                _object(self.file, block.line + number, "a row without a name", "its name in the first column")
            self.rows.append((block.line + number, dict(zip(header, row, strict=True))))

    @staticmethod
    def entries(block: Block, file: str) -> dict[str, str]:
        """A named set of entries: a flat object of texts."""
        found = _json(block, file)
        if not isinstance(found, dict) or not all(isinstance(value, str) for value in found.values()):
            _object(file, block.line, "a set of entries that is no object of texts", "names and their texts")
        return {name: str(value) for name, value in found.items()}

    def scenarios(self) -> Iterator[Scenario]:
        """One scenario, or one for each row; raises ChapterError for a column that no label and no block mentions."""
        base = f"{self.rule.id}/{_slug(self.heading.text)}"
        if not self.rows:
            yield self._scenario(base, self.heading.text, self.heading.line, {})
            return
        for line, row in self.rows:
            yield self._scenario(f"{base}/{_slug(row['scenario'])}", f"{self.heading.text}: {row['scenario']}", line, row)
        unused = [column for column in self.rows[0][1] if column != "scenario" and column not in self.used]
        if unused:
            _object(self.file, self.rows[0][0] - 2, f"the column {unused[0]!r} that nothing mentions", f"<{unused[0]}> in a label or block")

    def _scenario(self, identity: str, title: str, line: int, row: dict[str, str]) -> Scenario:
        steps = _steps(self._acts(row), self.file)
        scenario = Scenario(
            id=identity,
            rule=self.rule.id,
            title=title,
            line=line,
            requires=_requires(self.rule, steps),
            note="\n\n".join(self.notes),
            steps=steps,
            row=row,
        )
        lonely = without_twin(scenario)
        if lonely:
            _object(self.file, lonely.line, f"{lonely.label!r} without its positive twin", "the same call with one other fact, accepted")
        lacking = unprepared(scenario)
        if lacking:
            _object(self.file, lacking[0].line, f"{lacking[0].label!r} without {lacking[1]}", "an act above it that makes it")
        self._outcomes_are_permitted(steps)
        return scenario

    def _outcomes_are_permitted(self, steps: tuple[Act | Choice, ...]) -> None:
        chosen = [
            (before, outcome)
            for before, choice in pairwise(steps)
            if isinstance(before, Act) and isinstance(choice, Choice)
            for outcome in choice.outcomes
        ]
        if self.rule.level == "reading" and not chosen:
            _object(self.file, self.heading.line, "a reading's scenario without outcomes", "'Either *…*:' and 'Or *…*:'")
        for before, outcome in chosen:
            if outcome.name not in self.rule.permits:
                _object(
                    self.file,
                    outcome.line,
                    f"the outcome {outcome.name!r}",
                    f"one that {self.rule.id} permits: {', '.join(self.rule.permits) or 'none'}",
                )
            if outcome.acceptance == "refused" and before.expect.acceptance != "refused or accepted":
                wanted = "'refused or accepted' in the label above the outcomes"
                _object(self.file, outcome.line, f"the outcome {outcome.name!r} of a refusal that is not permitted", wanted)
            if not outcome.acts and outcome.acceptance is None:
                shows = "what is seen afterwards, or how the call is answered"
                _object(self.file, outcome.line, f"the outcome {outcome.name!r} with nothing that shows it", shows)

    def _acts(self, row: dict[str, str]) -> Iterator[Act | Outcome]:
        calls: list[Call] = []
        for block, data, has_block in self.parts:
            text = self._fill_text(block.text, row)
            label = self._label(text, block.line, has_block)
            filled = self._fill(data, row, block.line)
            if label.kind == "outcome":
                yield Outcome(name=label.act["outcome"], line=block.line, acceptance=label.expect.get("acceptance"))
                continue
            act = self._act(label, filled, text, block.line, calls)
            if act.call is not None and not act.observes:
                calls.append(act.call)
            yield act

    def _label(self, text: str, line: int, has_block: bool) -> Label:
        if text[-1] not in ":." or "\n" in text:
            _object(self.file, line, repr(text), "a label on one line that ends with a colon or a full stop; remarks are quoted with >")
        label = labels.parse(text[:-1])
        if isinstance(label, str):
            _object(self.file, line, label, "one of the labels in the chapter on reading this book")
        needs = label.needs_block
        if label.kind == "outcome":
            if has_block:
                _object(self.file, line, f"{text!r} with a block", "the outcome's observations below it")
        elif (text[-1] == ":") != has_block or (needs is not None and needs != has_block):
            _object(
                self.file,
                line,
                f"{text!r} {'with' if has_block else 'without'} a block",
                "a block below a label with a colon, none below one with a full stop",
            )
        return label

    def _act(self, label: Label, data: Any, text: str, line: int, calls: list[Call]) -> Act:
        call = Call(**label.call) if label.kind in ("call", "save-every-id") else None
        block = label.block
        if label.kind == "the same":
            if not calls:
                _object(self.file, line, repr(text), "a call above it")
            changed = msgspec.structs.replace(calls[-1], **label.call)
            call, block = changed, "changes" if changed.operation in ("create", "update", "submit-edit-form") else "values"
        expect = dict(label.expect)
        if data is not None and block in ("entries", "edited", "changes") and call is not None:
            sent = self._sent(data, line)
            call = msgspec.structs.replace(call, fields={**call.fields, **sent} if block == "changes" else sent)
        elif data is not None and block in ("values", "records", "items"):
            expect |= self._expected(data, block, call, line)
        form = self._form(data, line) if block == "form" else {}
        kind = "call" if label.kind == "the same" else label.kind
        return Act(kind=kind, label=text, line=line, call=call, expect=Expectation(**expect), form=form, **label.act)  # type: ignore[arg-type]  # an outcome never comes here

    def _sent(self, data: Any, line: int) -> dict[str, str]:
        if not isinstance(data, dict):
            _object(self.file, line, "a block that is no object", "entries and their texts")
        data = self._with(data, line)
        for name, value in data.items():
            if name not in names.SENT:
                _object(self.file, line, f"the entry {name!r}", "a name that create or update knows")
            if not isinstance(value, str) or (_PLACEHOLDER.fullmatch(value) and not _SENDABLE.fullmatch(value)):
                _object(self.file, line, f"{name} = {value!r}", "a text, or a placeholder that can be sent")
        return dict(data)

    def _form(self, data: Any, line: int) -> dict[str, str]:
        if not isinstance(data, dict) or not all(isinstance(value, str) for value in data.values()):
            _object(self.file, line, "a form that is no object of texts", "data names and their texts")
        return data

    def _expected(self, data: Any, block: str, call: Call | None, line: int) -> dict[str, Any]:
        if block == "values":
            fields = self._values(data, _names_seen(call), line)
            if not fields:
                _object(self.file, line, "a block without values", "at least one value, or a label without a block")
            return {"fields": fields}
        if not isinstance(data, list):
            _object(self.file, line, "a block that is no list", "a list of records")
        known = names.IN_ADDRESS if block == "records" else names.IN_LIST_ITEM
        return {"addresses" if block == "records" else "items": [self._values(record, known, line) for record in data]}

    def _values(self, data: Any, known: frozenset[str] | None, line: int) -> dict[str, Expected]:
        if not isinstance(data, dict):
            _object(self.file, line, "something that is no object", "names and values")
        data = self._with(data, line)
        for name, value in data.items():
            if known is not None and name not in known:
                _object(self.file, line, f"the name {name!r}", "a name that can be looked at here")
            for text in value if isinstance(value, list) and value else [value]:
                if isinstance(text, bool) is not (name == "primary") or not isinstance(text, str | bool):
                    _object(self.file, line, f"{name} = {value!r}", "true or false for primary, a text or a list of texts otherwise")
                if isinstance(text, str) and _PLACEHOLDER.fullmatch(text) and not _EXPECTABLE.fullmatch(text):
                    _object(self.file, line, f"{name} = {text!r}", "a placeholder of the book")
        return dict(data)

    def _with(self, data: dict[str, Any], line: int) -> dict[str, Any]:
        if "with" not in data:
            return data
        name = data["with"]
        if name not in self.sets:
            _object(self.file, line, f"the set of entries {name!r}", f"one that this chapter defines: {', '.join(self.sets) or 'none'}")
        return {**self.sets[name], **{key: value for key, value in data.items() if key != "with"}}

    def _fill_text(self, text: str, row: dict[str, str]) -> str:
        def cell(match: re.Match[str]) -> str:
            if match[1] in row:
                self.used.add(match[1])
                return row[match[1]]
            return match[0]

        return _COLUMN.sub(cell, text) if row else text

    def _fill(self, data: Any, row: dict[str, str], line: int) -> Any:
        if not row:
            return data
        if isinstance(data, dict):
            return {name: self._fill(value, row, line) for name, value in data.items()}
        if isinstance(data, list):
            return [self._fill(value, row, line) for value in data]
        column = data[1:-1] if isinstance(data, str) and data[:1] == "<" and data[-1:] == ">" else ""
        if column not in row:
            return data
        self.used.add(column)
        return self._cell(row[column], line)

    def _cell(self, text: str, line: int) -> Any:
        if not (len(text) > 1 and text[0] == text[-1] == "`"):
            return text
        try:
            return json.loads(text[1:-1])
        except ValueError as error:
            _object(self.file, line, f"the cell {text}", f"JSON between the code marks ({error})")


def _steps(parts: Iterator[Act | Outcome], file: str) -> tuple[Act | Choice, ...]:
    steps: list[Act | Choice] = []
    outcomes: list[Outcome] = []
    for part in parts:
        if isinstance(part, Outcome):
            if not steps:
                _object(file, part.line, f"the outcome {part.name!r}", "an act above it")
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
        _object(file, alone.line, f"{alone.label!r} by itself", "a neighbour that is sent at the same time")
    return tuple(steps)


def _alone(steps: list[Act | Choice]) -> Act | None:
    """The first act that is said to be sent at the same time as its neighbours, and has none that is."""
    together = [False, *(isinstance(step, Act) and step.together for step in steps), False]
    for number, step in enumerate(steps, start=1):
        if isinstance(step, Act) and step.together and not (together[number - 1] or together[number + 1]):
            return step
    return None


def _requires(rule: Rule, steps: tuple[Act | Choice, ...]) -> tuple[str, ...]:
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


def _names_seen(call: Call | None) -> frozenset[str] | None:
    """The names that an answer to this call may be looked at by; None where a form's own data names come back."""
    if call is None or call.from_form:
        return None
    by_operation = {"get": names.IN_GET, "hub-record": names.IN_HUB_RECORD, "read-case": names.IN_CASE}
    return by_operation.get(call.operation, names.IN_HUB_RECORD)


def _json(block: Block, file: str) -> Json:
    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        keys = [key for key, _ in pairs]
        if len(set(keys)) != len(keys):
            twice = next(key for key in keys if keys.count(key) > 1)
            _object(file, block.line, f"the name {twice!r} twice in one object", "each name once")
        return dict(pairs)

    try:
        found: Json = json.loads(block.text, object_pairs_hook=unique)
    except json.JSONDecodeError as error:
        _object(file, block.line + error.lineno, f"a block that is not JSON ({error.msg})", "one JSON value")
    return found


def _slug(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", title.lower().replace("'", "").replace("’", "")).strip("-")


def _object(file: str, line: int, found: str, expected: str) -> NoReturn:
    raise ChapterError(file, line, found, expected)
