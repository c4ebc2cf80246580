"""How to see a finding again: lines that a shell can take as they stand."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from msgspec.structs import replace

from conformance.book import book
from conformance.drivers.bindings.mapping.driver import MappingDriver
from conformance.drivers.bindings.native import NativeDriver
from conformance.drivers.http import HttpTransport
from conformance.exchanges import Answer, Asked, Exchange, Observation, Target
from conformance.judging import Mismatch
from conformance.record import Finding
from conformance.renderers.reproduce import before, command, curls, sign_in
from conformance.selection import select
from conformance.session import hold
from reference_impl.api import Api
from reference_impl.faults import FAULTS
from reference_impl.hub import Hub
from tests.acme import Acme
from tests.acme_faults import acme as acme_file
from tests.processes import SECRET, listening, served
from tests.servers import NOON

HUB = Target("http://hub.example/base")
HOSTILE_HUB = Target("http://hub.example/it's;&$HOME`x`")
U1, U2 = "100000000001", "100000000002"


def exchange(path: str, request: object, actor: str = "csa", method: str = "POST") -> Exchange:
    return Exchange(method, path, actor, request, 200, {}, NOON, NOON, NOON, NOON)  # type: ignore[arg-type]  # any JSON


def created(ucrn: str, step: int = 0, **fields: str) -> Observation:
    return Observation(
        step, "create", Asked("create"), Answer("accepted", fields={"ucrn": ucrn}), (exchange("/create", {"fields": fields}),)
    )


def got(step: int, ucrn: str, actor: str = "csa") -> Observation:
    return Observation(step, "get", Asked("get"), Answer("accepted"), (exchange("/get", {"fields": {"ucrn": ucrn}}, actor),))


def finding(*observations: Observation, at: int) -> Finding:
    mismatch = Mismatch(at, "Get afterwards:", 1, "house", '"1"', "blank")
    return Finding("x.rule/one", "x.rule", "x", "must", "fail", mismatches=(mismatch,), observations=observations)


CURL = """
import sys, urllib.request
words = sys.argv[1:]
after = lambda option: [words[at + 1] for at, word in enumerate(words) if word == option]
url = next(word for word in words if word.startswith("http://"))
data = next((after(option)[0].encode() for option in ("-d", "--data-raw") if option in words), None)
headers = dict(header.split(": ", 1) for header in after("-H"))
method = after("-X")[0] if "-X" in words else "POST"
request = urllib.request.Request(url, data, headers, method=method)
print(urllib.request.urlopen(request).read().decode())
"""
"""As much of curl as the lines use, so that the tests need none."""


def in_a_shell(script: str, folder: Path, curl: str) -> str:
    """What a shell prints when the lines are pasted into it; `curl` is a program in Python."""
    (folder / "curl").write_text(f"#!{sys.executable}\n{curl}")
    (folder / "curl").chmod(0o755)
    path = f"{folder}{os.pathsep}{os.environ['PATH']}"
    settings = {"PATH": path, "CONFORMANCE_CSA_NAME": "csa", "CONFORMANCE_CSA_SECRET": SECRET}
    return subprocess.run(["sh", "-c", script], env=settings, capture_output=True, text=True, check=True).stdout


class TestCommand:
    def test_it_names_target_and_scenario(self) -> None:
        assert shlex.split(command(HUB, finding(at=0))) == ["conformance", "run", "http://hub.example/base", "--select", "x.rule/one"]

    def test_whatever_they_hold_it_is_one_word_each(self) -> None:
        odd = replace(finding(at=0), scenario="x.rule/it's; $HOME *")
        assert shlex.split(command(HOSTILE_HUB, odd))[2:] == [HOSTILE_HUB.address, "--select", "x.rule/it's; $HOME *"]


class TestCurls:
    def test_a_line_is_the_request_as_it_was_sent(self) -> None:
        [line] = curls(HUB, finding(got(0, "unknown"), at=0))
        words = shlex.split(line)
        assert words[:5] == ["curl", "-sS", "-X", "POST", "http://hub.example/base/get"]
        assert "Authorization: Bearer $CSA_TOKEN" in words
        assert json.loads(words[words.index("-d") + 1]) == {"fields": {"ucrn": "unknown"}}

    def test_hostile_text_survives_the_shell(self, tmp_path: Path) -> None:
        hostile = 'it\'s "so" $HOME `x` \\ \n {a} <b> ünï'
        line = curls(HUB, finding(got(0, hostile), at=0))[0]
        words = json.loads(in_a_shell(line, tmp_path, curl="import json, sys; print(json.dumps(sys.argv[1:]))"))
        assert json.loads(words[words.index("-d") + 1]) == {"fields": {"ucrn": hostile}}

    def test_a_hostile_address_survives_it_too(self, tmp_path: Path) -> None:
        line = curls(HOSTILE_HUB, finding(got(0, U1), at=0))[0]
        words = json.loads(in_a_shell(line, tmp_path, curl="import json, sys; print(json.dumps(sys.argv[1:]))"))
        assert words[3] == "http://hub.example/it's;&$HOME%60x%60/get"

    def test_what_a_create_answers_is_taken_by_the_lines_after_it(self) -> None:
        first, second = curls(HUB, finding(created(U1), got(1, U1), at=1))
        assert first.startswith("UCRN=$(curl ")
        assert U1 not in first + second
        assert json.loads(shlex.split(second.replace('"$UCRN"', "here"))[-1]) == {"fields": {"ucrn": "here"}}

    def test_each_customer_has_a_variable(self) -> None:
        lines = curls(HUB, finding(created(U1), created(U2, 1), got(2, U2), at=2))
        assert [line.partition("=")[0] for line in lines[:2]] == ["UCRN", "UCRN_2"]
        assert '"$UCRN_2"' in lines[2]

    def test_a_ucrn_in_a_path_is_taken_too(self) -> None:
        looked = Observation(1, "hub", Asked("hub-record"), Answer("accepted"), (exchange(f"/hub/customers/{U1}", None, method="GET"),))
        assert curls(HUB, finding(created(U1), looked, at=1))[1].split(" -H")[0].endswith('/hub/customers/"$UCRN"')

    def test_customers_sign_in_with_a_token_of_their_own_and_nobody_with_none(self) -> None:
        lines = curls(HUB, finding(created(U1), got(1, U1, actor=U1), got(2, U1, actor="nobody"), at=2))
        assert "Bearer $UCRN_TOKEN" in lines[1]
        assert "Authorization" not in lines[2]

    def test_what_came_after_the_mismatch_is_left_out(self) -> None:
        assert len(curls(HUB, finding(created(U1), got(1, U1), got(2, U1), at=1))) == 2

    def test_what_no_shell_would_take_is_left_out(self) -> None:
        long = "9" * 900_000
        first, last = curls(HUB, finding(created(long), got(1, long), at=1))
        assert first.startswith("curl ")
        assert re.fullmatch("# a request of 900[0-9]{3} characters is left out here; the record has it", last)

    def test_of_many_requests_the_first_and_the_last_are_told(self) -> None:
        lines = curls(HUB, finding(created(U1), *(got(number, U1) for number in range(1, 30)), at=29))
        assert lines[0].startswith("UCRN=")
        assert lines[1] == "# 24 requests are left out here; the record has them"
        assert len(lines) == 7


MAPPED = Target("acme.toml", "Acme", binding="mapping", url="http://acme.example/api")


def sent(method: str, path: str, request: object = None, **headers: str) -> Observation:
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    return Observation(0, "get", Asked("get"), Answer("accepted"), (replace(exchange(path, request, method=method), headers=told),))


class TestBehindAMapping:
    """The lines are what travelled, whatever the wire; where that is not known there is none."""

    def test_a_line_is_the_request_as_it_travelled(self) -> None:
        [line] = curls(
            MAPPED, finding(sent("PATCH", "/people?id=1&x=y", {"a": None}, Content_Type="application/json", X_Key="(secret)"), at=0)
        )
        assert shlex.split(line) == [
            *("curl", "-sS", "-X", "PATCH", "http://acme.example/api/people?id=1&x=y"),
            *("-H", "Content-Type: application/json", "-H", "X-Key: (secret)", "--data-raw", '{"a":null}'),
        ]

    @pytest.mark.parametrize(
        ("request_", "kind", "body"),
        [
            ("a=1&b=%C3%BC", "application/x-www-form-urlencoded", "a=1&b=%C3%BC"),
            ("@file, it's", "text/plain; charset=utf-8", "@file, it's"),
            ("a text", "application/json", '"a text"'),
        ],
        ids=["form", "text", "JSON that is a text"],
    )
    def test_whatever_its_body_is(self, request_: str, kind: str, body: str) -> None:
        [line] = curls(MAPPED, finding(sent("POST", "/x", request_, Content_Type=kind), at=0))
        assert shlex.split(line)[-2:] == ["--data-raw", body]

    def test_one_of_several_lines_is_printed_into_it(self) -> None:
        [line] = curls(MAPPED, finding(sent("POST", "/x", "@a\n\x1b%", Content_Type="text/plain"), at=0))
        assert line.startswith("printf '@a\\012\\033%%' | curl ")
        assert shlex.split(line)[-2:] == ["--data-binary", "@-"]

    def test_without_a_body_and_with_a_blank_header(self) -> None:
        [line] = curls(MAPPED, finding(sent("HEAD", "/x", If_Match=""), at=0))
        assert shlex.split(line) == ["curl", "-sS", "--head", "http://acme.example/api/x", "-H", "If-Match;"]

    def test_of_another_wire_the_record_is_pointed_to(self) -> None:
        other = replace(MAPPED, binding="one of somebody else's")
        assert curls(other, finding(created(U1), got(1, U1), at=1)) == ["(the requests are in the record)"]
        assert before(other) == ""
        assert curls(other, finding(at=0)) == []

    def test_the_lines_show_the_mismatch_in_a_real_shell(self, tmp_path: Path) -> None:
        acme = Acme(Api(Hub(fault=FAULTS["location.kept:falls-back-to-1"]), "csa", SECRET))
        with listening(acme) as url:
            found = acme_file(url, SECRET)
            assert found.mapping
            driver = MappingDriver(HttpTransport(url), found.settings, found.mapping)
            record = hold(book(), select(book(), ("location.kept/a-blank-location-keeps-the-one-that-is-there/5-new-ticked",)), driver)
            driver.close()
            [failed] = record.findings
            script = "\n".join(curls(driver.target, failed))
            assert SECRET not in script
            assert "acme-session" not in script
            assert "(secret)" in script
            assert "put it where (secret) stands" in " ".join(before(driver.target).split())
            login = json.dumps({"user": "csa", "password": SECRET}).encode()
            session = json.loads(acme("POST", "/login", "", login).content)["session"]["id"]
            shown = in_a_shell(script.replace("(secret)", session), tmp_path, curl=CURL)
        answers = [json.loads(answer) for answer in shown.splitlines()]
        assert answers[-1]["found"]["person"]["location"] == "inside"


def test_the_lines_of_a_report_show_the_mismatch_in_a_real_shell(tmp_path: Path) -> None:
    with served("--fault", "location.kept:falls-back-to-1") as (url, secret):
        driver = NativeDriver(HttpTransport(url), "csa", secret)
        record = hold(book(), select(book(), ("location.kept/a-blank-location-keeps-the-one-that-is-there/5-new-ticked",)), driver)
        driver.close()
        [failed] = record.findings
        assert failed.verdict == "fail"
        script = "\n".join([sign_in(driver.target), *curls(driver.target, failed)])
        assert secret not in script
        shown = in_a_shell(script, tmp_path, curl=CURL)
    answers = [json.loads(answer) for answer in shown.splitlines()]
    assert answers[-1]["fields"]["location"] == "1"


@pytest.mark.parametrize("address", ["reference", "reference:location.kept:falls-back-to-1"])
def test_for_the_reference_in_memory_the_lines_go_to_its_server(address: str) -> None:
    assert "http://127.0.0.1:8100/get" in curls(Target(address), finding(got(0, U1), at=0))[0]
