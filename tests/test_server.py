"""The reference over HTTP: what a client on a socket sees, and how the server starts and ends."""

from __future__ import annotations

import http.client
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import httpx
import msgspec
import pytest

from reference_impl import openapi
from reference_impl.api import Api, Reply, Request
from reference_impl.bodies import MAX_BODY
from reference_impl.clock import FixedClock
from reference_impl.hub import Hub
from reference_impl.server import AddressError, bound, serve
from reference_impl.world import CAPABILITIES
from tests.serving import PATIENCE, serving

SECRET = "a secret for tests"
NEW_YEAR = datetime(2026, 1, 1, 0, 30, tzinfo=UTC)
JSON = {"Content-Type": "application/json"}
MANDATORY = {"contact_type": "Individual", "preferred_contact_method": "1"}
CREATE, UPDATE, GET = "/v2/profile/create", "/v2/profile/update", "/v2/profile/get"


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with serving(Api(Hub(), "csa", SECRET)) as served:
        yield served


@pytest.fixture
def anyone(url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=url, timeout=PATIENCE) as client:
        yield client


@pytest.fixture
def csa(anyone: httpx.Client) -> httpx.Client:
    anyone.headers["Authorization"] = f"Bearer {token(anyone, csa='csa', secret=SECRET)}"
    return anyone


def token(client: httpx.Client, **who: str) -> str:
    answer = client.post("/v2/sessions", json=who)
    assert answer.status_code == 201
    return str(answer.json()["token"])


def created(client: httpx.Client) -> str:
    answer = client.post(CREATE, json={"fields": MANDATORY})
    assert answer.status_code == 201
    return str(answer.json()["ucrn"])


def assert_refused(answer: httpx.Response, status: int) -> None:
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == status
    assert problem["title"]
    assert all(set(error) == {"field", "detail"} for error in problem["errors"])


def padded(size: int) -> bytes:
    """A create of so many bytes, right in all but its size."""
    body = msgspec.json.encode({"fields": MANDATORY, "padding": ""})
    return body.replace(b'"padding":""', b'"padding":"' + b"x" * (size - len(body)) + b'"')


