"""Benign variants of the wire: each changes what it says and nothing else, and no answer comes to mean something else."""

from __future__ import annotations

import pytest

from conformance.drivers.transport import Response
from conformance.proving.wire import AS_MADE, WIRE, VariedTransport
from conformance.suite import Json

UCRN = "100000000001"
GOT: Json = {"fields": {"first_name": "Ann", "end_date": "", "birth_date": "1980-07-05"}}
RECORD: Json = {"ucrn": UCRN, "fields": {"twitter": ""}, "addresses": [{"house": "1"}, {"house": "2"}]}
CREATED: Json = {"ucrn": UCRN, "warnings": [{"field": "status", "detail": "is not an entry"}]}
GET, UPDATE, CREATE, RECORDS = "/v2/profile/get", "/v2/profile/update", "/v2/profile/create", f"/v2/hub/customers/{UCRN}"


class Canned:
    """A transport that answers always the same, and keeps what it was sent."""

    address = "canned"

    def __init__(self, status: int, body: Json) -> None:
        self._reply = Response(status, body, True, 0, 0, 0, 0)
        self.sent: list[tuple[str, Json]] = []
        self.offset = (0.0, 0.0)
        self.closed = False

    def send(self, method: str, path: str, token: str, body: Json) -> Response:  # noqa: ARG002  # the transport's signature
        self.sent.append((path, body))
        return self._reply

    def set_clock_offset(self, low: float, high: float) -> None:
        self.offset = (low, high)

    def close(self) -> None:
        self.closed = True


def answered(point: str, variant: str, body: Json, *, status: int = 200, path: str = GET, token: str = "token") -> Response:
    return VariedTransport(Canned(status, body), {point: variant}).send("POST", path, token, {})


@pytest.mark.parametrize(
    ("point", "variant", "body", "expected"),
    [
        ("wire.blank", "null", GOT, {"fields": {"first_name": "Ann", "end_date": None, "birth_date": "1980-07-05"}}),
        ("wire.blank", "missing", GOT, {"fields": {"first_name": "Ann", "birth_date": "1980-07-05"}}),
        ("wire.blank", "missing", {"case_id": "1", "ucrn": None}, {"case_id": "1"}),
        ("wire.date", "time of day", GOT, {"fields": {"first_name": "Ann", "end_date": "", "birth_date": "1980-07-05T13:45:00"}}),
        ("wire.date", "time and offset", GOT, {"fields": {"first_name": "Ann", "end_date": "", "birth_date": "1980-07-05T13:45:00+01:00"}}),
        ("wire.date", "time in UTC", GOT, {"fields": {"first_name": "Ann", "end_date": "", "birth_date": "1980-07-05T12:45:00+00:00"}}),
        ("wire.date", "time of day", {"start_date": "soon", "town": "2020-01-01"}, {"start_date": "soon", "town": "2020-01-01"}),
        ("wire.ucrn", "number", RECORD, {"ucrn": 100000000001, "fields": {"twitter": ""}, "addresses": [{"house": "1"}, {"house": "2"}]}),
        ("wire.ucrn", "letters", {"ucrn": UCRN}, {"ucrn": "UC-100000000001"}),
        ("wire.ucrn", "letters", {"ucrn": None}, {"ucrn": None}),
        ("wire.warnings", "none", CREATED, {"ucrn": UCRN}),
        (
            "wire.address-order",
            "reversed",
            RECORD,
            {"ucrn": UCRN, "fields": {"twitter": ""}, "addresses": [{"house": "2"}, {"house": "1"}]},
        ),
    ],
)
def test_a_variant_writes_the_same_otherwise(point: str, variant: str, body: Json, expected: Json) -> None:
    assert answered(point, variant, body).body == expected


