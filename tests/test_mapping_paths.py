"""JMESPath: what is found, what is wrong with a path, and what it looks for."""

from __future__ import annotations

import re

import pytest

from conformance.drivers.bindings.mapping.paths import PathError, find, holds, looks_for, problem_of

DOCUMENT = {
    "body": {"id": 7, "ok": False, "errors": [], "list": [{"k": "a", "v": 1}, {"k": "b", "v": 2}]},
    "headers": {"location": "/people/7"},
}


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("body.id", 7),
        ("body.none.at.all", None),
        ("body.list[?k == 'b'].v | [0]", 2),
        ("split(headers.location, '/')[-1]", "7"),
        ("split(headers.missing, '/')", []),
    ],
)
def test_found(path: str, found: object) -> None:
    assert find(path, DOCUMENT) == found


@pytest.mark.parametrize(
    ("path", "does"),
    [
        ("body.id", True),
        ("body.ok", False),
        ("body.errors", False),
        ("body.none", False),
        ("", False),
        ("!(body.ok)", True),
        ("`0`", False),
    ],
)
def test_a_condition(path: str, does: bool) -> None:
    assert holds(path, DOCUMENT) is does


def test_a_function_that_cannot_take_what_it_is_given() -> None:
    with pytest.raises(PathError, match=r"split\(body\.id, '/'\).*invalid type for value: 7"):
        find("split(body.id, '/')", DOCUMENT)


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("a..b", r"'a\.\.b' is no JMESPath"),
        ("a[?b", "is no JMESPath"),
        ("", "is no JMESPath"),
        ("a.b | lenght(@)", "there is no function 'lenght'; did you mean length"),
        ("length()", "length takes 1 values, and is given 0"),
        ("a[*].!b.c", "is no JMESPath"),
        ("{body.id}", r"is no JMESPath: a path stands without braces, 'body\.id'"),
        ("!a.b", r"expected !\(a\.b\)"),
    ],
)
def test_what_is_wrong_is_told(path: str, said: str) -> None:
    assert re.search(said, problem_of(path)), problem_of(path)


@pytest.mark.parametrize("path", ["a.b[0]", "a[1:2]", "not_null(a, b, c)", "merge(a)", "!(a.b)", 'headers."set-cookie"', "a.*.b[]", "@"])
def test_what_is_right_is_not_objected_to(path: str) -> None:
    assert problem_of(path) == ""


@pytest.mark.parametrize(
    ("path", "names"),
    [
        ("body.found.person", {"body"}),
        ("made", {"made"}),
        ("a.b || c[0].d", {"a", "c"}),
        ("body.list[?kind == 'x'].{text: value} | [0].text", {"body"}),
        ("sort_by(body.list, &rank)[0].name", {"body"}),
        ("{one: a.b, two: c}", {"a", "c"}),
        ("body.list[1:3]", {"body"}),
        ("@.a", set()),
        ("length(a) > `1` && status == `200`", {"a", "status"}),
    ],
)
def test_what_it_looks_for_at_the_top(path: str, names: set[str]) -> None:
    assert looks_for(path) == names
