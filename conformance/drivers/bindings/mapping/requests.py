"""From a request of a mapping and a document to bytes, and from bytes back to a document. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import msgspec

from conformance.bounds import json_of
from conformance.drivers.bindings.mapping.shapes import Request
from conformance.drivers.bindings.mapping.templates import MISSING, Document, filled, path, placeholders, text
from conformance.drivers.bindings.mapping.templates import shown as as_text
from conformance.drivers.transport import Incoming, Outgoing
from conformance.suite import Json

_JSON = "application/json"
_FORM = "application/x-www-form-urlencoded"
_TEXT = "text/plain; charset=utf-8"


def named_by(request: Request) -> set[str]:
    """The names of everything that a request has placeholders for."""
    templates = (request.path, request.query, request.headers, request.json, request.form, request.text)
    return {name for template in templates for name in placeholders(template)}


def outgoing(request: Request, common: Mapping[str, str], document: Document) -> tuple[Outgoing, Json]:
    """The request as it travels, and its body as a record shows it; raises BlankInPathError."""
    content, shown, kind = _body(request, document)
    templates = {**common, **request.headers}
    headers = {name: value for name, template in templates.items() if (value := text(template, document)) is not None}
    if content is not None and "content-type" not in {name.lower() for name in headers}:
        headers["Content-Type"] = request.content_type or kind
    return Outgoing(request.method, _path(request, document), headers, content), shown


def _pairs(templates: Mapping[str, str], document: Document) -> list[tuple[str, str]]:
    """Names and values of a form or a query; a list is its name again and again, and what has no value is left out."""
    pairs: list[tuple[str, str]] = []
    for name, template in templates.items():
        value = filled(template, document)
        values = value if isinstance(value, list) else [] if value is MISSING else [value]
        pairs += [(name, as_text(one)) for one in values]
    return pairs


def _path(request: Request, document: Document) -> str:
    found, query = path(request.path, document), urlencode(_pairs(request.query, document))
    return f"{found}{'&' if '?' in found else '?'}{query}" if query else found


def _body(request: Request, document: Document) -> tuple[bytes | None, Json, str]:
    if request.json is not None:
        value = filled(request.json, document)
        value = {} if value is MISSING else value
        return msgspec.json.encode(value), value, _JSON
    if request.form is not None:
        encoded = urlencode(_pairs(request.form, document))
        return encoded.encode(), encoded, _FORM
    if request.text is not None:
        written = text(request.text, document) or ""
        return written.encode(), written, _TEXT
    return None, None, ""


def body_of(incoming: Incoming) -> Any:
    """What was answered: the decoded JSON, or the text where it is none; None for nothing at all."""
    if not incoming.body:
        return None
    try:
        return json_of(incoming.body)
    except ValueError:
        return incoming.body.decode("utf-8", "replace")


def seen(incoming: Incoming) -> dict[str, Any]:
    """What a document says of an answer."""
    headers = {name.lower(): value for name, value in incoming.headers.items()}
    return {"body": body_of(incoming), "status": incoming.status, "headers": headers}
