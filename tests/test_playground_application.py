"""The playground over HTTP: what it answers, whatever it is sent; and the contract beside it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache

import anyio
import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.types import ASGIApp, Receive, Scope, Send

from conformance.book import book
from conformance.names import SENT
from conformance.oracle import LIKE_ITSELF
from conformance.playground.application import LARGEST, around
from conformance.playground.asked import Playground
from conformance.playground.composition import MOST_UPDATES
from tests.processes import SIGNED_IN, serve

EXPLAIN = "/playground/explain"
JSON: Mapping[str, str] = {"Content-Type": "application/json"}


async def the_other(_: Scope, __: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 418, "headers": []})
    await send({"type": "http.response.body", "body": b"the other"})


@cache
def application() -> ASGIApp:
    return around(the_other, Playground(book(), LIKE_ITSELF))


def asked(method: str, path: str, content: bytes = b"", headers: Mapping[str, str] = JSON) -> httpx.Response:
    async def ask() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(application()), base_url="http://x") as client:
            return await client.request(method, path, content=content, headers=dict(headers))

    return anyio.run(ask)


def explained(body: object) -> httpx.Response:
    return asked("POST", EXPLAIN, json.dumps(body).encode())


def complaint(answer: httpx.Response) -> str:
    [objection] = answer.json()["objections"]
    return str(objection["message"])


class TestExplained:
    def test_a_composition(self) -> None:
        answer = explained({"composition": {"create": {"entries": {"house": "12"}}, "updates": [{"entries": {"house": ""}}]}})
        assert answer.status_code == 200
        told = answer.json()
        assert [seen["status"] for seen in told["seen"]] == ["accepted", "accepted"]
        assert told["rules"]["ignore-empty.off-clears-address"]["source"] == "L63"
        assert told["rules"]["ignore-empty.off-clears-address"]["statement"].startswith("With the box unticked")
        assert told["matters"] == ["address.blank-cleared-record", "create.location-default"]
        assert told["snippet"].startswith("Create:\n")

    def test_a_scenario_of_the_book(self) -> None:
        told = explained({"scenario": "location.kept/three-updates-in-a-row"}).json()
        assert told["title"] == "Three updates in a row"
        assert told["composition"]["create"]["entries"] == {"location": "4", "house": "12", "street": "Leith Walk"}
        assert len(told["seen"]) == 4

    def test_nothing_composed_is_a_customer_without_entries(self) -> None:
        assert explained({}).json()["seen"][0]["status"] == "accepted"


class TestRefused:
    @pytest.mark.parametrize(
        ("body", "status", "message"),
        [
            ({"scenario": "location.kept/unheard-of"}, 404, "no such scenario"),
            (
                {"scenario": "concurrent.distinct-ucrn/eight-customers"},
                422,
                "'conformance explain concurrent.distinct-ucrn/eight-customers'",
            ),
            ({"composition": {"create": {"entries": {"hose": ""}}}}, 422, "did you mean house"),
            ({"composition": {"updates": [{}] * (MOST_UPDATES + 1)}}, 422, "more than are told"),
            ({"composition": {"create": {"entries": {"house": 12}}}}, 400, "Expected `str`, got `int`"),
            ({"composition": {"create": {"actor": "Ann"}}}, 400, "Invalid enum value 'Ann'"),
            ({"compositoin": {}}, 400, "unknown field `compositoin`"),
            ([], 400, "Expected `object`, got `array`"),
        ],
        ids=range(8),
    )
    def test_with_what_is_wrong(self, body: object, status: int, message: str) -> None:
        answer = explained(body)
        assert answer.status_code == status
        assert message in complaint(answer)

    @pytest.mark.parametrize(
        "content",
        [b"", b"{", b"\xff", b'{"a": "\\ud800"}', b'{"scenario": 1e999}', b"[" * 100_000, b'{"composition": ' * 40_000],
        ids=["empty", "open", "not UTF-8", "half a surrogate pair", "huge number", "deep", "deeper"],
    )
    def test_what_is_not_json(self, content: bytes) -> None:
        answer = asked("POST", EXPLAIN, content)
        assert answer.status_code in (400, 413)
        assert complaint(answer)

    def test_more_than_is_read(self) -> None:
        answer = asked("POST", EXPLAIN, b" " * (LARGEST + 1))
        assert answer.status_code == 413
        assert "256 KiB" in complaint(answer)

    @pytest.mark.parametrize(
        ("method", "path", "headers", "status"),
        [
            ("GET", EXPLAIN, JSON, 405),
            ("POST", "/playground", JSON, 405),
            ("POST", EXPLAIN, {"Content-Type": "text/plain"}, 415),
            ("POST", EXPLAIN, {}, 415),
            ("GET", "/playground/else", JSON, 404),
            ("POST", "/playground/../v2/profile/create", JSON, 418),
        ],
    )
    def test_another_way_to_ask(self, method: str, path: str, headers: Mapping[str, str], status: int) -> None:
        assert asked(method, path, b"{}", headers).status_code == status


TEXTS = st.text(max_size=40) | st.sampled_from(["", "<today>", "<ucrn>", "<unknown ucrn>", "<countries: France>", "1", "0", "25/12/1990"])
ENTRIES = st.dictionaries(st.sampled_from(sorted(SENT)), TEXTS, max_size=8)
CALLS = st.fixed_dictionaries(
    {"entries": ENTRIES},
    optional={
        "ignore_empty": st.booleans(),
        "keep_empty_end_dates": st.booleans(),
        "version": st.sampled_from(["", "V1", "V2"]),
        "actor": st.sampled_from(["a CSA", "nobody"]),
    },
)


class TestAnythingSent:
    @settings(max_examples=60, deadline=None, derandomize=True, database=None)
    @given(st.fixed_dictionaries({"create": CALLS, "updates": st.lists(CALLS, max_size=3)}))
    def test_is_told_or_objected_to(self, composition: dict[str, object]) -> None:
        answer = explained({"composition": composition})
        assert answer.status_code in (200, 422)
        assert answer.status_code == 422 or len(answer.json()["seen"]) >= 1

    def test_a_very_long_text(self) -> None:
        answer = explained({"composition": {"create": {"entries": {"house": "x" * 100_000}}}})
        assert answer.status_code == 200


class TestPaths:
    @pytest.mark.parametrize("path", ["/", "/v2/profile/get", "/playgrounds", "/openapi.json"])
    def test_every_other_one_is_left_to_the_other_application(self, path: str) -> None:
        assert asked("GET", path).content == b"the other"

    @pytest.mark.parametrize("path", ["/playground", "/playground/"])
    def test_the_page(self, path: str) -> None:
        answer = asked("GET", path)
        assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
        assert answer.headers["Content-Security-Policy"] == "frame-ancestors 'none'"
        assert "<title>Playground" in answer.text

    def test_the_book_has_the_anchors_that_rules_lead_to(self) -> None:
        assert 'id="address.old-ends-today"' in asked("GET", "/playground/book").text


@pytest.fixture(scope="module")
def served() -> Iterator[str]:
    with serve("--playground", settings=SIGNED_IN) as (process, sign):
        assert process.stdout
        assert process.stdout.readline() == f"Playground: {sign.url}/playground\n"
        yield sign.url


class TestServed:
    def test_beside_the_contract(self, served: str) -> None:
        assert httpx.get(f"{served}/playground").status_code == 200
        assert httpx.get(f"{served}/healthz").json()["status"] == "ok"
        assert httpx.get(f"{served}/v2/profile/get").status_code == 405

    def test_the_hub_that_is_served_is_never_touched(self, served: str) -> None:
        token = httpx.post(f"{served}/v2/sessions", json={"csa": "csa", "secret": SIGNED_IN["CONFORMANCE_CSA_SECRET"]}).json()["token"]
        create = {"fields": {"contact_type": "Individual", "preferred_contact_method": "1"}}

        def made() -> int:
            answer = httpx.post(f"{served}/v2/profile/create", json=create, headers={"Authorization": f"Bearer {token}"})
            return int(answer.json()["ucrn"])

        first = made()
        assert httpx.post(served + EXPLAIN, json={}).json()["seen"][0]["status"] == "accepted"
        assert made() == first + 1

    def test_somebody_who_sends_too_much_is_told_so(self, served: str) -> None:
        answer = httpx.post(served + EXPLAIN, content=iter([b" " * LARGEST] * 5), headers=dict(JSON))
        assert answer.status_code == 413

    def test_without_the_flag_there_is_none(self) -> None:
        with serve(settings=SIGNED_IN) as (_, sign):
            assert httpx.get(f"{sign.url}/playground").status_code == 404
