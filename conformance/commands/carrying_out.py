"""A run from its first look at the target to its report, once it is known what is to be done."""

from __future__ import annotations

import gc
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from conformance.commands.diff import against
from conformance.commands.planning import Plan
from conformance.commands.telling import tell

if TYPE_CHECKING:
    from conformance.exchanges import Driver
    from conformance.record import Finding, Record
    from conformance.suite import Scenario, Suite


class FirstLook:
    """What is seen to before a run, and how long the target took to answer meanwhile."""

    latency = 0.0
    """Seconds that a request took to be answered, once it has been looked."""

    def __init__(self, scenarios: list[Scenario]) -> None:
        self._scenarios = scenarios

    def __call__(self, driver: Driver) -> None:
        """Look; raises TargetError where no run can be made."""
        from conformance.doctor.consultation import Consultation
        from conformance.doctor.preflight import looked_into

        asking = Consultation(driver)
        looked_into(asking, self._scenarios)
        self.latency = asking.latency


def carried_out(
    suite: Suite,
    plan: Plan,
    chosen: list[Any],
    driver: Driver,
    views: tuple[str, ...],
    baseline: Record | None,
    keeping: dict[str, Any],
) -> int:
    """Run, write and tell; the exit status. `keeping` is what else `hold` is given. Raises TargetError, RecordError, UnwrittenError."""
    from conformance.commands.writing import write_and_tell
    from conformance.disk import UnwrittenError
    from conformance.session import header_of, hold

    shard = str(plan.shard or "")
    if plan.begun:
        now = header_of(suite, driver, plan.selected, len(chosen), given=keeping["given"], known=keeping["known"], shard=shard)
        plan.begun.hold_together(now, [scenario.id for _, scenario in chosen])
        keeping |= {"begun": plan.begun, "record": plan.begun.path}
    _collect_seldom()
    with _told_to_end():
        try:
            with _Progress(len(chosen)) as progress:
                record = hold(suite, chosen, driver, selected=plan.selected, folder=plan.folder, shard=shard, progress=progress, **keeping)
        except UnwrittenError as error:
            if "under_way" in keeping and keeping["under_way"].has_begun:
                kept = plan.begun.path if plan.begun else plan.folder
                raise error.and_more(f"what was found is kept, and `conformance run --resume {kept}` goes on then") from None
            raise
        status = write_and_tell(plan.folder, views, suite, record)
    if baseline is None:
        return status
    told, status = against(baseline, record)
    tell(f"\nAgainst the baseline\n\n{told}", nl=False)
    return status


@contextmanager
def _told_to_end() -> Iterator[None]:
    """Meanwhile whoever tells the process to end (SIGTERM) interrupts the run, which then says so, as from the keyboard."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt("told to end (SIGTERM)")

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _collect_seldom() -> None:
    """What a run finds goes in no circles, and the book stays to the end: looking for garbage at the usual rate would find nothing."""
    gc.freeze()
    gc.set_threshold(50_000)


class _Progress:
    """A progress bar on a terminal, nothing in a pipe."""

    def __init__(self, length: int) -> None:
        self._bar = click.progressbar(length=length, label="scenarios", file=sys.stderr) if sys.stderr.isatty() else None

    def __enter__(self) -> Callable[[Finding], None]:
        if self._bar:
            self._bar.__enter__()
        return self._one

    def _one(self, _: Finding) -> None:
        if self._bar:
            self._bar.update(1)

    def __exit__(self, *error: object) -> None:
        if self._bar:
            self._bar.render_finish()
