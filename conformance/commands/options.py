"""Options that several commands take, and what they stand for."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]

without_option: Decorator = click.option(
    "--without",
    multiple=True,
    metavar="CAPABILITY",
    help="Leave out a capability of the reference, such as connected-index; may be given several times.",
)


def select_option(what: str) -> Decorator:
    """`--select`, with its help text."""
    return click.option("--select", "selected", multiple=True, metavar="PATTERN", help=what)


def sign_in(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that say how a CSA signs in."""
    secret = click.option(
        "--secret-file",
        type=click.Path(path_type=Path),
        help="A file that holds the CSA's secret; otherwise CONFORMANCE_CSA_SECRET does.",
    )
    name = click.option("--csa", envvar="CONFORMANCE_CSA_NAME", default="csa", show_default=True, help="The name by which a CSA signs in.")
    return name(secret(command))


def secret_of(file: Path | None) -> str:
    """The CSA's secret: the file's, or the environment's."""
    if file is None:
        return os.environ.get("CONFORMANCE_CSA_SECRET", "")
    return text_of(file, "--secret-file ").strip()


def text_of(file: Path, option: str = "") -> str:
    """The text of a file that was named on the command line; raises click.UsageError, which names the option too."""
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise click.UsageError(f"{option}{file} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise click.UsageError(f"{option}{file} cannot be read: it is no text in UTF-8") from None


def capabilities(without: tuple[str, ...]) -> frozenset[str]:
    """The capabilities to leave out; raises click.UsageError for one that there is not."""
    from conformance.suite import CAPABILITIES

    for name in without:
        if name not in CAPABILITIES:
            raise click.UsageError(f"--without {name!r} is no capability: {', '.join(CAPABILITIES)}")
    return frozenset(without)
