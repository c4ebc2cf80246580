"""The HTTP contract as an OpenAPI 3.1 document, built from the tables that the hub itself goes by.

`python -m reference_impl.openapi` prints it; `fixtures/openapi.json` is that output, checked in.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

import msgspec

from reference_impl import fields
from reference_impl.lists import LISTS
from reference_impl.world import CAPABILITIES

Schema = dict[str, object]

TITLE: Final = "Customer profiles, the native HTTP contract"
VERSION: Final = "2"


class Operation(NamedTuple):
    """One operation: what it takes, what it answers, and how it may be refused."""

    method: str
    path: str
    name: str
    summary: str
    answer: str
    status: int = 200
    body: str = ""
    """The schema of its body; blank where it takes none."""
    signed_in: str = "CSA"
    """Who must be signed in: `CSA`, `CSA or customer`, `anyone` (signed in or not)."""
    refusals: tuple[int, ...] = ()
    """Statuses of its own, beside those that follow from its body and from who must be signed in."""
    capability: str = ""


OPERATIONS: Final = (
    Operation("get", "/healthz", "alive", "Say that the server is there", "Alive", signed_in="anyone"),
    Operation("get", "/v2/capabilities", "capabilities", "What this hub offers", "Capabilities", signed_in="anyone"),
    Operation("post", "/v2/sessions", "signIn", "Sign in a CSA, or (by a CSA) a customer", "Session", 201, "SignIn", "anyone", (403, 404)),
    Operation("post", "/v2/profile/create", "create", "Create a customer", "Saved", 201, "Create", "anyone", (409, 422)),
    Operation("post", "/v2/profile/update", "update", "Update a customer", "Saved", 200, "Update", "CSA or customer", (403, 404, 409, 422)),
    Operation("post", "/v2/profile/get", "get", "Pull a customer's data", "Got", 200, "Get", "CSA or customer", (403, 404, 409, 422)),
    Operation(
        "get", "/v2/lists/{list_name}", "list", "A list for select fields", "Items", signed_in="anyone", refusals=(404,), capability="lists"
    ),
    Operation(
        "get", "/v2/hub/customers/{ucrn}", "hubRecord", "The record as a CSA sees it", "HubRecord", refusals=(404,), capability="hub-record"
    ),
    Operation("post", "/v2/hub/cases", "openCase", "Open an anonymous case", "Opened", 201, "Nothing", capability="cases"),
    Operation("get", "/v2/hub/cases/{case_id}", "readCase", "Look at a case", "Case", refusals=(404,), capability="cases"),
    Operation(
        "post",
        "/v2/hub/edit-forms",
        "openEditForm",
        "Open a profile for editing",
        "EditForm",
        201,
        "OpenEditForm",
        refusals=(404,),
        capability="edit-forms",
    ),
    Operation(
        "post",
        "/v2/hub/edit-forms/{edit_form_id}/submit",
        "submitEditForm",
        "Submit what was edited",
        "Submitted",
        200,
        "Submit",
        refusals=(404, 422),
        capability="edit-forms",
    ),
    Operation(
        "post",
        "/v2/hub/edit-forms/{edit_form_id}/reopen",
        "reopenEditForm",
        "Open the same form again",
        "EditForm",
        refusals=(404,),
        capability="edit-forms",
    ),
)

REFUSALS: Final = MappingProxyType(
    {
        400: ("NotOfThisForm", "Not JSON, or not of this form"),
        401: ("NotSignedIn", "No token where one is needed, or a bad one"),
        403: ("NotPermitted", "Not permitted to whoever is signed in"),
        404: ("NotThere", "There is no such thing"),
        409: ("VersionNotSupported", "A version that is not supported"),
        413: ("TooLarge", "A body larger than 1 MiB"),
        415: ("NotJsonByType", "A body that is not JSON by its type"),
        422: ("ValueRefused", "An entry's value cannot be taken"),
    }
)
"""Status to the name of its answer and what it says."""

LINKS: Final[Mapping[str, Mapping[str, Schema]]] = MappingProxyType(
    {
        "create": {
            "get": {"requestBody": {"fields": {"ucrn": "$response.body#/ucrn"}}},
            "hubRecord": {"parameters": {"ucrn": "$response.body#/ucrn"}},
            "openEditForm": {"requestBody": {"ucrn": "$response.body#/ucrn", "pre_submission": True}},
        },
        "openCase": {"readCase": {"parameters": {"case_id": "$response.body#/case_id"}}},
        "openEditForm": {
            "submitEditForm": {"parameters": {"edit_form_id": "$response.body#/edit_form_id"}},
            "reopenEditForm": {"parameters": {"edit_form_id": "$response.body#/edit_form_id"}},
        },
    }
)
"""What an answer gives to the operations after it."""

_ANN: Final = {"contact_type": "Individual", "preferred_contact_method": "1", "first_name": "Ann", "last_name": "Archer"}
_UCRN: Final = "100000000001"

EXAMPLES: Final[Mapping[str, Schema]] = MappingProxyType(
    {
        "SignIn": {"csa": "csa", "secret": "the secret that the server printed"},
        "Create": {"fields": {**_ANN, "birth_date": "05/21/1980", "house": "12", "street": "High Street", "postcode": "AB1 2CD"}},
        "Update": {
            "settings": {"ignore_empty_entries": True, "keep_empty_end_dates": False},
            "fields": {"ucrn": _UCRN, **_ANN, "street": "Low Street", "new_address": "0"},
        },
        "Get": {"fields": {"ucrn": _UCRN}},
        "Nothing": {},
        "OpenEditForm": {"ucrn": _UCRN, "pre_submission": True},
        "Submit": {"settings": {"ignore_empty_entries": True}, "fields": {**_ANN, "first_name": "Anna"}},
    }
)
"""A body for each schema of one."""

_TEXT: Final[Schema] = {"type": "string"}
_FILLED: Final[Schema] = {"type": "string", "minLength": 1}
_FLAG: Final[Schema] = {"type": "boolean"}
_DATED: Final[Schema] = {"Date": {"required": True, "description": "the hub's own clock", "schema": {"type": "string"}}}
_BLANK: Final = r"^\s*$"
_DATE: Final = r"^[0-9]{1,2}/[0-9]{1,2}/([0-9]{4}|[0-9]{2})$|^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}.*)?$"
_METHODS: Final = r"^\s*[1-4]\s*(,\s*[1-4]\s*)*$"


def _object(properties: Mapping[str, object], required: Iterable[str] = (), **more: object) -> Schema:
    return {"type": "object", "properties": dict(properties), **({"required": list(required)} if required else {}), **more}


def _answer(properties: Mapping[str, object]) -> Schema:
    """An object that holds all of these and nothing else."""
    return _object(properties, properties, additionalProperties=False)


def _texts(names: Iterable[str]) -> Schema:
    return _answer(dict.fromkeys(names, _TEXT))


def _reference(name: str, kind: str = "schemas") -> Schema:
    return {"$ref": f"#/components/{kind}/{name}"}


def _one_of(values: Iterable[str]) -> Schema:
    return {"anyOf": [{"enum": list(values)}, {"pattern": _BLANK}]}


def _entry(name: str) -> Schema:
    """What an entry takes when it holds no token. A blank one is always of the right form."""
    if name in fields.MANDATORY_ENTRIES:
        return {"type": "string", "enum": list(fields.CODES[name])}
    if name in fields.CODES:
        return {"type": "string", **_one_of(fields.CODES[name])}
    if name in fields.LIST_OF_ENTRY:
        return {"type": "string", **_one_of(LISTS[fields.LIST_OF_ENTRY[name]])}
    if name in fields.DATE_ENTRIES:
        return {"type": "string", "pattern": f"{_BLANK}|{_DATE}", "description": "mm/dd/yyyy, or yyyy-mm-dd"}
    if name == "notification_preference":
        return {"type": "string", "pattern": f"{_BLANK}|{_METHODS}", "description": "contact methods separated by commas"}
    return _TEXT


def _call(entries: str, capabilities: frozenset[str], **more: Schema) -> Schema:
    """The body of create, update and get: entries as they are, or with tokens that a form beside them fills."""
    version: dict[str, Schema] = (
        {"integration_version": {"type": "string", "default": "V2"}} if "integration-version" in capabilities else {}
    )
    plain = _object({"fields": _reference(entries), **more, **version}, ["fields"])
    if "tokens" not in capabilities:
        return plain
    form = _reference("Texts")
    with_tokens = _object({"fields": _reference("Texts"), "form": form, **more, **version}, ["fields", "form"])
    return {"anyOf": [plain, with_tokens]}


def _schemas(capabilities: frozenset[str]) -> Schema:
    creating = {name: _entry(name) for name in fields.CREATE_ENTRIES}
    updating = {"ucrn": _FILLED, **creating, **{name: _entry(name) for name in fields.FLAG_ENTRIES}}
    editing = {name: schema for name, schema in updating.items() if name != "ucrn"}
    problems = {"type": "array", "items": _answer({"field": _TEXT, "detail": _TEXT})}
    case_id = {"case_id": _TEXT} if "cases" in capabilities else {}
    held = (*fields.PLACE_ENTRIES, *fields.ADDRESS_DATES, "country")
    address = _answer({"address_id": _FILLED, "primary": _FLAG, **dict.fromkeys(held, _TEXT)})
    addresses = {"addresses": {"type": "array", "items": address}} if "address-history" in capabilities else {}
    filled = {"form": _reference("Texts")} if "tokens" in capabilities else {}
    return {
        "Texts": {"type": "object", "additionalProperties": _TEXT},
        "Settings": _object({"ignore_empty_entries": _FLAG, "keep_empty_end_dates": _FLAG}),
        "CreateEntries": _object(creating, fields.MANDATORY_ENTRIES, additionalProperties=_TEXT),
        "UpdateEntries": _object(updating, ("ucrn", *fields.MANDATORY_ENTRIES), additionalProperties=_TEXT),
        "EditEntries": _object(editing, additionalProperties=_TEXT),
        "GetEntries": _object({"ucrn": _FILLED}, ["ucrn"], additionalProperties=_TEXT),
        "SignIn": {
            "anyOf": [
                _object({"csa": _TEXT, "secret": _TEXT, "ucrn": False}, ["csa", "secret"], title="a CSA"),
                _object({"ucrn": _FILLED}, ["ucrn"], title="a customer, asked for by a CSA"),
            ]
        },
        "Create": _call("CreateEntries", capabilities, **case_id),
        "Update": _call("UpdateEntries", capabilities, settings=_reference("Settings")),
        "Get": _call("GetEntries", capabilities),
        "Nothing": _object({}),
        "OpenEditForm": _object({"ucrn": _FILLED, "pre_submission": _FLAG}, ["ucrn"]),
        "Submit": _object({"settings": _reference("Settings"), "fields": _reference("EditEntries")}, ["fields"]),
        "Alive": _answer({"status": {"const": "ok"}}),
        "Capabilities": _answer(
            {
                "name": _TEXT,
                "version": _TEXT,
                "capabilities": {"type": "array", "items": {"enum": sorted(CAPABILITIES)}, "uniqueItems": True},
                "time_zone": _TEXT,
                "now": {"type": "string", "format": "date-time"},
            }
        ),
        "Session": _answer({"token": _FILLED, "expires_in": {"type": "integer", "minimum": 1}}),
        "Saved": _answer({"ucrn": _FILLED, "warnings": problems}),
        "Got": _object(
            {"fields": _texts((*fields.GET_NAMES, *fields.CUSTOM_FIELDS)), **filled}, minProperties=1, additionalProperties=False
        ),
        "Items": _answer({"items": {"type": "array", "items": _answer({"id": _FILLED, "name": _FILLED})}}),
        "HubRecord": _answer({"ucrn": _FILLED, "fields": _texts(fields.HUB_RECORD_NAMES), **addresses}),
        "Opened": _answer({"case_id": _FILLED}),
        "Case": _answer({"case_id": _FILLED, "ucrn": {"type": ["string", "null"]}}),
        "EditForm": _answer({"edit_form_id": _FILLED, "fields": _reference("Texts")}),
        "Submitted": _answer({"edit_form_id": _FILLED, "saved": _FLAG}),
        "Problem": _object(
            {
                "type": {"type": "string", "format": "uri-reference"},
                "title": _TEXT,
                "status": {"type": "integer"},
                "detail": _TEXT,
                "errors": problems,
            },
            ["title", "status", "errors"],
        ),
    }


def _body(schema: str) -> Schema:
    content = {"application/json": {"schema": _reference(schema), "example": EXAMPLES[schema]}}
    return {"required": True, "content": content}


def _parameters(path: str) -> list[Schema]:
    """The parts of the path that are left open; each is a text, that of a list one of the lists' names."""
    names = re.findall(r"{(\w+)}", path)
    schemas = {"list_name": {"type": "string", "enum": list(LISTS)}}
    return [{"name": name, "in": "path", "required": True, "schema": schemas.get(name, _FILLED)} for name in names]


