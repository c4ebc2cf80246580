"""The command line. Everything heavier than the command line itself is imported by the command that needs it."""

from __future__ import annotations

import gc
import io
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from conformance import __version__

if TYPE_CHECKING:
    from conformance.exchanges import Driver
    from conformance.record import Finding
    from conformance.suite import Suite

USAGE, UNREACHABLE, OURS, INCOMPLETE = 2, 3, 4, 5
_TOLD_IN_FULL = 2
"""So many failures of a rule are printed in full; the report in the output folder has all of them."""
_CAPABILITY = "Leave out a capability of the reference, such as connected-index; may be given several times."


class _Commands(click.Group):
    """The commands in the order in which they are met, and one clear line for every error."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="replace")  # a dash that a terminal cannot show is no reason to lose a report
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except KeyboardInterrupt:
            click.echo("conformance: interrupted", err=True)
            sys.exit(INCOMPLETE)
        except BrokenPipeError:  # whoever reads the output has read enough; what is left of it goes nowhere
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(INCOMPLETE)
        except Exception as error:
            if os.environ.get("CONFORMANCE_DEBUG"):
                raise
            message, status = _told(error)
            click.echo(f"conformance: {message}", err=True)
            sys.exit(status)


def _told(error: Exception) -> tuple[str, int]:
    """One line and the exit status for an error: by whose fault it is."""
    from conformance.exchanges import TargetError
    from conformance.layout import ChapterError
    from conformance.record import RecordError
    from conformance.selection import SelectionError

    if isinstance(error, TargetError):
        return str(error), error.status
    if isinstance(error, ChapterError | SelectionError):
        return str(error), USAGE
    if isinstance(error, RecordError):
        return str(error), USAGE
    return f"an error of its own: {type(error).__name__}: {error} (set CONFORMANCE_DEBUG=1 to see where, and please report it)", OURS


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, message="conformance %(version)s")
def main() -> None:
    """The conformance suite for customer-profile integrations: a specification that runs.

    Exit status: 0 conformant, 1 not conformant, 2 usage or configuration, 3 target unreachable, 4 an error of the suite's own,
    5 incomplete.
    """


def _sign_in(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that say how a CSA signs in."""
    secret = click.option(
        "--secret-file",
        type=click.Path(path_type=Path),
        help="A file that holds the CSA's secret; otherwise CONFORMANCE_CSA_SECRET does.",
    )
    name = click.option("--csa", envvar="CONFORMANCE_CSA_NAME", default="csa", show_default=True, help="The name by which a CSA signs in.")
    return name(secret(command))


@main.command()
@click.argument("target", default="reference")
@click.option(
    "--select",
    "selected",
    multiple=True,
    metavar="PATTERN",
    help="Only these: an id, a glob, a chapter or a level. May be given several times.",
)
@click.option("--list", "listing", is_flag=True, help="Print the ids of the chosen scenarios and run nothing.")
@click.option("--output", type=click.Path(path_type=Path), metavar="FOLDER", help="Write the record and the report into this folder.")
@click.option("--timeout", type=click.FloatRange(0.1, 3600), default=10.0, show_default=True, help="Seconds to wait for an answer.")
@click.option("--without", multiple=True, metavar="CAPABILITY", help=_CAPABILITY)
@_sign_in
def run(
    target: str,
    selected: tuple[str, ...],
    listing: bool,
    output: Path | None,
    timeout: float,
    without: tuple[str, ...],
    csa: str,
    secret_file: Path | None,
) -> None:
    """Run the specification against TARGET and report what holds.

    TARGET is `reference` (in memory, the default), `reference:FAULT`, or the URL of a hub that speaks the native contract.
    """
    from conformance.book import book
    from conformance.selection import select

    suite = book()
    chosen = select(suite, selected)
    if listing:
        click.echo("\n".join(scenario.id for _, scenario in chosen))
        return
    if output:
        _writable(output)
    from conformance.targets import driver_for

    driver = driver_for(target, csa, _secret(secret_file), timeout, _capabilities(without))
    sys.exit(_run(suite, chosen, driver, selected, output))


def _run(suite: Suite, chosen: list[Any], driver: Driver, selected: tuple[str, ...], output: Path | None) -> int:
    from conformance.renderers.text import report
    from conformance.session import REPORT_FILE, hold
    from conformance.verdicts import conclude

    _collect_seldom()
    with _progress(len(chosen)) as progress:
        record = hold(suite, chosen, driver, selected=selected, folder=output, progress=progress)
    driver.close()
    findings = list(record.findings)
    try:
        if output:
            _write(output / REPORT_FILE, report(suite, record.header, findings, record.footer))
    finally:
        click.echo(report(suite, record.header, findings, record.footer, full=_TOLD_IN_FULL), nl=False)
    return conclude(record.header, findings, record.footer)[2]


