"""What a run is to do: as it was asked for, as the record says that is taken up again, or what is not green in another one."""

from __future__ import annotations

from contextlib import ExitStack, closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from conformance.commands.reading import file_of

if TYPE_CHECKING:
    from conformance.drivers.manners import Manners
    from conformance.resuming import Begun
    from conformance.shards import Shard
    from conformance.suite import Rule, Scenario, Suite
    from conformance.under_way import UnderWay

_USUAL = "reference"


class Plan(NamedTuple):
    """Which scenarios are run against which target, and where the record goes."""

    target: str
    selected: tuple[str, ...]
    shard: Shard | None
    read_only: bool
    customers: tuple[str, ...]
    folder: Path | None
    begun: Begun | None = None

    def chosen(self, suite: Suite) -> list[tuple[Rule, Scenario]]:
        """The scenarios; raises SelectionError."""
        from conformance.selection import select

        chosen = select(suite, self.selected)
        return self.shard.part(chosen) if self.shard else chosen

    @property
    def record(self) -> Path:
        """The file of the record, where there is a folder for it."""
        from conformance.session import RECORD_FILE

        assert self.folder, "what is written nowhere has no file"
        return self.begun.path if self.begun else self.folder / RECORD_FILE


class ShardType(click.ParamType[Any]):
    """One of several parts: `2/5`."""

    name = "shard"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Shard:
        from conformance.shards import shard

        try:
            return shard(str(value))
        except ValueError as error:
            self.fail(str(error), param, ctx)


def planned(asked: Plan, target: str | None, resume: Path | None, failed: Path | None) -> Plan:
    """The plan of a run; raises click.UsageError for flags that do not go together, RecordError for a record that cannot be taken."""
    if resume and failed:
        raise click.UsageError("--resume goes on with a run, --failed begins another: give one of them")
    if failed:
        return _repeating(asked, target, file_of(failed))
    if resume:
        return _going_on(asked, target, file_of(resume))
    return asked._replace(target=target or _USUAL)


def jobs_of(asked: int | None, target: str, manners: Manners, latency: float) -> int:
    """How many scenarios are carried out side by side: as many as was asked for, or as suit a target that answers within `latency`.

    One, where the target is in this process: there is nothing to wait for, and an application may have one connection to its database.
    """
    from conformance.jobs import jobs_for
    from conformance.targets import in_this_process

    if asked or in_this_process(target):
        return asked or 1
    return jobs_for(latency, manners.jobs, manners.requests_a_second)


def within_limits(asked: int | None, target: str, manners: Manners) -> None:
    """Raise click.UsageError where more jobs are asked for than the target's file allows."""
    if asked and manners.jobs and asked > manners.jobs:
        raise click.UsageError(f"--jobs {asked}: {target} takes no more than {manners.jobs} (limits.jobs)")


def alone(plan: Plan, run: str, meanwhile: ExitStack) -> tuple[Plan, UnderWay]:
    """Keep others out of the plan's record; the plan as it is when nobody else writes it. Raises RecordError, UnwrittenError."""
    from conformance.resuming import Begun
    from conformance.session import utc
    from conformance.under_way import UnderWay

    under_way = meanwhile.enter_context(closing(UnderWay(plan.record, run, utc().isoformat(timespec="seconds"))))
    return plan._replace(begun=Begun(plan.record)) if plan.begun else plan, under_way


def _repeating(asked: Plan, target: str | None, record: Path) -> Plan:
    from conformance.resuming import not_green
    from conformance.stored import Stored

    if asked.selected or asked.shard:
        raise click.UsageError("--failed chooses the scenarios: leave --select and --shard out")
    header = Stored(record).header
    return asked._replace(target=target or header.target.address, selected=not_green(record))


def _going_on(asked: Plan, target: str | None, record: Path) -> Plan:
    from conformance.record import RecordError
    from conformance.resuming import Begun
    from conformance.shards import shard

    if asked.folder:
        raise click.UsageError("--resume goes on in the record itself: leave --output out")
    begun = Begun(record)
    header = begun.header
    if target and target != header.target.address:
        raise RecordError(f"{record} is of {header.target.address}, and cannot be taken up again with {target}")
    return Plan(
        target=header.target.address,
        selected=asked.selected or header.selected,
        shard=asked.shard or (shard(header.shard) if header.shard else None),
        read_only=asked.read_only or header.read_only,
        customers=asked.customers or header.customers,
        folder=record.parent,
        begun=begun,
    )
