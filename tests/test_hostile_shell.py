"""Lines for a shell, of texts that others gave: what arrives is what was recorded, and nothing else is done."""

from __future__ import annotations

import json
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote_to_bytes

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from conformance.exchanges import Answer, Asked, Exchange, Observation, Target
from conformance.judging import Mismatch
from conformance.record import Finding
from conformance.renderers.reproduce import command, curls
from tests.hostility import SELDOM, TEXTS, is_harmless
from tests.servers import NOON

SHELLS = [name for name in ("sh", "bash") if shutil.which(name)]
HUB = Target("http://hub.example/base")
MAPPED = Target("acme.toml", "Acme", binding="mapping", url="http://acme.example/api")
MADE = "100000000001"
SAYS = """
curl() {
    printf '%s\\0' "$#" "$@" >>log
    for last in "$@"; do :; done
    if [ "$last" = @- ]; then od -An -v -tx1 | tr -d ' \\n' >>log; printf '\\0' >>log; fi
    printf '%s' '{"ucrn":"100000000001"}'
}
conformance() { printf '%s\\0' "$#" "$@" >>log; }
"""
"""What stands for both programs: the number of words, each of them, and in hexadecimal what is piped in; NUL behind each."""


class Said(NamedTuple):
    """What a program was given."""

    words: list[str]
    piped: bytes


