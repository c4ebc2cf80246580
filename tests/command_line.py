"""The command line in tests: invoked in this process, and one clear line for every error."""

from __future__ import annotations

import os

import pytest
from click.testing import CliRunner, Result

from conformance.cli import main
from reference_impl.api import Api
from reference_impl.hub import Hub
from tests.processes import (
    NONE,
    SECRET,
    Settings,
)

HOLDS = "CONFORMANT: every applicable must rule holds in what was selected"
UNCHANGED = "email.unchanged"
CHANGES = "email.unchanged:changes"
posix_only = pytest.mark.skipif(os.name != "posix", reason="signals and terminals of POSIX")


def invoked(*arguments: str, text: str | None = None, settings: Settings = NONE) -> Result:
    """What does not begin to run is invoked in this process."""
    unset = dict.fromkeys((name for name in os.environ if name.startswith("CONFORMANCE_")), None)
    return CliRunner(env={**unset, **settings}).invoke(main, arguments, input=text, prog_name="conformance")


def one_line(err: str) -> str:
    """The message of an error that takes one line and is no traceback."""
    assert err.startswith("conformance: ")
    assert err.count("\n") == 1
    assert err.endswith("\n")
    return err.removeprefix("conformance: ").rstrip("\n")


def usage_line(err: str) -> str:
    """The message below click's lines on usage."""
    usage, hint, blank, message = err.splitlines()
    assert usage.startswith("Usage: conformance")
    assert hint.startswith("Try 'conformance")
    assert blank == ""
    return message.removeprefix("Error: ")


def a_hub() -> Api:
    return Api(Hub(), "csa", SECRET)
