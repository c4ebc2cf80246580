"""Being a good guest, over real sockets: certificates, proxies, patience, and what is left behind."""

from __future__ import annotations

import json
import ssl
import threading
from pathlib import Path

import pytest
import trustme

from conformance.book import book
from reference_impl.api import Api
from reference_impl.hub import Hub
from tests.processes import CONFORMANCE as COMMAND
from tests.processes import NONE, SECRET, SIGNED_IN, Answering, Ended, Settings, Spoken, answers_of, conformance, listening, started
from tests.serving import PATIENCE

EMAILS = ("email_address", "alternative_email")
ONE = "email.unchanged/another-value/another-address-ticked"


def api() -> Api:
    return Api(Hub(), "csa", SECRET)


def run_at(url: str, *options: str, settings: Settings = NONE, select: str = ONE) -> Ended:
    return conformance("run", url, "--select", select, *options, settings={**SIGNED_IN, **settings})


def in_a_line(done: Ended) -> str:
    [line] = done.err.splitlines()
    return line


class TestCertificates:
    @pytest.fixture
    def authority(self) -> trustme.CA:
        return trustme.CA()

    @pytest.fixture
    def tls(self, authority: trustme.CA) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("127.0.0.1").configure_cert(context)
        return context

    def test_are_verified(self, tls: ssl.SSLContext) -> None:
        with listening(answers_of(api()), tls) as url:
            done = run_at(url)
        assert done.status == 3
        assert "unable to get local issuer certificate" in in_a_line(done)
        assert "give the authority's with --ca-file" in in_a_line(done)

    def test_of_an_authority_of_ones_own_are_trusted_when_it_is_given(
        self, authority: trustme.CA, tls: ssl.SSLContext, tmp_path: Path
    ) -> None:
        authority.cert_pem.write_to_path(tmp_path / "ca.pem")
        with listening(answers_of(api()), tls) as url:
            done = run_at(url, "--ca-file", str(tmp_path / "ca.pem"))
        assert (done.status, done.err) == (0, "")

    def test_of_another_host_are_not(self, authority: trustme.CA, tmp_path: Path) -> None:
        authority.cert_pem.write_to_path(tmp_path / "ca.pem")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("hub.example").configure_cert(context)
        with listening(answers_of(api()), context) as url:
            done = run_at(url, "--ca-file", str(tmp_path / "ca.pem"))
        assert done.status == 3
        assert "certificate verify failed" in in_a_line(done) or "127.0.0.1" in in_a_line(done)


class TestProxies:
    HUB = "http://hub.example"

    @staticmethod
    def proxying(answering: Answering, seen: list[str]) -> Answering:
        """A proxy: it is asked for whole URLs, and answers for the hub itself."""

        def answer(method: str, path: str, token: str, content: bytes) -> Spoken | None:
            seen.append(path)
            return answering(method, path.removeprefix(TestProxies.HUB), token, content)

        return answer

    def test_are_taken_from_the_environment_when_that_is_said(self) -> None:
        seen: list[str] = []
        with listening(self.proxying(answers_of(api()), seen)) as proxy:
            done = run_at(self.HUB, "--proxy-from-environment", settings={"HTTP_PROXY": proxy, "http_proxy": proxy})
        assert (done.status, done.err) == (0, "")
        assert seen
        assert all(path.startswith(f"{self.HUB}/v2/") for path in seen)

    def test_and_not_otherwise(self) -> None:
        seen: list[str] = []
        with listening(self.proxying(answers_of(api()), seen)) as proxy, listening(answers_of(api())) as url:
            done = run_at(url, settings={"HTTP_PROXY": proxy, "http_proxy": proxy, "ALL_PROXY": proxy, "NO_PROXY": "", "no_proxy": ""})
        assert done.status == 0
        assert seen == []

    def test_whose_password_is_told_to_nobody(self, tmp_path: Path) -> None:
        with listening(lambda *_: None) as proxy:
            secret = proxy.replace("http://", "http://user:sentinel-of-the-proxy@")
            done = run_at(self.HUB, "--proxy-from-environment", "--output", str(tmp_path), settings={"http_proxy": secret})
        assert done.status == 3
        assert "sentinel-of-the-proxy" not in done.out + done.err


