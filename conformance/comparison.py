"""Several targets side by side: rule by rule what each came to, where they differ, and what is not verified where. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from conformance.gist import Gist, gists
from conformance.judging import Verdict
from conformance.record import Header, Source
from conformance.suite import Level
from conformance.verdicts import conclude, plural, worst_of

_NOT_HOLDING = ("failed", "warned", "known")


class Column(NamedTuple):
    """One record: the label of its target, how it was run, and what it establishes."""

    label: str
    header: Header
    conclusion: str
    reason: str
    rules: int
    """So many rules it has findings of."""


class Cell(NamedTuple):
    """What a rule came to at one target; without a verdict where the record has nothing of it, which is no pass."""

    verdict: Verdict | None = None
    held: int = 0
    applicable: int = 0
    first: Gist | None = None
    """The first scenario that came to the verdict."""
    outcomes: tuple[str, ...] = ()
    """The readings that the target follows."""


class Row(NamedTuple):
    """One rule at every target."""

    rule: str
    level: Level
    chapter: str
    cells: tuple[Cell, ...]
    differs: bool
    """Whether in a scenario that two of them ran something came out otherwise: the verdict, the reading, or what does not match."""
    alone: int | None = None
    """The number of the only target at which it does not hold, where it does at all others that can tell, one at least."""

    @property
    def readings_differ(self) -> bool:
        """Whether the targets that ran it follow several readings."""
        return len({cell.outcomes for cell in self.cells if cell.verdict is not None}) > 1


class Untold(NamedTuple):
    """Why scenarios are not verified, and how many of each target."""

    verdict: Verdict | None
    """None where the record has nothing of them."""
    cause: str
    counts: tuple[int, ...]
    rules: tuple[str, ...]


class Comparison(NamedTuple):
    """Records side by side."""

    columns: tuple[Column, ...]
    notes: tuple[str, ...]
    rows: tuple[Row, ...]
    untold: tuple[Untold, ...]

    @property
    def differing(self) -> tuple[Row, ...]:
        """The rules on which they differ."""
        return tuple(row for row in self.rows if row.differs)

    def alone(self, number: int) -> tuple[Row, ...]:
        """The rules that do not hold at this target only."""
        return tuple(row for row in self.rows if row.alone == number)


def comparison(records: Sequence[Source]) -> Comparison:
    """Hold records against each other; rules stand in the order in which they are first met."""
    found = [gists(record) for record in records]
    by_rule: dict[str, list[list[Gist]]] = {}
    for number, own in enumerate(found):
        for gist in own.values():
            by_rule.setdefault(gist.rule, [[] for _ in found])[number].append(gist)
    rows = tuple(_row(rule, own) for rule, own in by_rule.items())
    columns = tuple(
        Column(label, record.header, *conclude(record.header, record.findings, record.footer)[:2], len({one.rule for one in own.values()}))
        for label, record, own in zip(_labels([record.header for record in records]), records, found, strict=True)
    )
    return Comparison(columns, tuple(_notes(columns, len(rows))), rows, tuple(_untold(found)))


def _labels(headers: Sequence[Header]) -> list[str]:
    """What each target calls itself; where that is not enough, how it was named, when it was run, and at last a number."""
    labels = [f"{header.target.name or header.target.address} {header.target.version}".strip() for header in headers]
    tellings = ([header.target.address for header in headers], [header.started for header in headers], _numbers(len(headers)))
    for telling in tellings:
        often = Counter(labels)
        apart = {label: len({one for one, own in zip(telling, labels, strict=True) if own == label}) > 1 for label in often}
        labels = [f"{label} ({one})" if often[label] > 1 and apart[label] else label for label, one in zip(labels, telling, strict=True)]
    return labels


def _numbers(count: int) -> list[str]:
    return [str(number + 1) for number in range(count)]


def _row(rule: str, own: Sequence[Sequence[Gist]]) -> Row:
    first = next(gist for column in own for gist in column)
    cells = tuple(_cell(column) for column in own)
    return Row(rule, first.level, first.chapter, cells, _differs(own), _alone(own))


def _cell(own: Sequence[Gist]) -> Cell:
    if not own:
        return Cell()
    verdict = worst_of(gist.verdict for gist in own)
    applicable = [gist for gist in own if gist.verdict != "not-applicable"]
    outcomes = tuple(dict.fromkeys(gist.outcome for gist in own if gist.outcome and gist.level == "reading"))
    first = next(gist for gist in own if gist.verdict == verdict)
    return Cell(verdict, sum(gist.verdict in ("pass", "observed") for gist in own), len(applicable), first, outcomes)


def _differs(own: Sequence[Sequence[Gist]]) -> bool:
    came: dict[str, set[tuple[Verdict, str, tuple[str, ...]]]] = {}
    for column in own:
        for gist in column:
            came.setdefault(gist.scenario, set()).add((gist.verdict, gist.outcome, gist.lasting))
    return any(len(several) > 1 for several in came.values())


def _alone(own: Sequence[Sequence[Gist]]) -> int | None:
    states = [{gist.state for gist in column} for column in own]
    broken = [number for number, there in enumerate(states) if there.intersection(_NOT_HOLDING)]
    return broken[0] if len(broken) == 1 and any("held" in there for number, there in enumerate(states) if number != broken[0]) else None


def _notes(columns: Sequence[Column], rules: int) -> Iterator[str]:
    """What keeps the records from being alike: a reader must not take it for a difference between the targets."""
    for told in (
        [f"suite {column.header.suite}" for column in columns],
        [f"selected: {', '.join(column.header.selected) or 'the whole book'}" for column in columns],
        ["read-only" if column.header.read_only else "not read-only" for column in columns],
    ):
        if len(set(told)) > 1:
            yield from (f"{column.label}: {one}" for column, one in zip(columns, told, strict=True))
    for column in columns:
        if column.rules < rules:
            yield f"{column.label} has nothing of {plural(rules - column.rules, 'rule')}"


def _untold(found: Sequence[dict[str, Gist]]) -> Iterator[Untold]:
    """By its reason what is not verified; what only other records have at last."""
    every = {gist.scenario: gist for own in found for gist in own.values()}
    by_reason: dict[tuple[Verdict | None, str], list[tuple[int, Gist]]] = {}
    for number, own in enumerate(found):
        for gist in own.values():
            if gist.state == "untold":
                by_reason.setdefault((gist.verdict, gist.cause), []).append((number, gist))
    missing = [(number, gist) for number, own in enumerate(found) for gist in every.values() if gist.scenario not in own]
    if missing:
        by_reason[None, ""] = missing
    for (verdict, cause), scenarios in by_reason.items():
        counts = Counter(number for number, _ in scenarios)
        rules = dict.fromkeys(gist.rule for _, gist in scenarios)
        yield Untold(verdict, cause, tuple(counts[number] for number in range(len(found))), tuple(rules))
