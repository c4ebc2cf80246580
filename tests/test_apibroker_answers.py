"""What an answer of the broker says: each recorded pair, and which of two troubles comes first."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from conformance.drivers.bindings.apibroker_answers import OPEN, classify
from conformance.drivers.bindings.apibroker_meaning import meaning
from conformance.drivers.bindings.apibroker_requests import Session, run_lookup
from conformance.drivers.bindings.apibroker_settings import Lookup, Settings
from conformance.exchanges import Answer, Asked
from tests.broker import COLUMNS, DATA_NAMES, PAGE, SECTION
from tests.servers import NOON

FOLDER = Path(__file__).parents[1] / "fixtures" / "wire"
PAIRS = sorted(file.stem for file in FOLDER.glob("*.json"))
SETTINGS = Settings(
    host="council-self.achieveservice.example",
    page=f"https://council-self.achieveservice.example{PAGE}",
    section=SECTION,
    data_names=DATA_NAMES,
    columns=COLUMNS,
    lookups={
        "create": [Lookup(id="5b1c0000a0000")],
        "update": [Lookup(id="5b1c0000a0001", ignore_empty=True)],
        "get": [Lookup(id="5b1c0000a0002")],
        "hub-record": [Lookup(id="5b1c0000a0003", addresses="Addresses")],
        "list": [Lookup(id="5b1c0000a0004", list_name="countries")],
    },
)
SESSION = Session("csa", {"PHPSESSID": "(cookie)"}, "(sid)")


def pair(name: str) -> Any:
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", PAIRS)
class TestRecordedPairs:
    def test_the_request_is_what_the_page_sends(self, name: str) -> None:
        told = pair(name)
        asked = msgspec.convert(told["asked"], Asked)
        lookup = SETTINGS.lookup_for(asked)
        assert lookup
        request, body = run_lookup(SETTINGS, lookup, SESSION, asked, NOON)
        expected = told["request"]
        assert (request.method, request.path.replace("%28", "(").replace("%29", ")")) == (expected["method"], expected["path"])
        assert request.headers == expected["headers"]
        assert body == json.loads(request.body or b"") == expected["body"]

    def test_the_answer_means_what_it_says(self, name: str) -> None:
        told = pair(name)
        asked = msgspec.convert(told["asked"], Asked)
        lookup = SETTINGS.lookup_for(asked)
        assert lookup
        answer = told["answer"]
        heard = classify(answer["status"], answer["headers"].get("Location", ""), answer["body"].encode())
        assert (heard.kind, heard.detail) == (told["means"]["kind"], told["means"]["detail"])
        assert meaning(asked, heard, lookup, SETTINGS) == msgspec.convert(told["means"]["answer"], Answer)


def test_every_kind_of_answer_has_its_pair() -> None:
    assert {pair(name)["means"]["kind"] for name in PAIRS} >= {*OPEN, "forbidden", "logout", "transformed error", "error column", "no rows"}
    assert all(pair(name)["shows"].endswith(".") for name in PAIRS)


ROWS = {"rows_data": {"0": {"error": "No"}}}
FIRST: tuple[tuple[str, int, Any, str], ...] = (
    ("a status before the body", 500, {"result": "logout"}, "http status"),
    ("a status before rows", 404, {"status": "done", "integration": {"transformed": ROWS}}, "http status"),
    ("forbidden before any other status", 403, "", "forbidden"),
    ("logout before errors", 200, {"result": "logout", "status": "error", "error": "No"}, "logout"),
    (
        "the integration's words before the broker's",
        200,
        {"status": "error", "integration": {"transformed": {"error": "No"}}},
        "transformed error",
    ),
    ("an error that is told before one that is not", 200, {"status": "error", "error": "No"}, "error"),
    ("an error before nothing transformed", 200, {"status": "error"}, "status error"),
    ("an error before rows", 200, {"status": "error", "integration": {"transformed": {"rows_data": [{"a": "1"}]}}}, "status error"),
    ("the broker's error before the column's", 200, {"error": "No", "integration": {"transformed": ROWS}}, "error"),
    ("a list is no object", 200, [], "not JSON"),
    ("blanks are an empty body", 200, "  \n", "empty body"),
    ("what is no text is no JSON", 200, b"\xff\xfe", "not JSON"),
    (
        "errors that are blank are none",
        200,
        {"error": "", "integration": {"transformed": {"error": False, "rows_data": [{"error": ""}]}}},
        "rows",
    ),
    (
        "an error column in a later row is a value",
        200,
        {"integration": {"transformed": {"rows_data": [{"a": "1"}, {"error": "No"}]}}},
        "rows",
    ),
    ("an integration that is no object", 200, {"integration": "none"}, "nothing transformed"),
)


@pytest.mark.parametrize(("status", "body", "kind"), [row[1:] for row in FIRST], ids=[row[0] for row in FIRST])
def test_what_comes_first(status: int, body: Any, kind: str) -> None:
    content = body if isinstance(body, bytes) else body.encode() if isinstance(body, str) else json.dumps(body).encode()
    assert classify(status, "", content).kind == kind


@pytest.mark.parametrize(
    ("location", "kind"),
    [
        ("/forbidden", "forbidden"),
        ("https://council.example/forbidden/?from=x", "forbidden"),
        ("/forbidden-fruit", "http status"),
        ("/login", "http status"),
        ("", "http status"),
    ],
)
def test_where_a_redirect_leads(location: str, kind: str) -> None:
    assert classify(302, location, b"").kind == kind


def test_the_columns_that_hold_errors_are_the_tenants() -> None:
    body = json.dumps({"integration": {"transformed": {"rows_data": [{"error": "", "Fehler": "Nein"}]}}}).encode()
    assert classify(200, "", body).kind == "rows"
    assert classify(200, "", body, ("error", "Fehler"))[:2] == ("error column", "Nein")


GET = Asked("get", fields={"ucrn": "1"})


class TestMeaning:
    LOOKUP = Lookup(id="1")

    def answer(self, asked: Asked, status: int, body: Any, **changes: Any) -> Answer:
        settings = msgspec.structs.replace(SETTINGS, **changes)
        return meaning(asked, classify(status, "", json.dumps(body).encode()), self.LOOKUP, settings)

    def test_which_ways_of_saying_no_refuse_is_the_tenants(self) -> None:
        body = {"status": "error"}
        assert self.answer(GET, 200, body).status == "broken"
        assert self.answer(GET, 200, body, refused_by=("status error",)).status == "refused"

    def test_so_is_whether_an_operation_that_is_done_answers_rows(self) -> None:
        body: Any = {"status": "done", "integration": {"transformed": {"rows_data": []}}}
        assert self.answer(Asked("update"), 200, body) == Answer("refused", detail="no result")
        assert self.answer(Asked("update"), 200, body, silent=("update",)) == Answer("accepted")

    @pytest.mark.parametrize(("status", "answered"), [(500, "broken"), (503, "broken"), (404, "unreachable"), (302, "unreachable")])
    def test_a_path_that_is_not_there_is_the_settings_fault(self, status: int, answered: str) -> None:
        assert self.answer(GET, status, {}).status == answered

    def test_addresses_that_are_no_json_are_broken(self) -> None:
        body = {"integration": {"transformed": {"rows_data": [{"Addresses": "<ul></ul>"}]}}}
        heard = classify(200, "", json.dumps(body).encode())
        answer = meaning(Asked("hub-record", ucrn="1"), heard, Lookup(id="1", addresses="Addresses"), SETTINGS)
        assert answer == Answer("broken", detail="the column 'Addresses' holds no list of address records as JSON")

    def test_a_list_without_items_is_broken(self) -> None:
        body: Any = {"integration": {"transformed": {"rows_data": []}}}
        assert self.answer(Asked("list", list_name="countries"), 200, body).status == "broken"
