"""The records of the shards of one run, made into the record of that run. What is missing is said, and is never taken to be green."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from conformance.keeping import OnDisk
from conformance.listed import stale_entries
from conformance.record import Footer, Header, Record, RecordError
from conformance.sameness import hold_together
from conformance.selection import select
from conformance.shards import Shard, shard
from conformance.stored import Stored
from conformance.suite import Suite


class _Part(NamedTuple):
    """One shard's record, and where it was found."""

    path: Path
    stored: Stored
    shard: Shard


def merged(suite: Suite, paths: Sequence[Path], into: Path) -> Record:
    """Write the record of the whole run into a file, from those of its shards.

    Where a shard is missing, or did not come to its end, the record says that it was stopped. Raises RecordError for records that are not
    of shards of one run, or not of this version of the suite, and UnwrittenError.
    """
    parts = [_part(path) for path in paths]
    _hold_together(suite, parts)
    chosen = [scenario.id for _, scenario in select(suite, parts[0].stored.header.selected)]
    for part in parts:
        _own(part, part.shard.part(chosen))
    header = _whole([part.stored.header for part in parts], len(chosen))
    keeper = OnDisk(into, {scenario: number for number, scenario in enumerate(chosen)})
    try:
        keeper.begin(header)
        for part in parts:
            for finding in part.stored.findings:
                keeper.add(finding)
        stale = stale_entries(suite, header, keeper.findings()) if header.known else ()
        finished = max((part.stored.footer.finished for part in parts if part.stored.footer), default=header.started)
        return keeper.end(lambda findings: Footer(finished, findings, "; ".join(_missing(parts)), stale))
    finally:
        keeper.close()


def _part(path: Path) -> _Part:
    stored = Stored(path, partial=True)
    if not stored.header.shard:
        raise RecordError(f"{path} is of a whole run, and no shard of one: only the records of run --shard are made into one")
    return _Part(path, stored, shard(stored.header.shard))


def _hold_together(suite: Suite, parts: Sequence[_Part]) -> None:
    """Raise RecordError where these are not shards of one run."""
    first = parts[0]
    if first.stored.header.suite != suite.version:
        raise RecordError(
            f"{first.path} was made by version {first.stored.header.suite} of the suite, and this is {suite.version}: merge with that one"
        )
    there: dict[int, Path] = {}
    for part in parts:
        more = [f"shards: {first.shard.of} in all, then {part.shard.of}"] if part.shard.of != first.shard.of else []
        hold_together(f"{first.path} and {part.path} are not of one run", first.stored.header, part.stored.header, *more)
        before = there.setdefault(part.shard.number, part.path)
        if before is not part.path:
            raise RecordError(f"{before} and {part.path} are both of shard {part.shard}: give each shard once")


def _own(part: _Part, scenarios: Sequence[str]) -> None:
    """Raise RecordError where a record has scenarios that are not in its shard."""
    strange = {finding.scenario for finding in part.stored.findings} - set(scenarios)
    if strange or part.stored.header.scenarios != len(scenarios):
        such = f", such as {min(strange)}" if strange else ""
        raise RecordError(
            f"{part.path}: shard {part.shard} has {len(scenarios)} scenarios, the record was to have {part.stored.header.scenarios}"
            f"{f', and {len(strange)} are of other shards{such}' if strange else ''}: it was made from another book"
        )


def _whole(headers: Sequence[Header], scenarios: int) -> Header:
    """The header of the run that these are the shards of."""
    return replace(
        headers[0],
        started=min(header.started for header in headers),
        scenarios=scenarios,
        complete=not headers[0].selected and not headers[0].read_only,
        run=" ".join(dict.fromkeys(header.run for header in headers)),
        shard="",
        jobs=max(header.jobs for header in headers),
        races=min(header.races for header in headers),
        resumed=tuple(sorted(moment for header in headers for moment in header.resumed)),
    )


def _missing(parts: Sequence[_Part]) -> list[str]:
    """A clause for each shard that is not there, or not whole."""
    there = {part.shard.number: part for part in parts}
    said: list[str] = []
    for number in range(1, parts[0].shard.of + 1):
        one = Shard(number, parts[0].shard.of)
        if number not in there:
            said.append(f"shard {one} is missing")
            continue
        footer = there[number].stored.footer
        if footer is None:
            said.append(f"the record of shard {one} breaks off")
        elif footer.stopped:
            said.append(f"shard {one} was stopped: {footer.stopped}")
    return said
