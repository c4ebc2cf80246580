"""The bench measures what it says it measures: its servers are there, and can be signed in to."""

from __future__ import annotations

import pytest

from bench.exchanges import SECRET, serving
from conformance.drivers.bindings.native import NativeDriver
from conformance.drivers.http import HttpTransport


@pytest.mark.parametrize("module", [("conformance.cli", "serve", "--port", "0"), ("bench.slow",)])
def test_a_csa_signs_in_at_its_servers(module: tuple[str, ...]) -> None:
    with serving(*module) as address:
        driver = NativeDriver(HttpTransport(address), "csa", SECRET)
        assert driver.target.address == address
        driver.close()
