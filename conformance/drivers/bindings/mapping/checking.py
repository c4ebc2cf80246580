"""What is wrong with a mapping, found before any request is sent: each thing at its key. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from conformance.drivers.bindings.mapping import dates, paths
from conformance.drivers.bindings.mapping.checking_steps import (
    ENTRIES,
    Found,
    Key,
    Known,
    hint,
    of_headers,
    of_operation,
    of_refusals,
    of_requests,
    of_secrets,
    of_templates,
)
from conformance.drivers.bindings.mapping.conversions import inverse_problem
from conformance.drivers.bindings.mapping.documents import ANSWERED, OF_A_CALL, of_actor
from conformance.drivers.bindings.mapping.parts import ALL_CUSTOM, JOIN
from conformance.drivers.bindings.mapping.requests import named_by
from conformance.drivers.bindings.mapping.shapes import Field, Mapping, Part, SignIn, field_of
from conformance.drivers.bindings.mapping.templates import NAME, placeholders
from conformance.drivers.settings import Actor, Dates, Settings

_NEEDED: dict[str, tuple[str, ...]] = {
    "hub-record": ("hub-record",),
    "address-history": ("hub-record",),
    "lists": ("list",),
    "cases": ("open-case", "read-case"),
    "edit-forms": ("open-edit-form", "submit-edit-form", "reopen-edit-form"),
}
"""The operations that a capability needs."""
_FROM_OUTSIDE = re.compile(r"\$\{[^{}]+\}")
_WITH_DOTS = re.compile(r"[^.]+(\.[^.]+)*")


def problems(mapping: Mapping, settings: Settings) -> Found:
    """Everything that is wrong with a mapping for this target."""
    yield from _of_texts(msgspec.to_builtins(mapping), ())
    yield from _of_what_is_missing(mapping, settings)
    if not mapping.alive.startswith("/"):
        yield ("alive",), f"{mapping.alive!r} does not begin with '/': it stands below the target's URL"
    for name, part in mapping.parts.items():
        yield from _of_part(name, part, mapping)
    yield from _of_actors(mapping, settings)
    yield from of_refusals(mapping.refusals, ("refusals",))
    yield from _of_sign_in("csa", mapping, frozenset())
    yield from _of_sign_in("customer", mapping, _captured(mapping.sign_in.csa))
    session = _captured(mapping.sign_in.csa) | _captured(mapping.sign_in.customer)
    yield from of_templates(mapping.headers, OF_A_CALL, session, ("headers",))
    yield from of_headers(mapping.headers, ("headers",))
    for operation, steps in mapping.operations.items():
        yield from of_operation(operation, steps, Known(mapping.parts, session), ("operations", operation))


def _of_what_is_missing(mapping: Mapping, settings: Settings) -> Found:
    for name in ("create", "update", "get"):
        if name not in mapping.operations:
            yield ("operations",), f"{name!r} is missing: every target is asked to create, update and get"
    for capability in settings.capabilities or ():
        for operation in _NEEDED.get(capability, ()):
            if operation not in mapping.operations:
                yield ("operations",), f"{operation!r} is missing, which the capability {capability} needs"


def _captured(how: SignIn | None) -> frozenset[str]:
    return frozenset(name for request in (how.requests if how else ()) for name in request.capture)


def _of_sign_in(which: str, mapping: Mapping, session: frozenset[str]) -> Found:
    how: SignIn | None = getattr(mapping.sign_in, which)
    if how is None:
        return
    yield from of_requests(how.requests, {"ucrn", "run"}, Known(mapping.parts, session), ("sign_in", which))
    for number, request in enumerate(how.requests):
        for body in ("json", "form", "query"):
            yield from of_secrets(getattr(request, body), ("sign_in", which, "requests", number, body))


def _of_texts(value: Any, key: Key) -> Found:
    """What looks as if it were filled from outside, which nothing in a mapping is."""
    if isinstance(value, str) and _FROM_OUTSIDE.search(value):
        said = "is sent as it stands: only what is outside of the mapping is filled. A secret belongs to an actor, as in {actor.token}"
        yield key, f"{value!r} {said}"
    inner: Any = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list | tuple) else ()
    for name, one in inner:
        yield from _of_texts(one, (*key, name))


def _of_part(name: str, part: Part, mapping: Mapping) -> Found:
    key = ("parts", name)
    if name in {*OF_A_CALL, *ANSWERED}:
        yield key, f"{name!r} has a meaning already: call the part otherwise"
    elif not NAME.fullmatch(name):
        yield key, f"no placeholder can be called {name!r}: letters, digits and _, a letter first"
    for entry, given in part.items():
        yield from _of_field(field_of(given), entry, (*key, entry), mapping)
    places = [(place, entry) for entry, given in part.items() for place in _places(field_of(given))]
    for number, (place, entry) in enumerate(places):
        for other, before in places[:number]:
            if f"{place}.".startswith(f"{other}.") or f"{other}.".startswith(f"{place}."):
                yield (*key, entry), f"{place!r} is where {before} is written already{'' if place == other else f', at {other!r}'}"


def _places(field: Field) -> tuple[str, ...]:
    return tuple(place for place in ((field.at,) if isinstance(field.at, str) else field.at) if place)


def _of_field(field: Field, entry: str, key: Key, mapping: Mapping) -> Found:
    names = entry.split(JOIN)
    for name in names:
        if name not in {*ENTRIES, ALL_CUSTOM}:
            yield key, f"{name!r} is no entry and no name of the book; {hint(name, ENTRIES)}"
    if not field.at and not field.read:
        yield key, "it is neither written nor read: give 'at' or 'read'"
    yield from (
        (key, f"{place!r} is no place: names with dots between them") for place in _places(field) if not _WITH_DOTS.fullmatch(place)
    )
    if entry == ALL_CUSTOM and any(ALL_CUSTOM not in place for place in (*_places(field), *([field.read] if field.read else []))):
        yield key, f"all custom fields would stand in one place: say where each does, as in 'extra.{ALL_CUSTOM}'"
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
    csa = settings.actors.csa
    if csa:
        for key, name in _asked_of_the_csa(mapping):
            if name not in of_actor(csa):
                yield key, f"{{actor.{name}}} is what the target file does not give of the CSA: it gives {_told(csa)}"


def _asked_of_the_csa(mapping: Mapping) -> Iterator[tuple[Key, str]]:
    """What is asked of the actor where the CSA acts: in headers of every request, and in the CSA's sign-in."""
    for header, template in mapping.headers.items():
        yield from ((("headers", header), name.removeprefix("actor.")) for name in placeholders(template) if name.startswith("actor."))
    how = mapping.sign_in.csa
    for number, request in enumerate(how.requests if how else ()):
        named = sorted(named_by(request))
        yield from ((("sign_in", "csa", "requests", number), name[6:]) for name in named if name.startswith("actor."))


def _told(actor: Actor) -> str:
    return ", ".join(name for name in ("name", "secret", "token") if getattr(actor, name)) or "nothing"
