"""Options that several commands take, and what they stand for."""

from __future__ import annotations

import os
import re
import sys
import uuid
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click

from conformance.views import VIEWS

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


_SECONDS = {"": 1, "s": 1, "m": 60, "h": 3600}
_MANNERS = ("timeout", "requests_a_second", "patience", "scenario_deadline", "deadline", "ca_file", "proxy_from_environment")
_GUEST_OPTIONS: tuple[Decorator, ...] = (
    click.option("--timeout", type=click.FloatRange(0.1, 3600), help="Seconds for a whole answer; 10, or what the target file says."),
    click.option(
        "--requests-a-second",
        type=click.FloatRange(0, min_open=True),
        metavar="NUMBER",
        help="Send no more requests a second than this; without it as many as the target answers.",
    ),
    click.option(
        "--patience",
        type=click.FloatRange(0),
        help="Seconds to wait at the most where the target asks for it (429, Retry-After); 120, or what the target file says.",
    ),
    click.option("--ca-file", metavar="FILE", help="Trust the certificate authorities in this file, instead of the usual ones."),
    click.option("--proxy-from-environment", is_flag=True, help="Go through the proxy that HTTP_PROXY, HTTPS_PROXY and NO_PROXY name."),
)


class DurationType(click.ParamType[float]):
    """So long, in seconds: `90s`, `5m`, `1h`."""

    name = "duration"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> float:
        match = re.fullmatch(r"(\d+(?:\.\d+)?)([smh]?)", str(value))
        if not match or not float(match[1]):
            self.fail(f"{value!r} is no time, such as 90s, 5m or 1h", param, ctx)
        return float(match[1]) * _SECONDS[match[2]]


scenario_deadline_option: Decorator = click.option(
    "--scenario-deadline",
    type=DurationType(),
    metavar="TIME",
    help="How long a scenario may take, such as 90s, 5m or 1h; 15m, or what the target file says. What is waited by --requests-a-second is "
    "not counted.",
)
"""For commands that take `as_a_guest` too, below this: the time is one of the `manners`."""
deadline_option: Decorator = click.option(
    "--deadline",
    type=DurationType(),
    metavar="TIME",
    help="How long the run may take, such as 90s, 5m or 1h. Then it stops, with status 5, and --resume goes on with it.",
)
"""Likewise."""


def as_a_guest(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that say how to behave towards the target; the command is given them as one value, `manners`, with a new run id."""

    @wraps(command)
    def with_manners(**options: Any) -> Any:
        from conformance.drivers.manners import asked_for

        asked = {name: options.pop(name, None) for name in _MANNERS}
        return command(manners=asked_for(uuid.uuid4().hex[:12], **asked), **options)

    optioned: Callable[..., Any] = with_manners
    for option in reversed(_GUEST_OPTIONS):
        optioned = option(optioned)
    return optioned


def inventory_option(what: str) -> Decorator:
    """`--inventory`, with what its help text says of the file that is written without it."""
    return click.option(
        "--inventory",
        type=click.Path(path_type=Path, dir_okay=False),
        metavar="FILE",
        help=f"Append a line to this file for everything that is made on the target{what}.",
    )


def views_option(flag: str, what: str, default: tuple[str, ...] = ()) -> Decorator:
    """A flag that takes names of views, with commas between them or several times; the command is given them as `views`, each once."""

    def each_once(_: click.Context, __: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...]:
        names = dict.fromkeys(name.strip() for text in given for name in text.split(","))
        for name in names:
            if name not in VIEWS:
                raise click.BadParameter(f"{name!r} is no view of a record: {', '.join(VIEWS)}")
        return tuple(names) or default

    return click.option(
        flag,
        "views",
        multiple=True,
        metavar="VIEW,…",
        callback=each_once,
        help=f"{what}: {', '.join(VIEWS)}{f'; {default[0]} without it' if default else ''}.",
    )


def secret_of(file: Path | None) -> str:
    """The CSA's secret: the file's, or the environment's."""
    if file is None:
        return os.environ.get("CONFORMANCE_CSA_SECRET", "")
    return text_of(file, "--secret-file ").strip()


def text_of(file: Path, option: str = "") -> str:
    """The text of a file that was named on the command line, `-` for what is piped in; raises click.UsageError, which names the option."""
    from conformance import bounds

    try:
        if str(file) == "-":
            return bounds.as_text(bounds.all_of(sys.stdin.buffer, bounds.LARGEST_PAGE)).replace("\r\n", "\n")
        return bounds.text_of(file)
    except bounds.UnreadableError as error:
        raise click.UsageError(f"{option}{file} cannot be read: {error}") from None


def capabilities(without: tuple[str, ...]) -> frozenset[str]:
    """The capabilities to leave out; raises click.UsageError for one that there is not."""
    from conformance.suite import CAPABILITIES

    for name in without:
        if name not in CAPABILITIES:
            raise click.UsageError(f"--without {name!r} is no capability: {', '.join(CAPABILITIES)}")
    return frozenset(without)