class TestContract:
    def test_a_customer_is_created_updated_and_read(self, csa: httpx.Client) -> None:
        ucrn = created(csa)
        assert csa.post(UPDATE, json={"fields": {**MANDATORY, "ucrn": ucrn, "first_name": "Zoë"}}).status_code == 200
        got = csa.post(GET, json={"fields": {"ucrn": ucrn}})
        assert got.status_code == 200
        assert got.headers["Content-Type"] == "application/json"
        assert got.json()["fields"]["first_name"] == "Zoë"

    @pytest.mark.parametrize(
        ("status", "path", "body"),
        [
            (400, CREATE, []),
            (400, CREATE, {"fields": {**MANDATORY, "first_name": 1}}),
            (404, "/v2/profile/delete", {}),
            (404, GET, {"fields": {"ucrn": "unknown"}}),
            (405, "/healthz", {}),
            (405, "/openapi.json", {}),
            (409, CREATE, {"fields": MANDATORY, "integration_version": "V1"}),
            (422, CREATE, {"fields": {}}),
            (422, CREATE, {"fields": {**MANDATORY, "birth_date": "13/13/1980"}}),
        ],
    )
    def test_a_refusal_is_a_problem_of_its_status(self, csa: httpx.Client, status: int, path: str, body: object) -> None:
        answer = csa.post(path, json=body)
        assert_refused(answer, status)
        assert answer.headers.get("Allow") == ("GET" if status == 405 else None)

    def test_a_path_that_no_pattern_takes_is_a_problem_too(self, anyone: httpx.Client) -> None:
        assert_refused(anyone.get("/line%0Abreak"), 404)

    def test_who_is_not_signed_in_is_told_how(self, csa: httpx.Client, url: str) -> None:
        answer = httpx.post(url + GET, json={"fields": {"ucrn": created(csa)}})
        assert_refused(answer, 401)
        assert answer.headers["WWW-Authenticate"] == "Bearer"

    def test_another_customer_is_not_permitted(self, csa: httpx.Client) -> None:
        ann, ben = created(csa), created(csa)
        signed_in = {"Authorization": f"Bearer {token(csa, ucrn=ann)}"}
        assert csa.post(GET, json={"fields": {"ucrn": ann}}, headers=signed_in).status_code == 200
        assert_refused(csa.post(GET, json={"fields": {"ucrn": ben}}, headers=signed_in), 403)

    @pytest.mark.parametrize("header", ["", "Bearer", "Bearer a b", "Bearer a,b", "Basic Y3NhOmNzYQ==", "nothing", "Bearer unknown"])
    @pytest.mark.parametrize("path", ["/healthz", "/v2/capabilities", "/v2/hub/customers/1"])
    def test_a_bad_token_is_refused_everywhere(self, anyone: httpx.Client, path: str, header: str) -> None:
        answer = anyone.get(path, headers={"Authorization": header})
        assert_refused(answer, 401)
        assert answer.headers["WWW-Authenticate"] == "Bearer"

    def test_two_tokens_are_none(self, csa: httpx.Client) -> None:
        both = [("Authorization", csa.headers["Authorization"])] * 2
        assert_refused(httpx.get(f"{csa.base_url}/v2/capabilities", headers=both), 401)

    @pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
    def test_the_scheme_of_a_token_is_in_any_letters(self, csa: httpx.Client, scheme: str) -> None:
        signed_in = csa.headers["Authorization"].replace("Bearer", scheme)
        assert csa.post("/v2/hub/cases", json={}, headers={"Authorization": signed_in}).status_code == 201

    def test_head_answers_as_get_without_the_body(self, anyone: httpx.Client) -> None:
        head, got = anyone.head("/healthz"), anyone.get("/healthz")
        assert (head.status_code, head.content) == (200, b"")
        assert head.headers["Content-Length"] == got.headers["Content-Length"]


class TestBodies:
    @pytest.mark.parametrize("kind", ["application/json", "Application/JSON; charset=utf-8", "application/vnd.example+json"])
    def test_json_by_its_type_is_read(self, anyone: httpx.Client, kind: str) -> None:
        assert anyone.post(CREATE, content=padded(200), headers={"Content-Type": kind}).status_code == 201

    @pytest.mark.parametrize("kind", ["text/json", "application/jsonp", "application/xml", "application/x-www-form-urlencoded", ""])
    def test_any_other_type_is_refused(self, anyone: httpx.Client, kind: str) -> None:
        assert_refused(anyone.post(CREATE, content=padded(200), headers={"Content-Type": kind}), 415)

    def test_a_body_without_a_type_is_refused(self, anyone: httpx.Client) -> None:
        assert_refused(anyone.post(CREATE, content=padded(200)), 415)

    @pytest.mark.parametrize(
        "body",
        [
            b"",
            b" ",
            b"{",
            b"{'fields': {}}",
            b'{"fields": NaN}',
            b'{"fields": 1e999}',
            b'{"a": "\xff"}',
            b'{"a": "\\ud800"}',
            b"[" * 100_000,
        ],
        ids=["empty", "space", "open", "quotes", "NaN", "huge number", "not UTF-8", "half a surrogate pair", "deep"],
    )
    def test_what_is_not_json_is_refused(self, anyone: httpx.Client, body: bytes) -> None:
        assert_refused(anyone.post(CREATE, content=body, headers=JSON), 400)

    def test_a_path_that_needs_no_body_takes_none(self, csa: httpx.Client) -> None:
        form = csa.post("/v2/hub/edit-forms", json={"ucrn": created(csa)}).json()["edit_form_id"]
        assert csa.post(f"/v2/hub/edit-forms/{form}/reopen").status_code == 200

    @pytest.mark.parametrize("chunked", [False, True], ids=["of a declared length", "chunked"])
    def test_one_mebibyte_is_the_limit(self, anyone: httpx.Client, chunked: bool) -> None:
        right, over = padded(MAX_BODY), padded(MAX_BODY + 1)
        assert (len(right), len(over)) == (1024 * 1024, 1024 * 1024 + 1)
        assert anyone.post(CREATE, content=iter([right]) if chunked else right, headers=JSON).status_code == 201
        assert_refused(anyone.post(CREATE, content=iter([over]) if chunked else over, headers=JSON), 413)

    @pytest.mark.parametrize("head", [f"Content-Length: {MAX_BODY + 1}", "Transfer-Encoding: chunked"])
    def test_too_much_is_refused_before_all_of_it_has_come(self, url: str, head: str) -> None:
        with socket.create_connection((urlsplit(url).hostname, urlsplit(url).port), PATIENCE) as client:
            client.sendall(f"POST {CREATE} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n{head}\r\n\r\n".encode())
            if "chunked" in head:
                client.sendall(f"{MAX_BODY + 1:x}\r\n".encode() + b" " * (MAX_BODY + 1))
            with closing(http.client.HTTPResponse(client)) as answer:
                answer.begin()
                assert answer.status == 413
                assert answer.headers["Connection"] == "close"

    def test_a_client_that_sends_on_regardless_still_gets_the_answer(self, anyone: httpx.Client) -> None:
        assert_refused(anyone.post(CREATE, content=iter([b" " * MAX_BODY] * 20), headers=JSON), 413)
        assert anyone.get("/healthz").status_code == 200


