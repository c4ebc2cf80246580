"""How often each scenario came to what, and the first of each kind with its evidence: all that a load keeps, however long it is. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

import msgspec
from msgspec.structs import replace

from conformance.record import Finding
from conformance.suite import Suite

RIGHT = ("pass", "observed")
Kind = tuple[str, str, str]
"""Scenario, verdict, and the outcome that was found."""


class Report(msgspec.Struct, frozen=True):
    """What a worker tells its master from time to time: what has come about since it last did."""

    worker: str
    number: int
    """Its reports are numbered from 1, so that none can be missing unseen."""
    counts: tuple[tuple[Kind, int], ...] = ()
    samples: tuple[Finding, ...] = ()
    """The first of each kind that is not right."""
    answers: int = 0
    last: bool = False
    stopped: str = ""
    """With the last one, why the worker did not go on to the end."""


def kind_of(finding: Finding) -> Kind:
    """What tells a finding from others of its scenario."""
    return finding.scenario, finding.verdict, finding.outcome


class Tally:
    """Counts findings, and keeps the first of each kind that is not right."""

    def __init__(self, suite: Suite) -> None:
        self._rules = {scenario.id: rule for rule in suite.rules() for scenario in rule.scenarios}
        self._order = {identity: place for place, identity in enumerate(self._rules)}
        self._counts: Counter[Kind] = Counter()
        self._samples: dict[Kind, Finding] = {}
        self.answers = 0

    @property
    def scenarios(self) -> int:
        """How many have been lived, each as often as it was."""
        return self._counts.total()

    def add(self, finding: Finding, whole: Callable[[Finding], Finding] = lambda finding: finding) -> Finding | None:
        """Count a finding; the first of its kind that is not right is kept as `whole` makes it, and returned."""
        kind = kind_of(finding)
        self._counts[kind] += 1
        self.answers += len(finding.observations)
        if finding.verdict in RIGHT or kind in self._samples:
            return None
        self._samples[kind] = whole(finding)
        return self._samples[kind]

    def merge(self, report: Report) -> list[Finding]:
        """Count what somebody else has found; returns the samples of kinds that were not known."""
        self._counts.update(dict(report.counts))
        self.answers += report.answers
        new = [sample for sample in report.samples if kind_of(sample) not in self._samples]
        self._samples.update((kind_of(sample), sample) for sample in new)
        return new

    def findings(self) -> Iterator[Finding]:
        """One for each kind, in the order of the book, with the number of times that it came about."""
        for kind, times in sorted(self._counts.items(), key=lambda item: (self._order.get(item[0][0], -1), item[0])):
            yield replace(self._samples.get(kind) or self._bare(kind), times=times)

    def counts(self) -> Counter[Kind]:
        """How often each kind came about so far."""
        return self._counts.copy()

    def _bare(self, kind: Kind) -> Finding:
        scenario, verdict, outcome = kind
        rule = self._rules[scenario]
        return msgspec.convert(
            {
                "line": "finding",
                "scenario": scenario,
                "rule": rule.id,
                "chapter": rule.chapter,
                "level": rule.level,
                "verdict": verdict,
                "outcome": outcome,
            },
            Finding,
        )


class Reporting:
    """What a worker has still to tell of a tally."""

    def __init__(self, worker: str, tally: Tally) -> None:
        self._worker, self._tally = worker, tally
        self._told: Counter[Kind] = Counter()
        self._answers = 0
        self._number = 0
        self._new: list[Finding] = []

    def note(self, sample: Finding) -> None:
        """A sample to be told with the next report."""
        self._new.append(sample)

    def report(self, last: bool = False, stopped: str = "") -> Report:
        """All that has not been told yet."""
        counts, answers = self._tally.counts(), self._tally.answers
        self._number += 1
        since = counts - self._told
        told = Report(
            self._worker, self._number, tuple(since.items()), tuple(self._new), answers - self._answers, last=last, stopped=stopped
        )
        self._told, self._answers, self._new = counts, answers, []
        return told


class Worker(msgspec.Struct):
    """What a master knows of one of its workers."""

    name: str
    reports: int = 0
    samples: int = 0
    scenarios: int = 0
    ended: bool = False
    stopped: str = ""
    missing: int = 0
    """Reports that never came, though later ones did."""


class Merging:
    """The reports of several workers in one tally."""

    def __init__(self, tally: Tally) -> None:
        self.tally = tally
        self.workers: dict[str, Worker] = {}

    def take(self, report: Report) -> list[Finding]:
        """Take a report in; returns samples of what nobody has found yet. One that has come before says nothing."""
        worker = self.workers.setdefault(report.worker, Worker(report.worker))
        if report.number <= worker.reports:
            return []
        worker.missing += report.number - worker.reports - 1
        worker.reports = report.number
        worker.samples += len(report.samples)
        worker.scenarios += sum(times for _, times in report.counts)
        worker.ended, worker.stopped = report.last, report.stopped
        return self.tally.merge(report)

    def recover(self, name: str, findings: Sequence[Finding]) -> int:
        """Take in what a lost worker has written down and not told; `findings` are all of its record. Returns how many those are."""
        worker = self.workers[name]
        untold = findings[worker.samples :]
        for finding in untold:
            self.tally.add(finding)
        worker.samples += len(untold)
        worker.scenarios += len(untold)
        return len(untold)

    def wanting(self) -> str:
        """What is missing of the work of the workers, as a sentence; blank where nothing is."""
        return "; ".join(
            part
            for part in (
                _said([one for one in self.workers.values() if not one.ended], "lost: what it did after its last report is missing"),
                _said([one for one in self.workers.values() if one.missing], "not heard completely: reports of it are missing"),
                *(f"worker {one.name}: {one.stopped}" for one in self.workers.values() if one.stopped),
            )
            if part
        )


def _said(workers: Iterable[Worker], what: str) -> str:
    return "; ".join(f"worker {worker.name} was {what}" for worker in workers)
