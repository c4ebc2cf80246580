"""What is asked of each thing that reads, given any bytes."""

from __future__ import annotations

import atexit
from contextlib import suppress
from functools import cache
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from zoneinfo import ZoneInfo

import msgspec

from conformance import judging
from conformance import reader as reading
from conformance.book import book
from conformance.drivers.bindings.mapping.driver import MappingDriver
from conformance.exchanges import Asked, InapplicableError, Observation, TargetError
from conformance.layout import ChapterError
from conformance.record import RecordError
from conformance.snippets import snippet
from conformance.stored import Stored
from conformance.suite import Scenario
from conformance.target_file.reading import Read, read
from conformance.views import VIEWS, render
from reference_impl.api import Api, Request
from reference_impl.hub import Hub
from reference_impl.server import decoded
from reference_impl.values import Actor
from tests.processes import Spoken
from tests.wires import Called

ENVIRONMENT = {"ACME_URL": "http://acme.example", "ACME_SECRET": "sentinel-secret", "ACME_TOKEN": "sentinel-token"}
EXAMPLE = Path(__file__).parents[2] / "fixtures" / "targets" / "example.toml"
ASKED = (
    Asked("create", fields={"contact_type": "Individual", "preferred_contact_method": "1", "birth_date": "05/21/1980"}),
    Asked("update", fields={"ucrn": "7", "contact_type": "Individual", "house": ""}, ignore_empty=True),
    Asked("get", ucrn="7", fields={"ucrn": "7"}),
    Asked("get", actor="7", ucrn="7", fields={"ucrn": "7"}),
    Asked("hub-record", ucrn="7"),
    Asked("list", list_name="prefixes"),
)
_FOLDER = Path(mkdtemp(prefix="fuzzing-"))
atexit.register(rmtree, _FOLDER)


def reader(data: bytes) -> None:
    """A chapter."""
    with suppress(ChapterError):
        reading.read({"10-chapter.md": data.decode("utf-8", "replace")})


def snippets(data: bytes) -> None:
    """A page of `explain FILE` and `explore --replay`; what can be read can be written, and read again for the same."""
    try:
        scenario = reading.read_snippet(data.decode("utf-8", "replace"), "page.md")
    except ChapterError:
        return
    with suppress(ValueError):  # a choice of outcomes is no snippet
        again = snippet(scenario)
        assert snippet(reading.read_snippet(again, "page.md")) == again


def record(data: bytes) -> None:
    """A record, in every view of it."""
    file = _FOLDER / "record.jsonl"
    file.write_bytes(data)
    for partial in (False, True):
        try:
            stored = Stored(file, partial)
            for view in VIEWS:
                for piece in render(view, book(), stored):
                    piece.encode("utf-8")
        except RecordError:
            continue


def target_file(data: bytes) -> None:
    """A target file; one that is taken is made a driver of."""
    file = _FOLDER / "target.toml"
    file.write_bytes(data)
    with suppress(TargetError):
        found = read(file, "target.toml", ENVIRONMENT, book())
        if found.mapping:
            drive(found, b'{"id": 7, "people": [], "items": []}')


def mapping(data: bytes) -> None:
    """What a target behind a mapping answers."""
    with suppress(TargetError):
        drive(example(), data)


@cache
def example() -> Read:
    return read(EXAMPLE, "example.toml", ENVIRONMENT)


def drive(found: Read, answer: bytes) -> None:
    """Ask a target that says the same to everything; the first byte of it chooses the status."""
    status = (200, 201, 404, 422, 500, 401)[answer[0] % 6] if answer and answer[0] < 32 else 200
    assert found.mapping
    driver = MappingDriver(Called(lambda _: Spoken(status, answer.lstrip(bytes(range(32))))), found.settings, found.mapping)
    for asked in ASKED:
        with suppress(InapplicableError):
            told, exchanges = driver.perform(asked)
            msgspec.json.encode((told, exchanges))


@cache
def scenarios() -> list[Scenario]:
    return book().scenarios()


_OBSERVATIONS = msgspec.json.Decoder(tuple[list[Observation], dict[str, str]])


def judge(data: bytes) -> None:
    """What was observed, for the scenario that the first two bytes choose. A driver gives only what has the right types."""
    try:
        observations, filled = _OBSERVATIONS.decode(data[2:])
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return
    scenario = scenarios()[int.from_bytes(data[:2], "big") % len(scenarios())]
    judgement = judging.judge(scenario, "must", observations, filled, ZoneInfo("Europe/London"))
    msgspec.json.encode(judgement)


PATHS = (
    "/v2/profile/create",
    "/v2/profile/update",
    "/v2/profile/get",
    "/v2/sessions",
    "/v2/hub/cases",
    "/v2/hub/edit-forms",
    "/v2/hub/edit-forms/1/submit",
)


def server(data: bytes) -> None:
    """The body of a request; the first byte chooses where it goes."""
    api = Api(Hub(), "csa", "a secret for tests")
    token = api.sessions.open(Actor(csa=True))
    api.answer(Request("POST", PATHS[0], token, {"fields": {"contact_type": "Individual", "preferred_contact_method": "1"}}))
    reply = api.answer(Request("POST", PATHS[data[0] % len(PATHS)] if data else "/", token, decoded(data[1:])))
    assert reply.status < 500
    msgspec.json.encode(reply.body)
