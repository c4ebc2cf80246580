"""The rules of the first chapter at every endpoint: who is served, who is refused, and that a refusal leaves no trace behind."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import NamedTuple

import pytest

from reference_impl import openapi
from reference_impl.api import ABSENT, ROUTES, Api, Request, Route
from reference_impl.clock import FixedClock
from tests.reference import CSA, MANDATORY, NOON, a_hub, flat

SECRET = "sentinel-of-the-secret"
ACTORS = ("csa", "owner", "another", "nobody", "expired", "garbage")


class Asked(NamedTuple):
    """A path with its open parts filled, and a body."""

    path: str
    body: object = ABSENT


class Scene:
    """A hub with a customer, a case and an edit form, and a token for each actor."""

    def __init__(self) -> None:
        clock = FixedClock(NOON)
        self.api = Api(a_hub(clock), "csa", SECRET, token_seconds=60)
        self.api.sessions.open(CSA)
        expired = self.api.sessions.open(CSA)
        clock.advance(timedelta(seconds=60))
        csa = self.api.sessions.open(CSA)
        self.tokens = {"csa": csa, "nobody": None, "expired": expired, "garbage": "x" * len(csa)}
        self.owner, another = (self.made("/v2/profile/create", {"fields": MANDATORY}, "ucrn") for _ in range(2))
        self.case = self.made("/v2/hub/cases", {}, "case_id")
        self.form = self.made("/v2/hub/edit-forms", {"ucrn": self.owner, "pre_submission": True}, "edit_form_id")
        self.tokens["owner"] = self.made("/v2/sessions", {"ucrn": self.owner}, "token")
        self.tokens["another"] = self.made("/v2/sessions", {"ucrn": another}, "token")

    def made(self, path: str, body: object, key: str) -> str:
        return str(self.api.answer(Request("POST", path, self.tokens["csa"], body)).body[key])


Row = tuple[Callable[[Scene], Asked], tuple[int, int, int, int]]
"""What is asked of an endpoint, and how a CSA, the owner, another customer and nobody are answered."""

ANYBODY, OF_ONES_OWN, OF_CSAS = (200, 200, 200, 200), (200, 200, 403, 401), (200, 403, 403, 401)
MADE, MADE_FOR_CSAS = (201, 201, 201, 201), (201, 403, 403, 401)

TABLE: dict[tuple[str, str], Row] = {
    ("POST", "/v2/profile/create"): (lambda _: Asked("/v2/profile/create", {"fields": MANDATORY}), MADE),
    ("POST", "/v2/profile/update"): (
        lambda scene: Asked("/v2/profile/update", {"fields": {**MANDATORY, "ucrn": scene.owner, "house": "7"}}),
        OF_ONES_OWN,
    ),
    ("POST", "/v2/profile/get"): (lambda scene: Asked("/v2/profile/get", {"fields": {"ucrn": scene.owner}}), OF_ONES_OWN),
    ("POST", "/v2/sessions"): (lambda scene: Asked("/v2/sessions", {"ucrn": scene.owner}), MADE_FOR_CSAS),
    ("GET", "/v2/capabilities"): (lambda _: Asked("/v2/capabilities"), ANYBODY),
    ("GET", "/healthz"): (lambda _: Asked("/healthz"), ANYBODY),
    ("GET", "/v2/hub/customers/*"): (lambda scene: Asked(f"/v2/hub/customers/{scene.owner}"), OF_CSAS),
    ("GET", "/v2/lists/*"): (lambda _: Asked("/v2/lists/countries"), ANYBODY),
    ("POST", "/v2/hub/cases"): (lambda _: Asked("/v2/hub/cases", {}), MADE_FOR_CSAS),
    ("GET", "/v2/hub/cases/*"): (lambda scene: Asked(f"/v2/hub/cases/{scene.case}"), OF_CSAS),
    ("POST", "/v2/hub/edit-forms"): (
        lambda scene: Asked("/v2/hub/edit-forms", {"ucrn": scene.owner, "pre_submission": False}),
        MADE_FOR_CSAS,
    ),
    ("POST", "/v2/hub/edit-forms/*/submit"): (
        lambda scene: Asked(f"/v2/hub/edit-forms/{scene.form}/submit", {"fields": {**MANDATORY, "house": "7"}}),
        OF_CSAS,
    ),
    ("POST", "/v2/hub/edit-forms/*/reopen"): (lambda scene: Asked(f"/v2/hub/edit-forms/{scene.form}/reopen"), OF_CSAS),
}


def of(route: Route) -> tuple[str, str]:
    return route.method, route.path


def test_every_endpoint_has_its_row() -> None:
    assert sorted(TABLE) == sorted(of(route) for route in ROUTES)


@pytest.mark.parametrize("actor", ACTORS)
@pytest.mark.parametrize("route", TABLE, ids=" ".join)
def test_who_is_served_and_who_is_not(route: tuple[str, str], actor: str) -> None:
    scene = Scene()
    asks, served = TABLE[route]
    asked = asks(scene)
    before = flat(scene.api.hub)
    reply = scene.api.answer(Request(route[0], asked.path, scene.tokens[actor], asked.body))
    expected = dict(zip(ACTORS, (*served, 401, 401), strict=True))[actor]
    assert reply.status == expected
    assert str(expected) in described(route)
    if expected >= 400:
        assert flat(scene.api.hub) == before
        assert reply.headers.get("WWW-Authenticate") == ("Bearer" if expected == 401 else None)
        assert scene.owner not in repr(reply.body)


@pytest.mark.parametrize("actor", ACTORS)
@pytest.mark.parametrize("secret", [SECRET, "wrong"])
def test_a_csa_signs_in_by_the_secret_whoever_asks_with_it(actor: str, secret: str) -> None:
    scene = Scene()
    reply = scene.api.answer(Request("POST", "/v2/sessions", scene.tokens[actor], {"csa": "csa", "secret": secret}))
    assert reply.status == (201 if secret == SECRET and actor not in ("expired", "garbage") else 401)


def described(route: tuple[str, str]) -> set[str]:
    """The statuses that the document has for an endpoint."""
    [found] = [one for one in openapi.OPERATIONS if one.method.upper() == route[0] and like(one.path) == route[1]]
    paths = openapi.document()["paths"]
    assert isinstance(paths, dict)
    return set(paths[found.path][found.method]["responses"])


def like(path: str) -> str:
    return "/".join("*" if part.startswith("{") else part for part in path.split("/"))
