"""What a tenant's settings lack is told before any request is sent."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from conformance.drivers.bindings.apibroker_settings import Lookup, Settings, checked
from conformance.exchanges import Asked, TargetError

LOOKUPS = {
    "create": [Lookup(id="c")],
    "get": [Lookup(id="g")],
    "update": [Lookup(id=f"u{i}{k}", ignore_empty=bool(i), keep_empty_end_dates=bool(k)) for i in (0, 1) for k in (0, 1)],
}
GOOD = Settings(
    host="council.example",
    page="https://council.example/fillform/?iframe_id=1",
    section="About you",
    lookups=LOOKUPS,
    cookies={"csa": "PHPSESSID=sentinel"},
)
BAD: dict[str, tuple[dict[str, Any], str]] = {
    "no host": ({"host": "https://council.example"}, "host is 'https://council.example', and must be a host name"),
    "no page": ({"page": "/fillform/"}, "page is '/fillform/', and must be the URL of the form's page"),
    "no csa": ({"cookies": {}}, "cookies have no 'csa': give the Cookie header"),
    "no cookie": ({"cookies": {"csa": "sentinel-abc"}}, "the cookies of 'csa' are no Cookie header (NAME=VALUE; …)"),
    "no token": ({"csrf": "header"}, "csrf is 'header', and its token comes from nextref, which is false"),
    "no zone": ({"time_zone": "London"}, "time_zone is 'London', and must be a zone of the IANA database"),
    "a zone that is a folder": ({"time_zone": "Europe"}, "time_zone is 'Europe', and must be a zone of the IANA database"),
    "what no lookup does": ({"capabilities": ("tokens",)}, "the capability 'tokens' cannot be reached through lookups: only hub-record,"),
    "no section": ({"section": ""}, "the lookup c for create has no section"),
    "no id": ({"lookups": {**LOOKUPS, "create": [Lookup(id="")]}}, "a lookup for create without an id"),
    "no such operation": ({"lookups": {**LOOKUPS, "delete": [Lookup(id="d")]}}, "lookups for 'delete', which is none of create, update"),
    "no get": ({"lookups": {**LOOKUPS, "get": []}}, "no lookup for get"),
    "no update with both boxes": (
        {"lookups": {**LOOKUPS, "update": LOOKUPS["update"][:3]}},
        "no lookup for update ignore_empty = true, keep_empty_end_dates = true",
    ),
    "a box that nobody ticks": (
        {"lookups": {**LOOKUPS, "update": [Lookup(id="u", ignore_empty=True), Lookup(id="v", ignore_empty=False)]}},
        "the update lookup u, v leaves a box open: say which boxes it has ticked, or by which data names a call says it",
    ),
    "no hub record": ({"capabilities": ("hub-record",)}, "no lookup for hub-record"),
    "no list": ({"capabilities": ("lists",)}, "no lookup for list languages"),
    "no old version": ({"capabilities": ("integration-version",)}, "no lookup for get V1"),
    "no addresses": (
        {"capabilities": ("hub-record", "address-history"), "lookups": {**LOOKUPS, "hub-record": [Lookup(id="h")]}},
        "no lookup for addresses, and no column of the hub record that holds them",
    ),
    "a misspelt entry": ({"data_names": {"frist_name": "Forename"}}, "data_names has 'frist_name', which is no entry"),
    "a blank data name": ({"data_names": {"first_name": ""}}, "the data name of 'first_name' is blank"),
    "a misspelt column": ({"columns": {"Forename": "frist_name"}}, "columns gives 'frist_name', which the book does not know"),
}


@pytest.mark.parametrize(("changes", "told"), BAD.values(), ids=BAD)
def test_what_does_not_do(changes: dict[str, Any], told: str) -> None:
    with pytest.raises(TargetError) as caught:
        checked(msgspec.structs.replace(GOOD, **changes))
    assert caught.value.status == 2
    assert told in str(caught.value)
    assert "sentinel" not in str(caught.value)


def test_all_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(TargetError, match=r"host is .*; page is .*; cookies have no 'csa'"):
        checked(msgspec.structs.replace(GOOD, host="", page="", cookies={}))


def test_what_does() -> None:
    assert checked(GOOD) is GOOD


def test_a_call_may_say_which_boxes_are_ticked() -> None:
    changes = {"update": [Lookup(id="u")]}
    checked(msgspec.structs.replace(GOOD, lookups={**LOOKUPS, **changes}, ignore_empty_name="Ignore", keep_empty_end_dates_name="Keep"))


@pytest.mark.parametrize(("ignore", "keep"), [(False, False), (False, True), (True, False), (True, True)])
def test_the_boxes_choose_the_lookup(ignore: bool, keep: bool) -> None:
    lookup = GOOD.lookup_for(Asked("update", ignore_empty=ignore, keep_empty_end_dates=keep))
    assert lookup
    assert lookup.id == f"u{int(ignore)}{int(keep)}"


def test_cookies_do_not_show() -> None:
    assert "sentinel" not in repr(GOOD)
    assert "sentinel" not in str(GOOD)


def test_they_are_read_from_a_file_strictly() -> None:
    assert msgspec.convert(msgspec.to_builtins(GOOD), Settings) == GOOD
    with pytest.raises(msgspec.ValidationError, match="unknown field `sections`"):
        msgspec.convert({"host": "x", "page": "y", "lookups": {}, "sections": "z"}, Settings)
