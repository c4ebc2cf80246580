"""Many customers at the same time over sockets: each sees what they sent themselves, and nothing of anybody else."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from reference_impl.api import Api
from reference_impl.hub import Hub
from tests.serving import PATIENCE, serving

SECRET = "a secret for tests"
MANDATORY = {"contact_type": "Individual", "preferred_contact_method": "1"}
CUSTOMERS, ROUNDS = 16, 15
UPDATE, GET = "/v2/profile/update", "/v2/profile/get"


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with serving(Api(Hub(), "csa", SECRET)) as served:
        yield served


def of_another(answer: httpx.Response, own: str) -> list[str]:
    """The marks of other customers in an answer; every customer writes one of their own into all that they send."""
    return [mark for mark in (f"mark-{number}-" for number in range(CUSTOMERS)) if mark != own and mark in answer.text]


def lives(url: str, number: int, csa: str, others: list[str]) -> list[str]:
    """One customer: creates, signs in, and then writes and reads; what went wrong, in words."""
    own, wrong = f"mark-{number}-", []
    with httpx.Client(base_url=url, timeout=PATIENCE) as client:
        made = client.post("/v2/profile/create", json={"fields": {**MANDATORY, "first_name": own, "email": f"{own}@example.org"}})
        ucrn = str(made.json()["ucrn"])
        others.append(ucrn)
        token = client.post("/v2/sessions", json={"ucrn": ucrn}, headers={"Authorization": f"Bearer {csa}"}).json()["token"]
        client.headers["Authorization"] = f"Bearer {token}"
        for turn in range(ROUNDS):
            house, other = f"{own}{turn}", others[turn % len(others)]
            fields = {"ucrn": ucrn, **MANDATORY, "first_name": own, "house": "{House}", "street": own}
            saved = client.post(UPDATE, json={"fields": fields, "form": {"House": house}})
            read = client.post(GET, json={"fields": {"ucrn": ucrn}})
            refused = client.post(GET, json={"fields": {"ucrn": other}})
            filled = client.post(GET, json={"fields": {"ucrn": ucrn}, "form": {"first_name": "", "street": ""}})
            got = read.json().get("fields", {})
            if (got.get("first_name"), got.get("house"), got.get("street")) != (own, house, own):
                wrong.append(f"{own} reads {got.get('first_name')} at {got.get('house')}")
            if filled.json().get("form") != {"first_name": own, "street": own}:
                wrong.append(f"{own} has a form of {filled.text}")
            if refused.status_code != (200 if other == ucrn else 403):
                wrong.append(f"{own} is answered {refused.status_code} for somebody else's record")
            wrong += [f"{own} sees {mark}" for answer in (saved, read, refused, filled) for mark in of_another(answer, own)]
    return wrong


def test_each_customer_sees_their_own_and_nobody_elses(url: str) -> None:
    csa = str(httpx.post(f"{url}/v2/sessions", json={"csa": "csa", "secret": SECRET}).json()["token"])
    others: list[str] = []
    with ThreadPoolExecutor(CUSTOMERS) as pool:
        wrong = list(pool.map(lambda number: lives(url, number, csa, others), range(CUSTOMERS)))
    assert [one for several in wrong for one in several] == []
    assert len(set(others)) == CUSTOMERS


def test_one_connection_carries_nothing_from_one_request_to_the_next(url: str) -> None:
    """As a proxy's does, which sends many people's requests through it."""
    with httpx.Client(base_url=url, timeout=PATIENCE) as proxy:
        csa = {"Authorization": f"Bearer {proxy.post('/v2/sessions', json={'csa': 'csa', 'secret': SECRET}).json()['token']}"}
        ucrn = proxy.post("/v2/profile/create", json={"fields": MANDATORY}, headers=csa).json()["ucrn"]
        asked = {"fields": {"ucrn": ucrn}}
        statuses = [
            proxy.post(GET, json=asked, headers=headers).status_code for headers in (csa, {}, csa, {"Authorization": "Bearer x"}, {})
        ]
    assert statuses == [200, 401, 200, 401, 401]
