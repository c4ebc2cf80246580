"""What is wrong with the operations of a mapping: their requests, their placeholders, and where their answers are said to be. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from difflib import get_close_matches
from typing import Any, NamedTuple

from conformance.drivers.bindings.mapping import paths
from conformance.drivers.bindings.mapping.carrying import PAGE
from conformance.drivers.bindings.mapping.documents import ACTOR, ANSWERED, BOXES, OF_A_CALL
from conformance.drivers.bindings.mapping.parts import spelled_out
from conformance.drivers.bindings.mapping.requests import named_by
from conformance.drivers.bindings.mapping.shapes import Answers, Each, Part, Refusals, Request, Steps
from conformance.drivers.bindings.mapping.templates import NAME, placeholders
from conformance.drivers.bindings.native import NEVER_REFUSALS
from conformance.names import IN_ADDRESS, IN_HUB_RECORD, SENT

Key = tuple[str | int, ...]
Found = Iterator[tuple[Key, str]]
"""Keys within the mapping, with what is wrong there."""

ENTRIES = frozenset({*SENT, *IN_HUB_RECORD, *IN_ADDRESS})
_SECRET_HEADERS = frozenset({"authorization", "proxy-authorization", "cookie", "x-api-key"})
_SECRET_NAMES = frozenset({"password", "passwd", "secret", "client_secret", "token", "api_key", "apikey", "x-api-key"})
_GIVEN = {"create": "ucrn", "open-case": "case_id", "open-edit-form": "edit_form_id"}
"""What the answer of an operation must give."""
_ABOUT = {
    **dict.fromkeys(("update", "get", "hub-record", "open-edit-form"), "ucrn"),
    "list": "list",
    "read-case": "case_id",
    **dict.fromkeys(("submit-edit-form", "reopen-edit-form"), "edit_form_id"),
}
"""What the requests of an operation must say, or nobody knows what they are about."""


class Known(NamedTuple):
    """What placeholders and paths may name: parts, and what the sign-ins capture."""

    parts: Mapping[str, Part]
    session: Set[str]


def of_operation(operation: str, steps: Steps, known: Known, key: Key) -> Found:
    """Everything that is wrong with one operation."""
    yield from of_requests(steps.requests, {*OF_A_CALL, *known.parts}, known, key)
    about = _ABOUT.get(operation)
    named = {name for request in steps.requests for name in named_by(request)}
    if about and about not in named and f"sent.{about}" not in named and about not in _entries(named, known):
        yield key, f"{{{about}}} is in none of its requests: nothing says which one it is about"
    captured = {name for request in steps.requests for name in request.capture}
    yield from _of_answer(operation, steps.answer, {*OF_A_CALL, *ANSWERED, *known.parts, *captured}, known, (*key, "answer"))


def _entries(named: Set[str], known: Known) -> set[str]:
    return {entry for name in named if name in known.parts for entry, field in spelled_out(known.parts[name]).items() if field.at}


def of_requests(requests: tuple[Request, ...], names: Set[str], known: Known, key: Key) -> Found:
    """Everything that is wrong with requests that are made one after the other; `names` are known before the first."""
    if not requests:
        yield key, "it has no request"
    names = {*names, "actor", "session"}
    for number, request in enumerate(requests):
        here = (*key, "requests", number)
        yield from _of_request(request, names, known, here)
        names = {*names, *request.capture, *ANSWERED}


def _of_request(request: Request, names: Set[str], known: Known, here: Key) -> Found:
    if sum(body is not None for body in (request.json, request.form, request.text)) > 1:
        yield here, "a request has one body: 'json', 'form' or 'text'"
    if not request.path.startswith("/"):
        yield (*here, "path"), f"{request.path!r} does not begin with '/': it stands below the target's URL"
    for name in ("path", "query", "headers", "json", "form", "text"):
        yield from of_templates(getattr(request, name), names if request.pages else names - {PAGE}, known.session, (*here, name))
    yield from of_headers(request.headers, (*here, "headers"))
    yield from _of_paths({"when": request.when} if request.when else {}, names, here)
    after = {*names, *request.capture, *ANSWERED}
    yield from _of_paths({f"capture.{name}": path for name, path in request.capture.items()}, after, here)
    if request.pages:
        yield from _of_paths({"pages.collect": request.pages.collect, "pages.next": request.pages.next}, after, here)
    if request.refusals:
        yield from of_refusals(request.refusals, (*here, "refusals"))
    for name in request.capture:
        if name in {*OF_A_CALL, *ANSWERED, *known.parts}:
            yield (*here, "capture", name), f"{name!r} has a meaning already: capture it under another name"
        elif not NAME.fullmatch(name):
            yield (*here, "capture", name), f"no placeholder can be called {name!r}: letters, digits and _, a letter first"


def of_refusals(refusals: Refusals, key: Key) -> Found:
    """Everything that is wrong with what is said of refusals."""
    for status in refusals.statuses:
        if not 400 <= status < 500 or status in NEVER_REFUSALS or status == 401:
            said = f"{status} is never a refusal of the call: it speaks of the server, the session, the path or the traffic"
            yield (*key, "statuses"), said
    named = {name: getattr(refusals, name) for name in ("when", "detail", "expired")}
    yield from _of_paths({name: path for name, path in named.items() if path}, ANSWERED, key)


def of_templates(template: Any, names: Set[str], session: Set[str], key: Key) -> Found:
    """Every placeholder that stands for nothing."""
    within = {"actor": set(ACTOR), "session": session, "boxes": set(BOXES), "sent": ENTRIES}
    for name in placeholders(template):
        first, _, rest = name.partition(".")
        if first not in names:
            yield key, f"{{{name}}} stands for nothing here; {hint(first, names)}. Braces that are text are doubled: {{{{{name}}}}}"
        elif first in within and rest not in within[first]:
            yield key, f"{{{name}}} stands for nothing here; {hint(rest, within[first])}"


def of_headers(headers: Mapping[str, str], key: Key) -> Found:
    """Headers whose value is secret and stands in the file itself."""
    for name, template in headers.items():
        if name.lower() in _SECRET_HEADERS and not list(placeholders(template)):
            yield (*key, name), 'a secret in the file itself: take it from an actor, as in "Bearer {actor.token}"'


def of_secrets(value: Any, key: Key) -> Found:
    """What goes with a sign-in, is called as secrets are, and stands in the file itself."""
    for name, one in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        if str(name).lower() in _SECRET_NAMES and isinstance(one, str) and one and not list(placeholders(one)):
            yield key, f'{name}: a secret in the file itself: take it from an actor, as in "{{actor.secret}}"'
        yield from of_secrets(one, key)


def hint(name: str, known: Iterable[str]) -> str:
    """The nearest names that there are, or some of them."""
    near = get_close_matches(name, sorted(known), n=2, cutoff=0.5)
    return f"did you mean {' or '.join(near)}?" if near else f"there are {', '.join(sorted(known)[:12]) or 'none'}"


def _of_paths(found: Mapping[str, str], names: Set[str] | None, key: Key) -> Found:
    """Paths that cannot be read, or that look for names which nothing has; for None any name may be there."""
    for where, path in found.items():
        here = (*key, *where.split("."))
        if said := paths.problem_of(path):
            yield here, said
        elif names is not None:
            for name in sorted(paths.looks_for(path) - names):
                yield here, f"{path!r} looks for {name!r}, which nothing here is called; {hint(name, names)}"


def _of_answer(operation: str, answer: Answers, names: Set[str], known: Known, key: Key) -> Found:
    given = _GIVEN.get(operation)
    if given and given not in answer.values and not answer.parts:
        yield key, f"'values.{given}' is missing: where the {given} stands that {operation} gives"
    if operation == "list" and answer.items is None:
        yield key, "'items' is missing: where the items of the list stand"
    found = {f"values.{name}": path for name, path in answer.values.items()} | {
        f"parts.{name}": path for name, path in answer.parts.items()
    }
    yield from _of_paths({**found, **({"form": answer.form} if answer.form else {})}, names, key)
    yield from _of_names(answer.values, {*ENTRIES, "case_id", "edit_form_id"}, (*key, "values"))
    if answer.addresses:
        yield from _of_each(answer.addresses, names, (*key, "addresses"))
        yield from _of_names(answer.addresses.values, IN_ADDRESS, (*key, "addresses", "values"))
    if answer.items:
        yield from _of_each(answer.items, names, (*key, "items"))
        for name in ("id", "name"):
            if name not in answer.items.values:
                yield (*key, "items"), f"'values.{name}' is missing: where the {name} of each item stands"
    named = [(("parts", name), name) for name in answer.parts]
    named += [(("addresses", "part"), answer.addresses.part)] if answer.addresses and answer.addresses.part else []
    for where, name in named:
        if name not in known.parts:
            yield (*key, *where), f"there is no part {name!r}; {hint(name, known.parts)}"


def _of_each(each: Each, names: Set[str], key: Key) -> Found:
    yield from _of_paths({"each": each.each}, names, key)
    yield from _of_paths({f"values.{name}": path for name, path in each.values.items()}, None, key)


def _of_names(given: Iterable[str], known: Iterable[str], key: Key) -> Found:
    known = frozenset(known)
    for name in given:
        if name not in known:
            yield (*key, name), f"{name!r} is no name of the book; {hint(name, known)}"
