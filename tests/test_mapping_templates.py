"""Templates: what stands for a value becomes it, whatever its kind, and what has none is left out."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.drivers.bindings.mapping.templates import MISSING, BlankInPathError, filled, path, placeholders, shown, text

DOCUMENT = {"one": 1, "no": None, "blank": "", "word": "a/b", "flag": True, "madeId": 7, "person": {"name": {"given": "Ann"}}, "none": {}}


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{one}", 1),
        ("{flag}", True),
        ("{no}", None),
        ("{madeId}", 7),
        ("{person}", {"name": {"given": "Ann"}}),
        ("{person.name.given}", "Ann"),
        ("{none}", {}),
        ("no. {one}, {flag}", "no. 1, true"),
        ("{one}{missing}", "1"),
        ("{missing}", MISSING),
        ("{person.age}", MISSING),
        ("{word.length}", MISSING),
        ("x {missing} {missing.too}", MISSING),
        ("", ""),
        ("{{one}} and {one}", "{one} and 1"),
        ("query($id: ID!) { person(id: $id) { id } }", "query($id: ID!) { person(id: $id) { id } }"),
        (5, 5),
    ],
)
def test_a_text_or_what_it_stands_for(template: Any, expected: Any) -> None:
    found = filled(template, DOCUMENT)
    assert (found, type(found)) == (expected, type(expected))


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ({"a": "{one}", "b": "{missing}"}, {"a": 1}),
        ({"a": {"b": {"c": "{missing}"}}}, MISSING),
        ({"type": "home", "line": "{missing}"}, MISSING),
        ({"type": "home"}, {"type": "home"}),
        ([{"kind": "x", "handle": "{missing}"}, {"kind": "y", "handle": "{word}"}], [{"kind": "y", "handle": "a/b"}]),
        (["{missing}"], MISSING),
        ([], []),
        ({"...": "{person}", "name": {"family": "Reid"}}, {"name": {"given": "Ann", "family": "Reid"}}),
        ({"...": ["{person}", "{missing}"], "kind": "x"}, {"name": {"given": "Ann"}, "kind": "x"}),
        ({"{word}": "{one}", "{missing}": 2}, {"a/b": 1}),
    ],
)
def test_a_body(template: Any, expected: Any) -> None:
    assert filled(template, DOCUMENT) == expected


def test_what_is_filled_in_is_not_filled_again() -> None:
    assert filled("{a}", {"a": "{b}", "b": "x"}) == "{b}"
    assert text("<{a}>", {"a": "{b}", "b": "x"}) == "<{b}>"


def test_a_path_is_quoted_and_needs_its_values() -> None:
    assert path("/people/{word}/{one}/{{one}}", DOCUMENT) == "/people/a%2Fb/1/{one}"
    for name in ("missing", "blank", "no"):
        with pytest.raises(BlankInPathError, match=f"/x/.{name}. needs '{name}', which is blank"):
            path(f"/x/{{{name}}}", DOCUMENT)


def test_placeholders_are_found_however_deep() -> None:
    template = {"{a}": ["{b.c}", {"x": "{d} {{e}}"}], "...": "{f}"}
    assert sorted(placeholders(template)) == ["a", "b.c", "d", "f"]


def test_values_within_a_text() -> None:
    assert [shown(value) for value in (None, True, 1.5, "x", [1, "b"])] == ["", "true", "1.5", "x", '[1,"b"]']
