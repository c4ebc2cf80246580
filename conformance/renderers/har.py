"""HAR 1.2, as browsers and proxies write and read it: every exchange of a run, a page a scenario.

The record has what was said, not how it was framed: of the response there are no headers, bodies of JSON are written anew, and the
version of HTTP is not known. What is secret is not in the record, so it is not here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from urllib.parse import parse_qsl

from conformance.exchanges import Exchange, Target
from conformance.record import Finding, Source
from conformance.renderers.pieces import listed, written
from conformance.renderers.reproduce import base
from conformance.suite import Json, Suite

_UNKNOWN = "unknown"
_COMMENT = (
    "Bodies of JSON are written anew from the record of a conformance run; it has no headers of responses, and nothing that is secret."
)

Part = dict[str, object]


def har(_: Suite, record: Source) -> Iterator[str]:
    """A record as a HAR."""
    about = {"version": "1.2", "creator": {"name": "conformance", "version": record.header.suite}, "comment": _COMMENT}
    yield f'{{"log":{written(about)[:-1]},"pages":['
    yield from listed(_pages(record))
    yield '\n],"entries":['
    yield from listed(_entries(record))
    yield "\n]}}\n"


def _pages(record: Source) -> Iterator[Part]:
    for finding in record.findings:
        first = next((exchange for _, exchange in _exchanges(finding)), None)
        if first:
            comment = f"{finding.verdict}: {finding.cause}" if finding.cause else finding.verdict
            page = {"startedDateTime": _moment(first.sent), "id": finding.scenario, "title": finding.scenario}
            yield {**page, "pageTimings": {"onContentLoad": -1, "onLoad": -1}, "comment": comment}


def _entries(record: Source) -> Iterator[Part]:
    for finding in record.findings:
        for act, exchange in _exchanges(finding):
            yield _entry(record.header.target, finding, act, exchange)


def _exchanges(finding: Finding) -> Iterator[tuple[str, Exchange]]:
    """Every exchange of a scenario, with the act that it belongs to."""
    for one in finding.observations:
        for exchange in one.exchanges:
            yield f"act {one.step + 1}, {one.key}", exchange


def _entry(target: Target, finding: Finding, act: str, exchange: Exchange) -> Part:
    took = max(0.0, (exchange.received - exchange.sent) * 1000)
    return {
        "pageref": finding.scenario,
        "startedDateTime": _moment(exchange.sent),
        "time": took,
        "request": _request(target, exchange),
        "response": _response(exchange),
        "cache": {},
        "timings": {"send": 0, "wait": took, "receive": 0},
        "comment": f"{finding.scenario}: {act} (as {exchange.actor})",
    }


def _request(target: Target, exchange: Exchange) -> Part:
    url, query = base(target) + exchange.path, exchange.path.partition("#")[0].partition("?")[2]
    kind = next((value for name, value in exchange.headers.items() if name.lower() == "content-type"), "")
    request: Part = {
        "method": exchange.method,
        "url": url,
        "httpVersion": _UNKNOWN,
        "cookies": [],
        "headers": _pairs(exchange.headers),
        "queryString": [{"name": name, "value": value} for name, value in parse_qsl(query, keep_blank_values=True)],
        "headersSize": -1,
        "bodySize": 0,
    }
    if exchange.request is None:
        return request
    text, found = _body(exchange.request)
    return request | {"bodySize": len(text.encode()), "postData": {"mimeType": kind or found, "text": text}}


def _response(exchange: Exchange) -> Part:
    text, kind = ("", "x-unknown") if exchange.response is None else _body(exchange.response)
    return {
        "status": exchange.status,
        "statusText": HTTPStatus(exchange.status).phrase if exchange.status in _STATUSES else "",
        "httpVersion": _UNKNOWN,
        "cookies": [],
        "headers": [],
        "content": {"size": len(text.encode()), "mimeType": kind, "text": text},
        "redirectURL": "",
        "headersSize": -1,
        "bodySize": -1,
    }


_STATUSES = frozenset(HTTPStatus)


def _body(value: Json) -> tuple[str, str]:
    """A body as it can have travelled, and its kind."""
    return (value, "text/plain") if isinstance(value, str) else (written(value), "application/json")


def _pairs(values: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in values.items()]


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds")
