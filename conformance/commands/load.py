"""`conformance load`: many users at the same time, and whether it is still right."""

from __future__ import annotations

import secrets
import signal
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from conformance.commands.options import (
    DurationType,
    as_a_guest,
    inventory_option,
    scenario_deadline_option,
    secret_of,
    select_option,
    sign_in,
)
from conformance.commands.telling import tell

if TYPE_CHECKING:
    from conformance.drivers.manners import Manners

_USAGE, _INCOMPLETE = 2, 5


@click.command()
@click.argument("target")
@click.option("--users", type=click.IntRange(1), default=10, show_default=True, help="So many users at the same time.")
@click.option(
    "--spawn-rate", type=click.FloatRange(0, min_open=True), metavar="NUMBER", help="So many begin each second; all at once without it."
)
@click.option("--duration", type=DurationType(), metavar="TIME", help="How long: 90s, 5m, 1h; 60s if --scenarios does not say when to end.")
@click.option("--scenarios", type=click.IntRange(1), metavar="NUMBER", help="End when so many scenarios have been lived.")
@click.option("--seed", type=click.IntRange(0), help="The order in which users live scenarios; drawn anew without it.")
@select_option("Live only these: an id, a glob, a chapter or a level. May be given several times.")
@click.option("--output", type=click.Path(path_type=Path), metavar="FOLDER", help="Write the record and the report into this folder.")
@inventory_option("; with --output, inventory.jsonl there is such a file")
@click.option(
    "--web",
    "web_port",
    type=click.IntRange(1, 65535),
    is_flag=False,
    flag_value=8089,
    metavar="[PORT]",
    help="Show Locust's own page meanwhile, on this machine only; at 8089 without a port.",
)
@click.option(
    "--master", "role", flag_value="master", help="Have no users; wait for workers, share the users out, and merge what they find."
)
@click.option("--worker", "role", flag_value="worker", help="Have the users that the master gives, wherever that is.")
@click.option(
    "--workers", type=click.IntRange(1), default=1, show_default=True, help="With --master, begin when so many workers are there."
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Where the master listens, or is.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=5557, show_default=True, help="The master's port; with --master, 0 takes a free one."
)
@scenario_deadline_option
@as_a_guest
@sign_in
def load(
    target: str,
    role: str | None,
    spawn_rate: float | None,
    users: int,
    duration: float | None,
    scenarios: int | None,
    seed: int | None,
    selected: tuple[str, ...],
    output: Path | None,
    inventory: Path | None,
    web_port: int | None,
    manners: Manners,
    csa: str,
    secret_file: Path | None,
    **others: Any,
) -> None:
    """Let many users live scenarios against TARGET, each on customers of their own, and judge every answer.

    TARGET is a URL or a target file. What counts is not only how fast it answers, but whether that is still right. The users live on
    Locust, which `pip install 'profile-conformance[load]'` installs. With --master and --worker they are spread over processes and
    machines; each is given the target and the CSA's sign-in.
    """
    if find_spec("locust") is None:
        raise click.UsageError("the users live on Locust, which is not installed: pip install 'profile-conformance[load]'")
    from conformance.load.orders import Orders, Role
    from conformance.targets import manners_for

    whose: Role = "master" if role == "master" else "worker" if role == "worker" else "alone"
    noted = inventory or (output / "inventory.jsonl" if output else None)
    orders = Orders(
        target,
        csa,
        secret_of(secret_file),
        manners_for(target, manners),
        whose,
        selected,
        users,
        spawn_rate or float(users),
        duration or (0.0 if scenarios else 60.0),
        scenarios or 0 if whose != "worker" else 0,
        secrets.randbelow(2**32) if seed is None else seed,
        str(output or ""),
        str(noted or ""),
        others["host"],
        others["port"],
        others["workers"] if whose == "master" else 0,
        -1 if web_port is None else web_port,
    )
    sys.exit(_in_a_process_of_its_own(orders))


def _in_a_process_of_its_own(orders: object) -> int:
    """Locust changes how a process waits, so it is given one; its status. What interrupts us interrupts it, and is its to tell."""
    import msgspec

    with subprocess.Popen([sys.executable, "-m", "conformance.load"], stdin=subprocess.PIPE) as process:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, lambda *_: process.terminate())
        process.communicate(msgspec.json.encode(orders))
    if process.returncode < 0:
        tell(f"conformance: the process of the load was ended by signal {-process.returncode}", err=True)
        return _INCOMPLETE
    return process.returncode
