"""Another wire in front of the reference: nested JSON in camel case, day-first dates, codes as names, errors inside a 200, sessions that
run out, lists in pages, too much to do now and then. It knows nothing of the mapping in `fixtures/targets/acme.toml` that speaks it."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from reference_impl.api import ABSENT, Api, Request
from reference_impl.fields import PLACE_ENTRIES
from tests.processes import Spoken

USES = 60
"""After so many requests a session has run out."""
PAGE = 7
NAMES: dict[str, dict[str, Any]] = {
    "contact_type": {"Individual": "PERSON", "Organization": "BODY"},
    "preferred_contact_method": {"1": "phone", "2": "mobile", "3": "mail", "4": "letter"},
    "notification_preference": {"1": "phone", "2": "mobile", "3": "mail", "4": "letter"},
    "consent_to_share": {"0": False, "1": True},
    "location": {"1": "inside", "2": "outside", "3": "unknown", "4": "homeless", "5": "abroad"},
    "new_address": {"0": False, "1": True},
    "primary_address": {"0": False, "1": True},
}
LOOKUPS = {"titles": "prefixes", "suffixes": "suffixes", "countries": "countries", "languages": "languages"}
ADDRESS = (*PLACE_ENTRIES, "start_date", "end_date", "new_address", "primary_address", "country", "primary")
DATES = ("birth_date", "start_date", "end_date")


class Acme:
    """The other wire of one hub."""

    def __init__(self, api: Api, busy: int = 0) -> None:
        """Every so many requests it has too much to do, for which nothing is done; 0 for never."""
        self._api = api
        self._sessions: dict[str, list[Any]] = {}
        self._numbers = itertools.count(1)
        self._requests = itertools.count(1)
        self._busy = busy

    def __call__(self, method: str, path: str, token: str, content: bytes) -> Spoken:
        """Answer one request."""
        if self._busy and next(self._requests) % self._busy == 0:
            return Spoken(429, b"Too many requests", "text/plain", {"Retry-After": "0"})
        parts = urlsplit(path)
        body = json.loads(content) if content else {}
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if parts.path == "/login":
            return self._login(token, body)
        hub_token = ""
        if token:
            session = self._sessions.get(token, ["", 0])
            session[1] -= 1
            if session[1] < 0:
                return _failed("SESSION", "Your session has expired")
            hub_token = session[0]
        return self._routed(method, [unquote(word) for word in parts.path.split("/")[1:]], query, body, hub_token)

    def _routed(self, method: str, words: list[str], query: dict[str, str], body: Any, token: str) -> Spoken:
        match (method, *words):
            case ("GET", "ping"):
                return _spoken({"pong": True})
            case ("POST", "people"):
                return self._saved("create", {}, _entries(body), body, token)
            case ("PATCH", "people"):
                entries = {"ucrn": body.get("id") or "", **_entries(body)}
                return self._saved("update", {"settings": _settings(query)}, entries, body, token)
            case ("POST", "people", "search"):
                asked = {"fields": {"ucrn": body.get("id") or ""}, **_besides(body)}
                return self._told("POST", "/v2/profile/get", token, asked, _got)
            case ("GET", "people", identity, "file"):
                return self._told("GET", f"/v2/hub/customers/{identity}", token, ABSENT, _file)
            case ("POST", "cases"):
                return self._told("POST", "/v2/hub/cases", token, {}, _case)
            case ("GET", "cases", case):
                return self._told("GET", f"/v2/hub/cases/{case}", token, ABSENT, _case)
            case ("POST", "edits"):
                asked = {"ucrn": body.get("id") or "", "pre_submission": body.get("reload") == "Y"}
                return self._told("POST", "/v2/hub/edit-forms", token, asked, _edit)
            case ("PUT", "edits", ticket):
                asked = {"settings": _settings(query), "fields": _entries(body)}
                return self._told("POST", f"/v2/hub/edit-forms/{ticket}/submit", token, asked, _edit)
            case ("GET", "edits", ticket):
                return self._told("POST", f"/v2/hub/edit-forms/{ticket}/reopen", token, ABSENT, _edit)
            case ("GET", "lookups", name):
                return self._lookup(name, int(query.get("page", "1")))
        return Spoken(404, b"{}")

    def _login(self, token: str, body: Any) -> Spoken:
        asked = {"ucrn": body["customer"]} if "customer" in body else {"csa": body.get("user"), "secret": body.get("password")}
        hub_token = self._sessions.get(token, [""])[0]
        answer = self._ask("POST", "/v2/sessions", hub_token, asked)
        if isinstance(answer, Spoken):
            return answer
        made = f"acme-session-{next(self._numbers):06}"
        self._sessions[made] = [answer["token"], USES]
        return _spoken({"ok": True, "session": {"id": made}})

    def _saved(self, operation: str, besides: dict[str, Any], entries: dict[str, str], body: Any, token: str) -> Spoken:
        asked = {"fields": entries, **besides, **_besides(body)}
        return self._told("POST", f"/v2/profile/{operation}", token, asked, lambda answer: {"id": answer["ucrn"]})

    def _lookup(self, name: str, page: int) -> Spoken:
        answer = self._ask("GET", f"/v2/lists/{LOOKUPS[name]}", "", ABSENT)
        assert not isinstance(answer, Spoken)
        items = [{"code": int(one["id"]) if one["id"].isdecimal() else one["id"], "label": one["name"]} for one in answer["items"]]
        return _spoken({"entries": items[(page - 1) * PAGE : page * PAGE], "next": page + 1 if page * PAGE < len(items) else None})

    def _told(self, method: str, path: str, token: str, body: object, shape: Callable[[Mapping[str, Any]], dict[str, Any]]) -> Spoken:
        answer = self._ask(method, path, token, body)
        return answer if isinstance(answer, Spoken) else _spoken({"ok": True, **shape(answer)})

    def _ask(self, method: str, path: str, token: str, body: object) -> Mapping[str, Any] | Spoken:
        reply = self._api.answer(Request(method, path, token, body))
        if reply.status >= 500:
            return Spoken(reply.status, b"")
        if reply.status >= 400:
            return _failed("REFUSED", json.dumps([reply.body.get("title"), reply.body.get("errors")]))
        return reply.body


def _besides(body: Any) -> dict[str, Any]:
    """What travels with the entries of a call: version, form and case."""
    named = {"integration_version": "api", "form": "form", "case_id": "case"}
    return {name: body[ours] for name, ours in named.items() if ours in body}


def _settings(query: Mapping[str, str]) -> dict[str, bool]:
    return {"ignore_empty_entries": query.get("ignoreEmpty") == "Y", "keep_empty_end_dates": query.get("keepOpen") == "Y"}


def _got(answer: Mapping[str, Any]) -> dict[str, Any]:
    return {"form": answer["form"]} if "form" in answer else {"found": _person(answer["fields"])}


def _file(answer: Mapping[str, Any]) -> dict[str, Any]:
    return {"found": {**_person(answer["fields"]), "history": [_person(one)["address"] for one in answer["addresses"]]}}


def _case(answer: Mapping[str, Any]) -> dict[str, Any]:
    return {"case": {"number": answer["case_id"], "customer": answer.get("ucrn")}}


def _edit(answer: Mapping[str, Any]) -> dict[str, Any]:
    return {"edit": {"ticket": answer["edit_form_id"], **(_person(answer["fields"]) if "fields" in answer else {})}}


def _spoken(body: Any) -> Spoken:
    return Spoken(200, json.dumps(body).encode())


def _failed(code: str, message: str) -> Spoken:
    return _spoken({"ok": False, "error": {"code": code, "message": message}})


def _camel(name: str) -> str:
    return re.sub(r"_([a-z0-9])", lambda match: match[1].upper(), name)


def _entries(body: Any) -> dict[str, str]:
    """What a body says, as the hub's own entries."""
    known = {_camel(name): name for name in (*ADDRESS, *DATES, *NAMES, *OTHERS)}
    person, address = body.get("person", {}), body.get("address", {})
    flat = {**person.get("name", {}), **{name: value for name, value in person.items() if name not in ("name", "extra")}, **address}
    return {
        **{known[name]: _taken(known[name], value) for name, value in flat.items()},
        **{name: _taken(name, value) for name, value in person.get("extra", {}).items()},
    }


