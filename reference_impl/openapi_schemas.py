"""What bodies and answers of the HTTP contract look like, as JSON Schemas built from the tables of names, and an example of each body."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from reference_impl import fields
from reference_impl.lists import LISTS
from reference_impl.world import CAPABILITIES

Schema = dict[str, object]

TEXT: Final[Schema] = {"type": "string"}
FILLED: Final[Schema] = {"type": "string", "minLength": 1}
_FLAG: Final[Schema] = {"type": "boolean"}
_SPACE: Final = r"[\s\u001c-\u001f\u0085]"
"""What the hub takes for a space: a few characters more than a pattern's own class of them."""
_BLANK: Final = f"^{_SPACE}*$"
_DATE: Final = r"^[0-9]{1,2}/[0-9]{1,2}/([0-9]{4}|[0-9]{2})$|^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}.*)?$"
_METHOD: Final = f"{_SPACE}*[1-4]{_SPACE}*"
_METHODS: Final = f"^{_METHOD}(,{_METHOD})*$"
_CUSTOM: Final[Schema] = {"^custom_([1-9]|1[0-9]|2[0-8])$": TEXT}

_ANN: Final = {"contact_type": "Individual", "preferred_contact_method": "1", "first_name": "Ann", "last_name": "Archer"}
_UCRN: Final = "100000000001"

