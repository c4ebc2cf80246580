"""Who acts: what a document says of them, and their sign-in, made when it is first needed and once more when it has run out."""

from __future__ import annotations

from typing import Any, Literal

from conformance.concealing import SECRETS
from conformance.drivers.bindings.mapping.answers import detail, meaning
from conformance.drivers.bindings.mapping.carrying import Carrier
from conformance.drivers.bindings.mapping.documents import of_actor
from conformance.drivers.bindings.mapping.paths import find
from conformance.drivers.bindings.mapping.shapes import Mapping, SignIn, refusals_of
from conformance.drivers.bindings.mapping.templates import BlankInPathError
from conformance.drivers.settings import Actor, Actors
from conformance.drivers.signed_in import SignedIn

Identity = dict[str, Any]
"""`actor` and `session`, as a document has them."""
_CALL: Literal["open-case"] = "open-case"
"""An operation for which every 4xx but those of the traffic is a refusal, and 404 is none: as for signing in."""


class SignInError(Exception):
    """An actor whom the target does not sign in."""


class Sessions:
    """The sessions of one target's actors. Threads share them."""

    def __init__(self, carrier: Carrier, mapping: Mapping, actors: Actors, run: str) -> None:
        self._carrier, self._mapping, self._actors, self._run = carrier, mapping, actors, run
        self._known = SignedIn[Identity]()

    def of(self, actor: str, role: str) -> Identity:
        """Who acts: `csa`, `nobody`, or a customer by UCRN in the role of `owner` or `another`; raises SignInError, UnreachableError."""
        if actor == "nobody":
            return {"actor": {}, "session": {}}
        known = self._known.of(actor) or self.renewed(actor, role, None)
        for value in known["session"].values():
            _lend(value, actor)
        return known

    def renewed(self, actor: str, role: str, gone: Identity | None) -> Identity:
        """The same in place of one whose session is gone: that which another thread has meanwhile, or a new one; raises likewise."""
        return self._known.renewed(actor, gone, lambda: self._signed_in(actor, role))

    def _signed_in(self, actor: str, role: str) -> Identity:
        settings = getattr(self._actors, role) or Actor()
        about = of_actor(settings, "" if actor == "csa" else actor)
        for name in ("secret", "token", "basic"):
            SECRETS.add(about.get(name, ""))
        how = self._mapping.sign_in.csa if actor == "csa" else self._mapping.sign_in.customer
        return {"actor": about, "session": self._captured(actor, about, how) if how else {}}

    def _captured(self, actor: str, about: dict[str, str], how: SignIn) -> dict[str, Any]:
        captured: dict[str, Any] = {}
        who = "the CSA" if actor == "csa" else f"the customer {actor}"
        for request in how.requests:
            csa = self.of("csa", "csa") if request.acting == "csa" else None
            document = {"run": self._run, "ucrn": about.get("ucrn", ""), **_acting(csa, about), **captured}
            refusals = refusals_of(request, self._mapping)
            try:
                known, exchange, _ = self._carrier.once(request, document, actor)
                if csa and meaning(_CALL, True, refusals, known) == "expired":
                    csa = self.renewed("csa", "csa", csa)
                    known, exchange, _ = self._carrier.once(request, {**document, **_acting(csa, about)}, actor)
            except BlankInPathError as error:
                raise SignInError(f"{who} could not be signed in: {error}") from None
            if meaning(_CALL, False, refusals, known) != "done":
                told = f"{request.method} {exchange.path} answered {detail(refusals, known)}"
                raise SignInError(SECRETS.text(f"{who} could not be signed in: {told}"))
            for name, path in request.capture.items():
                captured[name] = find(path, known)
                if captured[name] in (None, ""):
                    at = f"{request.method} {exchange.path} answered {known['status']}, and nothing at {path}"
                    raise SignInError(f"{who} could not be signed in: {at}, where the mapping looks for {name!r}")
                _lend(captured[name], actor)
        return captured


def _lend(value: Any, actor: str) -> None:
    """Let what a session is known by be secret as long as it is in use. It may be the UCRN itself, which is none then."""
    if value != actor:
        SECRETS.lend(str(value))


def _acting(csa: Identity | None, about: dict[str, str]) -> Identity:
    """Whose session a request of a sign-in carries: the CSA's where it says so, else nobody's."""
    return {"actor": about, "session": csa["session"] if csa else {}}
