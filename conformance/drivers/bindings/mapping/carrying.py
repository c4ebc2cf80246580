"""One request of a mapping after the other, over the wire: what each of them was, and what the document knows afterwards."""

from __future__ import annotations

from typing import Any, NamedTuple
from urllib.parse import urljoin

from conformance.concealing import SECRETS
from conformance.drivers.bindings.mapping.paths import find, no_list
from conformance.drivers.bindings.mapping.requests import named_by, outgoing, seen
from conformance.drivers.bindings.mapping.shapes import Request
from conformance.drivers.transport import Incoming, Outgoing, Wire
from conformance.exchanges import Exchange
from conformance.suite import Json

Document = dict[str, Any]
_LONGEST_TEXT = 2000
PAGE = "page"
"""The placeholder of a request for the number of a page, or whatever else tells it from the others."""


class PagesError(Exception):
    """Pages that do not come to an end, or that lie elsewhere."""


class Carried(NamedTuple):
    """What a document knows after a request, the exchange without secrets, and the path with them."""

    known: Document
    exchange: Exchange
    path: str


class Carrier:
    """Sends requests over a wire, and keeps secrets out of what is told of them."""

    def __init__(self, wire: Wire, headers: dict[str, str]) -> None:
        self.wire = wire
        self._headers = headers

    def once(self, request: Request, document: Document, actor: str, path: str = "") -> Carried:
        """Send a request once, to another path than its own where one is given; raises UnreachableError, BlankInPathError."""
        out, shown = outgoing(request, self._headers, document)
        out = out._replace(path=path) if path else out
        incoming = self.wire.exchange(out)
        known = {**document, **seen(incoming)}
        return Carried(known, self._exchange(out, shown, incoming, known["body"], actor), out.path)

    def _exchange(self, out: Outgoing, shown: Json, incoming: Incoming, body: Any, actor: str) -> Exchange:
        return Exchange(
            out.method,
            SECRETS.text(out.path),
            actor,
            SECRETS.json(shown),
            incoming.status,
            SECRETS.beginning(body, _LONGEST_TEXT) if isinstance(body, str) else SECRETS.json(body),
            incoming.sent,
            incoming.received,
            incoming.earliest,
            incoming.latest,
            {name: SECRETS.text(value) for name, value in out.headers.items()},
        )


class Paging:
    """The pages of one answer: what they held so far, and where the next one is."""

    def __init__(self, request: Request, address: str) -> None:
        assert request.pages, "an answer that comes in pages"
        self._pages, self._address = request.pages, address
        self._by_number = PAGE in named_by(request)
        self._told: list[str] = []
        self.collected: list[Any] = []

    def turned(self, document: Document, path: str) -> str:
        """Take a page in, and tell what the next one is, blank at the last; raises PagesError."""
        found = find(self._pages.collect, document)
        if not isinstance(found, list):
            raise PagesError(f"{path}: {no_list(self._pages.collect)}")
        self.collected += found
        told = find(self._pages.next, document)
        if told in (None, False, ""):
            return ""
        if str(told) in self._told or len(self._told) >= self._pages.at_most:
            raise PagesError(f"{path}: its pages do not come to an end (page {len(self._told) + 1} is followed by {told!r})")
        self._told.append(str(told))
        return str(told)

    def path_of(self, told: str, path: str) -> str:
        """The path of the next page, blank where the request has a place for its number; raises PagesError where it is elsewhere."""
        if self._by_number:
            return ""
        whole = urljoin(self._address + path, told)
        if not whole.startswith((f"{self._address}/", f"{self._address}?")):
            raise PagesError(f"{path}: its next page is at {told!r}, which is not below {self._address}")
        return whole.removeprefix(self._address)
