"""A stand-in for a tenant: the reference behind the broker's wire, over a socket of this process.

It is made from the description of that wire and has, like a tenant, lookups by number, names of its own on its forms, a cookie and a sid
that both matter, and one of several shapes for its rows.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count, product
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

from conformance.drivers.bindings.apibroker_settings import Lookup, Settings
from conformance.names import LISTS
from reference_impl.api import ABSENT, Api, Request
from tests.processes import Spoken
from tests.serving import PATIENCE

PAGE = "/fillform/?iframe_id=fillform-frame-1&db_id="
SECTION = "About you"
DATA_NAMES = {"first_name": "Forename", "last_name": "Surname", "ucrn": "Hub_UCRN"}
COLUMNS = {data_name: name for name, data_name in DATA_NAMES.items()}
CAPABILITIES = ("hub-record", "address-history", "lists", "integration-version", "connected-index")
SHAPES = ("object", "keyed", "list", "xml", "data")

_BOXES = tuple(product((False, True), repeat=2))


class Behind(NamedTuple):
    """What is behind a lookup: the operation, and what its integration has set."""

    operation: str
    ignore_empty: bool = False
    keep_empty_end_dates: bool = False
    version: str = "V2"
    list_name: str = ""


_ALL = (
    *(Behind(operation, version=version) for operation in ("create", "get") for version in ("V2", "V1")),
    *(Behind("update", ignore, keep) for ignore, keep in _BOXES),
    Behind("update", version="V1"),
    Behind("hub-record"),
    *(Behind("list", list_name=name) for name in LISTS),
)
LOOKUPS = {f"{0x5B1C0000A0000 + number:013x}": behind for number, behind in enumerate(_ALL)}
"""Lookups by their ids."""


def settings(broker: Broker, **changes: Any) -> Settings:
    """What somebody would find out about this tenant."""
    lookups: dict[str, list[Lookup]] = {}
    for identity, behind in LOOKUPS.items():
        boxes = (
            (behind.ignore_empty, behind.keep_empty_end_dates) if behind.operation == "update" and behind.version == "V2" else (None, None)
        )
        lookups.setdefault(behind.operation, []).append(
            Lookup(
                id=identity,
                ignore_empty=boxes[0],
                keep_empty_end_dates=boxes[1],
                version=behind.version,
                list_name=behind.list_name,
                addresses="Addresses" if behind.operation == "hub-record" else "",
            )
        )
    known: dict[str, Any] = {
        "host": "council-self.achieveservice.example",
        "page": f"https://council-self.achieveservice.example{PAGE}",
        "lookups": lookups,
        "cookies": {"csa": broker.sign_in("csa")},
        "section": SECTION,
        "data_names": DATA_NAMES,
        "columns": COLUMNS,
        "landing": PAGE,
        "domain": True,
        "nextref": True,
        "csrf": "header",
        "capabilities": CAPABILITIES,
    }
    return Settings(**{**known, **changes})


class Held(NamedTuple):
    """A session on the tenant's side."""

    sid: str
    token: str
    signed_in: bool


class Heard(NamedTuple):
    """A request as it reached the tenant; `operation` is blank for what is no lookup."""

    path: str
    operation: str
    headers: Mapping[str, str]
    body: Any


Instead = Callable[[Heard], Spoken | None]
"""What a test answers itself; None leaves it to the tenant."""


