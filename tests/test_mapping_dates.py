"""Dates in a target's own form."""

from __future__ import annotations

import pytest

from conformance.drivers.bindings.mapping.dates import looks_like, problem_of, read, written


@pytest.mark.parametrize(
    ("text", "form", "expected"),
    [
        ("07/06/2020", "dd/mm/yyyy", "06/07/2020"),
        ("7/6/2020", "dd/mm/yyyy", "6/7/2020"),
        ("2020-07-06", "dd.mm.yyyy", "06.07.2020"),
        ("02/30/2020", "yyyy-mm-dd", "2020-02-30"),
        ("07/06/2020", "yyyy-mm-ddTHH:MM:SSZ", "2020-07-06T00:00:00Z"),
        ("2020-7-6", "dd/mm/yyyy", None),
        ("soon", "dd/mm/yyyy", None),
        ("{Start}", "dd/mm/yyyy", None),
    ],
)
def test_written(text: str, form: str, expected: str | None) -> None:
    assert written(text, form) == expected


def test_those_of_a_date_field_may_have_a_form_of_their_own() -> None:
    assert written("2020-07-06", "dd/mm/yyyy", "yyyy-mm-dd") == "2020-07-06"
    assert written("07/06/2020", "dd/mm/yyyy", "yyyy-mm-dd") == "06/07/2020"


@pytest.mark.parametrize(
    ("text", "forms", "expected"),
    [
        ("06/07/2020", ("dd/mm/yyyy",), "2020-07-06"),
        ("6/7/2020", ("dd/mm/yyyy",), "2020-07-06"),
        ("06/07/2020 13:05:59", ("dd/mm/yyyy", "dd/mm/yyyy HH:MM:SS"), "2020-07-06T13:05:59"),
        ("20200706", ("yyyymmdd",), "2020-07-06"),
        ("2020-07-06", ("dd/mm/yyyy",), "2020-07-06"),
        ("never", ("dd/mm/yyyy",), "never"),
        ("", ("dd/mm/yyyy",), ""),
        ("06x07x2020", ("dd.mm.yyyy",), "06x07x2020"),
    ],
)
def test_read(text: str, forms: tuple[str, ...], expected: str) -> None:
    assert read(text, forms) == expected


def test_what_a_target_would_take_for_a_date() -> None:
    assert looks_like("31/12/2020", "dd/mm/yyyy")
    assert not looks_like("31 December", "dd/mm/yyyy")


@pytest.mark.parametrize("form", ["", "%d/%m/%Y", "dd/mm", "dd/mm/yyyy/yyyy", "yyyy-mm-dd HH:HH", "dd/mm/yy"])
def test_what_is_no_form(form: str) -> None:
    assert problem_of(form).startswith(f"{form!r} is no form of a date")


@pytest.mark.parametrize("form", ["dd/mm/yyyy", "yyyymmdd", "yyyy-mm-ddTHH:MM:SSZ"])
def test_what_is_one(form: str) -> None:
    assert problem_of(form) == ""
