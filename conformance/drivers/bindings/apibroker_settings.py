"""What the `apibroker` binding must be told of a tenant: nothing here can be guessed, and all of it changes when a form is rebuilt."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Final, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from conformance.exchanges import Asked, TargetError
from conformance.names import IN_ADDRESS, IN_HUB_RECORD, IN_LIST_ITEM, LISTS, SENT
from conformance.suite import Json, Operation

Refusing = Literal["status error", "error", "transformed error", "error column"]
"""The ways in which an integration says no."""

VERSIONS: Final = ("V1", "V2")
"""The versions of integrations that there are on such a site."""
SUPPORTED: Final = ("hub-record", "address-history", "lists", "integration-version", "connected-index")
"""The capabilities that a tenant can have through this wire. Forms, tokens and cases happen in a browser."""
_OPERATIONS: Final = ("create", "update", "get", "hub-record", "addresses", "list")
_ALWAYS: Final = ("create", "update", "get")
_BOXES: Final = tuple(product((False, True), repeat=2))


class Lookup(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One lookup of one form: the integration behind it, and the names on the form that it reads."""

    id: str
    """13 hexadecimal digits on the tenants seen so far."""
    section: str = ""
    """The section of the form that holds the values; blank for that of the settings."""
    ignore_empty: bool | None = None
    """Whether the integration has *Ignore Empty Entries* ticked; None where the call says it, or where it does not matter."""
    keep_empty_end_dates: bool | None = None
    """Likewise for *Keep empty end dates*."""
    version: str = "V2"
    """The version of the integration."""
    list_name: str = ""
    """For `list`: prefixes, suffixes, countries or languages."""
    data_names: dict[str, str] = {}
    """Entry to data name on the form, before those of the settings; an entry in neither has its own name there."""
    values: dict[str, str] = {}
    """What this form needs besides: data name to text."""
    columns: dict[str, str] = {}
    """Column of the answer to the book's name for it, before those of the settings; a column in neither has its own name there."""
    addresses: str = ""
    """The column that holds the address records as JSON, where one does."""


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A tenant, its forms, and how to be somebody there."""

    host: str
    """The tenant's host name, as the page tells it when it asks whether somebody is signed in."""
    page: str
    """The URL of the form's page, on `/fillform/…`."""
    lookups: dict[str, list[Lookup]]
    """By operation: create, update, get, hub-record, list; and `addresses`, a row a record, where no column of the hub record has them.
    """
    cookies: dict[str, str] = {}
    """`csa`, or the UCRN of a customer, to the `Cookie` header of a browser in which they are signed in. Secret. (inferred)"""
    section: str = ""
    data_names: dict[str, str] = {}
    columns: dict[str, str] = {}
    ignore_empty_name: str = ""
    """The data name by which a call says *Ignore Empty Entries*, where it does rather than the lookup."""
    keep_empty_end_dates_name: str = ""
    ticked: str = "true"
    unticked: str = "false"
    landing: str = ""
    """A path to look at first, for tenants that give a session only so."""
    domain: bool = False
    """Whether the page asks `/apibroker/domain/…`."""
    nextref: bool = False
    """Whether it asks `/api/nextref`, for a reference and a token against forgery."""
    csrf: Literal["", "header", "body"] = ""
    """Where that token goes."""
    path: str = "/apibroker/runLookup"
    headers: dict[str, str] = {}
    query: dict[str, str] = {}
    """Before the usual parameters of the same name."""
    body: dict[str, Json] = msgspec.field(default_factory=lambda: {"usePHPIntegrations": True, "stopOnFailure": True})
    """Beside the values of the form: formId, stage_id, processId and the like."""
    error_columns: tuple[str, ...] = ("error",)
    refused_by: tuple[Refusing, ...] = ("transformed error", "error column")
    """Which ways of saying no are the integration's own, so that a call counts as refused; the others are trouble. (inferred)"""
    silent: tuple[Operation, ...] = ()
    """Operations whose integration answers no row when it is done. Otherwise no row is no result: the call counts as refused. (inferred)"""
    name: str = ""
    version: str = ""
    capabilities: tuple[str, ...] = ()
    time_zone: str = "Europe/London"

    def __repr__(self) -> str:
        """Without the cookies."""
        return f"Settings(host={self.host!r}, page={self.page!r})"

    def lookup_for(self, asked: Asked) -> Lookup | None:
        """The first lookup that makes this call; None where there is none."""
        return next((one for one in self.lookups.get(asked.operation, ()) if _makes(one, asked)), None)


def _makes(lookup: Lookup, asked: Asked) -> bool:
    boxes = ((lookup.ignore_empty, asked.ignore_empty), (lookup.keep_empty_end_dates, asked.keep_empty_end_dates))
    return (
        lookup.version == (asked.integration_version or "V2")
        and lookup.list_name == asked.list_name
        and all(has is None or has == wanted for has, wanted in boxes)
    )