EXAMPLES: Final[Mapping[str, Schema]] = MappingProxyType(
    {
        "SignIn": {"csa": "csa", "secret": "correct horse battery staple"},
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
"""A body for each schema of one. The customer is the first that a hub makes."""


def schemas(capabilities: frozenset[str]) -> dict[str, Schema]:
    """Every schema by name, for a hub with these capabilities."""
    return {**_parts(), **_bodies(capabilities), **_answers(capabilities), "Problem": _problem()}


def reference(name: str) -> Schema:
    """What stands where the schema of that name is meant."""
    return {"$ref": f"#/components/schemas/{name}"}


def _parts() -> dict[str, Schema]:
    creating = {name: _entry(name) for name in fields.CREATE_ENTRIES if name not in fields.CUSTOM_FIELDS}
    updating = {"ucrn": FILLED, **creating, **{name: _entry(name) for name in fields.FLAG_ENTRIES}}
    others = {"patternProperties": _CUSTOM, "additionalProperties": TEXT}
    return {
        "Texts": {"type": "object", "additionalProperties": TEXT},
        "Settings": _object({"ignore_empty_entries": _FLAG, "keep_empty_end_dates": _FLAG}),
        "CreateEntries": _object(creating, fields.MANDATORY_ENTRIES, **others),
        "UpdateEntries": _object(updating, ("ucrn", *fields.MANDATORY_ENTRIES), **others),
        "GetEntries": _object({"ucrn": FILLED}, ["ucrn"], additionalProperties=TEXT),
        "Problems": {"type": "array", "items": _answer({"field": TEXT, "detail": TEXT})},
    }


def _bodies(capabilities: frozenset[str]) -> dict[str, Schema]:
    of_case = {"case_id": TEXT} if "cases" in capabilities else {}
    a_csa = _object({"csa": TEXT, "secret": TEXT, "ucrn": False}, ["csa", "secret"], title="a CSA")
    a_customer = _object({"ucrn": FILLED}, ["ucrn"], title="a customer, for whom a CSA asks")
    return {
        "SignIn": {"anyOf": [a_csa, a_customer]},
        "Create": _call("CreateEntries", capabilities, of_case),
        "Update": _call("UpdateEntries", capabilities, {"settings": reference("Settings")}),
        "Get": _call("GetEntries", capabilities, {}),
        "Nothing": _object({}),
        "OpenEditForm": _object({"ucrn": FILLED, "pre_submission": _FLAG}, ["ucrn"]),
        "Submit": _object({"settings": reference("Settings"), "fields": reference("Texts")}, ["fields"]),
    }


def _call(entries: str, capabilities: frozenset[str], more: Mapping[str, object]) -> Schema:
    """The body of create, update or get: entries as they are, or with tokens that a form beside them fills."""
    version = {"integration_version": {"type": "string", "default": "V2"}} if "integration-version" in capabilities else {}
    plain = _object({"fields": reference(entries), **more, **version}, ["fields"], title="entries as they are")
    if "tokens" not in capabilities:
        return plain
    texts = {"fields": reference("Texts"), "form": reference("Texts")}
    return {"anyOf": [plain, _object({**texts, **more, **version}, texts, title="entries with tokens")]}


def _entry(name: str) -> Schema:
    """What an entry takes when it holds no token. Whether a value of the right form can be taken, a schema cannot say of every entry."""
    if name in fields.MANDATORY_ENTRIES:
        return {"type": "string", "enum": list(fields.CODES[name])}
    if name in fields.CODES:
        return _one_of(fields.CODES[name], "one of the codes")
    if name in fields.LIST_OF_ENTRY:
        list_name = fields.LIST_OF_ENTRY[name]
        return _one_of(LISTS[list_name], f"an ID of the list of {list_name}")
    if name in fields.DATE_ENTRIES:
        return {"type": "string", "pattern": f"{_BLANK}|{_DATE}", "description": "mm/dd/yyyy, or yyyy-mm-dd"}
    if name == "notification_preference":
        return {"type": "string", "pattern": f"{_BLANK}|{_METHODS}", "description": "contact methods separated by commas"}
    return TEXT


def _one_of(values: Iterable[str], description: str) -> Schema:
    return {"type": "string", "anyOf": [{"enum": list(values)}, {"pattern": _BLANK}], "description": f"{description}, or blank"}


def _answers(capabilities: frozenset[str]) -> dict[str, Schema]:
    offered = {"type": "array", "items": {"enum": sorted(CAPABILITIES)}, "uniqueItems": True}
    about = {"name": TEXT, "version": TEXT, "time_zone": TEXT, "now": {"type": "string", "format": "date-time"}}
    got = {"fields": _texts((*fields.GET_NAMES, *fields.CUSTOM_FIELDS))}
    form = {"form": reference("Texts")} if "tokens" in capabilities else {}
    address = {"address_id": FILLED, "primary": _FLAG, **dict.fromkeys((*fields.PLACE_ENTRIES, *fields.ADDRESS_DATES, "country"), TEXT)}
    history = {"addresses": {"type": "array", "items": _answer(address)}} if "address-history" in capabilities else {}
    return {
        "Alive": _answer({"status": {"const": "ok"}}),
        "Capabilities": _answer({**about, "capabilities": offered}),
        "Session": _answer({"token": FILLED, "expires_in": {"type": "integer", "minimum": 1}}),
        "Saved": _answer({"ucrn": FILLED, "warnings": reference("Problems")}),
        "Got": _object({**got, **form}, minProperties=1, maxProperties=1, additionalProperties=False),
        "Items": _answer({"items": {"type": "array", "items": _answer({"id": FILLED, "name": FILLED})}}),
        "HubRecord": _answer({"ucrn": FILLED, "fields": _texts(fields.HUB_RECORD_NAMES), **history}),
        "Opened": _answer({"case_id": FILLED}),
        "Case": _answer({"case_id": FILLED, "ucrn": {"type": ["string", "null"]}}),
        "EditForm": _answer({"edit_form_id": FILLED, "fields": reference("Texts")}),
        "Submitted": _answer({"edit_form_id": FILLED, "saved": _FLAG}),
    }


def _problem() -> Schema:
    kind = {"type": "string", "format": "uri-reference"}
    return _object(
        {"type": kind, "title": TEXT, "status": {"type": "integer"}, "errors": reference("Problems")}, ["title", "status", "errors"]
    )


def _object(properties: Mapping[str, object], required: Iterable[str] = (), **more: object) -> Schema:
    return {"type": "object", "properties": dict(properties), **({"required": list(required)} if required else {}), **more}


def _answer(properties: Mapping[str, object]) -> Schema:
    """An object that holds all of these and nothing else."""
    return _object(properties, properties, additionalProperties=False)


def _texts(names: Iterable[str]) -> Schema:
    return _answer(dict.fromkeys(names, TEXT))