def said(script: str, shell: str, folder: Path) -> list[Said]:
    """What the programs of a script were given; fails where a shell complains, or leaves anything behind."""
    log = folder / "log"
    log.write_bytes(b"")
    (folder / "script").write_text(SAYS + script, encoding="utf-8", errors="surrogatepass")
    done = subprocess.run([shell, "script"], cwd=folder, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert sorted(file.name for file in folder.iterdir()) == ["log", "script"]
    left = log.read_bytes().decode("utf-8", "surrogateescape").split("\0")[:-1]
    found = []
    while left:
        words, left = left[1 : int(left[0]) + 1], left[int(left[0]) + 1 :]
        piped = bytes.fromhex(left.pop(0)) if words[-1:] == ["@-"] else b""
        found.append(Said(words, piped))
    return found


def finding(path: str, body: Any, ucrn: str = MADE, method: str = "POST", actor: str = "csa", **headers: str) -> Finding:
    """A customer made, and one request more."""
    first = Exchange("POST", "/create", "csa", {"fields": {}}, 200, {}, NOON, NOON, NOON, NOON)
    then = Exchange(method, path, actor, body, 200, {}, NOON, NOON, NOON, NOON, headers)
    made = Observation(0, "create", Asked("create"), Answer("accepted", fields={"ucrn": ucrn}), (first,))
    later = Observation(1, "get", Asked("get"), Answer("accepted"), (then,))
    mismatch = Mismatch(1, "Get afterwards:", 1, "house", '"1"', "blank")
    return Finding("x.rule/one", "x.rule", "x", "must", "fail", mismatches=(mismatch,), observations=(made, later))


def after(words: list[str], option: str) -> list[str]:
    return [words[at + 1] for at, word in enumerate(words[:-1]) if word == option]


def url(words: list[str]) -> str:
    return next(word for word in words if word.startswith("http://"))


PATHS = TEXTS.map(lambda text: f"/{text}".replace("%", "%25").replace("#", "%23"))
NATIVE = st.builds(finding, PATHS, st.fixed_dictionaries({"fields": st.dictionaries(TEXTS, TEXTS, max_size=3)}), TEXTS | st.just(MADE))
SENT = st.builds(finding, PATHS, TEXTS | st.none(), method=st.sampled_from(["POST", "$(touch broken)", "-o x", "a b\x1b"]))


@pytest.mark.parametrize("shell", SHELLS)
class TestInARealShell:
    @SELDOM
    @given(st.data())
    def test_what_was_asked_arrives(self, shell: str, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
        findings = data.draw(st.lists(NATIVE, min_size=20, max_size=20))
        lines = [line for one in findings for line in curls(HUB, one)]
        assert all(is_harmless(line) and "\n" not in line for line in lines)
        came = said("\n".join(lines), shell, tmp_path_factory.mktemp("shell"))
        assert len(came) == 2 * len(findings)
        for one, (words, _) in zip(findings, came[1::2], strict=True):
            [asked] = one.observations[1].exchanges
            assert unquote_to_bytes(url(words)).decode() == "http://hub.example/base" + unquote_to_bytes(asked.path).decode()
            assert json.loads(after(words, "-d")[0]) == asked.request
            assert after(words, "-H") == ["Authorization: Bearer ", "Content-Type: application/json"]

    @SELDOM
    @given(st.data())
    def test_what_travelled_travels_again(self, shell: str, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
        findings = data.draw(st.lists(SENT, min_size=20, max_size=20))
        lines = [curls(MAPPED, one)[1] for one in findings]
        assert all(is_harmless(line) and "\n" not in line for line in lines)
        came = said("\n".join(lines), shell, tmp_path_factory.mktemp("shell"))
        for one, (words, piped) in zip(findings, came, strict=True):
            [asked] = one.observations[1].exchanges
            assert unquote_to_bytes(url(words)).decode() == "http://acme.example/api" + unquote_to_bytes(asked.path).decode()
            assert after(words, "-X") == [asked.method]
            body = piped or "".join(after(words, "--data-raw")).encode()
            assert body.decode() == (asked.request or "")

    @SELDOM
    @given(headers=st.lists(st.tuples(st.sampled_from(["X-Text", "If-Match", "@/etc/passwd", "X-\u00e9", "-o"]), TEXTS), min_size=20))
    @example(headers=[("X-Text", "caf\u00e9 \x85"), ("X-Text", "!!"), ("@/etc/passwd", "x")])
    def test_so_do_headers_but_for_those_that_cannot_have(
        self, shell: str, tmp_path_factory: pytest.TempPathFactory, headers: list[tuple[str, str]]
    ) -> None:
        lines = [curls(MAPPED, finding("/x", None, **{name: value}))[1] for name, value in headers]
        assert all(is_harmless(line) and "\n" not in line for line in lines)
        for (name, value), (words, _) in zip(headers, said("\n".join(lines), shell, tmp_path_factory.mktemp("shell")), strict=True):
            told = [one.encode("utf-8", "surrogateescape").decode("latin-1") for one in after(words, "-H")]
            can = name in ("X-Text", "If-Match", "-o") and all(one <= "\xff" and one not in "\r\n\0" for one in value)
            assert told == ([f"{name}: {value}" if value else f"{name};"] if can else [])

    @SELDOM
    @given(names=st.lists(st.tuples(TEXTS, TEXTS), min_size=20))
    @example(names=[("--output=x", "-x"), ("-h", "!!")])
    def test_the_command_names_target_and_scenario(
        self, shell: str, tmp_path_factory: pytest.TempPathFactory, names: list[tuple[str, str]]
    ) -> None:
        names = [(address.rstrip("\n").replace("\0", ""), scenario.rstrip("\n").replace("\0", "")) for address, scenario in names]
        script = "\n".join(command(Target(address), Finding(scenario, "x", "x", "must", "fail")) for address, scenario in names)
        assert is_harmless(script)
        for (address, scenario), (words, _) in zip(names, said(script, shell, tmp_path_factory.mktemp("shell")), strict=True):
            expected = ["--select", scenario, "--", address] if address.startswith("-") else [address, "--select", scenario]
            assert words == ["run", *expected]


class TestOfHostileCustomers:
    def test_a_ucrn_that_ends_a_quotation_stays_within_it(self) -> None:
        line = curls(HUB, finding("/get", {"fields": {"ucrn": "x'", "b": "; touch broken; '"}}, ucrn="x'"))[1]
        assert json.loads(shlex.split(line)[-1]) == {"fields": {"ucrn": "x'", "b": "; touch broken; '"}}

    def test_a_text_in_which_the_history_of_a_shell_is_called_up_is_no_such_call(self) -> None:
        assert "!" not in command(Target("http://x.example"), Finding("a\x1b!!", "x", "x", "must", "fail"))
