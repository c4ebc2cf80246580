"""Mappings of a few lines for tests, and a target that answers by a script."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from conformance.drivers.bindings.mapping.driver import MappingDriver
from conformance.drivers.transport import Outgoing
from conformance.exchanges import Answer, Asked
from conformance.target_file.reading import Read, read
from tests.processes import Spoken
from tests.wires import URL, Called

SECRET = "sentinel-secret"
HEAD = """
name = "Small"
url = "${URL}"
binding = "mapping"
capabilities = []
dates = { sent = "dd/mm/yyyy", answered = ["dd/mm/yyyy"] }
[actors]
csa = { name = "csa", secret = "${SECRET}" }
nobody = {}
"""
CREATE = """
[[mapping.operations.create.requests]]
method = "POST"
path = "/people"
json = "{person}"
[mapping.operations.create.answer]
values = { ucrn = "body.id" }
"""
UPDATE = """
[[mapping.operations.update.requests]]
method = "PATCH"
path = "/people/{ucrn}"
json = "{person}"
"""
GET = """
[[mapping.operations.get.requests]]
method = "GET"
path = "/people/{ucrn}"
[mapping.operations.get.answer]
parts = { person = "body" }
"""
PERSON = """
[mapping.parts.person]
first_name = "given"
last_name = "family"
town = "town"
"""


def target_file(
    mapping: str = "", *, head: str = HEAD, create: str = CREATE, update: str = UPDATE, get: str = GET, person: str = PERSON
) -> Read:
    """A target file of these pieces, read; raises TargetError."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "small.toml"
        file.write_text(f"{head}\n{mapping}\n{person}\n{create}\n{update}\n{get}", encoding="utf-8")
        return read(file, "small.toml", {"URL": URL, "SECRET": SECRET})


Script = Callable[[Outgoing], Any]
"""What a target answers: a Spoken, JSON that goes with a 200, or None for a blank 200."""


LOOK = Asked("get", fields={"ucrn": "7"})


def always(said: Any) -> Script:
    """The same answer to everything."""
    return lambda _: said


def spoken(status: int, said: Any = None, **headers: str) -> Spoken:
    """An answer of this status with JSON, or with nothing."""
    return Spoken(status, b"" if said is None else json.dumps(said).encode(), headers=headers)


def driven(script: Script, found: Read) -> tuple[MappingDriver, list[Outgoing]]:
    """A driver of a scripted target, and the requests that it is sent, those before the first call left out."""

    def answer(request: Outgoing) -> Spoken:
        said = Spoken(200, b"") if request.path == "/" else script(request)
        if isinstance(said, Spoken):
            return said
        return Spoken(200, b"" if said is None else json.dumps(said).encode())

    wire = Called(answer)
    assert found.mapping
    driver = MappingDriver(wire, found.settings, found.mapping)
    wire.asked.clear()
    return driver, wire.asked


def sent(script: Script, asked: Asked, **pieces: str) -> tuple[Answer, list[Outgoing]]:
    """What comes of one call, and the requests that it took."""
    driver, requests = driven(script, target_file(**pieces))
    answer, _ = driver.perform(asked)
    return answer, requests


def body(request: Outgoing) -> Any:
    """The JSON of a request."""
    return json.loads(request.body or b"null")
