"""The command line. Everything heavier than the command line itself is imported by the command that needs it."""

from __future__ import annotations

import io
import os
import sys
from typing import Any

import click

from conformance import __version__
from conformance.commands.baseline import baseline
from conformance.commands.book import book
from conformance.commands.compare import compare
from conformance.commands.diff import diff
from conformance.commands.doctor import doctor
from conformance.commands.explain import explain
from conformance.commands.explore import explore
from conformance.commands.faults import faults
from conformance.commands.init import init
from conformance.commands.load import load
from conformance.commands.merge import merge
from conformance.commands.prove import prove
from conformance.commands.report import report
from conformance.commands.rules import rules
from conformance.commands.run import run
from conformance.commands.serve import serve
from conformance.commands.telling import tell
from conformance.streams import conceal_errors, print_no_more, trace_of
from conformance.unseen import harmless

USAGE, OURS, INCOMPLETE = 2, 4, 5


class _Commands(click.Group):
    """The commands in the order in which they are met, and one clear line for every error."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="replace")  # a dash that a terminal cannot show is no reason to lose a report
        conceal_errors()
        try:
            return super().invoke(ctx)
        except click.Abort:  # click's own status for it is 1, which says that a target is not conformant
            tell("\nconformance: a question was left unanswered; --help tells the flags that answer it", err=True)
            sys.exit(USAGE)
        except click.UsageError as error:
            raise click.UsageError(harmless(error.format_message()), error.ctx) from None
        except (click.ClickException, click.exceptions.Exit):
            raise
        except KeyboardInterrupt:
            tell("conformance: interrupted", err=True)
            sys.exit(INCOMPLETE)
        except BrokenPipeError:  # whoever reads the output has read enough
            print_no_more()
            sys.exit(INCOMPLETE)
        except Exception as error:
            message, status = _told(error)
            if isinstance(error, OSError):
                print_no_more()
            if os.environ.get("CONFORMANCE_DEBUG"):
                tell(trace_of(error).rstrip(), err=True)
            tell(f"conformance: {message}", err=True)
            sys.exit(status)


def _told(error: Exception) -> tuple[str, int]:
    """One line and the exit status for an error: by whose fault it is."""
    from conformance.disk import UnwrittenError, as_unwritten
    from conformance.exchanges import TargetError
    from conformance.layout import ChapterError
    from conformance.record import CutOffError, RecordError
    from conformance.selection import SelectionError

    if isinstance(error, TargetError | UnwrittenError):
        return str(error), error.status
    if unwritten := as_unwritten(error):
        return str(unwritten), OURS
    if isinstance(error, ChapterError | SelectionError):
        return str(error), USAGE
    if isinstance(error, CutOffError):
        return str(error), INCOMPLETE
    if isinstance(error, RecordError):
        return str(error), USAGE
    return f"an error of its own: {type(error).__name__}: {error} (set CONFORMANCE_DEBUG=1 to see where, and please report it)", OURS


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, message="conformance %(version)s")
def main() -> None:
    """The conformance suite for customer-profile integrations: a specification that runs.

    Exit status: 0 conformant, or not conformant as known beforehand, 1 not conformant, 2 usage or configuration, 3 target unreachable,
    4 an error of the suite's own or a disk that does not take what is written, 5 incomplete.
    """


for _command in (run, merge, report, compare, diff, baseline, doctor, explore, load, init, book, rules, explain, faults, prove, serve):
    main.add_command(_command)


if __name__ == "__main__":
    main()
