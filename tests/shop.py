"""A small application of a vendor's own: a hub that is there only between the start-up and the shutdown of its server."""

from __future__ import annotations

from pathlib import Path

from tests.processes import SECRET

TEXT = f'''
from contextlib import asynccontextmanager
from pathlib import Path

from starlette.applications import Starlette
from starlette.routing import Mount

from reference_impl.api import Api
from reference_impl.faults import FAULTS
from reference_impl.hub import Hub
from reference_impl.server import application

EVENTS = Path("events.txt")


def made(fault=None):
    @asynccontextmanager
    async def lifespan(app):
        contract = application(Api(Hub(fault=FAULTS[fault] if fault else None), "csa", "{SECRET}"))
        app.router.routes.append(Mount("/", contract))
        with EVENTS.open("a") as events:
            events.write("up\\n")
        yield
        with EVENTS.open("a") as events:
            events.write("down\\n")

    return Starlette(lifespan=lifespan)


app = made()


async def bare(scope, receive, send):
    assert scope["type"] == "http"
    raise RuntimeError("the shelf is empty")


async def unready(scope, receive, send):
    await receive()
    raise RuntimeError("no database")


number = 7
'''


def shop(folder: Path) -> Path:
    """The application's module, `shop`, in this folder; the file of its events."""
    (folder / "shop.py").write_text(TEXT, encoding="utf-8")
    return folder / "events.txt"
