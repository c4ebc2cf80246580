"""`conformance serve`: the reference over HTTP."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from conformance.commands.options import capabilities, secret_of, sign_in, without_option


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8100, show_default=True, help="The port; 0 takes a free one and prints it.")
@click.option("--fault", default="", help="Serve the reference with a named fault.")
@click.option("--playground", is_flag=True, help="Serve a page too on which calls are composed and explained.")
@without_option
@sign_in
def serve(host: str, port: int, fault: str, playground: bool, without: tuple[str, ...], csa: str, secret_file: Path | None) -> None:
    """Serve the reference over HTTP, in memory, until interrupted.

    Prints its address and the CSA's sign-in once. The secret comes from CONFORMANCE_CSA_SECRET or --secret-file; otherwise a
    new one is made. The playground explains what the reference does when it has no fault, and never touches the hub that is served.
    """
    from conformance.drivers.in_process import serve as serve_reference

    beside: dict[str, Any] = {}
    if playground:
        from conformance.playground.application import PATH, around

        beside = {"around": around, "places": {"Playground": PATH}}
    serve_reference(host, port, fault, capabilities(without), csa, secret_of(secret_file), **beside)