def _write(file: Path, text: str) -> None:
    from conformance.record import RecordError

    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise RecordError(f"{file} cannot be written: {error.strerror}") from None


def _collect_seldom() -> None:
    """What a run finds is kept to its end, so looking for garbage at the usual rate would look at the same findings again and again."""
    gc.freeze()
    gc.set_threshold(50_000)


class _progress:  # noqa: N801  # used as a function
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


def _secret(file: Path | None) -> str:
    if file is None:
        return os.environ.get("CONFORMANCE_CSA_SECRET", "")
    return _text(file, "--secret-file ").strip()


def _text(file: Path, option: str = "") -> str:
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise click.UsageError(f"{option}{file} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise click.UsageError(f"{option}{file} cannot be read: it is no text in UTF-8") from None


def _writable(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".writable"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise click.UsageError(f"--output {folder} cannot be written: {error.strerror}") from None


def _capabilities(without: tuple[str, ...]) -> frozenset[str]:
    from conformance.suite import CAPABILITIES

    for name in without:
        if name not in CAPABILITIES:
            raise click.UsageError(f"--without {name!r} is no capability: {', '.join(CAPABILITIES)}")
    return frozenset(without)


@main.command()
@click.option("--select", "selected", multiple=True, metavar="PATTERN", help="Only these rules: an id, a glob, a chapter or a level.")
def rules(selected: tuple[str, ...]) -> None:
    """List the rules of the book with their levels, source lines and how many scenarios each has."""
    from conformance.book import book
    from conformance.renderers.tables import table
    from conformance.renderers.text import source_words

    suite = book()
    wanted = _rules_chosen(suite, selected)
    rows = [[rule.id, rule.level, source_words(rule), ", ".join(rule.requires) or "–", len(rule.scenarios)] for rule in wanted]
    click.echo(table(["rule", "level", "source", "requires", "scenarios"], rows))


def _rules_chosen(suite: Suite, selected: tuple[str, ...]) -> list[Any]:
    from conformance.selection import select

    if not selected:
        return suite.rules()
    chosen = {rule.id for rule, _ in select(suite, selected)}
    return [rule for rule in suite.rules() if rule.id in chosen]


@main.command()
@click.argument("what", metavar="ID|FILE")
def explain(what: str) -> None:
    """Tell what the reference does with a scenario, and which rule gives every value.

    ID is a scenario's or a rule's; FILE holds labels and blocks as they stand below a scenario's title in the book
    (`-` reads them from standard input).
    """
    from conformance.book import book
    from conformance.reader import read_snippet
    from conformance.renderers.explanation import explanation, rule_card

    suite = book()
    rule = next((rule for rule in suite.rules() if rule.id == what), None)
    if rule:
        click.echo(rule_card(rule))
        return
    scenario = next((scenario for scenario in suite.scenarios() if scenario.id == what), None)
    if scenario is None:
        if what != "-" and not Path(what).is_file():
            raise click.UsageError(
                f"{what!r} is no rule, no scenario and no file; 'conformance rules' and 'conformance run --list' list them"
            )
        text = sys.stdin.read() if what == "-" else _text(Path(what))
        scenario = read_snippet(text, what)
    from conformance.oracle import explain as told_by_reference

    click.echo(explanation(suite, scenario, told_by_reference(suite, scenario)))


@main.command()
def faults() -> None:
    """List the named faults of the reference, for `run reference:FAULT` and `serve --fault FAULT`."""
    from conformance.drivers.in_process import faults as named
    from conformance.renderers.tables import table

    click.echo(table(["fault", "rule broken", "what it does instead"], named()))


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8100, show_default=True, help="The port; 0 takes a free one and prints it.")
@click.option("--fault", default="", help="Serve the reference with a named fault.")
@click.option("--without", multiple=True, metavar="CAPABILITY", help=_CAPABILITY)
@_sign_in
def serve(host: str, port: int, fault: str, without: tuple[str, ...], csa: str, secret_file: Path | None) -> None:
    """Serve the reference over HTTP, in memory, until interrupted.

    Prints its address and the CSA's sign-in once. The secret comes from CONFORMANCE_CSA_SECRET or --secret-file; otherwise a
    new one is made.
    """
    from conformance.drivers.in_process import serve as serve_reference

    serve_reference(host, port, fault, _capabilities(without), csa, _secret(secret_file))


if __name__ == "__main__":
    main()
