"""HAR: as the schema of har-schema says, read by haralyzer; every exchange is there, and nothing that is secret."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from haralyzer import HarParser  # type: ignore[import-untyped]  # it comes without types
from jsonschema import Draft6Validator
from msgspec.structs import replace
from referencing import Registry
from referencing.jsonschema import DRAFT6

from conformance.book import book
from conformance.drivers.manners import asked_for
from conformance.exchanges import Exchange, Target
from conformance.record import Record
from conformance.selection import select
from conformance.session import hold
from conformance.targets import driver_for
from conformance.views import render
from reference_impl.api import Api
from reference_impl.hub import Hub
from tests.endings import endings
from tests.sample import HOSTILE, hostile, sample
from tests.serving import serving

SECRET = "a-secret-that-no-record-has"


@cache
def schema() -> Draft6Validator:
    schemas = json.loads((Path(__file__).with_name("schemas") / "har-1.2.schemas.json").read_text(encoding="utf-8"))
    resources = [(one["$id"].removesuffix("#"), DRAFT6.create_resource(one)) for one in schemas]
    return Draft6Validator({"$ref": "har.json#"}, registry=Registry().with_resources(resources))


def page(record: Record) -> Any:
    read = json.loads("".join(render("har", book(), record)))
    assert [error.message for error in schema().iter_errors(read)] == []
    return read["log"]


def exchanges(record: Record) -> list[Exchange]:
    return [exchange for finding in record.findings for one in finding.observations for exchange in one.exchanges]


@cache
def over_http() -> Record:
    with serving(Api(Hub(), "csa", SECRET)) as url:
        driver = driver_for(url, "csa", SECRET, asked_for("run1"), frozenset())
        try:
            return hold(book(), select(book(), ("access", "ids.country")), driver)
        finally:
            driver.close()


class TestARunOverHttp:
    def test_every_exchange_is_an_entry_as_it_travelled(self) -> None:
        entries, sent = page(over_http())["entries"], exchanges(over_http())
        assert len(entries) == len(sent) > 50
        for entry, exchange in zip(entries, sent, strict=True):
            assert entry["request"]["url"] == over_http().header.target.address + exchange.path
            assert entry["request"]["method"] == exchange.method
            assert json.loads(entry["request"].get("postData", {"text": "null"})["text"]) == exchange.request
            assert entry["response"]["status"] == exchange.status
            assert json.loads(entry["response"]["content"]["text"]) == exchange.response
            assert entry["time"] == pytest.approx((exchange.received - exchange.sent) * 1000)

    def test_haralyzer_reads_a_page_a_scenario(self) -> None:
        read = HarParser({"log": page(over_http())})
        assert [one.page_id for one in read.pages] == [finding.scenario for finding in over_http().findings]
        first = read.pages[0].entries[0]
        assert first.request.url.startswith("http://127.0.0.1:")
        assert (first.request.method, first.response.status) == ("POST", 201)
        assert first.startTime.timestamp() == pytest.approx(exchanges(over_http())[0].sent, abs=0.001)

    def test_nothing_is_secret_in_it(self) -> None:
        text = json.dumps(page(over_http()))
        assert SECRET not in text
        assert "Bearer" not in text
        assert "uthorization" not in text

    def test_an_entry_says_to_which_act_it_belongs(self) -> None:
        comment = page(over_http())["entries"][0]["comment"]
        assert comment.startswith(over_http().findings[0].scenario + ": act 1, ")
        assert comment.endswith("(as csa)")


@pytest.mark.parametrize("name", endings())
def test_every_ending_is_valid(name: str) -> None:
    record = endings()[name]
    assert len(page(record)["entries"]) == len(exchanges(record))


class TestOtherWires:
    def test_headers_text_and_query_are_those_of_the_wire(self) -> None:
        sent = Exchange(
            "GET", "/find?name=a%20b&x=", "csa", "a=1", 503, "<busy>", 1.0, 1.5, 1.0, 1.5, {"X-Key": "(secret)", "content-type": "text/x"}
        )
        (entry,) = page(with_one(sent, Target("acme.toml", binding="mapping", url="http://127.0.0.1:9")))["entries"]
        assert entry["request"]["url"] == "http://127.0.0.1:9/find?name=a%20b&x="
        assert entry["request"]["queryString"] == [{"name": "name", "value": "a b"}, {"name": "x", "value": ""}]
        assert entry["request"]["headers"][0] == {"name": "X-Key", "value": "(secret)"}
        assert entry["request"]["postData"] == {"mimeType": "text/x", "text": "a=1"}
        assert entry["response"]["content"] == {"size": 6, "mimeType": "text/plain", "text": "<busy>"}
        assert (entry["response"]["statusText"], entry["time"]) == ("Service Unavailable", 500)

    def test_a_status_of_nobody_and_no_bodies(self) -> None:
        (entry,) = page(with_one(Exchange("GET", "/x", "nobody", None, 799, None, 2.0, 1.0, 1.0, 2.0), Target("reference")))["entries"]
        assert (entry["response"]["status"], entry["response"]["statusText"], entry["time"]) == (799, "", 0)
        assert "postData" not in entry["request"]

    def test_hostile_texts_stay_what_they_are(self) -> None:
        texts = [entry["response"]["content"]["text"] for entry in page(hostile(sample()))["entries"]]
        for text in HOSTILE:
            assert any(json.loads(one).get("fields") == {text: text} for one in texts)


def with_one(exchange: Exchange, target: Target) -> Record:
    finding = sample().findings[0]
    observation = replace(finding.observations[0], exchanges=(exchange,))
    return replace(sample(), header=replace(sample().header, target=target), findings=(replace(finding, observations=(observation,)),))
