"""Who is signed in at a target: once each, and of very many the latest."""

from __future__ import annotations

from functools import partial

from conformance.drivers.bindings.native import NativeDriver
from conformance.drivers.signed_in import SignedIn
from conformance.exchanges import Asked
from reference_impl.api import Api
from reference_impl.hub import Hub
from tests.processes import SECRET, Spoken, answers_of
from tests.wires import Called, by_token


def test_somebody_signs_in_once() -> None:
    sessions = SignedIn[str]()
    assert sessions.of("ann") is None
    assert sessions.renewed("ann", None, lambda: "first") == "first"
    assert sessions.renewed("ann", None, lambda: "never") == "first"
    assert sessions.of("ann") == "first"


def test_what_is_gone_is_renewed_unless_somebody_did_so() -> None:
    sessions = SignedIn[list[int]]()
    first = sessions.renewed("ann", None, lambda: [1])
    second = sessions.renewed("ann", first, lambda: [2])
    assert (second, sessions.renewed("ann", first, lambda: [3])) == ([2], [2])
    sessions.drop("ann", first)
    assert sessions.of("ann") is second
    sessions.drop("ann", second)
    assert sessions.of("ann") is None


def test_of_many_the_latest_are_kept_and_never_is_the_csa_let_go_of() -> None:
    sessions = SignedIn[int](latest=10)
    sessions.renewed("csa", None, lambda: 0)
    for number in range(1, 1000):
        sessions.renewed(str(number), None, partial(int, number))
    kept = [actor for actor in ("csa", *map(str, range(1, 1000))) if sessions.of(actor) is not None]
    assert (kept[0], kept[-10:]) == ("csa", [str(number) for number in range(990, 1000)])
    assert len(kept) <= 21


def test_a_token_that_no_header_can_carry_signs_nobody_in() -> None:
    answers = answers_of(Api(Hub(), "csa", SECRET))

    def odd(method: str, path: str, token: str, content: bytes) -> Spoken | None:
        if path == "/v2/sessions" and b"ucrn" in content:
            return Spoken(201, b'{"token": "sentinel\\nof: a header"}')
        return answers(method, path, token, content)

    driver = NativeDriver(Called(by_token(odd)), "csa", SECRET)
    answer, exchanges = driver.perform(Asked("get", actor="100000000001", fields={"ucrn": "100000000001"}))
    assert (answer.status, answer.detail, exchanges) == (
        "unsigned",
        "the customer 100000000001 could not be signed in: POST /v2/sessions answered 201 with a token that no header can carry: "
        "expected letters, digits and signs of ASCII, no blanks",
        (),
    )