class TestApplication:
    def test_the_date_is_that_of_the_hubs_own_clock(self) -> None:
        clock = FixedClock(NEW_YEAR)
        with serving(Api(Hub(clock), "csa", SECRET)) as url:
            assert httpx.get(f"{url}/healthz").headers.get_list("Date") == ["Thu, 01 Jan 2026 00:30:00 GMT"]
            clock.advance(timedelta(days=200))
            assert httpx.get(f"{url}/nowhere").headers.get_list("Date") == ["Mon, 20 Jul 2026 00:30:00 GMT"]
            assert httpx.get(f"{url}/v2/capabilities").json()["now"] == "2026-07-20T01:30:00+01:00"

    def test_the_document_is_that_of_the_hub(self) -> None:
        capabilities = CAPABILITIES - {"lists", "cases"}
        with serving(Api(Hub(capabilities=capabilities), "csa", SECRET)) as url:
            assert httpx.get(f"{url}/openapi.json").json() == openapi.document(capabilities)
            assert_refused(httpx.get(f"{url}/v2/lists/countries"), 404)

    def test_a_failure_of_ours_is_a_problem_and_not_the_end(self, caplog: pytest.LogCaptureFixture) -> None:
        class Failing(Api):
            def answer(self, request: Request) -> Reply:
                if request.path == "/failing":
                    raise RuntimeError("the words of a programming error")
                return super().answer(request)

        with serving(Failing(Hub(), "csa", SECRET)) as url:
            failed = httpx.get(f"{url}/failing")
            assert httpx.get(f"{url}/healthz").status_code == 200
        assert_refused(failed, 500)
        assert "the words of a programming error" not in failed.text
        assert "the words of a programming error" in caplog.text

    def test_answers_do_not_wait_for_acknowledgements(self) -> None:
        with bound("127.0.0.1", 0) as listener, socket.create_connection(listener.getsockname()[:2], PATIENCE):
            accepted, _ = listener.accept()
            with accepted:
                assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


