"""The OpenAPI document: valid, up to date, and true of the server that it describes."""

from __future__ import annotations

import re
import subprocess
import sysconfig
from collections import Counter
from pathlib import Path

import httpx
import msgspec
import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from reference_impl import openapi
from reference_impl.api import ROUTES, Api, Reply, Request
from reference_impl.hub import Hub
from reference_impl.openapi_schemas import EXAMPLES, Schema
from reference_impl.world import CAPABILITIES
from tests.serving import PATIENCE, serving

FIXTURE = Path(__file__).parents[1] / "fixtures" / "openapi.json"
SIGN_IN = {name: str(value) for name, value in EXAMPLES["SignIn"].items()}

SETTINGS = """
[checks.positive_data_acceptance]
# Beside the statuses of the tool itself 422: which dates exist, that an end comes after its start, which cases are open and that an
# update keeps the e-mail, no schema can say; entries with tokens are any text until they are filled.
expected-statuses = ["2xx", "3xx", "401", "403", "404", "409", "422", "429"]
"""
OPTIONS = (
    "--checks=all",
    "--phases=examples,coverage,fuzzing,stateful",
    "--max-examples=20",
    "--seed=1",
    "--generation-database=none",
    "--continue-on-failure",
)


def test_the_checked_in_document_is_up_to_date() -> None:
    assert FIXTURE.read_text(encoding="utf-8") == openapi.text(), "mend with: python -m reference_impl.openapi > fixtures/openapi.json"


@pytest.mark.parametrize("capabilities", [CAPABILITIES, frozenset[str]()], ids=["all", "none"])
def test_the_document_is_valid(capabilities: frozenset[str]) -> None:
    OpenAPIV31SpecValidator(openapi.document(capabilities)).validate()


def test_every_operation_of_the_contract_is_described_and_no_other() -> None:
    described = {
        (operation.method.upper(), re.sub(r"{\w+}", "*", operation.path), operation.capability) for operation in openapi.OPERATIONS
    }
    assert described == {(route.method, route.path, route.capability) for route in ROUTES}


def test_a_hub_without_a_capability_does_not_describe_what_needs_it() -> None:
    text = msgspec.json.encode(openapi.document(frozenset())).decode()
    for word in ("/v2/hub", "/v2/lists", '"form"', "integration_version", "case_id", '"addresses"'):
        assert word not in text


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_examples_are_of_the_form_that_they_illustrate(name: str) -> None:
    schema: Schema = {"$ref": f"#/components/schemas/{name}", "components": openapi.document()["components"]}
    assert not list(Draft202012Validator(schema).iter_errors(EXAMPLES[name]))


class Counting(Api):
    """The contract, counting the operations that are asked for by how they were answered."""

    def __init__(self) -> None:
        super().__init__(Hub(), SIGN_IN["csa"], SIGN_IN["secret"])
        self.answered: Counter[tuple[str, int]] = Counter()

    def answer(self, request: Request) -> Reply:
        reply = super().answer(request)
        for operation in openapi.OPERATIONS:
            pattern = re.sub(r"{\w+}", "[^/]+", operation.path)
            if operation.method.upper() == request.method and re.fullmatch(pattern, request.path):
                self.answered[operation.name, reply.status] += 1
        return reply


def test_the_server_keeps_to_the_document(tmp_path: Path) -> None:
    """Schemathesis with everything it looks for switched on: examples, limits, random and wrong values, and sequences along the links."""
    api = Counting()
    settings = tmp_path / "schemathesis.toml"
    settings.write_text(SETTINGS, encoding="utf-8")
    command = [f"{sysconfig.get_path('scripts')}/schemathesis", f"--config-file={settings}", "run"]
    with serving(api) as url, httpx.Client(base_url=url, timeout=PATIENCE) as client:
        token = client.post("/v2/sessions", json=SIGN_IN).json()["token"]
        client.post("/v2/profile/create", json=EXAMPLES["Create"])  # the customer of whom the examples speak
        run = subprocess.run(
            [*command, f"{url}/openapi.json", f"--header=Authorization: Bearer {token}", *OPTIONS],
            cwd=tmp_path,
            capture_output=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )
    assert run.returncode == 0, run.stdout + run.stderr
    assert api.answered.total() > 1000
    for operation in openapi.OPERATIONS:
        assert api.answered[operation.name, operation.status], f"{operation.name} was never done"
        assert api.answered[operation.name, 400] or not operation.body, f"{operation.name} was never asked in another form"
        assert api.answered[operation.name, 404] or "{" not in operation.path, f"{operation.name} was never asked of what is not there"
        assert api.answered[operation.name, 401] or operation.permitted == openapi.ANYONE, f"{operation.name} was never asked by nobody"
    assert [status for _, status in api.answered if status >= 500] == []
