"""Labels and blocks into scenarios: what a rule's section says, row by row, with nothing on the page left over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import msgspec

from conformance import labels
from conformance.contents import Contents, Entries, json_of
from conformance.labels import Label
from conformance.layout import Block, objection
from conformance.preparation import unprepared
from conformance.rows import Row
from conformance.steps import requirements, steps_of
from conformance.suite import Act, Call, Choice, Expectation, Json, Outcome, Rule, Scenario
from conformance.twins import without_twin


def scenarios_of(section: list[Block], file: str, rule: Rule, entries: Entries) -> tuple[Scenario, ...]:
    """The scenarios below one rule's line about it; raises ChapterError for anything that is not part of one."""
    found: list[Scenario] = []
    starts = [number for number, block in enumerate(section) if block.kind == "heading"]
    if section and not starts:
        starts = [0]
    for start, end in pairwise([*starts, len(section)] if starts else []):
        heading = section[start]
        if heading.kind != "heading" or heading.level != 3:
            objection(file, heading.line, repr(heading.text), "a scenario's title, a heading with ###")
        found.extend(Template(section[start + 1 : end], heading, file, rule, entries).scenarios())
    seen: set[str] = set()
    for scenario in found:
        if scenario.id in seen:
            objection(file, scenario.line, f"the scenario {scenario.id} once more", "titles and rows of their own")
        seen.add(scenario.id)
    return tuple(found)


class Template:
    """One scenario's section: its labels with their blocks, its remarks, and the table whose rows fill it."""

    def __init__(self, section: list[Block], heading: Block, file: str, rule: Rule, entries: Entries) -> None:
        self.heading, self.file, self.rule = heading, file, rule
        self.contents = Contents(file, entries)
        self.parts: list[tuple[Block, Json, bool]] = []
        self.notes: list[str] = []
        self.rows: list[tuple[int, dict[str, str]]] = []
        self.used: set[str] = set()
        for block in section:
            self._take(block)
        if not self.parts:
            objection(file, heading.line, f"no act below {heading.text!r}", "at least one label of the book")

    def _take(self, block: Block) -> None:
        if self.rows:
            objection(self.file, block.line, repr(block.text), "nothing below a scenario's table but the next heading")
        if block.kind == "quote":
            self.notes.append(re.sub(r"(?m)^> ?", "", block.text))
        elif block.kind == "paragraph":
            self.parts.append((block, None, False))
        elif block.kind == "fence":
            if not self.parts or self.parts[-1][2]:
                objection(self.file, block.line, "a block without a label", "a label such as 'Create:' above it")
            self.parts[-1] = (self.parts[-1][0], json_of(block, self.file), True)
        elif block.kind == "table":
            self._take_rows(block)
        else:
            objection(self.file, block.line, repr(block.text), "a label, a block of JSON, a quoted remark or a table")

    def _take_rows(self, block: Block) -> None:
        header, *rows = block.rows
        if header[0] != "scenario" or len(set(header)) != len(header):
            objection(self.file, block.line, f"the columns {', '.join(header)}", "'scenario' first, and each name once")
        if not rows:
            objection(self.file, block.line, "a table without rows", "a row for each scenario")
        for number, row in enumerate(rows, start=2):
            if not row[0]:
                objection(self.file, block.line + number, "a row without a name", "its name in the first column")
            self.rows.append((block.line + number, dict(zip(header, row, strict=True))))

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
            objection(
                self.file, self.rows[0][0] - 2, f"the column {unused[0]!r} that nothing mentions", f"<{unused[0]}> in a label or block"
            )

    def _scenario(self, identity: str, title: str, line: int, row: dict[str, str]) -> Scenario:
        steps = steps_of(self._acts(row), self.file)
        scenario = Scenario(
            id=identity,
            rule=self.rule.id,
            title=title,
            line=line,
            requires=requirements(self.rule, steps),
            note="\n\n".join(self.notes),
            steps=steps,
            row=row,
        )
        lonely = without_twin(scenario)
        if lonely:
            objection(self.file, lonely.line, f"{lonely.label!r} without its positive twin", "the same call with one other fact, accepted")
        lacking = unprepared(scenario)
        if lacking:
            objection(self.file, lacking[0].line, f"{lacking[0].label!r} without {lacking[1]}", "an act above it that makes it")
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
            objection(self.file, self.heading.line, "a reading's scenario without outcomes", "'Either *…*:' and 'Or *…*:'")
        for before, outcome in chosen:
            if outcome.name not in self.rule.permits:
                objection(
                    self.file,
                    outcome.line,
                    f"the outcome {outcome.name!r}",
                    f"one that {self.rule.id} permits: {', '.join(self.rule.permits) or 'none'}",
                )
            if outcome.acceptance == "refused" and before.expect.acceptance != "refused or accepted":
                wanted = "'refused or accepted' in the label above the outcomes"
                objection(self.file, outcome.line, f"the outcome {outcome.name!r} of a refusal that is not permitted", wanted)
            if not outcome.acts and outcome.acceptance is None:
                shows = "what is seen afterwards, or how the call is answered"
                objection(self.file, outcome.line, f"the outcome {outcome.name!r} with nothing that shows it", shows)

    def _acts(self, row: dict[str, str]) -> Iterator[Act | Outcome]:
        calls: list[Call] = []
        cells = Row(row, self.file, self.used)
        for block, data, has_block in self.parts:
            text = cells.in_text(block.text)
            label = self._label(text, block.line, has_block)
            filled = cells.in_block(data, block.line)
            if label.kind == "outcome":
                yield Outcome(name=label.act["outcome"], line=block.line, acceptance=label.expect.get("acceptance"))
                continue
            act = self._act(label, filled, text, block.line, calls)
            if act.call is not None and not act.observes:
                calls.append(act.call)
            yield act

    def _label(self, text: str, line: int, has_block: bool) -> Label:
        if text[-1] not in ":." or "\n" in text:
            objection(self.file, line, repr(text), "a label on one line that ends with a colon or a full stop; remarks are quoted with >")
        label = labels.parse(text[:-1])
        if isinstance(label, str):
            objection(self.file, line, label, "one of the labels in the chapter on reading this book")
        needs = label.needs_block
        if label.kind == "outcome":
            if has_block:
                objection(self.file, line, f"{text!r} with a block", "the outcome's observations below it")
        elif (text[-1] == ":") != has_block or (needs is not None and needs != has_block):
            objection(
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
                objection(self.file, line, repr(text), "a call above it")
            changed = msgspec.structs.replace(calls[-1], **label.call)
            call, block = changed, "changes" if changed.operation in ("create", "update", "submit-edit-form") else "values"
        expect = dict(label.expect)
        if data is not None and block in ("entries", "edited", "changes") and call is not None:
            sent = self.contents.sent(data, line)
            call = msgspec.structs.replace(call, fields={**call.fields, **sent} if block == "changes" else sent)
        elif data is not None and block in ("values", "records", "items"):
            expect |= self.contents.expected(data, block, call, line)
        form = self.contents.form(data, line) if block == "form" else {}
        kind = "call" if label.kind == "the same" else label.kind
        return Act(kind=kind, label=text, line=line, call=call, expect=Expectation(**expect), form=form, **label.act)  # type: ignore[arg-type]  # an outcome never comes here


def _slug(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", title.lower().replace("'", "").replace("’", "")).strip("-")
