"""The HTTP contract without a socket: a request in, a reply out.

Refusals come in this order: path, method, form of the body, version, token, permission, existence, entries.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final, NamedTuple
from urllib.parse import unquote

from reference_impl import __version__, bodies
from reference_impl.bodies import ABSENT, INVALID, MalformedError, TooLargeError
from reference_impl.hub import Hub
from reference_impl.rules.access import NOT_PERMITTED, NOT_SIGNED_IN, NOT_THERE
from reference_impl.sessions import Sessions, same_secret
from reference_impl.steps import BAD_TOKEN
from reference_impl.values import Actor, Call, Operation, Problem, Refusal, Settings

__all__ = ["ABSENT", "INVALID", "Api", "Reply", "Request"]

NAME: Final = "Reference implementation of customer-profile integrations"
TOKEN_SECONDS: Final = 3600
"""How long a token lasts."""
MAX_TOLD: Final = 200
"""Problems, or warnings, that one answer tells; a body can have many more of them."""
_LONGEST_NAME: Final = 200

_JSON: Final = {"Content-Type": "application/json"}
_PROBLEM: Final = {"Content-Type": "application/problem+json"}
_NO_SUCH_PATH: Final = Refusal(404, "No such path")
_WRONG_METHOD: Final = Refusal(405, "This path does not take the method")
_TOO_LARGE: Final = Refusal(413, "The entries are larger than 1 MiB with their tokens filled")
_WRONG_SIGN_IN: Final = Refusal(401, "Name or secret is wrong")


class Request(NamedTuple):
    """One request. `path` is as it stands in the request line, without a query; `token` is the bearer's, blank or None for nobody.

    `body` is the decoded JSON; ABSENT where there is none, INVALID where it is not JSON.
    """

    method: str
    path: str
    token: str | None = None
    body: object = ABSENT


class Reply(NamedTuple):
    """One reply: status, a JSON object, and the headers that belong to them."""

    status: int
    body: Mapping[str, object]
    headers: Mapping[str, str]


Words = tuple[str, ...]
"""The parts of a path that a route leaves open."""


class Route(NamedTuple):
    """What answers a method on a path. A `*` in the path stands for any one part; `capability` is blank where every hub has it."""

    method: str
    path: str
    capability: str
    answer: Callable[[Api, Request, Actor, Words], Reply]


class Api:
    """The contract of one hub. `csa_name` and `csa_secret` sign a CSA in; tokens last `token_seconds` on the hub's clock."""

    def __init__(self, hub: Hub, csa_name: str, csa_secret: str, token_seconds: int = TOKEN_SECONDS) -> None:
        self.hub = hub
        self.csa_name = csa_name
        self.csa_secret = csa_secret
        self.sessions = Sessions(hub.clock, token_seconds)
        offered = [route for route in ROUTES if not route.capability or route.capability in hub.capabilities]
        self._exact: dict[str, dict[str, Route]] = {}
        self._open: dict[tuple[str, ...], dict[str, Route]] = {}
        for route in offered:
            if "*" in route.path:
                self._open.setdefault(tuple(route.path.split("/")), {})[route.method] = route
            else:
                self._exact.setdefault(route.path, {})[route.method] = route

    def answer(self, request: Request) -> Reply:
        """Answer one request; never raises for what a request holds."""
        methods, words = self._found(request.path)
        if not methods:
            return _problem(_NO_SUCH_PATH)
        route = methods.get(request.method)
        if route is None:
            return _problem(_WRONG_METHOD, {"Allow": ", ".join(sorted(methods))})
        try:
            return route.answer(self, request, self.sessions.actor(request.token), words)
        except MalformedError as error:
            return _problem(Refusal(400, "The body is not of the form that this path takes", error.problems))
        except TooLargeError:
            return _problem(_TOO_LARGE)

    def _found(self, path: str) -> tuple[Mapping[str, Route], Words]:
        if exact := self._exact.get(path):
            return exact, ()
        parts = path.split("/")
        for pattern, methods in self._open.items():
            if len(pattern) == len(parts) and all(wanted in ("*", part) for wanted, part in zip(pattern, parts, strict=True)):
                return methods, tuple(unquote(part) for wanted, part in zip(pattern, parts, strict=True) if wanted == "*")
        return {}, ()

    def done(self, call: Call, status: int = 200) -> Reply:
        """Perform a call and reply with what it came to."""
        step = self.hub.perform(call)
        if step.refusal or step.answer is None:
            return _problem(step.refusal or _NO_SUCH_PATH)
        if call.operation not in ("create", "update"):
            return Reply(status, step.answer, _JSON)
        return Reply(status, {**step.answer, "warnings": _told(step.warnings)}, _JSON)


def _problem(refusal: Refusal, headers: Mapping[str, str] | None = None) -> Reply:
    body = {"type": "about:blank", "title": refusal.title, "status": refusal.status, "errors": _told(refusal.errors)}
    sign_in = {"WWW-Authenticate": "Bearer"} if refusal.status == 401 else {}
    return Reply(refusal.status, body, {**_PROBLEM, **sign_in, **(headers or {})})


def _told(problems: Sequence[Problem]) -> list[Mapping[str, str]]:
    """Problems as an answer tells them: no more, and none longer, than somebody reads, whatever names were sent."""
    return [{"field": problem.field[:_LONGEST_NAME], "detail": problem.detail[:_LONGEST_NAME]} for problem in problems[:MAX_TOLD]]


