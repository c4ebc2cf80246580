"""`conformance init`: a target file, by asking or from flags."""

from __future__ import annotations

from pathlib import Path

import click

from conformance.commands.telling import tell


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), default=Path("target.toml"))
@click.option("--name", prompt="Name of the target, as reports should call it", help="What reports call the target.")
@click.option("--url", prompt="Its base URL", help="Its base URL; may be a variable, such as ${ACME_URL}.")
@click.option(
    "--binding",
    prompt="Its wire: native, mapping, apibroker (an AchieveForms site), or a binding that is installed",
    default="native",
    show_default=True,
    help="native, mapping, apibroker, or a binding that is installed.",
)
@click.option(
    "--csa", prompt="The name by which a CSA signs in", default="csa", show_default=True, help="The name by which a CSA signs in."
)
@click.option(
    "--secret",
    prompt="The environment variable that holds the CSA's secret",
    default="CONFORMANCE_CSA_SECRET",
    show_default=True,
    help="The environment variable that holds the CSA's secret (not the secret itself).",
)
@click.option(
    "--time-zone", prompt="Its time zone", default="Europe/London", show_default=True, help="The zone in which its dates are meant."
)
@click.option("--force", is_flag=True, help="Write over a file that is there.")
def init(file: Path, name: str, url: str, binding: str, csa: str, secret: str, time_zone: str, force: bool) -> None:
    """Write a target file: it asks for what no flag gives.

    A mapping begins as create, update and get with plain JSON; fixtures/targets/example.toml tells all that it can say. For an AchieveForms
    site the secret is the Cookie header of a browser in which a CSA is signed in.
    """
    from conformance.aside import write
    from conformance.target_file.beginning import NotAVariableError, beginning

    try:
        text = beginning(name=name, url=url, binding=binding, csa=csa, secret=secret, time_zone=time_zone)
    except NotAVariableError as error:
        raise click.UsageError(str(error)) from None
    if file.exists() and not force:
        raise click.UsageError(f"{file} is there already: give another name, or --force")
    write(file, [text])
    tell(f"{file} is written. Set {secret}, look through the file, and then: conformance doctor {file}")