def _statuses(operation: Operation) -> list[int]:
    """How it may be refused: a bad token is refused everywhere, and a body brings refusals of its own."""
    of_body = (400, 413, 415) if operation.body else ()
    of_signing_in = (401, 403) if operation.signed_in == "CSA" else (401,)
    return sorted({*of_body, *of_signing_in, *operation.refusals})


def _links(operation: Operation, offered: frozenset[str]) -> Schema:
    links = {name: {"operationId": name, **link} for name, link in LINKS.get(operation.name, {}).items() if name in offered}
    return {"links": links} if links else {}


def _operation(operation: Operation, offered: frozenset[str]) -> Schema:
    parameters = _parameters(operation.path)
    bearer: Schema = {"bearer": []}
    answer = {
        "description": operation.summary,
        "headers": _DATED,
        "content": {"application/json": {"schema": _reference(operation.answer)}},
        **_links(operation, offered),
    }
    refusals = {str(status): _reference(REFUSALS[status][0], "responses") for status in _statuses(operation)}
    return {
        "operationId": operation.name,
        "summary": operation.summary,
        "security": [{}, bearer] if operation.signed_in == "anyone" else [bearer],
        **({"parameters": parameters} if parameters else {}),
        **({"requestBody": _body(operation.body)} if operation.body else {}),
        "responses": {str(operation.status): answer, **refusals},
    }


def _refusal(status: int, description: str) -> Schema:
    headers = {**_DATED, "WWW-Authenticate": {"required": True, "schema": _TEXT}} if status == 401 else _DATED
    return {"description": description, "headers": headers, "content": {"application/problem+json": {"schema": _reference("Problem")}}}


def document(capabilities: frozenset[str] = CAPABILITIES) -> Schema:
    """The OpenAPI document of a hub with these capabilities."""
    operations = [operation for operation in OPERATIONS if not operation.capability or operation.capability in capabilities]
    offered = frozenset(operation.name for operation in operations)
    paths: dict[str, Schema] = {}
    for operation in operations:
        paths.setdefault(operation.path, {})[operation.method] = _operation(operation, offered)
    return {
        "openapi": "3.1.0",
        "info": {"title": TITLE, "version": VERSION},
        "paths": paths,
        "components": {
            "schemas": _schemas(capabilities),
            "responses": {name: _refusal(status, description) for status, (name, description) in REFUSALS.items()},
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
        },
    }


def text() -> str:
    """The document of a hub with every capability, as it is checked in."""
    return msgspec.json.format(msgspec.json.encode(document()), indent=2).decode() + "\n"


if __name__ == "__main__":
    sys.stdout.write(text())
