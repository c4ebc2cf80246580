"""`conformance prove`: the suite on trial."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from conformance.commands.options import select_option
from conformance.commands.telling import tell

_PROVED, _NOT_PROVED, _INCOMPLETE = 0, 1, 5


@click.command()
@select_option("Only these faults: a name, a glob, or a rule. May be given several times.")
@click.option("--http", is_flag=True, help="Try every fault over a socket as well.")
@click.option(
    "--readings", is_flag=True, help="Instead of faults, try every permitted reading and benign variant: none may raise an alarm."
)
@click.option(
    "--mutants", is_flag=True, help="Instead of named faults, try mechanical changes of the reference's code. Takes some ten minutes."
)
@click.option("--explorer", is_flag=True, help="Put `conformance explore` on trial: it must find every fault.")
@click.option("--jobs", type=click.IntRange(0), default=0, metavar="N", help="So many processes; 0, the default, is one a processor.")
@click.option("--output", type=click.Path(path_type=Path, file_okay=False), metavar="FOLDER", help="Write the report into this folder.")
def prove(selected: tuple[str, ...], http: bool, readings: bool, mutants: bool, explorer: bool, jobs: int, output: Path | None) -> None:
    """Put the suite itself on trial.

    Without options, the reference is made to break its rules one by one (`conformance faults` lists the ways), and each fault must be
    caught. For selected faults it is told under which rules they are caught, for a single one also by which scenarios; --output writes
    the whole matrix.

    Exit status: 0 every fault is killed, and at least 95 % are reported first under the rule that they break; 1 otherwise; 5 where
    nothing could be tried or an error got in the way. With --readings 0 where there is no false alarm, 1 otherwise. With --mutants 0
    where each is killed or explained, at least 98 % by the book alone. With --explorer 0 where every fault
    is found, 1 otherwise.
    """
    if readings + mutants + explorer > 1:
        raise click.UsageError("--readings, --mutants and --explorer are trials of their own: one at a time")
    for name, chosen in {"readings": readings, "mutants": mutants}.items():
        if chosen and (http or selected):
            raise click.UsageError(f"--{name} tries all {name}, in memory: it takes neither --select nor --http")
    if explorer and http:
        raise click.UsageError("--explorer explores in memory, fault by fault: it takes no --http")
    if output and selected:
        raise click.UsageError("--output writes a report of all faults: it cannot go with --select")
    if output:  # a trial takes a while, and what comes of it must not be lost
        from conformance.disk import writable

        writable(output)
    if mutants:
        sys.exit(_mutants(jobs, output))
    if explorer:
        sys.exit(_explorer(selected, jobs, output))
    sys.exit(_readings(jobs, output) if readings else _faults(selected, http, jobs, output))


def _faults(selected: tuple[str, ...], http: bool, jobs: int, output: Path | None) -> int:
    from conformance.book import book
    from conformance.parallel import spread
    from conformance.proving.matrix import score
    from conformance.proving.trials import ProvingError, in_memory, named, suspects, through_socket
    from conformance.renderers import kill_matrix

    try:
        tried = suspects(named(selected))
    except ProvingError as error:
        tell(f"conformance: {error}", err=True)
        return _INCOMPLETE
    with _progress(len(tried) * (2 if http else 1), "faults") as done:
        memory = spread(in_memory, tried, jobs, done)
        socket = spread(through_socket, tried, jobs, done) if http else []
    tell(kill_matrix.summary(memory, socket, details=bool(selected)))
    if any(trial.errors for trial in socket):
        return _INCOMPLETE
    if output:
        page, file = kill_matrix.page(book(), memory, socket), output / kill_matrix.PAGE
        _write(file, _risen(file, page, kill_matrix.score_of, kill_matrix.score_line))
        _write(output / kill_matrix.SPARE, kill_matrix.spare_list(book(), memory))
    return _PROVED if all(score(trials).reached for trials in (memory, socket) if trials) else _NOT_PROVED


def _readings(jobs: int, output: Path | None) -> int:
    from conformance.parallel import spread
    from conformance.proving.readings import points, settings, tried
    from conformance.renderers import readings

    hubs = settings()
    with _progress(len(hubs), "hubs") as done:
        came = spread(tried, hubs, jobs, done)
    tell(readings.summary(came))
    if output:
        _write(output / readings.PAGE, readings.page(points(), came))
    return _NOT_PROVED if any(one.alarms for one in came) else _PROVED


def _explorer(selected: tuple[str, ...], jobs: int, output: Path | None) -> int:
    from conformance.book import book
    from conformance.parallel import spread
    from conformance.proving.explored import explorable, tried
    from conformance.renderers import explored as renderer

    names = explorable(selected)
    if not names:
        tell("conformance: only calls at the same time can show these faults, and the explorer makes none", err=True)
        return _INCOMPLETE
    with _progress(len(names), "faults") as done:
        explored = spread(tried, names, jobs, done)
    tell(renderer.summary(explored, details=bool(selected)))
    if output:
        _write(
            output / renderer.PAGE, _risen(output / renderer.PAGE, renderer.page(book(), explored), renderer.score_of, renderer.score_line)
        )
    return _PROVED if all(one.after for one in explored) else _NOT_PROVED


def _mutants(jobs: int, output: Path | None) -> int:
    from conformance.proving.fates import score
    from conformance.proving.inquest import held, made
    from conformance.proving.mutants import DRAWN, grounds
    from conformance.proving.mutations import TOOL, MutationError, version
    from conformance.proving.trials import ProvingError
    from conformance.renderers import mutants

    try:
        tried = made()
        with _progress(len(grounds()) * len(tried), "mutants") as done:
            fates = held(tried, jobs, done)
    except (MutationError, ProvingError) as error:
        tell(f"conformance: {error}", err=True)
        return _INCOMPLETE
    tell(mutants.summary(fates))
    if output:
        page = mutants.page(fates, TOOL, version(), len(grounds()), DRAWN)
        _write(output / mutants.PAGE, _risen(output / mutants.PAGE, page, mutants.score_of, mutants.score_line))
        _write(output / mutants.LIST, mutants.listed(fates))
    return _PROVED if score(fates).reached else _NOT_PROVED


def _risen(file: Path, page: str, score_of: Callable[[str], Any], score_line: Callable[[Any], str]) -> str:
    """The new page; raises click.UsageError where its score is lower than that of the page that is there."""
    before = score_of(file.read_text(encoding="utf-8")) if file.is_file() else None
    now = score_of(page)
    if before and now and now.below(before):
        raise click.UsageError(f"the score may only rise; {file} stays as it was. Before: {score_line(before)} Now: {score_line(now)}")
    return page


def _write(file: Path, text: str) -> None:
    from conformance.aside import write

    write(file, [text])


@contextmanager
def _progress(length: int, label: str) -> Iterator[Callable[[], None]]:
    """A progress bar on a terminal, nothing in a pipe."""
    if not sys.stderr.isatty():
        yield lambda: None
        return
    with click.progressbar(length=length, label=label, file=sys.stderr) as bar:
        yield lambda: bar.update(1)
