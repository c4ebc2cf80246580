"""Secrets of target files, of sessions and of cookies, and those who meet a target by other ways than a run of the native wire."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from reference_impl.api import Api
from reference_impl.faults import FAULTS
from reference_impl.hub import Hub
from tests.acme import Acme
from tests.broker import Broker, Heard, standing_in
from tests.processes import CONFORMANCE, SECRET, Ended, Spoken, conformance, ended, listening, outcome, started
from tests.sentinels import CHOSEN, FAULT, Teller, leaks, telling_hub, written_below
from tests.test_load import fetched, free_port, page_of, requests_on, wait_until
from tests.test_plugin import PYTEST

TARGETS = Path(__file__).parents[1] / "fixtures" / "targets"
ODD = 'sentinel \\ "of/the" file & <Zoë>'
KEY, TOKEN, UNUSED = "sentinel-key-of-the-options", "sentinel.token.of/another+1", "sentinel-of-nobody-at-all"
SETTINGS = {"ACME_SECRET": ODD, "ACME_KEY": KEY, "ACME_UNUSED": UNUSED, "CONFORMANCE_DEBUG": "1"}


class Telling:
    """The other wire of a hub which tells all it knows, and whose sessions run out."""

    def __init__(self, teller: Teller) -> None:
        self.acme, self.teller = Acme(Api(Hub(fault=FAULTS[FAULT]), "csa", ODD)), teller

    def __call__(self, method: str, path: str, token: str, content: bytes) -> Spoken:
        spoken = self.acme(method, path, token, content)
        if path in ("/login", "/ping"):
            return spoken
        self.teller.learns(token)
        body = json.loads(spoken.content)
        if "error" in body:
            body["error"]["message"] += " ".join(self.teller.known[-3:])
            spoken = spoken._replace(content=json.dumps(body).encode())
        return self.teller.telling(spoken)


@pytest.fixture
def acme_file(tmp_path: Path) -> Path:
    """A target file with secrets from the environment and from a file, in the places of actors and of options."""
    (tmp_path / "token.txt").write_text(f"{TOKEN}\n", encoding="utf-8")
    text = (TARGETS / "acme.toml").read_text(encoding="utf-8")
    text = text.replace("another = {}", 'another = { token = "${file:../token.txt}" }').replace(
        "owner = {}", 'owner = { secret = "${ACME_UNUSED}" }'
    )
    file = tmp_path / "target" / "acme.toml"
    file.parent.mkdir()
    file.write_text(text.replace("[mapping]\n", '[options]\nkey = "Key ${ACME_KEY}"\n\n[mapping]\n', 1), encoding="utf-8")
    return file


@pytest.mark.parametrize(
    "command", [("run", *CHOSEN, "--output", "out", "--report", "html,har,junit,markdown"), ("doctor",)], ids=["run", "doctor"]
)
def test_a_mapped_target(command: tuple[str, ...], acme_file: Path, tmp_path: Path) -> None:
    teller = Teller(ODD, KEY, TOKEN, UNUSED, judged=False)
    work = tmp_path / "work"
    work.mkdir()
    with listening(Telling(teller)) as url:
        done = conformance(command[0], str(acme_file), *command[1:], folder=work, settings={**SETTINGS, "ACME_URL": url})
    assert done.status in (0, 1, 2), done
    written = {**written_below(work), "told": done.out + done.err}
    assert "(secret)" in "".join(written.values()) or command == ("doctor",)
    assert leaks(written, teller.known) == []


def test_a_tenant_whose_sessions_are_cookies(tmp_path: Path) -> None:
    broker = Broker(Api(Hub(fault=FAULTS[FAULT]), "csa", SECRET))

    def telling(heard: Heard) -> Spoken | None:
        if heard.operation == "update" and len(broker.heard) % 3 == 0:
            told = f"{heard.headers.get('Cookie')} {heard.headers.get('X-CSRF-Token')} {heard.path}"
            return Spoken(
                200,
                json.dumps({"status": "error", "integration": {"transformed": {"error": "x" * (len(broker.heard) % 299) + told}}}).encode(),
            )
        return Spoken(500, f"<p>{heard.headers}</p>".encode()) if len(broker.heard) % 17 == 0 else None

    broker.instead = telling
    with standing_in(broker) as url:
        settings = {"ACHIEVEFORMS_URL": url, "ACHIEVEFORMS_COOKIES": broker.sign_in("csa")}
        done = conformance(
            "run", str(TARGETS / "achieveforms.toml"), *CHOSEN, "--output", "out", "--no-preflight", folder=tmp_path, settings=settings
        )
    assert done.status == 1, done
    written = {**written_below(tmp_path), "told": done.out + done.err}
    assert "(secret)" in written["out/record.jsonl"]
    assert leaks(written, broker.secrets()) == []


class Native(NamedTuple):
    """A hub that tells all it knows."""

    url: str
    teller: Teller


@pytest.fixture
def native() -> Iterator[Native]:
    teller = Teller(ODD)
    with listening(telling_hub(teller, ODD)) as url:
        yield Native(url, teller)


CSA = {"CONFORMANCE_CSA_SECRET": ODD, "CONFORMANCE_DEBUG": "1"}


def test_a_load_its_record_and_its_page(native: Native, tmp_path: Path) -> None:
    native.teller.judged = False
    options = (
        "--users",
        "3",
        "--duration",
        "60s",
        "--output",
        "out",
        "--web",
        str(free_port()),
        "--select",
        "access",
        "--select",
        "location",
    )
    with started(*CONFORMANCE, "load", native.url, *options, folder=tmp_path, settings=CSA, patience=60) as load:
        page = page_of(load)
        wait_until(lambda: requests_on(page) > 150)
        seen = {path: fetched(f"{page}{path}") for path in ("", "/stats/requests", "/stats/report", "/exceptions", "/logs")}
        load.terminate()
        done = outcome(load)
    written = {**written_below(tmp_path), **seen, "told": done.out + done.err}
    assert {"out/record.jsonl", "out/report.txt", "out/inventory.jsonl"} <= written.keys()
    assert len(native.teller.known) > 5
    assert leaks(written, native.teller.known) == []


def test_the_plugin_of_pytest_even_where_it_shows_variables(native: Native, tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text(
        "import sys\n"
        "from conformance.drivers.bindings.native import NativeDriver\n"
        "performed = NativeDriver.perform\n"
        "def perform(self, asked):\n"
        "    name, secret = self._csa\n"
        "    token = self._token(asked.actor)\n"
        "    print('said to', token, secret, file=sys.stderr)\n"
        "    if asked.actor not in ('csa', 'nobody'):\n"
        "        raise LookupError(f'{token} {secret!r}')\n"
        "    return performed(self, asked)\n"
        "NativeDriver.perform = perform\n",
        encoding="utf-8",
    )
    chosen = ("-k", "access.owner or location.kept", "--conformance-no-preflight")
    files = ("--junitxml", "junit.xml", "--conformance-inventory", "made.jsonl")
    done = ended(
        *PYTEST,
        "--pyargs",
        "conformance",
        "--conformance-target",
        native.url,
        *chosen,
        *files,
        "-rA",
        "--showlocals",
        folder=tmp_path,
        settings=CSA,
    )
    assert done.status == 1
    assert "LookupError: (secret) '(secret)'" in done.out
    assert "said to (secret) (secret)" in done.out
    assert leaks({**written_below(tmp_path), "told": done.out + done.err}, native.teller.known) == []


@pytest.mark.parametrize(
    "target",
    ["http://ann:{}@127.0.0.1:1", "http:/ann:{}@127.0.0.1:1", "ftp://ann:{}@hub.example", "http://{}@127.0.0.1", "http://[::1:{}@hub"],
)
def test_a_password_in_a_url(target: str) -> None:
    not_in_a_url(target, "run")


@pytest.mark.parametrize("command", ["doctor", "explore", "load"])
def test_nor_by_any_other_command(command: str) -> None:
    not_in_a_url("http:/ann:{}@127.0.0.1:1", command)


def not_in_a_url(target: str, command: str) -> None:
    secret = "sentinel-of-a-url"
    done = conformance(command, target.format(secret), settings=CSA)
    assert done.status == 2
    assert leaks({"told": done.out + done.err}, [secret, ODD]) == []


def test_the_password_of_a_proxy(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        proxy = f"http://ann:sentinel-of-the-proxy@127.0.0.1:{taken.getsockname()[1]}"
    settings = {**CSA, "HTTP_PROXY": proxy, "http_proxy": proxy, "no_proxy": "", "NO_PROXY": ""}
    done = conformance("run", "http://hub.example", "--proxy-from-environment", folder=tmp_path, settings=settings)
    assert done.status == 3
    assert leaks({"told": done.out + done.err}, ["sentinel-of-the-proxy", ODD]) == []


def test_what_is_typed_in_the_place_of_a_name_is_not_repeated(tmp_path: Path) -> None:
    done: Ended = conformance(
        "init",
        "t.toml",
        "--name",
        "T",
        "--url",
        "http://hub",
        "--binding",
        "native",
        "--csa",
        "c",
        "--secret",
        ODD,
        "--time-zone",
        "UTC",
        folder=tmp_path,
    )
    assert done.status == 2
    assert leaks({**written_below(tmp_path), "told": done.out + done.err}, [ODD]) == []