class Broker:
    """A tenant. Its sessions are numbered, so that a test can look for what is secret in them."""

    def __init__(self, api: Api, shape: str = "object", instead: Instead = lambda _: None) -> None:
        self._api, self._shape, self.instead = api, shape, instead
        self.heard: list[Heard] = []
        self._sessions: dict[str, Held] = {}
        self._numbers = count(1)
        self._lock = threading.Lock()

    def sign_in(self, actor: str) -> str:
        """What a browser's cookies are once this actor has signed in there: `csa`, or a UCRN."""
        csa = self._call("POST", "/v2/sessions", "", {"csa": self._api.csa_name, "secret": self._api.csa_secret})
        token = csa["token"] if actor == "csa" else self._call("POST", "/v2/sessions", csa["token"], {"ucrn": actor})["token"]
        return f"PHPSESSID={self._began(token, True)}; consent=all"

    def forget_everybody(self) -> None:
        """Lose every session, as after a restart."""
        self._sessions.clear()

    def secrets(self) -> list[str]:
        """All that must be found nowhere."""
        return [*self._sessions, *(held.sid for held in self._sessions.values()), "csrf-sentinel-4711"]

    def _began(self, token: str, signed_in: bool) -> str:
        with self._lock:
            number = next(self._numbers)
            cookie = f"sentinel-cookie-{number}"
            self._sessions[cookie] = Held(f"{0x5E0771AE1_0000_0000_0000_0000_0000_0000 + number:032x}"[-32:], token, signed_in)
        return cookie

    def answer(self, method: str, path: str, headers: Mapping[str, str], content: bytes) -> Spoken | None:
        """Answer a request, or hang up."""
        split = urlsplit(path)
        query = {name: values[0] for name, values in parse_qs(split.query, keep_blank_values=True).items()}
        body = json.loads(content) if content else None
        behind = LOOKUPS.get(query.get("id", "")) if split.path == "/apibroker/runLookup" else None
        heard = Heard(path, behind.operation if behind else "", headers, body)
        self.heard.append(heard)
        told = self.instead(heard)
        if told:
            return told._replace(status=abs(told.status)) if told.status else None
        cookie = dict(pair.split("=", 1) for pair in headers.get("Cookie", "").split("; ") if pair).get("PHPSESSID", "")
        if split.path.startswith("/fillform/"):
            return self._page(cookie)
        if split.path == "/authapi/isauthenticated":
            return self._is_authenticated(cookie)
        if split.path == "/api/nextref":
            return _json({"data": {"reference": "FS-Case-1", "csrfToken": "csrf-sentinel-4711"}})
        if split.path.startswith("/apibroker/domain/"):
            return _json({"domain": "ok"})
        if method != "POST" or behind is None:
            return _json({"error": "no such lookup"})
        held = self._sessions.get(cookie)
        if held is None:
            return _json({"result": "logout"})
        if held.sid != query["sid"] or headers.get("X-CSRF-Token", "csrf-sentinel-4711") != "csrf-sentinel-4711":
            return self._rows([])
        return self._looked_up(behind, held, body)

    def _page(self, cookie: str) -> Spoken:
        known = cookie if cookie in self._sessions else self._began("", False)
        page = f'<html><script>var settings = {{"auth-session":"{self._sessions[known].sid}"}};</script></html>'
        return Spoken(200, page.encode(), "text/html", {"Set-Cookie": f"PHPSESSID={known}; path=/; HttpOnly"})

    def _is_authenticated(self, cookie: str) -> Spoken:
        known = cookie if cookie in self._sessions else self._began("", False)
        held = self._sessions[known]
        told = _json({"auth-session": held.sid, "is_authenticated": held.signed_in})
        return told if known == cookie else told._replace(headers={"Set-Cookie": f"PHPSESSID={known}; path=/; HttpOnly"})

    def _looked_up(self, behind: Behind, held: Held, body: Any) -> Spoken:
        values = {name: field["value"] for name, field in body["formValues"][SECTION].items()}
        fields = {COLUMNS.get(name, name): text for name, text in values.items()}
        request: dict[str, Any] = {"fields": fields, "integration_version": behind.version}
        if behind.operation == "update":
            request["settings"] = {"ignore_empty_entries": behind.ignore_empty, "keep_empty_end_dates": behind.keep_empty_end_dates}
        if behind.operation == "hub-record":
            reply = self._call("GET", f"/v2/hub/customers/{fields['ucrn']}", held.token)
            row = {**reply.get("fields", {}), "ucrn": fields["ucrn"], "Addresses": json.dumps(reply.get("addresses", []))}
            return self._told(reply, [row])
        if behind.operation == "list":
            reply = self._call("GET", f"/v2/lists/{behind.list_name}", held.token)
            return self._told(reply, reply.get("items", []))
        reply = self._call("POST", f"/v2/profile/{behind.operation}", held.token, request)
        return self._told(reply, [reply.get("fields") or {"ucrn": reply.get("ucrn", "")}])

    def _call(self, method: str, path: str, token: str, body: Any = ABSENT) -> dict[str, Any]:
        return dict(self._api.answer(Request(method, path, token, body)).body)

    def _told(self, reply: Mapping[str, Any], rows: list[dict[str, Any]]) -> Spoken:
        if "title" in reply:
            return self._no(" ".join([reply["title"], *(error["detail"] for error in reply["errors"])]))
        data_names = {name: data_name for data_name, name in COLUMNS.items()}
        return self._rows([{data_names.get(name, name): str(value or "") for name, value in row.items()} for row in rows])

    def _no(self, words: str) -> Spoken:
        if self._shape in ("list", "xml"):
            return self._rows([{"error": words}])
        return _json({"status": "done", "data": "", "integration": {"type": "profile", "transformed": {"rows_data": [], "error": words}}})

    def _rows(self, rows: list[dict[str, str]]) -> Spoken:
        transformed: dict[str, Any] = {}
        data = ""
        if not rows:
            transformed["rows_data"] = []
        elif self._shape == "object":
            transformed["rows_data"] = {str(number): row for number, row in enumerate(rows)}
        elif self._shape == "keyed":
            transformed["rows_data"] = {f"{row.get('id') or row.get('Hub_UCRN')}": row for row in rows}
        elif self._shape == "list" and "id" in rows[0]:
            transformed |= {"rows_data": [], "select_data": [{"label": row["name"], "value": row["id"]} for row in rows]}
        elif self._shape == "list":
            transformed["rows_data"] = rows
        elif self._shape == "xml":
            transformed |= {"xml_data": _xml(rows)}
        else:
            transformed |= {"xml_data": ""}
            data = _xml(rows)
        return _json({"status": "done", "data": data, "integration": {"type": "profile", "transformed": transformed}})


def _json(body: Any) -> Spoken:
    return Spoken(200, json.dumps(body).encode(), "text/html")  # by its type it is no JSON either


def _xml(rows: list[dict[str, str]]) -> str:
    root = ElementTree.Element("Rows")
    for row in rows:
        one = ElementTree.SubElement(root, "Row")
        for column, value in row.items():
            ElementTree.SubElement(one, "result", column=column).text = value
    return ElementTree.tostring(root, encoding="unicode")


@contextmanager
def standing_in(broker: Broker) -> Iterator[str]:
    """The tenant on a free port; gives its URL."""

    class Wire(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            content = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            spoken = broker.answer(self.command, self.path, dict(self.headers.items()), content)
            if spoken is None:
                self.close_connection = True
                return
            headers = {"Content-Type": spoken.type, "Content-Length": len(spoken.content), **spoken.headers}
            head = "\r\n".join(f"{name}: {value}" for name, value in headers.items())
            self.wfile.write(f"HTTP/1.1 {spoken.status} Spoken\r\n{head}\r\n\r\n".encode() + spoken.content)

        do_POST = do_GET  # noqa: N815  # the name that the library asks for

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Wire) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join(PATIENCE)
