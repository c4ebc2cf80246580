"""The generated files: none is stale, and the suite as data says the same as the book."""

from __future__ import annotations

import json
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest
from jsonschema import Draft202012Validator

from conformance.book import book
from conformance.suite import Suite
from conformance.writer import generated

PROJECT = Path(__file__).parents[1]


@cache
def data() -> Any:
    return json.loads((PROJECT / "fixtures/suite.json").read_bytes())


@cache
def validator() -> Draft202012Validator:
    schema = json.loads((PROJECT / "fixtures/suite.schema.json").read_bytes())
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


@pytest.mark.parametrize(
    "name", ["fixtures/suite.json", "fixtures/suite.schema.json", "fixtures/record.schema.json", "reports/traceability.md"]
)
def test_a_generated_file_is_as_the_book_is_now(name: str) -> None:
    assert (PROJECT / name).read_bytes() == generated()[name], f"{name} is stale: run 'make generate'"


def test_no_other_file_is_generated() -> None:
    assert set(generated()) == {
        "fixtures/suite.json",
        "fixtures/suite.schema.json",
        "fixtures/record.schema.json",
        "fixtures/targets/target.schema.json",
        "reports/traceability.md",
    }


def test_the_data_reads_back_as_the_book() -> None:
    assert msgspec.json.decode((PROJECT / "fixtures/suite.json").read_bytes(), type=Suite) == book()


def test_the_data_is_as_its_schema_says() -> None:
    assert list(validator().iter_errors(data())) == []


def test_each_scenario_has_a_line_of_its_own() -> None:
    lines = (PROJECT / "fixtures/suite.json").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line.removesuffix(","))["id"] for line in lines if line.startswith('{"id"') and '"title"' in line] == [
        scenario.id for scenario in book().scenarios()
    ]


@pytest.mark.parametrize("place", [(), ("chapters", 1), ("chapters", 1, "rules", 0), ("chapters", 1, "rules", 0, "scenarios", 0)])
def test_the_schema_knows_every_key(place: tuple[str | int, ...]) -> None:
    changed = deepcopy({**data(), "chapters": data()["chapters"][:2]})
    value = changed
    for step in place:
        value = value[step]
    value["surprise"] = 1
    assert not validator().is_valid(changed)