def checked(settings: Settings) -> Settings:
    """The settings, where a run can be made with them; raises TargetError, which names all that is missing or wrong."""
    found = list(problems(settings))
    if found:
        raise TargetError(f"the settings for {settings.host or 'the tenant'} do not do: {'; '.join(found)}", 2)
    return settings


def problems(settings: Settings) -> Iterator[str]:
    """Whatever is missing or wrong, a sentence each."""
    if not settings.host or "/" in settings.host:
        yield f"host is {settings.host!r}, and must be a host name"
    if urlsplit(settings.page).scheme not in ("http", "https"):
        yield f"page is {settings.page!r}, and must be the URL of the form's page"
    if "csa" not in settings.cookies:
        yield "cookies have no 'csa': give the Cookie header of a browser in which a CSA is signed in"
    yield from (
        f"the cookies of {actor!r} are no Cookie header (NAME=VALUE; …)" for actor, text in settings.cookies.items() if "=" not in text
    )
    if settings.csrf and not settings.nextref:
        yield f"csrf is {settings.csrf!r}, and its token comes from nextref, which is false"
    try:
        ZoneInfo(settings.time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # a name may be that of a folder, or too long for a file
        yield f"time_zone is {settings.time_zone!r}, and must be a zone of the IANA database, such as 'Europe/London'"
    for capability in settings.capabilities:
        if capability not in SUPPORTED:
            yield f"the capability {capability!r} cannot be reached through lookups: only {', '.join(SUPPORTED)} can"
    yield from _problems_of_lookups(settings)
    yield from _problems_of_names(settings)


def _problems_of_lookups(settings: Settings) -> Iterator[str]:
    for operation, lookups in settings.lookups.items():
        if operation not in _OPERATIONS:
            yield f"lookups for {operation!r}, which is none of {', '.join(_OPERATIONS)}"
        yield from (f"a lookup for {operation} without an id" for one in lookups if not one.id)
        yield from (f"the lookup {one.id} for {operation} has no section" for one in lookups if not (one.section or settings.section))
    yield from (f"no lookup for {_told(wanted)}" for wanted in _wanted(settings) if settings.lookup_for(wanted) is None)
    if "address-history" in settings.capabilities:
        columns = [one.addresses for one in settings.lookups.get("hub-record", ())]
        if not settings.lookups.get("addresses") and not all(columns):
            yield "no lookup for addresses, and no column of the hub record that holds them"


def _told(wanted: Asked) -> str:
    boxes = f"ignore_empty = {str(wanted.ignore_empty).lower()}, keep_empty_end_dates = {str(wanted.keep_empty_end_dates).lower()}"
    parts = (wanted.operation, wanted.list_name, wanted.integration_version, boxes if wanted.operation == "update" else "")
    return " ".join(filter(None, parts))


def _wanted(settings: Settings) -> Iterator[Asked]:
    """The calls that a run makes, so far as they differ in their lookups."""
    versions = ("", "V1") if "integration-version" in settings.capabilities else ("",)
    for version in versions:
        yield Asked("create", integration_version=version)
        yield Asked("get", integration_version=version)
    for ignore, keep in _BOXES:
        yield Asked("update", ignore_empty=ignore, keep_empty_end_dates=keep)
    if "integration-version" in settings.capabilities:
        yield Asked("update", integration_version="V1")
    if "hub-record" in settings.capabilities:
        yield Asked("hub-record")
    if "lists" in settings.capabilities:
        yield from (Asked("list", list_name=name) for name in LISTS)


def _problems_of_names(settings: Settings) -> Iterator[str]:
    answered = IN_HUB_RECORD | IN_ADDRESS | IN_LIST_ITEM
    lookups = [one for several in settings.lookups.values() for one in several]
    for data_names in (settings.data_names, *(one.data_names for one in lookups)):
        yield from (f"data_names has {name!r}, which is no entry" for name in data_names if name not in SENT)
        yield from (f"the data name of {name!r} is blank" for name, data_name in data_names.items() if not data_name)
    for columns in (settings.columns, *(one.columns for one in lookups)):
        yield from (f"columns gives {name!r}, which the book does not know" for name in columns.values() if name not in answered)
    updates = [one for one in settings.lookups.get("update", ()) if one.version == "V2"]
    told = {one.id for one in updates if one.ignore_empty is None or one.keep_empty_end_dates is None}
    if told and not (settings.ignore_empty_name and settings.keep_empty_end_dates_name):
        yield (
            f"the update lookup {', '.join(sorted(told))} leaves a box open: say which boxes it has ticked, or by which data names a call "
            "says it (ignore_empty_name, keep_empty_end_dates_name)"
        )
