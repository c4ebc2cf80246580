"""`python -m bench.slow`: the reference behind a socket, every answer of which takes 50 ms, however many are asked for at once."""

from __future__ import annotations

import asyncio
import os
from typing import Any, Final

from reference_impl.api import Api
from reference_impl.hub import Hub
from reference_impl.server import Server, application, bound

SECONDS: Final = 0.05


def main() -> None:
    """Serve until told to stop; the first line says where."""
    api = Api(Hub(), "csa", os.environ["CONFORMANCE_CSA_SECRET"])
    answering = application(api)

    async def slowly(scope: Any, receive: Any, send: Any) -> None:
        await asyncio.sleep(SECONDS)
        await answering(scope, receive, send)

    with bound("127.0.0.1", 0) as listener:
        server = Server(api, listener)
        server.config.app = slowly
        server.serve_until_told()


if __name__ == "__main__":
    main()
