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

from reference_impl.lists import LISTS
from reference_impl.openapi_schemas import EXAMPLES, FILLED, TEXT, Schema, reference, schemas
from reference_impl.world import CAPABILITIES

TITLE: Final = "Customer profiles, the native HTTP contract"
DESCRIPTION: Final = "Entries and answers are texts, and a blank one is the empty text. Refusals are problem details (RFC 9457)."
VERSION: Final = "2"
ANYONE: Final = "anyone, signed in or not"
CUSTOMER: Final = "a CSA, or the customer"
CSA: Final = "a CSA"

_FORMS: Final = "/v2/hub/edit-forms"
_FORM: Final = f"{_FORMS}/{{edit_form_id}}"


class Operation(NamedTuple):
    """One operation: who may ask for it, what it takes, what it answers, and how it may be refused."""

    method: str
    path: str
    name: str
    summary: str
    permitted: str
    body: str
    """The schema of its body; blank where it takes none."""
    status: int
    answer: str
    refusals: tuple[int, ...] = ()
    """Statuses of its own, beside those that follow from its body and from who is permitted."""
    capability: str = ""
    """Blank where every hub has it."""


OPERATIONS: Final = (
    Operation("get", "/healthz", "alive", "Say that the server is there", ANYONE, "", 200, "Alive"),
    Operation("get", "/v2/capabilities", "capabilities", "What this hub offers", ANYONE, "", 200, "Capabilities"),
    Operation("post", "/v2/sessions", "signIn", "Sign in a CSA, or (by a CSA) a customer", ANYONE, "SignIn", 201, "Session", (403, 404)),
    Operation("post", "/v2/profile/create", "create", "Create a customer", ANYONE, "Create", 201, "Saved", (409, 422)),
    Operation("post", "/v2/profile/update", "update", "Update a customer", CUSTOMER, "Update", 200, "Saved", (404, 409, 422)),
    Operation("post", "/v2/profile/get", "get", "Pull a customer's data", CUSTOMER, "Get", 200, "Got", (404, 409, 422)),
    Operation("get", "/v2/lists/{list_name}", "list", "A list for select fields", ANYONE, "", 200, "Items", (404,), "lists"),
    Operation("get", "/v2/hub/customers/{ucrn}", "hubRecord", "A record as a CSA sees it", CSA, "", 200, "HubRecord", (404,), "hub-record"),
    Operation("post", "/v2/hub/cases", "openCase", "Open an anonymous case", CSA, "Nothing", 201, "Opened", (), "cases"),
    Operation("get", "/v2/hub/cases/{case_id}", "readCase", "Look at a case", CSA, "", 200, "Case", (404,), "cases"),
    Operation("post", _FORMS, "openEditForm", "Open a profile for editing", CSA, "OpenEditForm", 201, "EditForm", (404,), "edit-forms"),
    Operation("post", f"{_FORM}/submit", "submitEditForm", "Submit the form", CSA, "Submit", 200, "Submitted", (404, 422), "edit-forms"),
    Operation("post", f"{_FORM}/reopen", "reopenEditForm", "Open the same form again", CSA, "", 200, "EditForm", (404,), "edit-forms"),
)
"""Every operation, in the order of the contract."""

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

_DATED: Final[Schema] = {"Date": {"required": True, "description": "the hub's own clock", "schema": TEXT}}


def _body(schema: str) -> Schema:
    content = {"application/json": {"schema": reference(schema), "example": EXAMPLES[schema]}}
    return {"required": True, "content": content}


def _parameters(path: str) -> list[Schema]:
    """The parts of the path that are left open; each is a text, that of a list one of the lists' names."""
    names = re.findall(r"{(\w+)}", path)
    special = {"list_name": {"type": "string", "enum": list(LISTS)}}
    return [{"name": name, "in": "path", "required": True, "schema": special.get(name, FILLED)} for name in names]


def _statuses(operation: Operation) -> list[int]:
    """How it may be refused: a bad token is refused everywhere, and a body brings refusals of its own."""
    of_body = (400, 413, 415) if operation.body else ()
    of_permission = (401,) if operation.permitted == ANYONE else (401, 403)
    return sorted({*of_body, *of_permission, *operation.refusals})


def _links(operation: Operation, offered: frozenset[str]) -> Schema:
    links = {name: {"operationId": name, **link} for name, link in LINKS.get(operation.name, {}).items() if name in offered}
    return {"links": links} if links else {}


def _operation(operation: Operation, offered: frozenset[str]) -> Schema:
    parameters = _parameters(operation.path)
    bearer: Schema = {"bearer": []}
    answer = {
        "description": operation.summary,
        "headers": _DATED,
        "content": {"application/json": {"schema": reference(operation.answer)}},
        **_links(operation, offered),
    }
    refusals = {str(status): {"$ref": f"#/components/responses/{REFUSALS[status][0]}"} for status in _statuses(operation)}
    return {
        "operationId": operation.name,
        "summary": operation.summary,
        "description": f"For {operation.permitted}.",
        "security": [{}, bearer] if operation.permitted == ANYONE else [bearer],
        **({"parameters": parameters} if parameters else {}),
        **({"requestBody": _body(operation.body)} if operation.body else {}),
        "responses": {str(operation.status): answer, **refusals},
    }


def _refusal(status: int, description: str) -> Schema:
    headers = {**_DATED, "WWW-Authenticate": {"required": True, "schema": TEXT}} if status == 401 else _DATED
    return {"description": description, "headers": headers, "content": {"application/problem+json": {"schema": reference("Problem")}}}


def _carried(operations: Iterable[Operation]) -> set[str]:
    """The schemas of the operations' bodies and answers."""
    return {name for operation in operations for name in (operation.body, operation.answer)}


def document(capabilities: frozenset[str] = CAPABILITIES) -> Schema:
    """The OpenAPI document of a hub with these capabilities."""
    operations = [operation for operation in OPERATIONS if not operation.capability or operation.capability in capabilities]
    offered = frozenset(operation.name for operation in operations)
    unused = _carried(OPERATIONS) - _carried(operations)
    paths: dict[str, Schema] = {}
    for operation in operations:
        paths.setdefault(operation.path, {})[operation.method] = _operation(operation, offered)
    return {
        "openapi": "3.1.0",
        "info": {"title": TITLE, "description": DESCRIPTION, "version": VERSION},
        "paths": paths,
        "components": {
            "schemas": {name: schema for name, schema in schemas(capabilities).items() if name not in unused},
            "responses": {name: _refusal(status, description) for status, (name, description) in REFUSALS.items()},
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
        },
    }


def text() -> str:
    """The document of a hub with every capability, as it is checked in."""
    return msgspec.json.format(msgspec.json.encode(document()), indent=2).decode() + "\n"


if __name__ == "__main__":
    sys.stdout.write(text())