def _profile(operation: Operation, status: int) -> Callable[[Api, Request, Actor, Words], Reply]:
    def answer(api: Api, request: Request, actor: Actor, _: Words) -> Reply:
        body, hub = bodies.keys(request.body), api.hub
        version = bodies.optional_text(body, "integration_version") if "integration-version" in hub.capabilities else None
        case_id = bodies.optional_text(body, "case_id") if operation == "create" and "cases" in hub.capabilities else None
        fields = bodies.texts(body, "fields", hub.readings["unsaid.null"])
        call = Call(
            operation=operation,
            actor=actor,
            fields=fields,
            settings=bodies.settings(body, hub.readings["unsaid.settings-missing"]) if operation == "update" else Settings(),
            form=bodies.bounded(fields, bodies.texts(body, "form")) if "form" in body and "tokens" in hub.capabilities else None,
            integration_version="V2" if version is None else version,
            case_id=case_id,
        )
        return api.done(call, status)

    return answer


def _hub_record(api: Api, _: Request, actor: Actor, words: Words) -> Reply:
    return api.done(Call(operation="hub-record", actor=actor, fields={"ucrn": words[0]}))


def _list(api: Api, _: Request, actor: Actor, words: Words) -> Reply:
    return api.done(Call(operation="list", actor=actor, list_name=words[0]))


def _open_case(api: Api, request: Request, actor: Actor, _: Words) -> Reply:
    bodies.keys(request.body)
    return api.done(Call(operation="open-case", actor=actor), 201)


def _read_case(api: Api, _: Request, actor: Actor, words: Words) -> Reply:
    return api.done(Call(operation="read-case", actor=actor, case_id=words[0]))


def _open_edit_form(api: Api, request: Request, actor: Actor, _: Words) -> Reply:
    body = bodies.keys(request.body)
    fields, pre_submission = {"ucrn": bodies.text(body, "ucrn")}, bodies.flag(body, "pre_submission")
    return api.done(Call(operation="open-edit-form", actor=actor, fields=fields, pre_submission=pre_submission), 201)


def _submit_edit_form(api: Api, request: Request, actor: Actor, words: Words) -> Reply:
    body, readings = bodies.keys(request.body), api.hub.readings
    settings = bodies.settings(body, readings["unsaid.settings-missing"])
    fields = bodies.texts(body, "fields", readings["unsaid.null"])
    return api.done(Call(operation="submit-edit-form", actor=actor, fields=fields, settings=settings, edit_form_id=words[0]))


def _reopen_edit_form(api: Api, request: Request, actor: Actor, words: Words) -> Reply:
    if request.body is not ABSENT and request.body is not None:
        bodies.keys(request.body)
    return api.done(Call(operation="reopen-edit-form", actor=actor, edit_form_id=words[0]))


def _sign_in(api: Api, request: Request, actor: Actor, _: Words) -> Reply:
    """A CSA by name and secret; a customer, for whom a CSA asks, by UCRN."""
    body = bodies.keys(request.body)
    if "ucrn" in body:
        ucrn = bodies.text(body, "ucrn")
        refusal = _refusal_of_sign_in(api, actor, ucrn)
        return _problem(refusal) if refusal else _signed_in(api, Actor(ucrn=ucrn))
    name, secret = bodies.text(body, "csa"), bodies.text(body, "secret")
    if actor.unknown:
        return _problem(BAD_TOKEN)
    right = [same_secret(name, api.csa_name), same_secret(secret, api.csa_secret)]
    return _signed_in(api, Actor(csa=True)) if all(right) else _problem(_WRONG_SIGN_IN)


def _refusal_of_sign_in(api: Api, actor: Actor, ucrn: str) -> Refusal | None:
    if actor.csa:
        return None if ucrn in api.hub.customers else NOT_THERE
    if actor.unknown:
        return BAD_TOKEN
    return NOT_PERMITTED if actor.ucrn else NOT_SIGNED_IN


def _signed_in(api: Api, actor: Actor) -> Reply:
    return Reply(201, {"token": api.sessions.open(actor), "expires_in": api.sessions.seconds}, _JSON)


def _capabilities(api: Api, _: Request, actor: Actor, __: Words) -> Reply:
    if actor.unknown:
        return _problem(BAD_TOKEN)
    hub = api.hub
    body = {
        "name": NAME,
        "version": __version__,
        "capabilities": sorted(hub.capabilities),
        "time_zone": hub.zone.key,
        "now": hub.world().now.isoformat(),
    }
    return Reply(200, body, _JSON)


def _alive(_: Api, __: Request, actor: Actor, ___: Words) -> Reply:
    return _problem(BAD_TOKEN) if actor.unknown else Reply(200, {"status": "ok"}, _JSON)


ROUTES: Final = (
    Route("POST", "/v2/profile/create", "", _profile("create", 201)),
    Route("POST", "/v2/profile/update", "", _profile("update", 200)),
    Route("POST", "/v2/profile/get", "", _profile("get", 200)),
    Route("POST", "/v2/sessions", "", _sign_in),
    Route("GET", "/v2/capabilities", "", _capabilities),
    Route("GET", "/healthz", "", _alive),
    Route("GET", "/v2/hub/customers/*", "hub-record", _hub_record),
    Route("GET", "/v2/lists/*", "lists", _list),
    Route("POST", "/v2/hub/cases", "cases", _open_case),
    Route("GET", "/v2/hub/cases/*", "cases", _read_case),
    Route("POST", "/v2/hub/edit-forms", "edit-forms", _open_edit_form),
    Route("POST", "/v2/hub/edit-forms/*/submit", "edit-forms", _submit_edit_form),
    Route("POST", "/v2/hub/edit-forms/*/reopen", "edit-forms", _reopen_edit_form),
)
