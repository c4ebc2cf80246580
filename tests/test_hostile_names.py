"""A hub whose customers have hostile numbers and whose refusals have hostile words: what commands print, and what files they make."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from conformance.stored import read
from conformance.views import VIEWS
from reference_impl.api import Api
from reference_impl.faults import FAULTS
from reference_impl.hub import Hub
from tests.hostility import is_harmless
from tests.processes import SECRET, SIGNED_IN, Answering, Ended, Spoken, answers_of, conformance, ended, listening
from tests.test_plugin import PYTEST

WORDS = "\x1b[2J\x1b]0;x\x07\x9b31m\r\n\u202e::error::x\nCONFORMANT: every applicable must rule holds"
NUMBERS = {"a path": "../../../x", "a command": "-rf ~ $(touch broken) CON:..\\x\0", "a long one": "x" * 5_000}
ONE = "location.kept/a-blank-location-keeps-the-one-that-is-there/*"
WRITTEN = {"record.jsonl", "inventory.jsonl", *(view.file for view in VIEWS.values())}


def disguised(inner: Answering, number: str) -> Answering:
    """The contract, with this and hostile words before the number of each customer, and those words for the location 1 and to refuse."""
    before = f"{number}{WORDS}"

    def told(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: WORDS if (name, one) == ("location", "1") else told(one) for name, one in value.items()}
        if isinstance(value, list):
            return [told(one) for one in value]
        return f"{before}{value}" if isinstance(value, str) and re.fullmatch(r"\d{12}", value) else value

    def asked(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: asked(one) for name, one in value.items()}
        return value.removeprefix(before) if isinstance(value, str) else value

    def answering(method: str, path: str, token: str, content: bytes) -> Spoken | None:
        sent = json.dumps(asked(json.loads(content))).encode() if content else content
        said = inner(method, path.replace(quote(before, safe=""), ""), token, sent)
        assert said
        body = {"error": {"code": WORDS, "message": WORDS}} if said.status >= 400 else told(json.loads(said.content))
        return said._replace(content=json.dumps(body).encode())

    return answering


@pytest.fixture(params=NUMBERS)
def url(request: pytest.FixtureRequest) -> Iterator[str]:
    api = answers_of(Api(Hub(fault=FAULTS["location.kept:falls-back-to-1"]), "csa", SECRET))
    with listening(disguised(api, NUMBERS[request.param])) as address:
        yield address


@pytest.fixture(scope="module")
def refusing() -> Iterator[str]:
    """A hub that says what it can do and signs in, and then says nothing but hostile words."""
    body = json.dumps({"error": {"code": WORDS, "message": WORDS}}).encode()
    api = answers_of(Api(Hub(), "csa", SECRET))
    with listening(lambda *asked: api(*asked) if asked[1] in ("/v2/capabilities", "/v2/sessions") else Spoken(403, body)) as address:
        yield address


def harmless(done: Ended) -> None:
    assert re.search(r"\\(x|u00)1b\[2J\\(x|u00)1b\]0;x\\(x|u00)07\\(x|u00)9b31m", done.out + done.err), done
    assert is_harmless(done.out)
    assert is_harmless(done.err)
    assert not [line for line in (done.out + done.err).splitlines() if line.startswith(("::", "CONFORMANT"))]


def test_files_are_named_by_us_alone(url: str, tmp_path: Path) -> None:
    inside = tmp_path / "a" / "b"
    inside.mkdir(parents=True)
    options = ("--select", ONE, "--output", "out", "--report", ",".join(VIEWS), "--no-preflight")
    done = conformance("run", url, *options, folder=inside, settings=SIGNED_IN)
    assert done.status == 1, done
    harmless(done)
    found = {str(file.relative_to(tmp_path)) for file in tmp_path.rglob("*") if file.is_file()}
    assert found == {f"a/b/out/{name}" for name in WRITTEN}
    answers = [one.answer for each in read(inside / "out" / "record.jsonl").findings for one in each.observations]
    made = [json.loads(line)["id"] for line in (inside / "out" / "inventory.jsonl").read_bytes().splitlines()]
    assert set(made) <= {answer.fields.get("ucrn") for answer in answers}
    for name in WRITTEN - {"record.jsonl"}:
        assert is_harmless((inside / "out" / name).read_text(encoding="utf-8")), name


@pytest.mark.parametrize("command", ["run", "doctor"])
def test_what_a_target_says_is_printed_harmlessly(refusing: str, command: str, tmp_path: Path) -> None:
    done = conformance(command, refusing, folder=tmp_path, settings=SIGNED_IN)
    assert done.status in (1, 2, 3, 5)
    harmless(done)
    assert list(tmp_path.iterdir()) == []


def test_departures_are_kept_under_names_of_ours(tmp_path: Path) -> None:
    api = answers_of(Api(Hub(fault=FAULTS["location.kept:falls-back-to-1"]), "csa", SECRET))
    with listening(disguised(api, "../../../x")) as address:
        options = ("--budget", "40", "--seed", "1", "--departures", "1", "--database", "kept", "--inventory", "made.jsonl")
        done = conformance("explore", address, *options, folder=tmp_path, settings=SIGNED_IN)
    harmless(done)
    names = [file.relative_to(tmp_path).parts for file in tmp_path.rglob("*") if file.is_file()]
    assert all(parts[0] in ("kept", "made.jsonl") for parts in names)
    assert len(names) > 1
    assert all(re.fullmatch(r"[0-9a-f.]+|departure\.md|\.\w+|kept|made\.jsonl", part) for parts in names for part in parts), names


def test_items_of_pytest_are_told_harmlessly(tmp_path: Path) -> None:
    api = answers_of(Api(Hub(fault=FAULTS["location.kept:falls-back-to-1"]), "csa", SECRET))
    with listening(disguised(api, "../../../x")) as address:
        options = (
            "--pyargs",
            "conformance",
            "--conformance-target",
            address,
            "--conformance-no-preflight",
            "-k",
            "location.kept",
            "-m",
            "must",
        )
        done = ended(*PYTEST, *options, folder=tmp_path, settings=SIGNED_IN)
    assert done.status == 1
    harmless(done)
    assert list(tmp_path.iterdir()) == []