OTHERS = (
    *("prefix_id", "first_name", "last_name", "suffix_id", "data_location", "region", "email_address", "alternative_email"),
    *("phone_number", "preferred_language", "twitter", "name", "sort_name", "status", "contact_id", "address_type"),
)


def _taken(name: str, value: Any) -> str:
    if value is None:
        return ""
    if name in DATES:
        return re.sub(r"^(\d+)/(\d+)/(\d+)$", r"\2/\1/\3", str(value))
    codes = {(type(wire), wire): code for code, wire in NAMES.get(name, {}).items()}
    if isinstance(value, list):
        return ",".join(codes.get((type(one), one), str(one)) for one in value)
    return codes.get((type(value), value), str(value))


def _person(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The hub's values as this wire has them; what is blank is left out."""
    told: dict[str, Any] = {"person": {"name": {}, "extra": {}}, "address": {}}
    for name, value in fields.items():
        if value in ("", None):
            continue
        if name.startswith("custom_"):
            told["person"]["extra"][name] = value
        elif name in ("first_name", "last_name"):
            told["person"]["name"][_camel(name)] = value
        elif name == "name":
            told["person"]["name"]["full"] = value
        else:
            told["address" if name in ADDRESS else "person"][_camel(name)] = _given(name, value)
    return told


def _given(name: str, value: Any) -> Any:
    if name in DATES:
        return re.sub(r"^(\d{4})-(\d\d)-(\d\d)", r"\3/\2/\1", str(value))
    if name == "notification_preference":
        return [NAMES[name].get(one, one) for one in str(value).split(",")]
    return NAMES.get(name, {}).get(value, value)