def test_the_order_of_keys_is_turned_at_every_depth() -> None:
    body = answered("wire.key-order", "reversed", RECORD).body
    assert body == RECORD
    assert isinstance(body, dict)
    assert list(body) == ["addresses", "fields", "ucrn"]
    got = answered("wire.key-order", "reversed", GOT).body
    assert isinstance(got, dict)
    assert isinstance(got["fields"], dict)
    assert list(got["fields"]) == ["birth_date", "end_date", "first_name"]


def test_extra_keys_are_everywhere_but_in_a_form() -> None:
    body = answered("wire.extra-keys", "everywhere", {**RECORD, "form": {"First": "Ann"}}).body  # type: ignore[dict-item]  # it is one
    assert isinstance(body, dict)
    assert "x_vendor" in body
    assert isinstance(body["fields"], dict)
    assert "x_vendor" in body["fields"]
    assert isinstance(body["addresses"], list)
    assert all(isinstance(one, dict) and "x_vendor" in one for one in body["addresses"])
    assert body["form"] == {"First": "Ann"}
    assert body["ucrn"] == UCRN


class TestAUcrnOfLetters:
    def test_comes_back_as_the_hub_knows_it(self) -> None:
        canned = Canned(200, {})
        varied = VariedTransport(canned, {"wire.ucrn": "letters"})
        varied.send("POST", UPDATE, "token", {"fields": {"ucrn": f"UC-{UCRN}", "town": "Ayr"}, "form": {"Number": f"UC-{UCRN}"}})
        varied.send("GET", f"/v2/hub/customers/UC-{UCRN}", "token", None)
        varied.send("POST", "/v2/sessions", "token", {"ucrn": f"UC-{UCRN}"})
        assert canned.sent == [
            (UPDATE, {"fields": {"ucrn": UCRN, "town": "Ayr"}, "form": {"Number": UCRN}}),
            (RECORDS, None),
            ("/v2/sessions", {"ucrn": UCRN}),
        ]


class TestAnotherRefusal:
    @pytest.mark.parametrize("variant", ["400", "403", "404", "409"])
    def test_takes_the_place_of_any(self, variant: str) -> None:
        assert answered("wire.refusal", variant, {}, status=422, path=UPDATE).status == int(variant)

    @pytest.mark.parametrize(
        ("status", "path", "token"),
        [(200, GET, "token"), (500, GET, "token"), (401, GET, "token"), (401, "/v2/sessions", "")],
        ids=["an answer", "a failure of the hub", "a session that ran out", "a sign-in"],
    )
    def test_is_not_given_where_nothing_was_refused(self, status: int, path: str, token: str) -> None:
        assert answered("wire.refusal", "403", {}, status=status, path=path, token=token).status == status

    def test_is_given_to_nobody_in_place_of_a_401(self) -> None:
        assert answered("wire.refusal", "403", {}, status=401, token="").status == 403

    def test_is_no_404_where_that_would_say_that_there_is_no_such_path(self) -> None:
        assert answered("wire.refusal", "404", {}, status=422, path=CREATE).status == 422


def test_as_made_changes_nothing() -> None:
    varied = VariedTransport(Canned(422, RECORD), dict.fromkeys(WIRE, AS_MADE))
    assert varied.send("POST", GET, "", {}) == Response(422, RECORD, True, 0, 0, 0, 0)


def test_what_is_known_of_the_target_stays_known() -> None:
    varied = VariedTransport(Canned(200, RECORD), dict.fromkeys(WIRE, WIRE["wire.blank"][0]))
    assert varied.send("GET", "/v2/capabilities", "", None).body == RECORD
    canned = Canned(200, {})
    varied = VariedTransport(canned, {})
    varied.set_clock_offset(1, 2)
    varied.close()
    assert (varied.address, canned.offset, canned.closed) == ("canned", (1, 2), True)


def test_a_variant_that_there_is_not_is_an_error() -> None:
    with pytest.raises(ValueError, match=r"'418' is no variant of 'wire\.refusal'"):
        VariedTransport(Canned(200, {}), {"wire.refusal": "418"})
