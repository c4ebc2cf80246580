"""Drives a target by a mapping: each call is the requests that the mapping gives for it, and its answer stands where the mapping says."""

from __future__ import annotations

import itertools
import secrets as random
import threading
from typing import Any, NamedTuple

from conformance.concealing import SECRETS
from conformance.drivers.bindings.mapping import documents
from conformance.drivers.bindings.mapping.answers import Meaning, detail, meaning, read
from conformance.drivers.bindings.mapping.carrying import Carrier, PagesError, Paging
from conformance.drivers.bindings.mapping.conversions import Items, UnsaidError
from conformance.drivers.bindings.mapping.parts import Part
from conformance.drivers.bindings.mapping.paths import PathError, find, holds
from conformance.drivers.bindings.mapping.reach import Reach, reach_of
from conformance.drivers.bindings.mapping.sessions import Sessions, SignInError
from conformance.drivers.bindings.mapping.shapes import Mapping, Request, refusals_of
from conformance.drivers.bindings.mapping.templates import BlankInPathError
from conformance.drivers.concealed import answer_without
from conformance.drivers.settings import Settings
from conformance.drivers.transport import Outgoing, UnreachableError, Wire
from conformance.exchanges import ACTORS, Answer, Asked, Exchange, InapplicableError, Target, TargetError

Performed = tuple[Answer, tuple[Exchange, ...]]


class Who(NamedTuple):
    """Who acts, and in which role towards the record."""

    actor: str
    role: str


class MappingDriver:
    """A target behind a mapping that has been found to be without fault. Threads share it."""

    def __init__(self, wire: Wire, settings: Settings, mapping: Mapping) -> None:
        """See that the target is there, read its clock, and sign the CSA in; raises TargetError."""
        self._mapping, self._wire = mapping, wire
        self._run = random.token_hex(4)
        self._numbers = itertools.count(1)
        self._parts = {name: Part(table, settings.dates, mapping.blank) for name, table in mapping.parts.items()}
        self._reach = reach_of(mapping, self._parts)
        self._lists: dict[str, Items] = {}
        self._fetching = threading.RLock()  # one list may be had through another
        carrier = Carrier(wire, mapping.headers)
        self._carrier = carrier
        self._sessions = Sessions(carrier, mapping, settings.actors, self._run)
        self.target = self._introduced(settings, self._reach)

    def perform(self, asked: Asked) -> Performed:
        """Make one call; raises InapplicableError for one that the mapping has no words for."""
        exchanges: list[Exchange] = []
        try:
            answer = self._performed(asked, exchanges)
        except UnreachableError as error:
            answer = Answer("unreachable", detail=SECRETS.text(str(error)))
        except SignInError as error:
            answer = Answer("unsigned", detail=str(error))
        except (UnsaidError, BlankInPathError) as error:
            if exchanges:
                said = f"{error}: an answer of another form, or a mapping that looks elsewhere"
                return Answer("broken", detail=SECRETS.text(said)), tuple(exchanges)
            raise InapplicableError(SECRETS.text(f"the mapping cannot say it: {error}")) from None
        except (PagesError, PathError, _ListError) as error:
            answer = Answer("broken", detail=SECRETS.text(str(error)))
        return answer, tuple(exchanges)

    def close(self) -> None:
        """Let go of the connection."""
        self._wire.close()

    def _performed(self, asked: Asked, exchanges: list[Exchange]) -> Answer:
        steps = self._mapping.operations.get(asked.operation)
        if steps is None:
            raise UnsaidError(f"it has no operation {asked.operation!r}")
        self._reach.check(asked)
        sent = {name: self._converted(name, text) for name, text in asked.fields.items()}
        parts = {name: part.out(asked.fields, self._list) for name, part in self._parts.items()}
        document = documents.of_call(asked, self._mapping, sent, parts, self._run, next(self._numbers))
        document["actor"] = {}
        who = _who(asked)
        for request in steps.requests:
            if request.when and not holds(request.when, document):
                continue
            came_to, document = self._made(request, asked, _acting(request, who), document, exchanges)
            refusals = refusals_of(request, self._mapping)
            if came_to == "refused":
                return Answer("refused", detail=detail(refusals, document))
            if came_to != "done":
                ran_out = f" (the session of {who.actor} ran out at once)" if came_to == "expired" else ""
                return Answer("broken", detail=detail(refusals, document) + ran_out)
            document = {**document, **{name: find(path, document) for name, path in request.capture.items()}}
        if "status" not in document:
            raise UnsaidError("none of its requests is to be made")
        return answer_without(read(asked, steps.answer, self._parts, document, self._list))

    def _made(
        self, request: Request, asked: Asked, who: Who, document: dict[str, Any], exchanges: list[Exchange]
    ) -> tuple[Meaning, dict[str, Any]]:
        """One request, all of its pages, with a new session where the one there was has run out."""
        paging = Paging(request, self._wire.address) if request.pages else None
        page, path, renewed = request.pages.first if request.pages else "", "", False
        refusals = refusals_of(request, self._mapping)
        while True:
            identity = self._sessions.of(*who)
            document = {**document, **identity, **({"page": page} if page else {})}
            known, exchange, sent = self._carrier.once(request, document, who.actor, path)
            came_to = meaning(asked.operation, who.actor != "nobody", refusals, known)
            if came_to == "expired" and not renewed:
                self._sessions.renewed(*who, identity)
                renewed = True
                continue
            exchanges.append(exchange)
            if came_to != "done" or paging is None:
                return came_to, known
            page = paging.turned(known, sent)
            if not page:
                return came_to, {**known, "body": paging.collected}
            path = paging.path_of(page, sent)

    def _converted(self, name: str, text: str) -> Any:
        how = next((part.conversions[name] for part in self._parts.values() if name in part.conversions), None)
        return how.out(text, self._list) if how else text

    def _list(self, name: str) -> Items:
        with self._fetching:
            if name not in self._lists:
                answer, _ = self.perform(Asked("list", list_name=name))
                if answer.status != "accepted":
                    raise _ListError(f"the list of {name}, through which the mapping goes, cannot be had: {answer.detail}")
                self._lists[name] = answer.items
            return self._lists[name]

    def _introduced(self, settings: Settings, reach: Reach) -> Target:
        try:
            alive = self._wire.exchange(Outgoing("GET", self._mapping.alive))
            self._sessions.of("csa", "csa")
        except UnreachableError as error:
            raise TargetError(f"{settings.address}: {SECRETS.text(str(error))}", 3) from None
        except SignInError as error:
            raise TargetError(f"{settings.address}: {error}", 2) from None
        low, high = alive.earliest - alive.sent, alive.latest - alive.received
        return Target(
            address=settings.address,
            name=settings.name,
            version=settings.version,
            capabilities=settings.capabilities or (),
            time_zone=settings.time_zone or "Europe/London",
            clock_offset=round((low + high) / 2, 3),
            clock_source="Date header" if alive.headers.get("Date") else "",
            latency=round(alive.received - alive.sent, 6),
            binding="mapping",
            url=settings.url,
            actors=tuple(actor for actor in ACTORS if getattr(settings.actors, actor) is not None),
            sends=reach.sends,
            answers=reach.answers,
        )


class _ListError(Exception):
    """A list that a conversion needs and that cannot be had."""


def _who(asked: Asked) -> Who:
    if asked.actor in ("csa", "nobody"):
        return Who(asked.actor, asked.actor)
    return Who(asked.actor, "owner" if asked.actor in (asked.ucrn, asked.fields.get("ucrn", "")) else "another")


def _acting(request: Request, who: Who) -> Who:
    return Who(request.acting, request.acting) if request.acting else who
