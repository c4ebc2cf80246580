"""`conformance serve`: the reference over HTTP."""

from __future__ import annotations

from pathlib import Path

import click

from conformance.commands.options import capabilities, secret_of, sign_in, without_option


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8100, show_default=True, help="The port; 0 takes a free one and prints it.")
@click.option("--fault", default="", help="Serve the reference with a named fault.")
@without_option
@sign_in
def serve(host: str, port: int, fault: str, without: tuple[str, ...], csa: str, secret_file: Path | None) -> None:
    """Serve the reference over HTTP, in memory, until interrupted.

    Prints its address and the CSA's sign-in once. The secret comes from CONFORMANCE_CSA_SECRET or --secret-file; otherwise a
    new one is made.
    """
    from conformance.drivers.in_process import serve as serve_reference

    serve_reference(host, port, fault, capabilities(without), csa, secret_of(secret_file))
