"""Two systems that nobody here wrote, each in a process of its own on a free port: the book runs to its end through their mapping files,
what they do is told as it is, and nothing is blamed on them that the mapping leaves out."""

from __future__ import annotations

import http.client
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from conformance.book import book
from conformance.record import Record
from conformance.renderers.standing import standing
from conformance.selection import select
from conformance.session import hold
from conformance.targets import driver_for
from conformance.verdicts import tally
from tests.processes import started
from tests.serving import PATIENCE

HOME = Path(__file__).parents[1]
KINTO = """
[server:main]
use = egg:waitress#main
host = 127.0.0.1
port = %(http_port)s
[app:main]
use = egg:kinto
kinto.storage_backend = kinto.core.storage.memory
kinto.permission_backend = kinto.core.permission.memory
kinto.cache_backend = kinto.core.cache.memory
kinto.userid_hmac_secret = loopback
kinto.includes = kinto.plugins.history
kinto.bucket_create_principals = system.Authenticated
multiauth.policies = basicauth
multiauth.policy.basicauth.use = kinto.core.authentication.BasicAuthAuthenticationPolicy
"""
TOKEN = "sentinel-of-a-real-system"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def answers(port: int, path: str) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


@contextmanager
def running(folder: Path, port: int, path: str, *command: str) -> Iterator[str]:
    """A server in a process of its own; gives its base URL once it answers."""
    with (folder / "log.txt").open("w", encoding="utf-8") as log, started(*command, folder=folder, err=log, patience=300) as process:
        while not answers(port, path):
            assert process.poll() is None, (folder / "log.txt").read_text(encoding="utf-8")
            with suppress(subprocess.TimeoutExpired):
                process.wait(0.1)
        yield f"http://127.0.0.1:{port}{path.rpartition('/')[0]}"


@contextmanager
def kinto(folder: Path) -> Iterator[Mapping[str, str]]:
    port = free_port()
    (folder / "kinto.ini").write_text(KINTO.replace("%(http_port)s", str(port)), encoding="utf-8")
    command = (str(Path(sys.executable).parent / "kinto"), "start", "--ini", "kinto.ini", "--port", str(port))
    with running(folder, port, "/v1/", *command) as url:
        yield {"KINTO_URL": url, "KINTO_SECRET": TOKEN}


@contextmanager
def scim(folder: Path) -> Iterator[Mapping[str, str]]:
    port = free_port()
    command = (str(Path(sys.executable).parent / "scim2-server"), "--port", str(port), "--bearer-token", TOKEN)
    with running(folder, port, "/v2/ServiceProviderConfig", *command) as url:
        yield {"SCIM_URL": url, "SCIM_TOKEN": TOKEN}


SYSTEMS = {"kinto": kinto, "scim": scim}


def held(name: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Record:
    monkeypatch.chdir(HOME)
    with SYSTEMS[name](folder) as settings:
        for variable, value in settings.items():
            monkeypatch.setenv(variable, value)
        driver = driver_for(f"fixtures/targets/{name}.toml")
        try:
            return hold(book(), select(book(), ()), driver, folder=folder)
        finally:
            driver.close()


@pytest.mark.parametrize("name", SYSTEMS)
def test_the_book_runs_to_its_end_and_the_report_is_what_is_published(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    record = held(name, tmp_path, monkeypatch)
    counted = tally(record.findings)
    assert record.footer is not None
    assert (len(record.findings), record.footer.stopped) == (len(book().scenarios()), "")
    lost = [(one.scenario, one.cause) for one in record.findings if one.verdict in ("blocked", "error")]
    assert lost == []
    assert counted["pass"] > 50
    kept = (tmp_path / "record.jsonl").read_text(encoding="utf-8")
    assert TOKEN not in kept
    page = standing(book(), record)
    published = HOME / "reports" / f"{name}.txt"
    assert page == published.read_text(encoding="utf-8"), "write it anew: python -m tests.test_real_systems"


if __name__ == "__main__":
    import tempfile

    for system in SYSTEMS:
        with tempfile.TemporaryDirectory() as made, pytest.MonkeyPatch.context() as patch:
            (HOME / "reports" / f"{system}.txt").write_text(standing(book(), held(system, Path(made), patch)), encoding="utf-8")