class TestPatience:
    def test_a_hub_that_now_and_then_has_no_time_is_judged_like_any_other(self) -> None:
        answers, busy = answers_of(api()), [0]

        def sometimes(method: str, path: str, token: str, content: bytes) -> Spoken | None:
            busy[0] += 1
            if busy[0] % 3 == 0:
                return Spoken(429, b"{}", headers={"Retry-After": "0"})
            if busy[0] % 5 == 0:
                return Spoken(503, b"", headers={"Retry-After": "0"})
            return answers(method, path, token, content)

        with listening(sometimes) as url:
            done = run_at(url, select="email.unchanged/another-value/*")
        assert (done.status, done.err) == (0, "")
        assert "CONFORMANT" in done.out

    def test_a_hub_that_never_has_time_breaks_no_rule(self) -> None:
        answers, begun = answers_of(api()), threading.Event()

        def later_never(method: str, path: str, token: str, content: bytes) -> Spoken | None:
            if path.endswith("/create"):
                begun.set()
            return Spoken(429, b"{}", headers={"Retry-After": "3600"}) if begun.is_set() else answers(method, path, token, content)

        with listening(later_never) as url:
            done = run_at(url, "--no-preflight")
            begun.clear()
            before = run_at(url)
        assert (done.status, before.status, before.out) == (5, 3, "")
        assert "NOT ESTABLISHED" in done.out
        assert "before the run, create: " in before.err
        assert "the target asks to wait for 3600 s (429)" in " ".join(done.out.split())

    def test_fewer_requests_than_none_are_refused(self) -> None:
        assert run_at("http://127.0.0.1:1", "--requests-a-second", "0").status == 2


