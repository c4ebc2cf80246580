"""The record of a run: JSON Lines, append only. A header, one finding a line with every exchange, a footer. No footer, no report."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

import msgspec

from conformance.exchanges import Observation, Target
from conformance.judging import Mismatch, Verdict
from conformance.known import KnownFailure
from conformance.suite import Level

VERSION = 1
"""Of the form of a record: higher when an older reader would misunderstand a newer one. What is only added changes nothing."""


class Reason(msgspec.Struct, frozen=True):
    """One line of the reference's trace: a value it holds or answers there, and the rules that gave it."""

    path: str
    value: str
    rules: tuple[str, ...]


class Load(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a load was to be: users at the same time, how fast they began, and when it was to end (0: not by that)."""

    users: int
    spawn_rate: float
    seconds: float
    scenarios: int
    seed: int
    workers: int = 0
    """So many workers were waited for; 0 where one process did everything."""


class Operation(msgspec.Struct, frozen=True):
    """The requests of one operation under load; times in milliseconds."""

    name: str
    requests: int
    failures: int
    """Never answered, or answered with a fault of the server's own."""
    a_second: float
    median: float
    nearly_all: float
    """95 % took no longer; `almost_all` 99 %."""
    almost_all: float
    longest: float


class Figures(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a load came to, in numbers."""

    seconds: float
    scenarios: int
    """Lived, each as often as it was."""
    answers: int
    """Judged."""
    operations: tuple[Operation, ...] = ()
    workers: dict[str, int] = {}
    """By worker the scenarios that it is known to have lived."""
    lost: tuple[str, ...] = ()
    """The workers of whose work something is missing."""


class Header(msgspec.Struct, frozen=True, tag_field="line", tag="header"):
    """What was run, against what, and when (ISO, UTC)."""

    suite: str
    target: Target
    started: str
    selected: tuple[str, ...]
    """The patterns that chose the scenarios; empty for the whole book."""
    scenarios: int
    complete: bool
    """Whether the whole book was chosen: only then can a run be conformant."""
    run: str = ""
    """The run's id, which the target was told with every request; the inventory has it too."""
    read_only: bool = False
    """Whether nothing was to be made or changed, so that most of the book was left out."""
    known: tuple[KnownFailure, ...] = ()
    """What was listed as known failures."""
    customers: tuple[str, ...] = ()
    """The UCRNs that were given to stand in, where nothing was to be made."""
    shard: str = ""
    """Which part of what was selected this is, such as `2/5`; blank for all of it."""
    jobs: int = 1
    """So many scenarios were carried out side by side at the most."""
    resumed: tuple[str, ...] = ()
    """When the run was taken up again, once for each time."""
    races: int = 1
    """How often each scenario was to be carried out whose acts are sent at the same time."""
    load: Load | None = None
    """What the load was to be, where many users lived the scenarios again and again."""
    version: int = VERSION
    """The form of the record."""


class Finding(msgspec.Struct, frozen=True, omit_defaults=True, tag_field="line", tag="finding"):
    """What one scenario came to, with all the evidence from which its verdict can be computed again."""

    scenario: str
    rule: str
    chapter: str
    level: Level
    verdict: Verdict
    outcome: str = ""
    cause: str = ""
    mismatches: tuple[Mismatch, ...] = ()
    filled: dict[str, str] = {}
    """What the placeholders of the page stood for."""
    stuck: str = ""
    """Why the scenario could not be carried on, where no answer of the target says it."""
    observations: tuple[Observation, ...] = ()
    why: tuple[Reason, ...] = ()
    """The reference's own trace of the places that do not match."""
    good: tuple[Observation, ...] = ()
    """What the reference does itself in the steps that do not match."""
    seconds: float = 0.0
    times: int = 1
    """How often the scenario was carried out until it came to this: more than once where its acts race, and under load."""
    again: bool = False
    """Whether it may have made or changed something once before: the run had begun it, did not come to its end, and was taken up again."""


class Footer(msgspec.Struct, frozen=True, omit_defaults=True, tag_field="line", tag="footer"):
    """The end of a run. `stopped` says why it ended before its last scenario; blank if it did not."""

    finished: str
    findings: int
    stopped: str = ""
    stale: tuple[str, ...] = ()
    """A sentence for each known failure, listed for several scenarios, of which none fails any more."""
    figures: Figures | None = None
    """Of a load."""


Line = Header | Finding | Footer


class Record(msgspec.Struct, frozen=True):
    """A record as read back; `footer` is None where the record breaks off. Its findings may be read from the disk each time anew."""

    header: Header
    findings: Sequence[Finding]
    footer: Footer | None


class Source(Protocol):
    """What every view is made from: a record in memory, or one on disk. Its findings can be gone through any number of times."""

    @property
    def header(self) -> Header:
        """How it begins."""
        ...

    @property
    def findings(self) -> Iterable[Finding]:
        """What was found, scenario by scenario."""
        ...

    @property
    def footer(self) -> Footer | None:
        """How it ends; None where it breaks off."""
        ...


class RecordError(Exception):
    """A record that cannot be read, or not for what it was to be read for: where, and why."""


class CutOffError(RecordError):
    """A record that ends before its run did."""
