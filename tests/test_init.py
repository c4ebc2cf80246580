"""`conformance init`: what it writes can be run as it stands."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from conformance.cli import main
from conformance.target_file.reading import read
from tests.processes import SECRET, conformance, served

FLAGS = ("--name", 'The "Hub"', "--csa", "csa", "--secret", "HUB_SECRET", "--time-zone", "Europe/London")


def test_a_native_hub_is_run_by_what_it_writes(tmp_path: Path) -> None:
    with served() as (url, _):
        assert conformance("init", "hub.toml", "--url", url, "--binding", "native", *FLAGS, folder=tmp_path).status == 0
        done = conformance("run", "hub.toml", "--select", "access", folder=tmp_path, settings={"HUB_SECRET": SECRET})
    assert done.status == 0, done.err
    assert 'hub.toml (The "Hub"' in done.out


@pytest.mark.parametrize("binding", ["native", "mapping", "acme"])
def test_what_it_writes_is_without_fault(binding: str, tmp_path: Path) -> None:
    file = tmp_path / "hub.toml"
    done = conformance("init", str(file), "--url", "https://hub.example", "--binding", binding, *FLAGS)
    assert (done.status, done.err) == (0, "")
    found = read(file, "hub.toml", {"HUB_SECRET": SECRET})
    assert (found.binding, found.settings.name, found.settings.secrets) == (binding, 'The "Hub"', (SECRET,))


def test_what_it_writes_for_an_achieveforms_site_lacks_only_what_is_the_tenants_own(tmp_path: Path) -> None:
    file = tmp_path / "hub.toml"
    assert conformance("init", str(file), "--url", "https://hub.example", "--binding", "apibroker", *FLAGS).status == 0
    settings = {"HUB_SECRET": "PHPSESSID=sentinel"}
    done = conformance("doctor", str(file), settings=settings)
    assert done.status == 2
    for missing in ("host is ''", "page is ''", "a lookup for update without an id"):
        assert missing in done.err
    text = file.read_text(encoding="utf-8")
    for number in range(6):
        text = text.replace('\nid = ""', f'\nid = "{number}"', 1)
    text = text.replace('host = ""', 'host = "hub.example"').replace('page = ""', 'page = "https://hub.example/fillform/"')
    file.write_text(text.replace('section = ""', 'section = "About"'), encoding="utf-8")
    assert read(file, "hub.toml", settings).tenant is not None


def test_it_asks_for_what_no_flag_gives(tmp_path: Path) -> None:
    file = tmp_path / "asked.toml"
    done = CliRunner().invoke(main, ["init", str(file)], input="Acme\nhttps://acme.example\nmapping\nann\nACME_SECRET\n\n")
    assert done.exit_code == 0, done.output
    csa = read(file, "", {"ACME_SECRET": SECRET}).settings.actors.csa
    assert csa is not None
    assert csa.name == "ann"


def test_it_overwrites_nothing_and_takes_no_secret(tmp_path: Path) -> None:
    (tmp_path / "hub.toml").write_text("mine")
    done = conformance("init", "hub.toml", "--url", "http://x", "--binding", "native", *FLAGS, folder=tmp_path)
    assert (done.status, (tmp_path / "hub.toml").read_text()) == (2, "mine")
    assert "hub.toml is there already" in done.err
    wrong = [*FLAGS[:5], "s3cret-itself!", *FLAGS[6:]]
    done = conformance("init", "new.toml", "--url", "http://x", "--binding", "native", *wrong, folder=tmp_path)
    assert done.status == 2
    assert "the name of an environment variable" in done.err
    assert "s3cret" not in done.err


def test_a_question_left_unanswered_is_usage(tmp_path: Path) -> None:
    done = conformance("init", "hub.toml", folder=tmp_path)
    assert done.status == 2
    assert "a question was left unanswered; --help tells the flags" in done.err
    assert not (tmp_path / "hub.toml").exists()
