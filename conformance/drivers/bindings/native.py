"""The native wire: each call is one request of the project's own HTTP contract, its response one answer."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from conformance.concealing import SECRETS
from conformance.drivers.pacing import is_clock
from conformance.drivers.signed_in import SignedIn
from conformance.drivers.transport import RedirectedError, Response, Transport, UnreachableError
from conformance.exchanges import Answer, Asked, Exchange, Target, TargetError
from conformance.meeting import aside
from conformance.suite import Json, Operation

Wire = tuple[str, str, Json]


def _profile(operation: str) -> Callable[[Asked], Wire]:
    def build(asked: Asked) -> Wire:
        body: dict[str, Json] = {"fields": dict(asked.fields)}
        if operation == "update":
            body["settings"] = _settings(asked)
        if asked.form is not None:
            body["form"] = dict(asked.form)
        if asked.case_id:
            body["case_id"] = asked.case_id
        if asked.integration_version:
            body["integration_version"] = asked.integration_version
        return "POST", f"/v2/profile/{operation}", body

    return build


def _settings(asked: Asked) -> Json:
    return {"ignore_empty_entries": asked.ignore_empty, "keep_empty_end_dates": asked.keep_empty_end_dates}


_WIRE: dict[str, Callable[[Asked], Wire]] = {
    "create": _profile("create"),
    "update": _profile("update"),
    "get": _profile("get"),
    "hub-record": lambda asked: ("GET", f"/v2/hub/customers/{quote(asked.ucrn, safe='')}", None),
    "list": lambda asked: ("GET", f"/v2/lists/{asked.list_name}", None),
    "open-case": lambda _: ("POST", "/v2/hub/cases", {}),
    "read-case": lambda asked: ("GET", f"/v2/hub/cases/{quote(asked.case_id, safe='')}", None),
    "open-edit-form": lambda asked: ("POST", "/v2/hub/edit-forms", {"ucrn": asked.ucrn, "pre_submission": asked.pre_submission}),
    "submit-edit-form": lambda asked: (
        "POST",
        f"/v2/hub/edit-forms/{quote(asked.edit_form_id, safe='')}/submit",
        {"settings": _settings(asked), "fields": dict(asked.fields)},
    ),
    "reopen-edit-form": lambda asked: ("POST", f"/v2/hub/edit-forms/{quote(asked.edit_form_id, safe='')}/reopen", None),
}

NEVER_REFUSALS = frozenset({405, 408, 413, 414, 415, 429, 431})
"""Answers about the request, the path or the traffic: they say nothing of what was asked."""
_MAY_BE_UNKNOWN = frozenset({"get", "update", "hub-record", "open-edit-form"})
"""Operations for which 404 can mean that no such record exists."""
_TOKEN = re.compile(r"[!-~]+")
_LONGEST_TEXT = 2000
_SHOWN = 60
"""So much of a body is shown in a message."""
_KINDS: dict[type, str] = {dict: "an object", list: "a list", str: "a text", bool: "true or false", type(None): "null"}


class NativeDriver:
    """Drives a target that speaks the native contract, over any transport. Signs actors in once, when they are first needed."""

    def __init__(self, transport: Transport, csa_name: str, csa_secret: str) -> None:
        """Reach the target, read its capabilities and clock, and sign the CSA in; raises TargetError."""
        self._transport = transport
        self._csa = (csa_name, csa_secret)
        self._tokens = SignedIn[str]()
        SECRETS.add(csa_secret)
        self.target = self._introduced()
        try:
            self._token("csa")
        except RedirectedError as error:
            raise TargetError(str(error), 2) from None
        except SignInError as error:
            raise TargetError(f"{transport.address}: {error}", 2) from None
        except UnreachableError as error:
            raise TargetError(str(error), 3) from None

    def perform(self, asked: Asked) -> tuple[Answer, tuple[Exchange, ...]]:
        """Make one call. A session that ran out is renewed once, as a 401 says that nothing was done."""
        method, path, body = _WIRE[asked.operation](asked)
        try:
            token = self._token(asked.actor)
            response = self._transport.send(method, path, token, body)
            if response.status == 401 and asked.actor != "nobody":
                token = self._renewed(asked.actor, token)
                response = self._transport.send(method, path, token, body)
        except UnreachableError as error:
            return Answer("unreachable", detail=SECRETS.text(str(error))), ()
        except SignInError as error:
            return Answer("unsigned", detail=str(error)), ()
        response = _without_secrets(response)
        exchange = Exchange(
            method,
            path,
            asked.actor,
            body,
            response.status,
            response.body if response.json else str(response.body)[:_LONGEST_TEXT],
            response.sent,
            response.received,
            response.earliest,
            response.latest,
        )
        return _answer(asked, response), (exchange,)

    def close(self) -> None:
        """Let go of the connection."""
        self._transport.close()

    def _introduced(self) -> Target:
        address = self._transport.address
        try:
            response = self._transport.send("GET", "/v2/capabilities", "", None)
        except RedirectedError as error:
            raise TargetError(str(error), 2) from None
        except UnreachableError as error:
            raise TargetError(str(error), 3) from None
        body = SECRETS.json(response.body)
        declared = body.get("capabilities") if isinstance(body, dict) else None
        if response.status != 200 or not isinstance(body, dict) or not isinstance(declared, list):
            raise TargetError(
                f"{address} is no hub that speaks the native contract: GET /v2/capabilities answered {response.status} "
                f"without a list of capabilities{_nature(_without_secrets(response))}; look at the URL, or reach this target through a "
                "binding of its own",
                2,
            )
        source, low, high = _clock_offset(body.get("now"), response)
        if source == "now":
            self._transport.set_clock_offset(low, high)
        return Target(
            address=address,
            name=str(body.get("name", "")),
            version=str(body.get("version", "")),
            capabilities=tuple(str(capability) for capability in declared),
            time_zone=_time_zone(address, body.get("time_zone", "Europe/London")),
            clock_offset=round((low + high) / 2, 3),
            clock_source=source,
            latency=round(response.received - response.sent, 6),
        )

    def _token(self, actor: str) -> str:
        if actor == "nobody":
            return ""
        token = self._tokens.of(actor)
        if token is None:
            return self._renewed(actor, None)
        _lend(token, actor)
        return token

    def _renewed(self, actor: str, gone: str | None) -> str:
        """A token in place of one that is gone: that which another thread has been given meanwhile, or a new one."""
        with aside():
            return self._tokens.renewed(actor, gone, lambda: self._signed_in(actor))

    def _signed_in(self, actor: str) -> str:
        name, secret = self._csa
        if actor == "csa":
            response = self._transport.send("POST", "/v2/sessions", "", {"csa": name, "secret": secret})
        else:
            csa = self._token("csa")
            response = self._transport.send("POST", "/v2/sessions", csa, {"ucrn": actor})
            if response.status == 401:
                response = self._transport.send("POST", "/v2/sessions", self._renewed("csa", csa), {"ucrn": actor})
        token = response.body.get("token") if isinstance(response.body, dict) else None
        who = f"the CSA {name!r}" if actor == "csa" else f"the customer {actor}"
        answered = f"{who} could not be signed in: POST /v2/sessions answered {response.status}"
        if response.status not in (200, 201) or not isinstance(token, str):
            raise SignInError(f"{answered} {_detail(_without_secrets(response))}".rstrip())
        if not _TOKEN.fullmatch(token):
            raise SignInError(f"{answered} with a token that no header can carry: expected letters, digits and signs of ASCII, no blanks")
        _lend(token, actor)
        return token


class SignInError(Exception):
    """An actor whom the target does not sign in."""


def _lend(token: str, actor: str) -> None:
    """Let a token be secret as long as it is in use. A target may take the UCRN itself for one, which is none then."""
    if token != actor:
        SECRETS.lend(token)


def _without_secrets(response: Response) -> Response:
    """The response without the secrets that a target may have put into it, for all that follows goes into the record."""
    body = SECRETS.json(response.body)
    return response._replace(body=body, why=SECRETS.text(response.why)) if body is not response.body or response.why else response


def _nature(response: Response) -> str:
    """What a body is instead of a JSON object, for whoever has to mend it; blank where it is one."""
    body = response.body
    if response.json:
        return "" if isinstance(body, dict) else f": it is {_KINDS.get(type(body), 'a number')}"
    begun = _beginning(response)
    return f": {response.why or 'it is no JSON'}" + (f"; {begun}" if begun else "")


def _beginning(response: Response) -> str:
    """How a body that is no JSON begins; blank where there is none."""
    words = " ".join(str(response.body).split())
    return f"it begins {words[:_SHOWN]!r}" if words else ""


def _time_zone(address: str, name: Json) -> str:
    try:
        return ZoneInfo(str(name)).key
    except (ZoneInfoNotFoundError, ValueError, OSError):  # a name may be that of a folder, or too long for a file
        raise TargetError(
            f"{address} says that its time zone is {str(name)[:_SHOWN]!r}: give the name of a zone as the IANA database has it, such as "
            "'Europe/London'",
            2,
        ) from None


def _clock_offset(now: object, response: Response) -> tuple[str, float, float]:
    """How far the target's clock is ahead of ours, in seconds, from its own `now` or else from its `Date` header: source, least, most."""
    if isinstance(now, str):
        try:
            moment = datetime.fromisoformat(now)
        except ValueError:
            moment = None
        if moment is not None and moment.tzinfo is not None and is_clock(moment):
            return "now", moment.timestamp() - response.received - 1, moment.timestamp() - response.sent + 1
    return "Date header", response.earliest - response.sent, response.latest - response.received


