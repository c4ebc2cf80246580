"""What is wrong with a mapping, found before any request is sent: each thing at its key. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any

from conformance.drivers.bindings.mapping import dates, paths
from conformance.drivers.bindings.mapping.conversions import inverse_problem
from conformance.drivers.bindings.mapping.documents import ACTOR, BOXES, OF_A_CALL
from conformance.drivers.bindings.mapping.parts import JOIN
from conformance.drivers.bindings.mapping.shapes import Field, Mapping, Refusals, Request, Steps, field_of
from conformance.drivers.bindings.mapping.templates import placeholders
from conformance.drivers.bindings.native import NEVER_REFUSALS
from conformance.drivers.settings import Dates, Settings
from conformance.names import IN_ADDRESS, IN_HUB_RECORD, SENT

Key = tuple[str | int, ...]
Found = Iterator[tuple[Key, str]]
"""Keys within the mapping, with what is wrong there."""

_ENTRIES = sorted({*SENT, *IN_HUB_RECORD, *IN_ADDRESS, "custom_*"})
_SECRET_HEADERS = frozenset({"authorization", "proxy-authorization", "cookie", "x-api-key"})
_NEEDED: dict[str, tuple[str, ...]] = {
    "hub-record": ("hub-record",),
    "address-history": ("hub-record",),
    "lists": ("list",),
    "cases": ("open-case", "read-case"),
    "edit-forms": ("open-edit-form", "submit-edit-form", "reopen-edit-form"),
}
"""The operations that a capability needs."""
_GIVEN = {"create": "ucrn", "open-case": "case_id", "open-edit-form": "edit_form_id"}


def problems(mapping: Mapping, settings: Settings) -> Found:
    """Everything that is wrong with a mapping for this target."""
    for name in ("create", "update", "get"):
        if name not in mapping.operations:
            yield ("operations",), f"{name!r} is missing: every target is asked to create, update and get"
    for capability in settings.capabilities or ():
        for operation in _NEEDED.get(capability, ()):
            if operation not in mapping.operations:
                yield ("operations",), f"{operation!r} is missing, which the capability {capability} needs"
    for name, part in mapping.parts.items():
        for entry, given in part.items():
            yield from _of_field(field_of(given), entry, ("parts", name, entry), mapping)
    yield from _of_actors(mapping, settings)
    yield from _of_refusals(mapping.refusals, ("refusals",))
    session: set[str] = set()
    for which in ("csa", "customer"):
        how = getattr(mapping.sign_in, which)
        if how:
            yield from _of_requests(how.requests, {"ucrn", "run"}, session, mapping, ("sign_in", which))
            session |= {name for request in how.requests for name in request.capture}
    yield from _of_templates(mapping.headers, set(OF_A_CALL), session, ("headers",))
    yield from _of_headers(mapping.headers, ("headers",))
    for operation, steps in mapping.operations.items():
        known = {*OF_A_CALL, *mapping.parts}
        yield from _of_requests(steps.requests, known, session, mapping, ("operations", operation))
        yield from _of_answer(steps, mapping, ("operations", operation), operation)


def _of_field(field: Field, entry: str, key: Key, mapping: Mapping) -> Found:
    names = entry.split(JOIN)
    for name in names:
        if name not in _ENTRIES:
            yield key, f"{name!r} is no entry and no name of the book; {_hint(name, set(_ENTRIES))}"
    if not field.at and not field.read:
        yield key, "it is neither written nor read: give 'at' or 'read'"
    if (len(names) > 1 or isinstance(field.at, tuple)) and not field.by:
        yield key, "several entries in one place, or one in several, need 'by': what stands between them"
    if sum((bool(field.codes), bool(field.date), field.through is not None, field.number)) > 1:
        yield key, "a value is converted in one way: by 'codes', 'date', 'through' or 'number'"
    if inverse_problem(field.codes):
        yield (*key, "codes"), inverse_problem(field.codes)
    if field.read and paths.problem_of(field.read):
        yield (*key, "read"), paths.problem_of(field.read)
    if field.through:
        yield from _of_list(field, key, mapping)
    if isinstance(field.date, Dates):
        yield from ((key, said) for form in field.date.forms() if (said := dates.problem_of(form)))


def _of_list(field: Field, key: Key, mapping: Mapping) -> Found:
    steps = mapping.operations.get("list")
    items = steps.answer.items if steps else None
    if items is None:
        yield key, f"it goes through the list of {field.through}, and there is no operation 'list' whose answer has items"
        return
    for name in (field.item, field.gives):
        if name not in items.values:
            yield key, f"it needs {name!r} of each item of a list, of which the operation 'list' reads {', '.join(items.values)}"


def _of_actors(mapping: Mapping, settings: Settings) -> Found:
    for name in ("owner", "another"):
        if getattr(settings.actors, name) is not None and mapping.sign_in.customer is None:
            yield ("sign_in",), f"the target file has the actor {name!r}: 'customer' is missing, which says how a customer signs in"


def _of_refusals(refusals: Refusals, key: Key) -> Found:
    for status in refusals.statuses:
        if not 400 <= status < 500 or status in NEVER_REFUSALS or status == 401:
            yield (
                (*key, "statuses"),
                f"{status} is never a refusal of the call: it speaks of the server, the session, the path or the traffic",
            )
    for name in ("when", "detail", "expired"):
        path = getattr(refusals, name)
        if path and paths.problem_of(path):
            yield (*key, name), paths.problem_of(path)


def _of_requests(requests: tuple[Request, ...], known: set[str], session: set[str], mapping: Mapping, key: Key) -> Found:
    if not requests:
        yield key, "it has no request"
    known = {*known, "actor", "session"}
    for number, request in enumerate(requests):
        here = (*key, "requests", number)
        if sum(body is not None for body in (request.json, request.form, request.text)) > 1:
            yield here, "a request has one body: 'json', 'form' or 'text'"
        for name in ("path", "query", "headers", "json", "form", "text"):
            yield from _of_templates(getattr(request, name), known, session, (*here, name))
        yield from _of_headers(request.headers, (*here, "headers"))
        pages = request.pages
        found = {"when": request.when, **{f"capture.{name}": path for name, path in request.capture.items()}}
        found |= {"pages.collect": pages.collect, "pages.next": pages.next} if pages else {}
        yield from (((*here, *name.split(".")), said) for name, path in found.items() if path and (said := paths.problem_of(path)))
        yield from _of_refusals(request.refusals, (*here, "refusals")) if request.refusals else ()
        for name in request.capture:
            if name in {*OF_A_CALL, *mapping.parts}:
                yield (*here, "capture", name), f"{name!r} has a meaning already: capture it under another name"
        known = {*known, *request.capture, "body", "status", "headers"}


def _of_templates(template: Any, known: set[str], session: set[str], key: Key) -> Found:
    within = {"actor": set(ACTOR), "session": session, "boxes": set(BOXES), "sent": set(_ENTRIES)}
    for name in placeholders(template):
        first, _, rest = name.partition(".")
        if first not in known:
            yield key, f"{{{name}}} stands for nothing here; {_hint(first, known)}. Braces that are text are doubled: {{{{{name}}}}}"
        elif first in within and rest not in within[first]:
            yield key, f"{{{name}}} stands for nothing here; {_hint(rest, within[first])}"


def _hint(name: str, known: set[str]) -> str:
    near = get_close_matches(name, sorted(known), n=2, cutoff=0.5)
    return f"did you mean {' or '.join(near)}?" if near else f"there are {', '.join(sorted(known)[:12]) or 'none'}"


def _of_headers(headers: dict[str, str], key: Key) -> Found:
    for name, template in headers.items():
        if name.lower() in _SECRET_HEADERS and not list(placeholders(template)):
            yield (*key, name), 'a secret in the file itself: take it from an actor, as in "Bearer {actor.token}"'


def _of_answer(steps: Steps, mapping: Mapping, key: Key, operation: str) -> Found:
    answer, here = steps.answer, (*key, "answer")
    given = _GIVEN.get(operation)
    if given and given not in answer.values and not answer.parts:
        yield here, f"'values.{given}' is missing: where the {given} stands that {operation} gives"
    if operation == "list" and answer.items is None:
        yield here, "'items' is missing: where the items of the list stand"
    found = {f"values.{name}": path for name, path in answer.values.items()} | {
        f"parts.{name}": path for name, path in answer.parts.items()
    }
    found |= {"form": answer.form} if answer.form else {}
    for name, each in (("addresses", answer.addresses), ("items", answer.items)):
        if each:
            found |= {f"{name}.each": each.each, **{f"{name}.values.{one}": path for one, path in each.values.items()}}
    for name, path in found.items():
        if said := paths.problem_of(path):
            yield (*here, *name.split(".")), said
    for name in (*answer.parts, *([answer.addresses.part] if answer.addresses and answer.addresses.part else [])):
        if name not in mapping.parts:
            yield here, f"there is no part {name!r}; {_hint(name, set(mapping.parts))}"
