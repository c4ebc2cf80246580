"""From the document after the last request to an answer in the words of the book, and whether an answer is a refusal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from conformance.concealing import SECRETS
from conformance.drivers.bindings.mapping.conversions import Conversion, Lists
from conformance.drivers.bindings.mapping.parts import Part
from conformance.drivers.bindings.mapping.paths import find, holds, no_list
from conformance.drivers.bindings.mapping.shapes import Answers, Each, Refusals
from conformance.drivers.bindings.mapping.templates import Document, shown
from conformance.drivers.bindings.native import is_refusal
from conformance.exchanges import Answer, Asked
from conformance.suite import Json, Operation

Meaning = Literal["done", "refused", "expired", "broken"]
_LONGEST = 300
_GIVEN: Mapping[str, str] = {"create": "ucrn", "open-case": "case_id", "open-edit-form": "edit_form_id"}
"""What an operation must give, without which nothing can come after it."""


def meaning(operation: Operation, signed_in: bool, refusals: Refusals, document: Document) -> Meaning:
    """What one answer says of the request."""
    status = int(document["status"])
    if signed_in and (status == 401 or holds(refusals.expired, document)):
        return "expired"
    if 200 <= status < 300:
        return "refused" if holds(refusals.when, document) else "done"
    told = refusals.statuses and status != 401  # a 401 is somebody's who is not signed in, or it has come to an end above
    refused = status in refusals.statuses if told else is_refusal(status, operation, signed_in)
    return "refused" if refused and 400 <= status < 500 else "broken"


def detail(refusals: Refusals, document: Document) -> str:
    """What the target said of the reason, with the status and without secrets."""
    if 300 <= document["status"] < 400 and document["headers"].get("location"):
        return SECRETS.text(f"{document['status']}, which leads to {document['headers']['location']}, and is not followed")
    told = find(refusals.detail, document) if refusals.detail else document["body"]
    return SECRETS.beginning(f"{document['status']} {'' if told is None else shown(told)}".rstrip(), _LONGEST)


def read(asked: Asked, where: Answers, parts: Mapping[str, Part], document: Document, lists: Lists) -> Answer:
    """The answer that stands in a document. Where a value that must be there is not, it is broken, and says where it was looked for."""
    if asked.operation == "list":
        return _items(where.items, document)
    if asked.form is not None and where.form:
        form = find(where.form, document)
        return Answer("accepted", fields=form) if isinstance(form, dict) else _nothing("form", where.form, document)
    conversions = {name: how for part in parts.values() for name, how in part.conversions.items()}
    fields: dict[str, Json] = {}
    for name, path in where.parts.items():
        found = find(path, document)
        if isinstance(found, dict):
            fields.update(parts[name].back(found, lists))
    if where.parts and not fields:
        return _nothing(" nor ".join(where.parts), ", ".join(where.parts.values()), document)
    for name, path in where.values.items():
        fields[name] = _value(find(path, document), conversions.get(name), lists)
    given = _GIVEN.get(asked.operation)
    if given and fields.get(given) in (None, ""):
        return _nothing(given, where.values.get(given, ""), document)
    if asked.operation in ("create", "update"):
        fields = {name: value for name, value in fields.items() if value not in (None, "")}
    return _with_addresses(Answer("accepted", fields=fields), where.addresses, parts, document, lists)


def _value(found: Any, how: Conversion | None, lists: Lists) -> str:
    return how.back(found, lists) if how else shown(found)


def _with_addresses(answer: Answer, where: Each | None, parts: Mapping[str, Part], document: Document, lists: Lists) -> Answer:
    if where is None:
        return answer
    found = find(where.each, document)
    if not isinstance(found, list):
        return Answer("broken", detail=f"{document['status']}, and {no_list(where.each)}")
    return Answer("accepted", answer.fields, [_address(one, where, parts, lists) for one in found if isinstance(one, dict)])


def _address(record: dict[str, Any], where: Each, parts: Mapping[str, Part], lists: Lists) -> dict[str, Json]:
    """One address record. Whether it is the primary one is true or false, and no text."""
    found: dict[str, Json] = dict(parts[where.part].back(record, lists)) if where.part else {}
    found.update({name: find(path, record) for name, path in where.values.items()})
    if "primary" in found:
        found["primary"] = found["primary"] in (True, "true", "1", 1)
    return found


def _items(where: Each | None, document: Document) -> Answer:
    found = find(where.each, document) if where else None
    if where is None or not isinstance(found, list):
        return Answer("broken", detail=f"{document['status']}, and {no_list(where.each if where else '@')}")
    return Answer("accepted", items=[_item(where, one) for one in found])


def _item(where: Each, one: Any) -> dict[str, Json]:
    """One item of a list. Its ID is a text, as entries are; what is compared with the wire stays what it is."""
    found = {name: find(path, one) for name, path in where.values.items()}
    return {**found, "id": shown(found.get("id"))}


def _nothing(what: str, path: str, document: Document) -> Answer:
    where = f" at {path}" if path else ""
    return Answer(
        "broken", detail=f"{document['status']}, and no {what}{where}: an answer of another form, or a mapping that looks elsewhere"
    )