def _answer(asked: Asked, response: Response) -> Answer:
    status, body = response.status, response.body
    if 200 <= status < 300:
        if not response.json or not isinstance(body, dict):
            return Answer("broken", detail=f"{status} with a body that is no JSON object{_nature(response)}")
        return _accepted(asked, body)
    detail = f"{status} {_detail(response)}".rstrip()
    if is_refusal(status, asked.operation, asked.actor != "nobody"):
        return Answer("refused", detail=detail)
    if status == 401:
        return Answer("broken", detail=f"{detail} (the session of {asked.actor} ran out at once)")
    return Answer("broken", detail=detail)


def is_refusal(status: int, operation: Operation, signed_in: bool) -> bool:
    """Whether an answer of this HTTP status says that the call is refused, and not that something is amiss with path or session."""
    if status == 401:
        return not signed_in
    if status == 404:
        return operation in _MAY_BE_UNKNOWN
    return 400 <= status < 500 and status not in NEVER_REFUSALS


def _accepted(asked: Asked, body: dict[str, Any]) -> Answer:
    if asked.operation == "list":
        items = body.get("items")
        if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
            return Answer("broken", detail="a list without its 'items'")
        return Answer("accepted", items=items)
    if asked.operation in ("get", "hub-record", "open-edit-form", "reopen-edit-form"):
        key = "form" if asked.form is not None else "fields"
        fields = body.get(key)
        if not isinstance(fields, dict):
            return Answer("broken", detail=f"an answer without its {key!r}")
        if "edit_form_id" in body:
            fields = {**fields, "edit_form_id": body["edit_form_id"]}
        addresses = body.get("addresses")
        return Answer("accepted", fields=fields, addresses=addresses if isinstance(addresses, list) else [])
    named = ("ucrn", "case_id", "edit_form_id", "saved")
    return Answer("accepted", fields={name: str(body[name]) for name in named if body.get(name) is not None})


def _detail(response: Response) -> str:
    body = response.body
    if not isinstance(body, dict):
        return _beginning(response) if not response.json else msgspec.json.encode(body).decode()[:200]
    told = [str(body[name]) for name in ("title", "detail") if body.get(name)]
    errors = body.get("errors")
    if isinstance(errors, list):
        told += [f"{error.get('field')}: {error.get('detail')}" for error in errors if isinstance(error, dict)]
    return "; ".join(told)[:300]