class TestServing:
    @contextmanager
    def started(self, arguments: str) -> Iterator[subprocess.Popen[str]]:
        program = f"from reference_impl.faults import FAULTS; from reference_impl.server import serve; serve({arguments})"
        with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
            try:
                yield process
            finally:
                process.kill()

    def line(self, process: subprocess.Popen[str]) -> str:
        assert process.stdout
        return process.stdout.readline().rstrip("\n")

    @pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
    def test_it_says_where_and_how_once_and_ends_when_told(self, number: signal.Signals) -> None:
        with self.started("port=0") as process:
            listening, name, secret = self.line(process), self.line(process), self.line(process)
            url = listening.removeprefix("Listening on ")
            assert re.fullmatch(r"http://127\.0\.0\.1:[1-9][0-9]*", url)
            assert name == "CSA name: csa"
            with httpx.Client(base_url=url, timeout=PATIENCE) as client:
                assert token(client, csa="csa", secret=secret.removeprefix("CSA secret: "))
                process.send_signal(number)
                rest = process.communicate(timeout=PATIENCE)
        assert (process.returncode, *rest) == (0, "", "")

    def test_it_ends_although_a_client_never_finishes(self) -> None:
        with self.started("port=0") as process:
            where = urlsplit(self.line(process).removeprefix("Listening on "))
            with socket.create_connection((where.hostname, where.port), PATIENCE) as client:
                client.sendall(f"POST {CREATE} HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n".encode())
                assert client.recv(100).startswith(b"HTTP/1.1 100")
                process.terminate()
                _, errors = process.communicate(timeout=PATIENCE)
                assert client.recv(100).startswith(b"HTTP/1.1 503")
        assert process.returncode == 0
        assert "Traceback" not in errors

    def test_a_given_name_and_secret_sign_in(self) -> None:
        with self.started("port=0, csa_name='ruth', csa_secret='chosen', without=frozenset({'lists'})") as process:
            url = self.line(process).removeprefix("Listening on ")
            assert [self.line(process), self.line(process)] == ["CSA name: ruth", "CSA secret: chosen"]
            with httpx.Client(base_url=url, timeout=PATIENCE) as client:
                assert_refused(client.post("/v2/sessions", json={"csa": "csa", "secret": "chosen"}), 401)
                assert token(client, csa="ruth", secret="chosen")
                assert_refused(client.get("/v2/lists/countries"), 404)

    def test_a_fault_shows(self) -> None:
        with self.started("port=0, fault=FAULTS['location.kept:falls-back-to-1']") as process:
            url, _, secret = self.line(process), self.line(process), self.line(process)
            with httpx.Client(base_url=url.removeprefix("Listening on "), timeout=PATIENCE) as client:
                client.headers["Authorization"] = f"Bearer {token(client, csa='csa', secret=secret.removeprefix('CSA secret: '))}"
                fields = {**MANDATORY, "street": "High Street"}
                ucrn = client.post(CREATE, json={"fields": {**fields, "location": "3"}}).json()["ucrn"]
                client.post(UPDATE, json={"fields": {**fields, "ucrn": ucrn, "new_address": "1"}})
                assert client.post(GET, json={"fields": {"ucrn": ucrn}}).json()["fields"]["location"] == "1"

    def test_a_made_up_secret_is_long_and_never_the_same(self) -> None:
        secrets = []
        for _ in range(2):
            with self.started("port=0") as process:
                secrets.append([self.line(process) for _ in range(3)][-1].removeprefix("CSA secret: "))
        assert min(map(len, secrets)) >= 32
        assert secrets[0] != secrets[1]

    def test_a_port_in_use_is_named(self) -> None:
        with bound("127.0.0.1", 0) as taken:
            port = taken.getsockname()[1]
            with pytest.raises(AddressError, match=rf"^cannot listen on 127\.0\.0\.1 port {port}: Address already in use$"):
                serve(port=port)

    @pytest.mark.parametrize(("host", "port"), [("127.0.0.1", 65536), ("no..host", 0), ("192.0.2.1", 0), ("::2", 0)])
    def test_an_address_that_cannot_be_ours_is_named(self, host: str, port: int) -> None:
        with pytest.raises(AddressError, match=f"^cannot listen on {re.escape(host)} port {port}: .+"):
            serve(host=host, port=port)

    def test_a_capability_that_is_none_is_named(self) -> None:
        with pytest.raises(ValueError, match=r"^no such capability: telepathy$"):
            serve(port=0, without=frozenset({"telepathy", "lists"}))