def lines_of(file: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


class TestCustomers:
    def test_are_known_by_a_domain_that_is_nobodys(self) -> None:
        reserved = ("example.org", "example.com")
        calls = [act.call for scenario in book().scenarios() for act in scenario.acts() if act.call and act.call.operation == "create"]
        domains = {call.fields[name].lower().rpartition("@")[2] for call in calls for name in EMAILS if "@" in call.fields.get(name, "")}
        assert "example.org" in domains
        assert {domain for domain in domains if not domain.endswith(reserved)} == set()


class TestInventory:
    def test_names_everything_that_was_made(self, tmp_path: Path) -> None:
        hub_api = api()
        with listening(answers_of(hub_api)) as url:
            done = run_at(url, "--output", str(tmp_path), select="access.refused")
        assert done.status == 0
        lines = lines_of(tmp_path / "inventory.jsonl")
        assert {line["id"] for line in lines} == set(hub_api.hub.customers)
        assert {line["thing"] for line in lines} == {"customer"}
        assert {line["target"] for line in lines} == {url}
        assert {line["scenario"].partition("/")[0] for line in lines} == {"before the run", "access.refused"}
        header = json.loads((tmp_path / "record.jsonl").read_text(encoding="utf-8").splitlines()[0])
        assert {line["run"] for line in lines} == {header["run"]}

    def test_keeps_those_of_earlier_runs(self, tmp_path: Path) -> None:
        for _ in range(2):
            assert conformance("run", "--select", ONE, "--inventory", str(tmp_path / "all.jsonl")).status == 0
        lines = lines_of(tmp_path / "all.jsonl")
        assert len(lines) == 2
        assert len({line["run"] for line in lines}) == 2

    def test_is_kept_of_what_is_explored(self, tmp_path: Path) -> None:
        assert conformance("explore", "--seed", "1", "--budget", "3", "--inventory", str(tmp_path / "all.jsonl")).status == 0
        assert {line["scenario"] for line in lines_of(tmp_path / "all.jsonl")} == {"explore"}

    def test_loses_nothing_when_the_run_is_killed(self, tmp_path: Path) -> None:
        hub_api, enough = api(), threading.Event()
        answers = answers_of(hub_api)

        def answering(method: str, path: str, token: str, content: bytes) -> Spoken | None:
            if len(hub_api.hub.customers) == 4 and path.endswith("/get"):
                enough.set()
                return None
            return answers(method, path, token, content)

        with listening(answering) as url:
            options = ("run", url, "--select", "access.refused", "--output", str(tmp_path))
            with started(*COMMAND, *options, settings=SIGNED_IN) as process:
                assert enough.wait(PATIENCE)
                process.kill()
        told = {line["id"] for line in lines_of(tmp_path / "inventory.jsonl")}
        assert set(hub_api.hub.customers) <= told

    def test_a_file_that_cannot_be_written_is_2(self, tmp_path: Path) -> None:
        (tmp_path / "b").write_text("", encoding="utf-8")
        done = conformance("run", "--select", ONE, "--inventory", str(tmp_path / "b" / "x"))
        assert done.status == 2
        assert "cannot be written" in in_a_line(done)


class TestReadOnly:
    @staticmethod
    def with_customers(*made: dict[str, str]) -> tuple[Api, list[str], Answering, list[str]]:
        """A hub that has these customers; their UCRNs, and what is sent to it from then on."""
        hub_api = api()
        answers = answers_of(hub_api)
        signed_in = answers("POST", "/v2/sessions", "", json.dumps({"csa": "csa", "secret": SECRET}).encode())
        assert signed_in
        token = json.loads(signed_in.content)["token"]
        ucrns: list[str] = []
        for fields in made:
            entries = {"contact_type": "Individual", "preferred_contact_method": "1", **fields}
            answer = answers("POST", "/v2/profile/create", token, json.dumps({"fields": entries}).encode())
            assert answer
            ucrns.append(json.loads(answer.content)["ucrn"])
        sent: list[str] = []

        def noted(method: str, path: str, token: str, content: bytes) -> Spoken | None:
            sent.append(f"{method} {path}")
            return answers(method, path, token, content)

        return hub_api, ucrns, noted, sent

    def test_given_customers_stand_in_for_those_that_scenarios_create(self, tmp_path: Path) -> None:
        ann, ben = {"first_name": "Marigold-Ann", "last_name": "Fairweather"}, {"first_name": "Bernard", "last_name": "Oakhanger"}
        hub_api, ucrns, answering, sent = self.with_customers(ann, ben)
        before = dict(hub_api.hub.customers)
        options = [word for ucrn in ucrns for word in ("--customer", ucrn)]
        with listening(answering) as url:
            done = run_at(url, "--read-only", *options, "--output", str(tmp_path), select="access*")
        assert (done.status, done.err) == (0, "")
        assert "read-only: nothing was made or changed" in done.out
        assert "CONFORMANT: every applicable must rule holds in what can be seen without changing anything" in done.out
        assert {path for path in sent if not path.startswith("GET")} == {"POST /v2/sessions", "POST /v2/profile/get"}
        assert hub_api.hub.customers == before
        assert not (tmp_path / "inventory.jsonl").exists()
        lines = [json.loads(line) for line in (tmp_path / "record.jsonl").read_text(encoding="utf-8").splitlines()]
        passed = {line["scenario"].partition("/")[0] for line in lines if line.get("verdict") == "pass"}
        assert {"access.owner", "access.csa", "access.refused", "access.anonymous", "access.unknown-ucrn"} <= passed

    def test_what_cannot_be_run_so_is_listed_with_the_reason(self) -> None:
        _, [ucrn], answering, _ = self.with_customers({"first_name": "Ann"})
        with listening(answering) as url:
            done = run_at(url, "--read-only", "--customer", ucrn, select="*")
        told = " ".join(done.out.split())
        assert done.status == 0
        assert "makes or changes something, and --read-only rules that out: " in told
        assert "needs a customer who holds exactly what it creates, and no --customer does: " in told

    def test_a_customer_who_holds_more_does_not_stand_in(self) -> None:
        _, [ucrn], answering, _ = self.with_customers({"first_name": "Marigold-Ann", "last_name": "Fairweather", "house": "12"})
        with listening(answering) as url:
            done = run_at(url, "--read-only", "--customer", ucrn, select="access.csa")
        assert done.status == 5
        assert "NOT ESTABLISHED: nothing was run" in done.out

    def test_a_rule_that_is_broken_is_found_so_as_well(self) -> None:
        _, [ucrn], answering, _ = self.with_customers({"first_name": "Marigold-Ann", "last_name": "Fairweather"})

        gets: list[str] = []

        def forgetful(method: str, path: str, token: str, content: bytes) -> Spoken | None:
            spoken = answering(method, path, token, content)
            gets.extend([path] if path.endswith("/get") else [])
            wrong = spoken and spoken._replace(content=spoken.content.replace(b'": "Marigold-Ann"', b'": "Marigold"'))
            return wrong if len(gets) > 1 else spoken  # the first one only looks at who is given

        with listening(forgetful) as url:
            done = run_at(url, "--read-only", "--customer", ucrn, select="access.csa")
        assert done.status == 1
        assert "UCRN=$(" not in done.out

    def test_lists_which_customers_it_takes(self) -> None:
        done = conformance("run", "--read-only", "--list", "--select", "access.csa/a-csa-gets-a-customers-record/individual")
        held = '{"contact_type":"Individual","preferred_contact_method":"1","first_name":"Marigold-Ann","last_name":"Fairweather"}'
        assert done.out == f"access.csa/a-csa-gets-a-customers-record/individual {held}\n"

    def test_a_customer_who_is_not_there_is_the_users_mistake(self) -> None:
        done = conformance("run", "--read-only", "--customer", "999")
        assert done.status == 2
        assert "--customer 999: Get by a CSA is refused (404" in in_a_line(done)

    def test_customers_are_for_read_only(self) -> None:
        done = conformance("run", "--customer", "1")
        assert done.status == 2
        assert "--customer is for --read-only" in done.err
